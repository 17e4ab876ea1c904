"""The bank of predicates that `examples` draws from: name | value | what is said of it.

Three or more of each common kind of attribute, so that examples for one fact differ.
"""

ENGLISH = """
material | oak | is made of oak
material | brushed brass | is made of brushed brass
outer material | cotton canvas | has an outer material of cotton canvas
blade material | tempered steel | has a blade made of tempered steel
upper | suede | has an upper of suede
sole | natural rubber | has a sole of natural rubber
filling | goose down | is filled with goose down
lining | recycled fleece | has a lining of recycled fleece
handle | beech with rivets | has a handle of beech with rivets
lid | cork | has a lid of cork
frame | ash wood | has a frame of ash wood
composition | 95 % cotton | has a composition of 95 % cotton
composition | 80 % | has a composition of 80 %
share of recycled material | 60 % | has a recycled material share of 60 %
fabric weight | 190 g/m² | has a fabric weight of 190 g/m²
weight | 310 g | weighs 310 g
weight | 2.4 kg | weighs 2.4 kg
packed weight | 1.6 kg | has a packed weight of 1.6 kg
net weight | 250 g | has a net weight of 250 g
capacity | 350 ml | holds 350 ml
volume | 22 l | has a volume of 22 l
capacity | 1.2 l | has a capacity of 1.2 l
tank | 0.8 l | has a tank of 0.8 l
height | 52 cm | is 52 cm high
length | 34 cm | is 34 cm long
width | 18 mm | is 18 mm wide
depth | 40 cm | is 40 cm deep
thickness | 6 mm | is 6 mm thick
diameter | 24 cm | has a diameter of 24 cm
seat height | 45 cm | has a seat height of 45 cm
cable length | 1.5 m | has a cable length of 1.5 m
arm length | 60 cm | has an arm length of 60 cm
base | 20 cm | has a base of 20 cm
size | 45 x 60 cm | measures 45 x 60 cm
folded size | 30 x 12 cm | has a folded size of 30 x 12 cm
cover size | 140 x 200 cm | has a cover size of 140 x 200 cm
inner size | 28 x 20 x 9 cm | has an inner size of 28 x 20 x 9 cm
power | 800 W | has a power of 800 W
voltage | 230 V | runs on 230 V
light source | LED | uses an LED light source
luminous flux | 450 lm | has a luminous flux of 450 lm
light colour | 3000 to 4000 K | has a light colour of 3000 to 4000 K
noise level | 48 dB | has a noise level of 48 dB
temperature range | 10 to 60 °C | has a temperature range of 10 to 60 °C
height adjustable | 70 to 110 cm | has an adjustable height of 70 to 110 cm
washing temperature | 40 °C | has a washing temperature of 40 °C
comfort temperature | 5 °C | has a comfort temperature of 5 °C
temperature step | 5 °C | has a temperature step of 5 °C
water column | 4000 mm | has a water column of 4000 mm
battery life | 12 h | has a battery life of 12 h
battery | 2000 mAh | has a battery of 2000 mAh
charging time | 2 h | has a charging time of 2 h
burning time | 40 h | has a burning time of 40 h
assembly time | 10 min | has an assembly time of 10 min
warranty | 2 years | comes with a warranty of 2 years
warranty | 36 months | comes with a warranty of 36 months
guarantee | 5 years | comes with a guarantee of 5 years
shelf life | 18 months | has a shelf life of 18 months
range | 10 m | has a range of 10 m
speed | 25 km/h | has a speed of 25 km/h
pressure | 15 bar | has a pressure of 15 bar
resolution | 1920 x 1080 px | has a resolution of 1920 x 1080 px
caffeine | 1.3 % | has a caffeine content of 1.3 %
protein | 12 g | has a protein content of 12 g
SPF | 30 | has an SPF of 30
persons | 4 | has room for 4 persons
pieces | 6 | has 6 pieces
pockets | 3 | has 3 pockets
drawers | 2 | has 2 drawers
speed levels | 3 | has 3 speed levels
sheets | 120 | has 120 sheets
doors | 2 | has 2 doors
ingredients | beeswax, almond oil, vitamin E | contains beeswax, almond oil, vitamin E
ingredients | rye, water, salt | contains rye, water, salt
contents | 50 ml | contains 50 ml
contents | 12 bags | contains 12 bags
packaging | glass jar | comes in a glass jar
packaging | paper box | comes in a paper box
coating | powder coat | has a powder coat as its coating
paint | linseed-based | has linseed-based paint
glue | solvent-free | uses solvent-free glue
insole | felt, removable | has an insole of felt, removable
age from | 6 years | is suited from an age of 6 years
weight per pair | 540 g | has a weight per pair of 540 g
shelf life after opening | 6 months | has a shelf life after opening of 6 months
pH | 6.5 | has a pH of 6.5
water column floor | 6000 mm | has a water column of 6000 mm at the floor
water column outer | 2500 mm | has a water column of 2500 mm on the outside
windows | 3 | has 3 windows
hooks | 2 | has 2 hooks
loops | 4 | has 4 loops
cutting width up to | 30 mm | has a cutting width of up to 30 mm
load up to | 90 kg | has a load of up to 90 kg
oven safe up to | 200 °C | is oven safe up to 200 °C
colour temperature | 2700 K | has a colour temperature of 2700 K
rendering index | 95 | has a rendering index of 95
technology | OLED | uses OLED technology
standard | Wi-Fi 6 | meets the standard Wi-Fi 6
ports | 1 x HDMI, 2 x USB-A | has the ports 1 x HDMI, 2 x USB-A
spare wheels available | yes | has spare wheels available
removable cover | yes | has a removable cover
solvent-free | yes | is solvent-free
pieces | 2 | has 2 pieces
composition | 100 % | has a composition of 100 %
sizes | XS to XL | comes in the sizes XS to XL
cut | slim | has a slim cut
pattern | striped | has a striped pattern
sleeve | long | has a long sleeve
skin type | oily | is for oily skin
hob types | gas, induction | is for the hob types gas, induction
languages | English, French | is in the languages English, French
diameter | 1.75 micron | has a diameter of 1.75 micron
ideal for | women | is ideal for women
ideal for | girls, boys | is ideal for girls, boys
designed for | kitchens | is designed for kitchens
occasion | casual | is made for a casual occasion
occasion | festive, formal | is made for festive, formal occasions
type | A-line | is of the type A-line
type | folding | is of the type folding
style | classic | has a classic style
design | plain | has a plain design
shape | square | has a square shape
dial shape | square | has a square dial shape
strap colour | brown | has a brown strap colour
strap colour | white | has a white strap colour
dial colour | blue | has a blue dial colour
strap material | leather | has a strap material of leather
color | ivory | has the color ivory
water resistant | yes | is water resistant
chronograph | yes | has a chronograph
date display | yes | has a date display
washable | yes | is washable
thread count | 210 | has a thread count of 210
GSM | 350 | has a GSM of 350
sales package | 1 scarf | comes in a sales package of 1 scarf
sales package | 2 cushions | comes in a sales package of 2 cushions
number of contents | 4 | has 4 contents
pack of | 3 | comes in a pack of 3
power source | battery | has a battery as its power source
fabric care | hand wash | has hand wash as its fabric care
style code | B-204 | has the style code B-204
model ID | KX10 | has the model ID KX10
series | Aurora | belongs to the series Aurora
format | A4 | has the format A4
pages | 240 | has 240 pages
bookmarks | 1 | has 1 bookmark
hood | detachable | has a detachable hood
eyes | stitched | has stitched eyes
seams | welded | has welded seams
codecs | LDAC, aptX | supports the codecs LDAC, aptX
protection | IP54 | has the protection IP54
hardness | 58 HRC | has a hardness of 58 HRC
output | 30 W | has an output of 30 W
age from | 18 months | is suited from an age of 18 months
finish | waxed | has a waxed finish
closure | hook and loop | has a hook and loop closure
lock | code lock | has a code lock
cut | straight | has a straight cut
fit | loose | has a loose fit
neckline | round | has a round neckline
roast | medium | has a medium roast
scent | cedar | has a scent of cedar
grape | pinot noir | has pinot noir as its grape
surface | oiled | has an oiled surface
colour | sand | has the colour sand
colours | red, blue, green | comes in the colours red, blue, green
sizes | 36, 38, 40 | comes in the sizes 36, 38, 40
made in | Austria | is made in Austria
origin | Peru | has its origin in Peru
certification | FSC | has the certification FSC
energy label | A | has the energy label A
protection class | IPX4 | has the protection class IPX4
connection | Bluetooth 5.3 | has a Bluetooth 5.3 connection
plug | type C | has a plug of type C
suited for | gas hobs | is suited for gas hobs
suited for | left hand | is suited for the left hand
for | children from 3 years | is for children from 3 years
skin type | dry | is for dry skin
dishwasher safe | yes | is dishwasher safe
dimmable | yes | is dimmable
foldable | yes | is foldable
machine washable | yes | is machine washable
vegan | yes | is vegan
overheat protection | yes | has overheat protection
child lock | yes | has a child lock
refill available | yes | has a refill available
carry bag included | yes | comes with a carry bag included
"""

CHINESE = """
材质 | 304不锈钢 | 采用304不锈钢材质
材质 | 白蜡木 | 采用白蜡木材质
面料 | 棉麻 | 选用棉麻面料
填充物 | 白鹅绒 | 填充物为白鹅绒
鞋底 | 橡胶 | 鞋底为橡胶
内胆 | 陶瓷 | 内胆为陶瓷
容量 | 500 ml | 容量为500 ml
容量 | 1.2 L | 容量为1.2 L
水箱容量 | 0.8 L | 水箱容量为0.8 L
重量 | 310 g | 重量为310 g
净含量 | 250 g | 净含量为250 g
净重 | 2.4 kg | 净重2.4 kg
尺寸 | 45 x 45 cm | 尺寸为45 x 45 cm
规格 | 20 x 30 cm | 规格为20 x 30 cm
高度 | 52 cm | 高度为52 cm
长度 | 1.5 m | 长度为1.5 m
直径 | 24 cm | 直径为24 cm
厚度 | 6 mm | 厚度为6 mm
功率 | 7 W | 功率为7 W
额定电压 | 220 V | 额定电压为220 V
光源 | LED | 采用LED光源
色温 | 3000至4000 K | 色温为3000至4000 K
控温范围 | 10至60 °C | 控温范围为10至60 °C
洗涤温度 | 30 °C | 洗涤温度为30 °C
保温时间 | 12 小时 | 保温时间为12小时
续航时间 | 20 小时 | 续航时间为20小时
电池容量 | 2000 mAh | 电池容量为2000 mAh
充电时间 | 2 小时 | 充电时间为2小时
质保 | 2 年 | 提供2年质保
保修期 | 12 个月 | 保修期为12个月
保质期 | 18 个月 | 保质期为18个月
含绒量 | 90 % | 含绒量为90%
棉含量 | 95 % | 棉含量为95%
克重 | 190 g/m² | 克重为190 g/m²
噪音 | 38 dB | 噪音为38 dB
档位 | 3 档 | 设有3档
件数 | 6 件 | 共6件
适用人数 | 4 人 | 适用人数为4人
口袋 | 3 个 | 有3个口袋
颜色 | 米白 | 颜色为米白
颜色 | 红、蓝、绿 | 有红、蓝、绿可选
尺码 | S、M、L | 尺码有S、M、L
版型 | 宽松 | 版型宽松
领型 | 圆领 | 采用圆领设计
闭合方式 | 拉链 | 采用拉链闭合
杯盖 | 旋盖 | 配有旋盖
香型 | 雪松 | 香型为雪松
工艺 | 手工打磨 | 采用手工打磨工艺
产地 | 江苏 | 产自江苏
等级 | 一级 | 等级为一级
防水等级 | IPX4 | 防水等级为IPX4
接口 | Type-C | 采用Type-C接口
认证 | FSC | 通过FSC认证
适用灶具 | 燃气灶 | 适用于燃气灶
适用年龄 | 3岁以上 | 适用于3岁以上
适用肤质 | 干性 | 适合干性肤质
可调光 | 是 | 可调光
可折叠 | 是 | 可折叠
可机洗 | 是 | 可机洗
童锁 | 有 | 带有童锁
防干烧 | 是 | 具备防干烧功能
"""
