# ruff: noqa: E501 - tables read better unbroken
"""Words for checkable properties, certificates, health, eco and selling terms, as data.

Format as in `lexicon_materials`. A concept is a statement that is true or false of
a product; `not`, `no`, `without`, `-free`, 不, 无, 非 before or after it turn it round
(see `lexicon.scan`). Substances (bpa, lead, 防腐剂 …) are concepts too, so that
"BPA-free" and "BPA: no" meet.
"""

FEATURES = """
waterproof | waterproof;water proof;fully waterproof | 防水;全防水 | water_resistant
water_resistant | water resistant;water resistance;water repellent;splash proof;splashproof;splash resistant;showerproof;shower proof | 防泼水;防溅;拒水;生活防水;防雨
dustproof | dustproof;dust proof;dust resistant | 防尘
shockproof | shockproof;shock proof;shock resistant;shock resistance;shock absorbing;drop proof;impact resistant | 防震;防摔;抗摔;抗震;减震
windproof | windproof;wind proof | 防风
rustproof | rustproof;rust proof;rust free;rust resistant;never rusts;corrosion resistant;stain less | 防锈;不生锈;耐腐蚀
leakproof | leakproof;leak proof;spill proof;spillproof;no leaks;leak free | 防漏;不漏水;密封防漏
fireproof | fireproof;fire proof;flame retardant;fire resistant;flame resistant | 防火;阻燃
scratch_resistant | scratch resistant;scratch proof;scratchproof;scratch resistance | 防刮;耐刮;防划
stain_resistant | stain resistant;stain proof;stain repellent | 防污;抗污
heat_resistant | heat resistant;heat proof;heatproof | 耐热;耐高温;隔热
cold_resistant | freeze proof;frost proof;frost resistant | 耐低温;抗冻
wear_resistant | wear resistant;abrasion resistant | 耐磨
shatterproof | shatterproof;shatter proof;shatter resistant;unbreakable;break resistant | 防爆;防碎
tear_resistant | tear resistant;ripstop;rip stop | 防撕裂
fade_resistant | fade resistant;colourfast;colorfast;fade proof | 不褪色;不掉色;固色
wrinkle_free | wrinkle free;wrinkle resistant;crease resistant;crease free;non iron;iron free;easy iron;anti wrinkle fabric | 免烫;抗皱;防皱;不起皱;不易皱
shrink_resistant | shrink resistant;pre shrunk;preshrunk;anti shrinkage | 不缩水;防缩水
pilling_resistant | anti pilling;pilling resistant | 不起球;抗起球
non_slip | non slip;anti slip;slip resistant;non skid;anti skid | 防滑
non_stick | non stick;nonstick | 不粘;不粘锅;不沾
uv_protection | uv protection;uv resistant;uv protective;sun protection;blocks uv;uv blocking | 防晒;防紫外线;抗紫外线
anti_glare | anti glare;glare free;anti reflective | 防眩光;防炫光
blue_light | blue light filter;blue light blocking;blocks blue light;low blue light | 防蓝光;低蓝光
anti_static | anti static;antistatic | 防静电;抗静电
odour_resistant | odour resistant;odor resistant;anti odour;anti odor;odour control;odor control | 防臭;除臭;除味
mosquito | mosquito repellent;insect repellent;repels mosquitoes | 驱蚊;防蚊
soundproof | soundproof;sound proof;sound insulation | 隔音;降噪棉
blackout | blackout;room darkening;light blocking | 遮光
scald_proof | cool touch;scald proof;stay cool | 防烫
dishwasher_safe | dishwasher safe;dishwasher proof;dishwasher friendly;dishwasher | 可进洗碗机;可用洗碗机;洗碗机可用;洗碗机清洗;洗碗机适用;洗碗机
microwave_safe | microwave safe;microwaveable;microwavable;microwave | 可微波;微波炉可用;微波炉适用;可用微波炉;微波炉加热;微波炉
oven_safe | oven safe;oven proof;ovenproof | 可进烤箱;烤箱可用;烤箱适用
freezer_safe | freezer safe | 可冷冻;冷冻可用
induction | induction;induction bottom;induction compatible;induction hobs;induction hob;all hobs | 电磁炉;电磁炉适用;电磁炉可用
machine_washable | machine washable;machine wash;washing machine safe;washing machine;machine washed | 可机洗;机洗
hand_wash | hand wash;hand washable;hand wash only | 手洗
dry_clean | dry clean;dry clean only;dry cleaned | 干洗
washable | washable | 可水洗;可拆洗;可洗
bpa | bpa;bisphenol a | 双酚A;BPA
lead_substance | !lead free;contains lead;lead content;!no lead | 铅
phthalates | phthalate;phthalates | 邻苯
parabens | paraben;parabens | 对羟基苯甲酸酯;尼泊金酯
sulphates | sulphate;sulphates;sulfate;sulfates;sls | 硫酸盐
silicones | silicones | 硅油
alcohol | alcohol | 酒精
fragrance | fragrance;perfume;artificial fragrance;scented;!unscented;!fragrance free;!perfume free;!odourless;!odorless | 香精;人工香精;香薰;!无香;!无香型;!无味
preservatives | preservative;preservatives | 防腐剂
additives | additive;additives | 添加剂;!无添加;!零添加
colouring | artificial colours;artificial colors;artificial colouring;artificial flavours;artificial flavors;colourants;dyes;dye | 色素;人工色素
sugar | sugar;added sugar;!sugarless | 蔗糖;糖;!0糖;!零糖;!0蔗糖;!零蔗糖
zero_calories | zero calories;calorie free;no calories | 0卡;零卡;0卡路里;0热量;零热量
sweetener | sweetener;sweeteners | 甜味剂;代糖
gluten | gluten | 麸质
lactose | lactose | 乳糖
dairy | dairy | 乳制品
nuts_allergen | !nut free;!nuts free |
soy_allergen | !soy free;!soya free |
caffeine | caffeine;caffeinated;!decaf;!decaffeinated | 咖啡因;!脱因
gmo | gmo;genetically modified | 转基因
plastic_substance | !plastic free;!free of plastic | !无塑
trans_fat | trans fat;trans fats | 反式脂肪;反式脂肪酸
fat_free | fat free;low fat;zero fat | 低脂;零脂;0脂
fluorescent | fluorescent agent;fluorescer;optical brightener;optical brighteners | 荧光剂
formaldehyde | formaldehyde | 甲醛
mercury | mercury | 汞
nickel | nickel | 镍
asbestos | asbestos | 石棉
pfoa | pfoa;ptfe;pfas;teflon | 特氟龙;PFOA
chlorine | chlorine | 氯
mineral_oil | mineral oil | 矿物油
soap_free | soap free | 无皂基
tear_free | tear free;no tears;tear free formula | 无泪配方
wireless | wireless;cordless;cable free;wire free;wirelessly | 无线
bluetooth | bluetooth | 蓝牙
wifi | wifi;wi fi;wlan | WiFi;Wi-Fi;无线网络
nfc | nfc | NFC
gps | gps | GPS
usb | usb | USB
usb_c | usb c;type c;usb type c | USB-C;Type-C;TYPE-C | usb
hdmi | hdmi | HDMI
wireless_charging | wireless charging;qi charging;wirelessly charges | 无线充电;无线快充
fast_charging | fast charging;fast charge;quick charge;quick charging;rapid charging;charges quickly;charges fast;fast charger | 快充;快速充电;闪充
rechargeable | rechargeable;rechargable;recharges;built in battery | 可充电;充电式;充电款
battery_powered | battery powered;battery operated;runs on batteries | 电池供电
mains_powered | mains powered;plugs into the mains | 插电
solar | solar powered;solar panel;solar charging;solar | 太阳能
usb_powered | usb powered;usb rechargeable;usb charging | USB充电;USB供电 | usb
touch_control | touch control;touch controls;touch screen;touchscreen;touch panel | 触控;触摸屏;触屏
remote_control | remote control;remote controlled;remote | 遥控;遥控器
app_control | app control;app controlled;smartphone app;companion app;via app;mobile app;controlled by app | 手机APP;APP控制;手机控制
voice_control | voice control;voice controlled;voice assistant;voice activated;alexa;google assistant;siri | 语音控制;声控;智能语音
smart_home | smart home;smart device | 智能家居;智能互联
timer | timer;auto timer;countdown timer | 定时;预约定时;定时器
auto_off | auto shut off;auto shutoff;automatic shut off;auto off;auto switch off;switches off automatically;automatic switch off;switches itself off;turns itself off;shuts off automatically;auto shut | 自动断电;自动关机;自动关闭
boil_dry | boil dry protection;boil dry | 防干烧
overheat_protection | overheat protection;overheating protection;thermal protection | 过热保护;过载保护
child_lock | child lock;child safety lock;childproof;child proof;child resistant | 童锁;儿童锁
keep_warm | keep warm;keeps warm;keep warm function;keeps drinks hot;keeps drinks warm;keeps hot;stays hot;keeps food warm;warming function | 保温
insulated | insulated;double walled;double wall;thermal insulation;vacuum insulated;vacuum insulation | 双层隔热;真空隔热;双层真空;隔热层
vacuum_insulated | vacuum insulated;vacuum insulation;double wall vacuum | 真空保温;双层真空 | insulated
keeps_cold | keeps cold;keeps drinks cold;stays cold;keeps cool;keeps drinks cool | 保冷
temperature_control | temperature control;adjustable temperature;variable temperature;temperature settings;thermostat | 控温;温控;可调温;恒温
self_cleaning | self cleaning;auto clean;automatic cleaning | 自清洁;自动清洗;自洁
noise_cancelling | noise cancelling;noise canceling;noise cancellation;anc;active noise cancelling | 降噪;主动降噪
silent | silent;noiseless;whisper quiet;near silent;ultra quiet;quiet operation | 静音;超静音
led | led;led light;led display;led lights | LED;LED灯
display | lcd;lcd display;digital display;lcd screen;oled;amoled | 液晶显示;数显;液晶屏;OLED屏
dimmable | dimmable;dimmer;adjustable brightness | 可调光;调光
night_light | night light;nightlight;glow in the dark;luminous | 夜光;小夜灯;夜灯
microphone | microphone;mic;built in microphone;hands free calling;hands free calls | 麦克风;通话功能
camera | camera;webcam | 摄像头
speaker | built in speaker;built in speakers | 内置音箱
heart_rate | heart rate;heart rate monitor;heart rate monitoring;heart rate sensor | 心率;心率监测
sleep_tracking | sleep tracking;sleep monitoring;tracks your sleep;tracks sleep | 睡眠监测
step_counter | step counter;pedometer;counts steps | 计步
foldable | foldable;folding;folds flat;collapsible;folds away;fold away;folds down;folds up;fold up | 可折叠;折叠
stackable | stackable;stacking;stacks | 可叠放;可堆叠
adjustable | adjustable;height adjustable;adjusts | 可调节;可调;调节高度
removable | removable;detachable;comes off;lifts out | 可拆卸;可拆;可取下
reversible | reversible;double sided;two sided;two way | 双面可用;双面
reusable | reusable;re usable | 可重复使用;重复使用
refillable | refillable | 可替换装;可补充
disposable | disposable;single use | 一次性
extendable | extendable;expandable;extensible;telescopic;extends | 可伸缩;可扩展
rotatable | rotatable;swivel;swivels;rotating;rotates;360 degree rotation | 可旋转;360度旋转
portable_feature | travel size;pocket sized;pocket size | 便携式
lockable | lockable;lock included;padlock | 带锁;密码锁
wall_mounted | wall mounted;wall mount;wall mountable | 壁挂;挂墙;免打孔
magnetic | magnetic;magnet;magnets | 磁吸;磁性
suction | suction cup;suction cups;suction base | 吸盘
wheels | castors;casters;wheeled;on wheels;with wheels;spinner wheels | 万向轮;带轮;滚轮
handmade | handmade;hand made;handcrafted;hand crafted;hand stitched;hand finished;hand painted;hand woven;handwoven;crafted by hand;made by hand;hand knitted;hand poured;hand blown;hand carved;artisan made | 手工;手工制作;纯手工;手作;手工缝制;匠人手作
forged | hand forged;drop forged | 锻造
embroidered | embroidered;embroidery | 刺绣;绣花
printed | digitally printed;screen printed | 数码印花
quilted | quilted;padded;cushioned;cushioning | 绗缝;加厚软垫
lined | fully lined;lined | 有内衬;加绒
fleece_lined | fleece lined | 加绒
stretch | stretchy;stretchable;stretch fabric;four way stretch;4 way stretch;elasticated;elastic waistband;elastic waist | 弹力;高弹;有弹性;松紧腰
breathable | breathable;breathability;ventilated | 透气
moisture_wicking | moisture wicking;sweat wicking;wicks sweat;wicks moisture;quick dry;quick drying;fast drying;dries quickly;quick dries | 速干;吸湿排汗;吸汗;快干;排汗
absorbent | absorbent;highly absorbent;super absorbent | 吸水
thermal | thermal;heat retaining;fleece insulated | 保暖;蓄热
ergonomic | ergonomic;ergonomically;ergonomic design | 人体工学;人体工程学
orthopaedic | orthopaedic;orthopedic | 矫形
hypoallergenic | hypoallergenic;hypo allergenic;allergy friendly;allergy free;non allergenic | 低敏;防过敏;低致敏;不致敏
food_grade | food grade;food safe;food contact safe | 食品级;食品接触级
medical_grade | medical grade;hospital grade | 医用级;医疗级
military_grade | military grade;aircraft grade;aerospace grade | 军工级;军用级;航天级
no_assembly | no assembly required;no assembly needed;fully assembled;ready assembled;pre assembled;no assembly;tool free assembly | 免安装;无需安装;免组装
easy_assembly | assembly required |
non_woven | non woven;nonwoven | 无纺布
waterless | waterless | 免水
hd | full hd;ultra hd;hd;uhd;high definition | 高清;超清;全高清
hdr | hdr | HDR
stereo | stereo;surround sound;hi fi;hi res | 立体声;环绕声;高保真
dual_sim | dual sim | 双卡双待
expandable_memory | expandable memory;expandable storage;microsd;sd card;card slot | 内存卡;可扩展内存
face_unlock | face unlock;face recognition;fingerprint sensor;fingerprint reader;fingerprint | 人脸识别;指纹解锁;指纹识别
backlit | backlit;backlight | 背光
rgb | rgb;rgb backlight;rgb lighting | RGB | backlit
hot_swappable | hot swappable | 热插拔
mechanical | mechanical movement;automatic movement;self winding | 机械机芯;自动机械
quartz_movement | quartz movement | 石英机芯
chronograph | chronograph;stopwatch | 计时码表;秒表
engraved | engraved;engraving;personalised;personalized;customisable;customizable;monogrammed | 刻字;定制;个性定制
gift_box | gift box;gift boxed;gift wrapped;gift packaging | 礼盒装;礼盒包装
pocket_feature | side pockets;zip pocket;zipped pocket;hidden pocket;inner pocket;interior pocket | 内袋;暗袋;拉链口袋
hooded | hooded;hood | 连帽
zipped | zip fastening;zip closure;zipper closure;full zip;zipped;ykk | 拉链
button_closure | button closure;button fastening | 纽扣
velcro | velcro;hook and loop | 魔术贴
drawstring | drawstring | 抽绳
long_sleeve | long sleeve;long sleeves;long sleeved;full sleeve | 长袖
short_sleeve | short sleeve;short sleeves;short sleeved;half sleeve | 短袖
sleeveless | sleeveless | 无袖
v_neck | v neck;v neckline | V领
round_neck | round neck;crew neck;crewneck | 圆领
high_waist | high waist;high waisted;high rise | 高腰
slim_fit | slim fit;skinny fit;bodycon;figure hugging | 修身;紧身
loose_fit | loose fit;relaxed fit;oversized;baggy;regular fit | 宽松
seamless | seamless | 无缝;无痕
automatic | fully automatic;automatic | 全自动
one_touch | one touch;one button;one click;single button | 一键;一键式
cruelty | !cruelty free;animal testing;tested on animals | 动物实验;!零残忍
gentle_baby | safe for babies;baby safe;safe for children;child safe;kid safe;safe for kids;safe for newborns;pet safe;safe for pets;safe for infants | 婴儿可用;宝宝可用;孕妇可用;母婴级;母婴可用
newborns | newborn;newborns;newborn babies;from birth | 新生儿
pregnancy | pregnant women;during pregnancy;expectant mothers | 孕妇;孕期;产妇
sensitive_skin | sensitive skin | 敏感肌;敏感肌肤
all_skin | all skin types;any skin type;every skin type | 任何肤质;所有肤质;各种肤质
oily_skin | oily skin;combination skin | 油性肌肤;油皮;混油皮;混合性肌肤
dry_skin | dry skin | 干性肌肤;干皮
long_lasting | lifetime durability;lasts a lifetime;lasts for years;lasts for decades | 永不磨损;终身耐用
original_goods | genuine product;authentic product;original product | 正品;原装正品;官方正品
imported | imported | 进口;原装进口
patented | patented;patent pending;patent | 专利;专利技术
sugar_low | low sugar;reduced sugar | 低糖
low_salt | low sodium;low salt;salt free | 低盐;低钠
high_protein | high protein;protein rich | 高蛋白
high_fibre | high fibre;high fiber;rich in fibre;rich in fiber | 高纤;高膳食纤维
vegan | vegan;plant based | 纯素;素食;植物基
vegetarian | vegetarian | 蛋奶素
raw | cold pressed;unrefined;unroasted;single origin;freshly roasted;stone ground | 冷榨;压榨;现磨;现烤
"""

CERTIFICATIONS = """
ce | ce certified;ce marked;ce mark;ce marking;ce | CE认证;CE
fcc | fcc | FCC
rohs | rohs | RoHS
ul | ul listed;ul certified | UL认证
etl | etl listed | ETL认证
tuv | tuv;tüv;tuv gs | TÜV;TUV
gs_mark | gs mark;gs certified | GS认证
ukca | ukca | UKCA
ccc | ccc;3c certified | 3C认证;CCC认证;3C;CCC;中国强制认证
fda | fda;fda approved;fda cleared;fda registered | FDA
fsc | fsc;fsc certified | FSC
pefc | pefc | PEFC
oeko | oeko tex;oekotex;oeko tex standard 100;standard 100 | OEKO-TEX;Oeko-Tex
gots | gots | GOTS
grs | grs;global recycled standard | GRS
bluesign | bluesign | bluesign
fairtrade | fairtrade;fair trade;fair trade certified | 公平贸易
rainforest | rainforest alliance | 雨林联盟
msc | msc certified;msc | MSC认证
usda | usda organic;usda | USDA
eu_organic | eu organic | 欧盟有机
china_organic | | 有机认证;有机产品认证;中国有机
green_food | | 绿色食品;绿色食品认证
leaping_bunny | leaping bunny | 跳跃兔
peta | peta;peta approved | PETA
ecocert | ecocert;cosmos organic | ECOCERT
energy_star | energy star | 能源之星
energy_label | energy class;energy efficiency class;energy rated;energy rating | 能效等级;一级能效;1级能效;二级能效;国家一级能效
eu_ecolabel | ecolabel;eu ecolabel | 欧盟生态标签
nordic_swan | nordic swan;blue angel | 北欧天鹅;蓝天使
iso | iso certified;iso 9001;iso 14001;iso 13485;iso | ISO9001;ISO认证;ISO
sgs | sgs;sgs tested | SGS
haccp | haccp;gmp | HACCP;GMP
halal | halal | 清真
kosher | kosher | 犹太认证
bis | bis certified;isi mark;isi certified;bis hallmark;bis hallmarked;hallmarked | BIS
igi | igi certified;gia certified | GIA;IGI
mfi | mfi certified;mfi | MFi
dermatest | dermatest | Dermatest
certified | certified;certificate;certification;approved by;accredited;officially approved | 认证;获得认证;质检报告;检测报告;通过检测
lab_tested | lab tested;laboratory tested;independently tested;tested by;third party tested | 实验室检测;权威检测;第三方检测
national_standard | | 国标;国家标准;符合国标
award | award winning;award;awards;red dot;if design award | 获奖;大奖;红点奖
class_a | | A类;婴幼儿A类
medical_device | medical device | 医疗器械;国药准字
cpsc | cpsia;astm;en71;en 71 | EN71
"""

HEALTH = """
antibacterial | antibacterial;anti bacterial;antimicrobial;anti microbial;kills bacteria;kills germs;germ free;fights bacteria;bacteria resistant;anti fungal;antifungal;kills 99 | 抗菌;抑菌;杀菌;除菌;灭菌;防霉
antiviral | antiviral;kills viruses | 抗病毒
cures | cures;cure;cured | 治愈;根治;治好
heals | heals;healing;heal | 疗愈;愈合;修复伤口
treats | treats acne;treats pain;treatment for;treats eczema;medical treatment;therapeutic | 治疗;疗效;药用;理疗
pain_relief | pain relief;relieves pain;relieve pain;eases pain;relieves back pain;reduces pain;back pain;joint pain;soothes sore;soothes aches;relieves tension;muscle pain;neck pain | 止痛;缓解疼痛;缓解腰痛;缓解颈椎;镇痛;缓解酸痛
anti_inflammatory | anti inflammatory;reduces inflammation | 消炎;抗炎
immunity | boosts immunity;immune system;boost immunity;boosts your immune system;strengthens immunity | 增强免疫力;提高免疫力;提升免疫力;免疫力
weight_loss | weight loss;lose weight;burns fat;fat burning;slimming;burn calories faster | 减肥;瘦身;燃脂;减脂
detox | detox;detoxes;detoxifying;detoxifies;removes toxins | 排毒
sleep_health | improves sleep;better sleep quality;helps you sleep;cures insomnia;deeper sleep;fall asleep faster | 改善睡眠;助眠;安神;缓解失眠
posture | improves posture;corrects posture;better posture | 矫正坐姿;矫正体态
circulation | improves circulation;boosts circulation;blood circulation | 促进血液循环;活血
blood_pressure | blood pressure;lowers cholesterol;cholesterol;blood sugar | 降血压;降血脂;降血糖;血糖
stress_relief | reduces anxiety;relieves anxiety;reduces stress;relieves stress;stress relief;anxiety relief | 缓解焦虑;缓解压力;减压功效
digestion | aids digestion;improves digestion;gut health;probiotic;probiotics | 助消化;促进消化;调理肠胃;益生菌;养胃
anti_ageing | anti ageing;anti aging;reduces wrinkles;wrinkle reducing;reduces fine lines;rejuvenates skin | 抗衰老;抗衰;去皱;淡化细纹;抗老
whitening | skin whitening;whitens teeth;whitening;brightens skin;lightens skin | 美白;亮白
acne | acne;clears acne;anti acne;blemishes | 祛痘;去痘
spots | removes dark spots;fades scars;fade scars;fading scars;fades dark spots;scar removal | 祛斑;淡斑;祛疤
hair_growth | hair growth;prevents hair loss;hair loss | 生发;防脱;防脱发
eye_care | protects eyesight;eye strain;protects your eyes;reduces eye strain | 护眼;缓解眼疲劳;保护视力
moisturising | clinically hydrating | 补水保湿
dermatologist | dermatologist tested;dermatologically tested;dermatologist approved;dermatologist recommended | 皮肤科测试;皮肤科医生推荐
doctor | doctor recommended;doctors recommend;recommended by doctors;dentist recommended;expert recommended;experts recommend;paediatrician approved;recommended by experts | 医生推荐;专家推荐;医师推荐;专家认可
clinical | clinically proven;clinically tested;scientifically proven;proven to | 临床验证;临床证明;科学验证
nontoxic | non toxic;nontoxic;toxin free;free of toxins;chemical free;no harmful chemicals;free from harmful chemicals | 无毒;无毒无害;无有害物质
antioxidant | antioxidant;antioxidants | 抗氧化
nourish_health | | 养生;滋补;保健;强身健体;养颜;补肾;补血;补气
disease | diabetes;cancer;arthritis;eczema;asthma;covid | 糖尿病;癌症;防癌;关节炎;湿疹;哮喘;预防疾病
allergy | relieves allergies;allergy relief;anti allergy | 抗过敏;防螨;除螨
safe_health | medically safe;completely safe;100 safe;absolutely safe | 绝对安全;无副作用;零副作用
energy_boost | boosts energy;boosts metabolism;metabolism;energy boosting;improves focus;boosts concentration | 提神醒脑;促进代谢;新陈代谢
hepa | hepa | HEPA
air_purify | purifies the air;purifies air;removes pollutants;removes allergens | 净化空气;除甲醛
"""

ECO = """
eco_friendly | eco friendly;ecofriendly;environmentally friendly;environment friendly;eco conscious;earth friendly;planet friendly;environmentally responsible;good for the planet;kind to the planet;eco | 环保;绿色环保;环境友好;生态友好
sustainable | sustainable;sustainably;sustainability;sustainably sourced;responsibly sourced;ethically sourced;ethically made;ethical | 可持续
biodegradable | biodegradable;bio degradable;decomposes naturally | 可降解;可生物降解;生物降解
compostable | compostable;home compostable | 可堆肥
recyclable | recyclable;fully recyclable;widely recycled | 可回收;可循环利用
recycled | recycled;upcycled;post consumer;reclaimed | 再生;再生材料;回收材料;再生纤维;循环再造
carbon_neutral | carbon neutral;climate neutral;net zero;carbon free;zero carbon;carbon negative;climate positive;low carbon;carbon footprint | 碳中和;零碳;低碳
zero_waste | zero waste | 零浪费
energy_saving | energy saving;energy efficient;saves energy;low energy;energy efficiency;low power consumption | 节能;省电;低耗能
water_saving | water saving;saves water | 节水;省水
organic | organic;organically grown | 有机
natural | all natural;100 natural;naturally sourced;natural ingredients;natural origin;purely natural;pure natural | 纯天然;天然成分;全天然;天然
ozone | ozone friendly;cfc free |
pesticide | pesticide;pesticides | 农药
pollution_free | pollution free;emission free;zero emission;zero emissions | 无污染;零污染;零排放;无公害
renewable | renewable;renewable energy | 可再生
"""

AVAILABILITY = """
free_shipping | free shipping;free delivery;ships free;shipped free;free postage;delivered free;free p p | 包邮;免运费;免邮;顺丰包邮
free_returns | free returns;free return;easy returns;hassle free returns;no questions asked;return policy;day returns | 无理由退换;无理由退货;包退;免费退换;退换无忧;运费险
fast_delivery | next day delivery;same day delivery;fast delivery;fast shipping;express delivery;quick delivery;ships today;ships within;dispatched today;same day dispatch;ships same day | 次日达;当日发货;当天发货;极速发货;闪电发货;24小时发货;隔日达
in_stock | in stock;back in stock;available now;ready to ship;limited stock;while stocks last;stock is limited;selling fast;going fast;few left;almost gone;last chance;order now before;low stock | 现货;有货;库存有限;库存告急;售完即止;现货速发;即将售罄;手慢无
sold_out | sold out;out of stock;discontinued | 售罄;断货;缺货
limited_edition | limited edition;limited run;limited time;limited offer;for a limited time;exclusive offer;limited series | 限量;限量版;限时;限量款;限量发售;限时抢购
sale | on sale;sale price;sale now on;flash sale;special price;sale ends;clearance;half price;special offer;great deal;best deal;promotional price;reduced price;price drop;price cut;introductory price | 特价;促销;大促;清仓;秒杀;甩卖;半价;活动价;优惠价;到手价;限时特惠;打折;折扣;优惠;直降;立减
discount | discount;discounted;off today;voucher;coupon;promo code;cashback;money off | 优惠券;满减;返现;领券;折上折
lowest_price | lowest price;lowest prices;best price;best prices;price match;unbeatable price;cheapest;low price guarantee | 全网最低;最低价;底价;全网最低价;史低;骨折价;低至
free_gift | free gift;gift with purchase;buy one get one;bogo;free sample;comes free;free accessory | 赠品;买一送一;免费赠送;加赠;赠送;买赠
free | free of charge;at no extra cost;no extra cost;free trial;free installation | 免费
original_price | original price;was price;rrp;retail price;list price;msrp | 原价;吊牌价;市场价;专柜价
new_arrival | new arrival;just launched;brand new release;newly launched | 新品上市;全新上市;新品首发
preorder | preorder;pre order | 预售;预定
installments | instalments;installments;interest free;buy now pay later | 分期;分期免息;免息
save | save big;save money;save up to;you save;save today | 立省;省钱
"""

WARRANTY = """
warranty | warranty;warranties;warrantied;warranted | 质保;保修;联保;全国联保
guarantee | guarantee;guaranteed;guarantees;guaranteeing | 质量保证;品质保证;正品保证;效果保证;保证有效;担保;包赔;包换;假一赔十;假一赔三
money_back | money back guarantee;money back;refund;full refund;refunds;refundable | 退款;全额退款;不满意退款
lifetime_warranty | lifetime warranty;lifetime guarantee;limited lifetime warranty;lifetime support;guaranteed for life;guarantee it for life;guarantee for life;warranty for life | 终身质保;终身保修;终身维护;终身 | warranty guarantee
insurance | accident cover;breakage cover | 碎屏险;意外险
"""

#: Concepts that are substances: "free of …" is good English and 不含… good Chinese for them.
SUBSTANCES = frozenset({
    "bpa", "lead_substance", "phthalates", "parabens", "sulphates", "silicones", "alcohol",
    "fragrance", "preservatives", "additives", "colouring", "sugar", "sweetener", "gluten",
    "lactose", "dairy", "caffeine", "gmo", "trans_fat", "fluorescent", "formaldehyde",
    "mercury", "nickel", "asbestos", "pfoa", "chlorine", "mineral_oil", "pesticide",
})  # fmt: skip
