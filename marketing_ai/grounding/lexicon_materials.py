# ruff: noqa: E501 - tables read better unbroken
"""Words for materials and colours, English and Chinese, as data.

One concept a line: `id | English forms | Chinese forms | more general concepts`.
Forms are separated by `;`. English forms are matched on whole words with hyphens
read as spaces; Chinese forms as substrings, the longest first. A claim of the
general concept ("steel") is carried by a fact of the special one ("stainless
steel"), never the other way round: that would be an exaggeration.

Chinese single characters that mostly mean something else (丝, 皮, 麻, 金) are left
out on purpose; the compounds that mean the material are in.
"""

MATERIALS = """
cotton | cotton;cottons | 棉质;棉布;棉料;棉花;棉
pure_cotton | pure cotton;all cotton;cotton rich only | 纯棉;全棉;精梳棉;长绒棉 | cotton
organic_cotton | organic cotton | 有机棉 | cotton organic
cotton_blend | cotton blend;cotton blended;cotton mix;poly cotton;polycotton;cotton poly | 棉混纺;涤棉;棉涤;含棉
cotton_linen | cotton linen;cotton and linen | 棉麻 | cotton linen
linen | linen;flax | 亚麻;麻布;麻料;苎麻
linen_blend | linen blend |
wool | wool;woollen;woolen | 羊毛;毛料
merino | merino;merino wool | 美利奴;美利奴羊毛 | wool
wool_blend | wool blend | 羊毛混纺;含羊毛
lambswool | lambswool;lambs wool;lamb wool | 羔羊毛 | wool
cashmere | cashmere | 羊绒;山羊绒;开司米 | wool
pashmina | pashmina | 帕什米纳
mohair | mohair | 马海毛
alpaca | alpaca | 羊驼毛
silk | silk;silken | 真丝;蚕丝;丝绸;绸缎
mulberry_silk | mulberry silk | 桑蚕丝 | silk
silk_blend | silk blend;art silk;artificial silk;faux silk | 仿真丝
satin | satin;sateen | 缎面;色丁
polyester | polyester | 涤纶;聚酯纤维;聚酯
nylon | nylon;polyamide | 尼龙;锦纶;聚酰胺
spandex | spandex;elastane;lycra | 氨纶;莱卡;弹力纤维
acrylic | acrylic;plexiglass;perspex | 腈纶;亚克力;有机玻璃
viscose | viscose | 粘胶;粘纤;黏胶 | rayon
rayon | rayon | 人造丝;人造棉
modal | modal | 莫代尔
lyocell | lyocell;tencel | 天丝;莱赛尔
bamboo_fibre | bamboo fibre;bamboo fiber;bamboo viscose | 竹纤维;竹浆 | bamboo
chiffon | chiffon | 雪纺
georgette | georgette | 乔其纱
crepe | crepe fabric;crepe de chine |
lace | lace trim;lace detail;lace overlay;lace fabric;lace panel;lace;laced | 蕾丝
denim | denim | 牛仔布;丹宁;牛仔面料
canvas | canvas | 帆布
corduroy | corduroy | 灯芯绒
velvet | velvet;velour | 丝绒;天鹅绒;金丝绒
flannel | flannel | 法兰绒
fleece | fleece;polar fleece | 摇粒绒;抓绒
coral_fleece | coral fleece | 珊瑚绒
flock | flock;flocked | 植绒
mesh | mesh | 网纱;网布;网眼
tulle | tulle;organza | 欧根纱;薄纱
knit | jersey knit;rib knit | 针织;针织面料
tweed | tweed | 粗花呢;呢料;毛呢
twill | twill | 斜纹;斜纹布
terry | terry;terrycloth;terry cloth | 毛圈
microfibre | microfibre;microfiber;micro fibre;micro fiber | 超细纤维
blend | | 混纺
fibre | | 纤维
ice_silk | ice silk | 冰丝
oxford | oxford cloth;oxford fabric | 牛津布
sherpa | sherpa | 羊羔绒
teddy | teddy fleece | 泰迪绒
horn | horn handle;buffalo horn |
shell_material | mother of pearl | 贝母
linoleum | linoleum | 油毡
washed_fabric | | 水洗
down | down filling;down fill;down filled;feather down | 羽绒
goose_down | goose down | 鹅绒;白鹅绒 | down
duck_down | duck down | 鸭绒;白鸭绒 | down
feather | feathers;feather filling | 羽毛填充
memory_foam | memory foam | 记忆棉;记忆海绵;慢回弹 | foam
foam | foam;eva foam;pu foam | 海绵;泡棉;泡沫
latex | latex | 乳胶
natural_latex | natural latex | 天然乳胶 | latex
leather | leather | 皮革;皮质
genuine_leather | genuine leather;real leather | 真皮 | leather
full_grain | full grain leather;top grain leather;full grain;top grain | 头层皮 | leather genuine_leather
full_grain_cowhide | full grain cowhide;top grain cowhide | 头层牛皮 | full_grain cowhide leather
cowhide | cowhide;cow leather;calf leather;calfskin;cow hide | 牛皮;小牛皮 | leather genuine_leather
sheepskin | sheepskin;lambskin | 羊皮;绵羊皮 | leather genuine_leather
suede | suede | 麂皮;反绒皮 | leather
nubuck | nubuck | 磨砂皮 | leather
patent_leather | patent leather | 漆皮 | leather
faux_leather | faux leather;pu leather;vegan leather;artificial leather;synthetic leather;leatherette;imitation leather;pu;rexine;non leather | 仿皮;人造革;人造皮;PU皮;PU革;超纤皮
fur | real fur;mink | 皮草;水貂毛;狐狸毛
faux_fur | faux fur | 仿皮草;人造毛
steel | steel | 钢制;钢材;钢质 | metal
stainless_steel | stainless steel;inox;stainless | 不锈钢 | steel
steel_304 | 304 stainless steel;304 steel;18 8 stainless steel | 304不锈钢 | stainless_steel steel
steel_316 | 316 stainless steel;316 steel;surgical steel | 316不锈钢;医用不锈钢 | stainless_steel steel
carbon_steel | carbon steel;high carbon steel | 碳钢;高碳钢 | steel
damascus | damascus steel | 大马士革钢 | steel
galvanised_steel | galvanised steel;galvanized steel | 镀锌钢 | steel
iron | iron | 铁制;铁艺;铁质 | metal
cast_iron | cast iron | 铸铁 | iron
wrought_iron | wrought iron | 锻铁 | iron
aluminium | aluminium;aluminum;alu | 铝;铝制 | metal
aluminium_alloy | aluminium alloy;aluminum alloy;aircraft grade aluminium;aircraft grade aluminum | 铝合金;航空铝 | aluminium alloy
die_cast_aluminium | die cast aluminium;die cast aluminum | 压铸铝 | aluminium
titanium | titanium | 钛合金;钛金属;纯钛;钛 | metal
copper | copper | 紫铜;铜制;纯铜 | metal
brass | brass | 黄铜 | metal
bronze | bronze | 青铜 | metal
zinc | zinc;zinc alloy | 锌合金 | metal
alloy | alloy | 合金 | metal
tin | tinplate | 马口铁 | metal
chrome | chrome;chromed;chrome plated | 镀铬 | metal
metal | metal;metallic body | 金属
gold | solid gold;real gold;gold jewellery;gold jewelry;24k gold;22k gold;18k gold;14k gold;9k gold | 黄金;足金;18K金;千足金
gold_plated | gold plated;gold plating;gold tone | 镀金
silver_metal | sterling silver;925 silver;solid silver | 纯银;925银;足银
silver_plated | silver plated | 镀银
platinum | platinum | 铂金
diamond | diamond;diamonds | 钻石
pearl | freshwater pearl;freshwater pearls;pearls | 珍珠
crystal | crystal glass;crystals | 水晶
ceramic | ceramic;ceramics;ceramic coated | 陶瓷
porcelain | porcelain | 瓷器;瓷质;白瓷 | ceramic
bone_china | bone china;fine china | 骨瓷 | porcelain ceramic
stoneware | stoneware | 炻器;粗陶 | ceramic
earthenware | earthenware;clay;terracotta | 陶土;紫砂 | ceramic
enamel | enamel;enamelled;enameled | 搪瓷;珐琅
glass | glass body;glass lid;glass jug;glass;glassware | 玻璃
borosilicate | borosilicate;borosilicate glass | 高硼硅;高硼硅玻璃 | glass
tempered_glass | tempered glass;toughened glass | 钢化玻璃 | glass
sapphire_glass | sapphire glass;sapphire crystal | 蓝宝石玻璃;蓝宝石 | glass
mineral_glass | mineral glass | 矿物玻璃 | glass
plastic | plastic | 塑料;塑胶
abs | abs;abs plastic | ABS;ABS塑料 | plastic
pp | polypropylene;pp plastic;food grade pp | 聚丙烯;PP塑料;PP材质 | plastic
pe | polyethylene;hdpe | 聚乙烯 | plastic
pc_plastic | polycarbonate | 聚碳酸酯;PC材质 | plastic
pvc | pvc;vinyl | PVC;聚氯乙烯 | plastic
pet_plastic | pet plastic | PET材质 | plastic
tritan | tritan | Tritan | plastic
tpu | tpu;tpe | TPU;TPE
melamine | melamine | 密胺
silicone | silicone;silicon rubber | 硅胶
food_silicone | food grade silicone | 食品级硅胶 | silicone
rubber | rubber | 橡胶
natural_rubber | natural rubber | 天然橡胶 | rubber
neoprene | neoprene | 氯丁橡胶;潜水料 | rubber
eva | eva | EVA
resin | resin;polyresin;epoxy | 树脂
carbon_fibre | carbon fibre;carbon fiber | 碳纤维
fibreglass | fibreglass;fiberglass;glass fibre | 玻璃纤维;玻纤
wood | wood;wooden;timber | 木质;木制;木头;原木
solid_wood | solid wood | 实木 | wood
engineered_wood | engineered wood;mdf;particle board;particleboard;chipboard | 密度板;刨花板;颗粒板;人造板
plywood | plywood | 胶合板;多层板 | wood
oak | oak;oak wood | 橡木 | wood
solid_oak | solid oak | 实木橡木 | oak solid_wood wood
walnut_wood | walnut wood;solid walnut;walnut veneer;walnut | 胡桃木;黑胡桃木 | wood
beech | beech;beech wood;beechwood | 榉木 | wood
pine | pine wood;solid pine;pinewood;pine | 松木 | wood
teak | teak;teak wood | 柚木 | wood
acacia | acacia;acacia wood | 相思木 | wood
mango_wood | mango wood | 芒果木 | wood
birch | birch;birch wood;birchwood | 桦木 | wood
ash_wood | ash wood;solid ash | 白蜡木 | wood
maple | maple wood;solid maple;maple | 枫木 | wood
cedar | cedar;cedarwood;cedar wood | 雪松木 | wood
sandalwood | sandalwood | 檀木;紫檀;檀香木 | wood
elm | elm | 榆木 | wood
basswood | basswood | 椴木 | wood
camphor | camphor wood | 樟木 | wood
fir | fir wood;spruce wood | 杉木 | wood
nanmu | | 楠木 | wood
poplar | poplar wood | 杨木 | wood
cypress | cypress wood;hinoki | 柏木 | wood
mahogany | mahogany | 桃花心木;红木 | wood
sheesham | sheesham;rosewood | 黄檀木;花梨木 | wood
rubberwood | rubberwood;rubber wood | 橡胶木 | wood
olive_wood | olive wood | 橄榄木 | wood
bamboo | bamboo | 竹制;竹子;竹木;楠竹;竹质
rattan | rattan;wicker | 藤编;藤制
jute | jute;hessian;burlap | 黄麻
hemp | hemp | 大麻纤维;汉麻
sisal | sisal | 剑麻
cork | cork base;natural cork;cork | 软木
straw | wheat straw | 小麦秸秆;麦秆
seagrass | seagrass;water hyacinth | 海草编
paper | paper | 纸质;纸浆
kraft_paper | kraft paper | 牛皮纸 | paper
cardboard | cardboard | 纸板;瓦楞纸
marble | marble | 大理石
granite | granite | 花岗岩;麦饭石
slate | slate | 板岩
quartz | quartz stone | 石英石
concrete | concrete | 水泥制
beeswax | beeswax | 蜂蜡
soy_wax | soy wax;soya wax | 大豆蜡
paraffin | paraffin | 石蜡
shea_butter | shea butter | 乳木果油
aloe | aloe vera;aloe | 芦荟
argan_oil | argan oil | 摩洛哥坚果油
coconut_oil | coconut oil | 椰子油;椰油
hyaluronic | hyaluronic acid | 玻尿酸;透明质酸
collagen | collagen | 胶原蛋白
retinol | retinol | 视黄醇;A醇
niacinamide | niacinamide | 烟酰胺
vitamin_c | vitamin c | 维生素C;维C
vitamin_e | vitamin e | 维生素E;维E
salicylic | salicylic acid | 水杨酸
ceramide | ceramide;ceramides | 神经酰胺
ginger | ginger extract | 生姜
fleeceflower | | 何首乌
rose_extract | rose extract;rose water | 玫瑰精华;玫瑰花水
honey | honey extract | 蜂蜜精华
rice_paper | rice paper | 宣纸;米纸 | paper
tea_tree | tea tree | 茶树精油;茶树油
"""

COLOURS = """
black | black;jet black;matte black;matt black | 黑色;亮黑;哑光黑;曜石黑;纯黑
white | white;pure white | 白色;纯白;雪白色
off_white | off white | 米白;米白色;奶白;奶白色;灰白色
black_white | black and white | 黑白;黑白色 | black white
grey | grey;gray;light grey;light gray;grey melange | 灰色;浅灰;浅灰色
dark_grey | dark grey;dark gray;charcoal grey;charcoal gray;anthracite;graphite grey;graphite gray;slate grey;slate gray | 深灰;深灰色;碳灰;石墨灰 | grey
space_grey | space grey;space gray | 深空灰 | grey
red | red;bright red;ruby red;cherry red | 红色;大红;大红色;正红色;中国红;枣红;枣红色
dark_red | dark red;burgundy;maroon;wine red;bordeaux;crimson;claret | 酒红;酒红色;深红;深红色;暗红色;勃艮第红 | red
blue | blue | 蓝色;雾蓝色;雾蓝
light_blue | light blue;sky blue;baby blue;pale blue;powder blue;ice blue | 浅蓝;浅蓝色;淡蓝色;天蓝;天蓝色;冰蓝 | blue
dark_blue | dark blue;navy;navy blue;midnight blue | 深蓝;深蓝色;藏青;藏青色;藏蓝;藏蓝色;海军蓝;午夜蓝 | blue
royal_blue | royal blue;cobalt blue;electric blue | 宝蓝;宝蓝色 | blue
indigo | indigo | 靛蓝;靛青 | blue
turquoise | turquoise;aqua blue | 绿松石色;湖蓝;湖蓝色
teal | teal | 蓝绿色;孔雀蓝
green | green | 绿色;翠绿;翠绿色
dark_green | dark green;forest green;bottle green;emerald green;emerald;racing green | 墨绿;墨绿色;深绿;深绿色;祖母绿 | green
light_green | light green;mint green;sage green;pale green;lime green | 浅绿;浅绿色;薄荷绿;薄荷绿色;豆绿;牛油果绿 | green
olive_green | olive green;army green;military green | 军绿;军绿色;橄榄绿 | green
yellow | yellow;bright yellow;lemon yellow | 黄色;亮黄;亮黄色;柠檬黄;鹅黄;鹅黄色
mustard | mustard yellow;mustard | 姜黄;姜黄色;芥末黄 | yellow
orange | bright orange;burnt orange;orange colour;orange color | 橙色;橘色;橘红色
brown | brown;tan brown | 棕色;褐色;咖啡色;咖色
dark_brown | dark brown;chocolate brown;espresso brown | 深棕;深棕色;深咖;焦糖色 | brown
light_brown | light brown;camel brown | 浅棕;浅棕色 | brown
camel | camel colour;camel coloured;camel color | 驼色
purple | purple | 紫色
violet | violet colour;light purple;lilac;mauve | 浅紫;浅紫色;香芋紫;香芋紫色;淡紫色 | purple
pink | pink | 粉色;粉红;粉红色
light_pink | light pink;baby pink;blush pink;pale pink;dusty pink;rose pink | 浅粉;浅粉色;樱花粉;藕粉色 | pink
hot_pink | hot pink;fuchsia;magenta | 玫红;玫红色 | pink
rose_gold | rose gold | 玫瑰金;玫瑰金色
gold_colour | gold finish;golden finish;gold coloured;gold colored;in gold;gold colour | 金色;香槟金
silver_colour | silver finish;silver coloured;silver colored;in silver;silver colour;silver | 银色;亮银
champagne | champagne colour;champagne gold | 香槟色
beige | beige | 米色;米黄色
cream | cream colour;cream coloured;cream white;cream colored | 奶油色;奶油白
ivory | ivory | 象牙白;象牙色
khaki | khaki | 卡其;卡其色
apricot | apricot colour;apricot coloured | 杏色
nude | nude colour;nude shade;nude coloured | 裸色;肉色
multicolour | multicolour;multicoloured;multicolor;multicolored;multi colour;multi coloured;multi color;multi colored | 多色;彩色;五彩;撞色
pastel | | 马卡龙色
camouflage | camouflage;camo | 迷彩;迷彩色
transparent | see through;transparent | 透明;透明色
plain_colour | | 纯色
dark_colour | | 深色
light_colour | | 浅色
"""

# The part of a product that a material or colour belongs to: "wooden handle" is not
# carried by "Frame material: wood". Forms of one part on one line, first is the id.
PARTS = """
handle;handles;grip;手柄;把手;握把;提手
lid;lids;cap;盖子;杯盖;壶盖;锅盖;盖
sole;soles;outsole;鞋底;大底
insole;insoles;鞋垫
upper;uppers;鞋面;帮面
heel;heels;鞋跟
strap;straps;wristband;表带;肩带;背带
dial;dials;表盘
lining;linings;liner;里料;内衬;里布;衬里
body;机身;壶身;杯身;主体;body material
base;bases;底座;底部
frame;frames;框架;镜框;车架;支架
case;casing;housing;bezel;外壳;壳体;表壳
inner;interior;inside;内胆;内部;内层;内壁
outer;exterior;outside;shell;外层;外部;外观
cover;covers;外套布;枕套;罩
filling;fill;padding;stuffing;填充;填充物;内芯
blade;blades;刀片;刀刃;刀身
spout;壶嘴
leg;legs;feet;桌腿;椅腿;脚
seat;座面;坐垫
top;tabletop;worktop;台面;桌面
collar;neckline;领口;领子
sleeve;sleeves;袖子
button;buttons;纽扣
zip;zipper;拉链
pocket;pockets;口袋
stone;gemstone;宝石
plating;镀层
box;packaging;包装;包装盒;礼盒
cable;cord;线材;数据线
lens;镜片
"""
