# ruff: noqa: E501 - tables read better unbroken
"""Words for components, trims, techniques and cuts that a shopper can check, as data.

Format as in `lexicon_materials`. Only words that name a thing the product has or has
not; words that also have an everyday sense ("pocket", "strap", "light") are left out
or taken in a compound that has one sense ("zip pocket").
"""

PARTS_AND_TRIMS = """
grinder | grinder;built in grinder;burr grinder;ceramic burr | 研磨器;磨豆机;磨豆
frother | frother;milk frother;steam wand | 奶泡器;打奶泡;蒸汽棒
thermometer | thermometer;temperature gauge;temperature display | 温度计;温度显示
alarm | alarm clock;alarm function;alarms | 闹钟;报警
clock_feature | clock display;date display;day date;moon phase | 日期显示;月相
memory_function | memory function;memory mode | 记忆功能
child_mode | kids mode;parental controls;parental control | 儿童模式;家长控制
steam | steam function;steam burst;vertical steam | 蒸汽功能;蒸汽熨烫
ionic | ionic;ioniser;ionizer;negative ions;negative ion;ion technology | 负离子
uv_light | uv c;uv light;uv sterilisation;uv sterilization | 紫外线杀菌;UV杀菌
ozone_feature | ozone generator | 臭氧
infrared | infrared | 红外
heating | heated;heating function;seat heating | 加热功能;发热
cooling_gel | cooling gel;gel infused;gel memory foam;cooling fabric;cooling technology | 凉感;凝胶;冰感
massage | massage;massaging;massager | 按摩
vibration | vibration;vibrating | 震动
turbo | turbo mode;turbo;boost mode | 强力模式;涡轮增压
eco_mode | eco mode;energy saving mode | 节能模式;ECO模式
quick_release | quick release | 快拆
kickstand | kickstand;kick stand;tripod;tripod mount;stand included | 支架;三脚架
carry_case | carry case;carrying case;travel case;storage case;protective case;storage bag;dust bag;pouch included;carry bag | 收纳包;收纳盒;便携包;收纳袋;防尘袋
charger_included | charger included;charging dock;charging base;charging case;docking station | 充电底座
batteries_included | batteries included;battery included | 含电池;附电池
spare_parts | spare parts;replacement blades;spare blades;extra blades;replacement heads;spare filter | 备用;替换头;替换滤芯
filter_feature | activated carbon;carbon filter;charcoal filter;mesh filter;hepa filter;washable filter;reusable filter | 活性炭;滤网;滤芯
non_drip | non drip;drip free;drip stop;anti drip;no drip;drip tray;pour spout | 防滴漏;不滴漏;接水盘
measuring_marks | measuring marks;measurement marks;water level window;water level indicator;graduated scale;volume markings | 刻度;水位窗;水位线
straw_feature | straw lid;with a straw;built in straw;drinking straw | 吸管;吸嘴
infuser | infuser;tea infuser;strainer | 滤茶器;茶漏;茶隔
lid_feature | glass lid;flip lid;screw lid;press lid;locking lid;airtight;air tight;airtight lid;airtight seal;vacuum seal | 密封;密封圈;翻盖;密封盖
double_bottom | encapsulated base;triple layer base;triple base;three ply;tri ply;five ply | 复底;三层复底;加厚底
granite_coating | granite coating;marble coating;stone coating;titanium coating;diamond coating;ceramic coating;enamel coating | 麦饭石涂层;陶瓷涂层;钛涂层
powder_coated | powder coated;powder coating;lacquered;varnished;waxed;galvanised;galvanized;anodised;anodized;polished finish;brushed finish;matt finish;matte finish;glossy finish;high gloss;satin finish | 喷涂;烤漆;拉丝;磨砂;抛光;哑光;亮面;木蜡油;清漆
tempered | hardened;heat treated;cold forged;laser cut;precision ground | 淬火;热处理;激光切割
full_tang | full tang;triple riveted;riveted;serrated;double edged | 全龙骨;锯齿
polarised | polarised;polarized;mirrored lenses;mirrored;photochromic;anti fog;anti fogging;fog free | 偏光;变色镜片;防雾
night_vision | night vision;thermal imaging;image stabilisation;image stabilization;optical zoom;digital zoom;autofocus;wide angle | 夜视;热成像;防抖;光学变焦;自动对焦;广角
dolby | dolby;dolby atmos;dts;deep bass;extra bass;subwoofer;spatial audio;noise isolation;equaliser;equalizer;transparency mode | 杜比;重低音;低音炮;空间音频;均衡器;通透模式
screen_tech | qled;mini led;retina;ips;ips panel;e ink;curved screen;curved display;borderless;bezel less;high refresh rate | 量子点;曲面屏;全面屏;墨水屏;高刷
connect | airplay;chromecast;miracast;dlna;ethernet;zigbee;matter compatible;thunderbolt;displayport;aux input;aux;headphone jack;multipoint;infrared remote | 投屏;网口;耳机孔;双设备连接;多点连接
ports_feature | usb port;usb ports;charging port | USB接口;充电口
gps_tracking | gps tracking;location tracking;anti lost;find my;anti theft;rfid;rfid blocking;rfid protection;tsa lock;tsa;combination lock | 定位;防丢;防盗;防盗刷;TSA;TSA锁;密码锁
health_sensors | blood oxygen;spo2;ecg;stress monitoring;calorie counter;fall detection;body fat | 血氧;心电图;卡路里;体脂
smart_features | ai;artificial intelligence;machine learning;auto sensing;motion sensor;motion sensors;light sensor;sensor;sensors;gesture control;automatic lid | 人工智能;AI;感应;人体感应;光感;智能感应
mapping | mapping;lidar;laser navigation;obstacle avoidance;virtual walls;mopping;mop | 激光导航;避障;拖地;扫拖一体;路径规划
self_empty | self emptying;auto empty | 自动集尘;自集尘
suspension | suspension;disc brakes;disc brake;hydraulic brakes;shock absorber;dynamo;mudguards;mudguard;kick stand included;basket | 减震器;碟刹;液压刹车;挡泥板;车筐
seat_features | headrest;armrests;armrest;lumbar support;recliner;reclining;footrest;lumbar pillow | 头枕;扶手;腰靠;可躺;脚踏;腰托
storage_features | hidden compartment;hidden compartments;laptop compartment;laptop sleeve;shoe compartment;bottle holder;bottle pocket;side pocket;front pocket;zip pockets;card slots;card holder;organiser compartment | 电脑夹层;电脑仓;鞋仓;侧袋;卡位;卡槽;抽屉;隔层;干湿分离
straps_features | padded straps;adjustable strap;adjustable straps;chest strap;hip belt;shoulder strap;crossbody strap;detachable strap;luggage strap;trolley sleeve | 胸带;腰带扣;可调肩带;拉杆套
reflective | reflective;reflective strips;high visibility;hi vis | 反光;反光条
taped_seams | taped seams;sealed seams;welded seams;storm flap;double stitched;double stitching;reinforced seams;reinforced stitching;flat seams;flatlock;bar tacked;reinforced | 压胶;热压胶;双线缝制;加固缝线;加固
adjustable_cuffs | adjustable cuffs;ribbed cuffs;elastic cuffs;thumb holes;rib knit cuffs;velcro cuffs | 可调袖口;罗纹袖口;拇指孔
lining_features | mesh lining;satin lining;silk lining;removable lining;removable liner;removable insole;removable insoles;arch support;ortholite;memory foam insole;cushioned sole;cushioned insole;wide fit;steel toe;platform sole;lugged sole | 可拆内胆;可拆鞋垫;足弓支撑;缓震;减震鞋底;厚底;钢头;松糕底
collar_types | stand collar;mandarin collar;spread collar;button down collar;turtleneck;turtle neck;roll neck;boat neck;scoop neck;square neck;halter neck;off shoulder;off the shoulder;peter pan collar;polo collar;cowl neck | 立领;翻领;一字领;方领;高领;半高领;娃娃领;POLO领;挂脖;堆堆领;西装领;荷叶领;海军领
sleeve_types | puff sleeves;puff sleeve;bell sleeves;bell sleeve;raglan;raglan sleeves;batwing;cap sleeves;three quarter sleeves;three quarter sleeve;3 4 sleeves;roll up sleeves;balloon sleeves | 泡泡袖;喇叭袖;插肩袖;蝙蝠袖;灯笼袖;荷叶袖;七分袖;五分袖;九分袖;中袖
waist_types | low rise;low waist;mid rise;empire waist;drop waist;belted;self tie;tie waist;paperbag waist | 低腰;中腰;收腰;系带;松紧;束腰;绑带
cut_types | bootcut;boot cut;flared;wide leg;straight leg;straight fit;tapered;cropped;a line dress;a line skirt;asymmetric;asymmetrical;tailored fit;regular cut;boxy fit | 阔腿;喇叭裤;直筒;小脚;哈伦;a字;A字;不规则;九分裤;七分裤;五分裤;斜裁
lengths | ankle length;floor length;knee length;midi length;mini length;maxi length;full length | 及踝;及膝;中长款;短款;长款
trims | sequins;sequinned;sequined;ruffles;ruffle;ruffled;frills;pleats;pleated;tassels;tassel;fringe;fringed;pompom;pom pom;bow detail;beading;beaded;rhinestones;rhinestone;studs;studded;applique;cut out;cutouts;smocked;shirred;scalloped;crochet;crocheted;ribbed;rivets;distressed;ripped;stone washed;acid wash;tie dye | 亮片;荷叶边;木耳边;百褶;褶皱;流苏;毛球;蝴蝶结;珠片;钉珠;水钻;铆钉;镂空;破洞;毛边;扎染;做旧;磨毛;贴布;拼接;提花;烫金;烫钻;开叉;露肩;露背
patterns | striped;stripes;polka dot;polka dots;floral print;floral;paisley;checked;plaid;tartan;houndstooth;leopard print;animal print;zebra print;gingham;herringbone;argyle;geometric print;graphic print | 条纹;波点;碎花;格纹;格子;千鸟格;豹纹;印花;几何图案;菱形;字母印花;卡通印花;圆点
fasteners | snap buttons;snap button;press studs;hook and eye;toggle;buckle closure;magnetic closure;lace up closure;elastic closure;zip fly;two way zip;double zip;slip on;pull on;concealed zip;invisible zip | 按扣;暗扣;单排扣;双排扣;套头;一脚蹬;隐形拉链;双向拉链;牛角扣;盘扣;侧拉链;弹力松紧
jewellery | lobster clasp;butterfly closure;adjustable chain;cubic zirconia;zirconia;swarovski;hypoallergenic posts;nickel plated;rhodium plated;rhodium;hallmarked;emeralds;rubies;sapphires;gemstones;opal;turquoise stone;amethyst;moissanite;18k;14k;24k | 锆石;龙虾扣;莫桑石;紫水晶;玛瑙;翡翠;和田玉;玉石;宝石
skincare_forms | oil free;non comedogenic;noncomedogenic;fast absorbing;non greasy;broad spectrum;ph balanced;spf;matte finish formula;long wear;smudge proof;transfer proof;24 hour hydration;deep cleansing;exfoliating | 无油;不致粉刺;不油腻;防脱妆;不脱妆;持妆;去角质;深层清洁;控油;补水;保湿;锁水;滋润;提亮;修护;舒缓
ingredients_more | peptides;peptide;squalane;jojoba oil;jojoba;rosehip oil;green tea extract;chamomile;lavender oil;essential oils;essential oil;charcoal;zinc oxide;glycerin;glycolic acid;lactic acid;aha;bha;caffeine extract;keratin;biotin;turmeric;ginseng;propolis;manuka honey;cbd;melatonin;omega 3;vitamin d;vitamins;minerals;electrolytes | 胜肽;角鲨烷;荷荷巴油;玫瑰果油;洋甘菊;精油;竹炭;果酸;氨基酸;人参;燕窝;蜂胶;维生素;矿物质;膳食纤维;DHA;欧米伽
food_terms | wholegrain;whole grain;whole wheat;no added salt;unsalted;unsweetened;low calorie;low carb;keto;paleo;lactose free;dairy free;refined sugar;palm oil;preservative free;slow roasted;sun dried;freeze dried;raw honey;extra virgin;single estate;sourdough;fermented;wild caught;grass fed;free range;cage free;farm fresh;small batch;fresh milk;msg | 全麦;全谷物;无添加糖;零糖;0糖;低卡;生酮;棕榈油;冻干;慢烤;日晒;特级初榨;发酵;散养;草饲;野生;现做;味精;鲜奶;小批量
baby_terms | anti colic;teether;bpa safe;feeding set;five point harness;isofix;one hand fold;newborn insert;rocker | 防胀气;五点式安全带;ISOFIX;单手收车;牙胶
pet_terms | chew resistant;chew proof;grain free;scoopable;clumping | 耐咬;无谷;结团
power_terms | brushless;brushless motor;inverter motor;inverter;copper motor;dual motor;dual core;quad core;octa core;variable speed;speed control;pulse function;dual voltage;surge protection;fast heating;instant heat;even heating | 无刷电机;无刷;变频;双电机;四核;八核;无级调速;双电压;过压保护;速热;即热;均匀受热;无级变速
bedding_terms | percale;box spring;deep pocket;bed skirt;down alternative;weighted;pocket springs;pocket sprung;spring mattress;extra firm;orthopaedic support;zoned support;zip cover | 独立弹簧;袋装弹簧;加厚款;凉席;慢回弹
travel_terms | carry on approved;cabin approved;cabin size;airline approved;flight approved;spinner;360 wheels;telescopic handle | 登机箱尺寸;万向轮;拉杆;静音轮
toys_terms | battery free toy;glow sticks;montessori;stem toy;educational;sensory;bilingual;non toxic paint | 蒙氏;早教;益智;双语
plant_terms | self watering;drainage hole;drainage holes;frost resistant planter;uv stable;uv stabilised | 自动吸水;排水孔;抗紫外
book_terms | acid free;hardcover;hardback;softcover;spiral bound;lay flat;perforated;bleed proof;refill pages | 精装;活页;线圈;可平摊;无酸纸
cookware_terms | pfas free;ptfe free;nickel free;helper handle;stay cool handle;pour lips;vented lid | 隔热手柄;防烫手柄;透气孔
lighting_terms | warm white;cool white;colour changing;color changing;rgb lighting;flicker free;ra 90;high cri | 暖白;冷白;变色;无频闪;高显色
small_goods | coin pocket;money clip;pen loop;key ring;key clip;carabiner;zip pouch;coin purse;id window;bill compartment;magnetic clasp;turn lock | 零钱袋;钱夹;钥匙扣;登山扣;拉链袋
kitchen_machines | ice crusher;crushes ice;ice maker;defrost;defrosting;convection;air fry;air fryer;rotisserie;grill plate;grill plates;removable plates;removable plate;viewing window;splash guard;oil spout;juice extractor;dough hook;whisk attachment;food processor;slow cook;pressure cook;sous vide;reheat function;bagel setting;delay start;preset programmes;preset programs;recipe book | 碎冰;制冰;解冻;热风;空气炸;烧烤盘;可视窗;防溅;打蛋器;和面钩;慢炖;高压锅;低温慢煮;食谱
cleaning_machines | extension hose;crevice tool;upholstery tool;pet hair tool;motorised brush;motorized brush;wet and dry;steam mop;cyclone;cyclonic;bagless;washable dustbin | 除螨刷;电动刷头;干湿两用;旋风;尘杯
baby_gear | canopy;sunshade;cup holder;snack tray;insect net;footmuff;bassinet;reclining seat;bottle warmer;breast pump;anti reflux | 遮阳棚;杯架;餐盘;蚊帐;脚套;睡篮;可平躺
tools_terms | hammer function;hammer action;percussion;keyless chuck;depth stop;spirit level;laser guide;laser level;bit set;bits included;impact driver;quick change;ratchet;magnetic tip;soft grip;rubber grip;non slip grip;wire cutter | 冲击功能;免钥匙;水平仪;激光;棘轮;磁性批头;软胶手柄
outdoor_terms | weatherproof;all weather;three season;four season;ventilation windows;mosquito net;insect mesh;groundsheet;guy ropes;blackout lining;fire pit;windshield;piezo ignition;self inflating;inflatable;floating;buoyancy | 全天候;三季;四季帐;防蚊网;防潮垫;打火;自动充气;充气;浮力
pet_care | pet friendly;pet safe material;dog safe;cat safe;odour lock;orthopaedic base;leash;harness;treat dispenser | 宠物可用;宠物友好;牵引绳
hair_body | sulphate free formula;colour safe;heat protection;frizz control;anti frizz;dandruff;volumising;volumizing;strengthens hair;repairs hair;split ends;detangling;hydrates;hydrating;moisturises;moisturizes;moisturising;moisturizing;nourishes;nourishing;soothes skin;exfoliates;deep cleans;pore;pores;dark circles;firming;plumping | 去屑;柔顺;护色;防毛躁;修复发质;去角质;收缩毛孔;去黑头;紧致;提拉;黑眼圈;控痘
food_health | zero calorie;zero calories;zero sugar;no calories;superfood;energy boosting snack;slow release energy;good source of protein;source of protein;source of fibre;rich in protein;rich in iron;rich in calcium;rich in antioxidants;low gi;low glycaemic;good for your heart;heart healthy;gut friendly;good for digestion | 零卡;0卡;低GI;高钙;富含蛋白质;富含膳食纤维;富含维生素;补钙;补铁;解腻;去火;清热;润肺;解酒
craft_terms | hand drawn;hand cut;hand rolled;hand dyed;naturally dyed;block printed;jacquard;intarsia;cable knit;waffle weave;herringbone weave;veg tanned;vegetable tanned;kiln fired;wheel thrown;glazed;blown glass;inlaid;lathe turned | 手绘;手织;手编;植物染;蜡染;提花织;麻花针;华夫格;植鞣;窑烧;上釉;拉坯;镶嵌;榫卯
frame_terms | non tip;wall anchor;leveling feet;levelling feet;cable management;cable tray;wireless charger built in;power outlet built in;reversible door;tempered shelf;adjustable shelves;adjustable shelf;removable tray;wine rack;mirror door;under bed storage;lift up storage | 走线孔;理线槽;可调层板;床下储物;储物空间;镜门
mechanics_terms | gas lift;ball bearing;ball bearings;soft close;soft closing;push to open;tilt function;height adjustment;height adjustable legs;adjustable feet;anti tip | 气压升降;缓冲;阻尼;静音轴承;升降;防倾倒
"""
