# ruff: noqa: E501 - tables read better unbroken
"""Absolute words, testimonial talk, countries and phrases that are no claims, as data.

Superlatives follow the idea of advertising law in many places (China: Advertising
Law, article 9(3), "national level", "highest level", "best"): an absolute statement
about the product needs proof. `IGNORE` holds idioms that would trip the other lists
("at its best", 最近, "French press"); the longest match wins, so they swallow the word.
"""

SUPERLATIVES = """
best | best;the very best;best ever;best in class;best of the best;simply the best;bar none | 最佳;最好;最优;最棒
number_one | no 1;number one;number 1;no1 | 第一;第一名;排名第一;销量第一;NO.1;No.1;TOP1;Top1;全国第一;行业第一;全网第一;NO1
first_ever | first ever;world's first;the world's first;industry first;first of its kind;the first of its kind | 首创;首个;首款;全球首发;全国首家;首家;世界首创;行业首创;史上首款
only_one | the only one;one and only;the only;only product;one of a kind | 唯一;独一无二;独家;仅此一家;绝无仅有;唯一一款
leading | market leading;industry leading;world leading;class leading;leading brand;leading;market leader;pioneering | 领先;遥遥领先;行业领先;全球领先;国际领先;领导品牌;领军;行业龙头;龙头企业;龙头品牌;领域龙头;龙头地位;领导者
top_rated | top rated;top selling;top seller;top notch quality;highest rated;top ranked;top of the range;top tier;top quality;highest quality;highest standard;highest standards;finest quality;premium grade | 顶级;顶尖;顶配;极品;至尊;尖端;最高级;最高品质;一流;特级;高端之选
finest | finest;the finest;purest;ultimate quality | 最优质;最顶级
best_selling | best selling;bestselling;bestseller;best seller;bestsellers;most popular;most loved;most trusted;most sold;most wanted;favourite brand;favorite brand | 畅销;热销;爆款;销冠;销量冠军;热卖;销量王;人气王;销量领先;热销款;冠军
world_class | world class;world famous;world renowned;world beating;world's;the world's | 世界级;全球顶级;国际级;世界顶级;世界名牌;世界知名;驰名
national_level | | 国家级;非遗;大师;名师;御用;百年老店;老字号;国家免检;国宴;国家领导人;特供;专供;中国名牌;驰名商标;免检
unbeatable | unbeatable;unmatched;unrivalled;unrivaled;unparalleled;unsurpassed;second to none;incomparable;unequalled;like no other;beats all others;beats every other;better than any other;better than any;better than all;than any other;than ever | 无与伦比;无可比拟;无敌;史无前例;前所未有;空前绝后;绝版;无人能及;秒杀同类;万能;王牌;金牌;王者;之王
perfect_abs | 100 satisfaction;100 satisfied;flawless quality;zero defects;zero defect;never fails;never breaks;indestructible;lasts forever;foolproof | 零缺陷;完美无瑕;永久;永不;绝对;无瑕疵;万无一失;包治百病;彻底
the_most | the most | 最
fully | | 全网;全球最;史上最;全国最
"""

TESTIMONIAL = """
customers_love | customers love;our customers love;customers say;customers rave;customers agree;customer favourite;customer favorite;customers report;users love;users say;users report;people love;buyers love;shoppers love;our customers;reviewers love;reviewers say;reviewers;loved by customers;loved by thousands;loved by millions;trusted by;loved by;happy customers;satisfied customers;thousands of customers;millions of customers;thousands of happy;everyone loves;everybody loves;customer reviews;rave reviews;great reviews;fan favourite;fan favorite;parents love;chefs love;professionals love;experts love;critics | 买家都说;顾客都说;用户都说;客户都说;好评如潮;用户好评;一致好评;顾客好评;买家好评;口碑爆棚;口碑载道;回头客;老客户;万千用户;众多用户;广受好评;深受喜爱;深受好评;深受消费者;消费者认可;用户信赖;千万用户;百万用户;万人好评;粉丝都爱;买过的都说好;网友推荐;大家都说;宝妈推荐;宝妈们都
five_star | five star;five stars;five star reviews;star rating;star rated;star reviews;five star rating | 五星好评;五星;满分好评;好评率;五星推荐;零差评
celebrity | celebrity favourite;celebrity favorite;celebrities love;as seen on tv;as seen on;endorsed by;influencers love | 明星同款;明星推荐;网红推荐;达人推荐;博主推荐;明星代言;代言;网红同款;央视推荐
first_person | i love;i have used;i've used;i bought;i tried;i've tried;i've been using;i use it;my favourite;my favorite;i recommend;i was;i am;i'm;my skin;my kids;my husband;my wife;we tested it ourselves;i can't;i think;i never;i found;i've had;i've had it;i wear | 亲测;自用;我用了;我买了;我试了;我一直用;我家用;用了一个月;用了三个月;回购;无限回购;我穿了;亲身体验;我用;我的皮肤;我家宝宝;我推荐;我超爱;我觉得
"""

# country | English names and adjectives (matched with a capital letter) | Chinese names
COUNTRIES = """
china | China;Chinese;PRC | 中国;国产
germany | Germany;German | 德国
japan | Japan;Japanese | 日本
france | France;French | 法国
italy | Italy;Italian | 意大利
spain | Spain;Spanish | 西班牙
portugal | Portugal;Portuguese | 葡萄牙
switzerland | Switzerland;Swiss | 瑞士
austria | Austria;Austrian | 奥地利
sweden | Sweden;Swedish | 瑞典
norway | Norway;Norwegian | 挪威
denmark | Denmark;Danish | 丹麦
finland | Finland;Finnish | 芬兰
netherlands | Netherlands;Dutch;Holland | 荷兰
belgium | Belgium;Belgian | 比利时
uk | UK;United Kingdom;Britain;British;England;English made;Great Britain | 英国
scotland | Scotland;Scottish | 苏格兰
ireland | Ireland;Irish | 爱尔兰
usa | USA;US made;United States;America;American;U.S. | 美国
canada | Canada;Canadian | 加拿大
mexico | Mexico;Mexican | 墨西哥
brazil | Brazil;Brazilian | 巴西
colombia | Colombia;Colombian | 哥伦比亚
peru | Peru;Peruvian | 秘鲁
ethiopia | Ethiopia;Ethiopian | 埃塞俄比亚
kenya | Kenya;Kenyan | 肯尼亚
morocco | Morocco;Moroccan | 摩洛哥
egypt | Egypt;Egyptian | 埃及
turkey | Turkiye;Turkish;Turkey | 土耳其
greece | Greece;Greek | 希腊
poland | Poland;Polish | 波兰
czech | Czech Republic;Czech | 捷克
russia | Russia;Russian | 俄罗斯
india | India;Indian | 印度
korea | Korea;Korean;South Korea | 韩国
taiwan | Taiwan;Taiwanese | 台湾
thailand | Thailand;Thai | 泰国
vietnam | Vietnam;Vietnamese | 越南
indonesia | Indonesia;Indonesian | 印度尼西亚;印尼
malaysia | Malaysia;Malaysian | 马来西亚
sri_lanka | Sri Lanka;Ceylon | 斯里兰卡
nepal | Nepal;Nepalese | 尼泊尔
bangladesh | Bangladesh | 孟加拉
australia | Australia;Australian | 澳大利亚;澳洲
new_zealand | New Zealand | 新西兰
europe | EU;Europe;European | 欧洲;欧盟
scandinavia | Scandinavian;Nordic | 北欧
xinjiang | Xinjiang | 新疆
lithuania | Lithuania;Lithuanian | 立陶宛
latvia | Latvia;Latvian | 拉脱维亚
estonia | Estonia;Estonian | 爱沙尼亚
hungary | Hungary;Hungarian | 匈牙利
romania | Romania;Romanian | 罗马尼亚
bulgaria | Bulgaria;Bulgarian | 保加利亚
croatia | Croatia;Croatian | 克罗地亚
serbia | Serbia;Serbian | 塞尔维亚
slovenia | Slovenia;Slovenian | 斯洛文尼亚
slovakia | Slovakia;Slovak | 斯洛伐克
ukraine | Ukraine;Ukrainian | 乌克兰
iceland | Iceland;Icelandic | 冰岛
wales | Wales;Welsh | 威尔士
chile | Chile;Chilean | 智利
argentina | Argentina;Argentinian | 阿根廷
ecuador | Ecuador;Ecuadorian | 厄瓜多尔
bolivia | Bolivia;Bolivian | 玻利维亚
costa_rica | Costa Rica;Costa Rican | 哥斯达黎加
guatemala | Guatemala;Guatemalan | 危地马拉
honduras | Honduras | 洪都拉斯
cuba | Cuba;Cuban | 古巴
jamaica | Jamaica;Jamaican | 牙买加
south_africa | South Africa;South African | 南非
ghana | Ghana;Ghanaian | 加纳
madagascar | Madagascar | 马达加斯加
tunisia | Tunisia;Tunisian | 突尼斯
israel | Israel;Israeli | 以色列
iran | Iran;Iranian;Persia | 伊朗
pakistan | Pakistan;Pakistani | 巴基斯坦
cambodia | Cambodia;Cambodian | 柬埔寨
laos | Laos | 老挝
myanmar | Myanmar;Burmese | 缅甸
philippines | Philippines;Filipino | 菲律宾
singapore | Singapore | 新加坡
mongolia | Mongolia;Mongolian | 蒙古
inner_mongolia | Inner Mongolia | 内蒙古;内蒙 | mongolia china
hong_kong | Hong Kong | 香港
zhejiang | Zhejiang | 浙江
guangdong | Guangdong | 广东
fujian | Fujian | 福建
sichuan | Sichuan | 四川
shandong | Shandong | 山东
jiangsu | Jiangsu | 江苏
hangzhou | Hangzhou | 杭州
suzhou | Suzhou | 苏州
shanghai | Shanghai | 上海
beijing | Beijing | 北京
dongbei | | 东北
tibet | Tibet;Tibetan | 西藏
hainan | Hainan | 海南
guizhou | Guizhou | 贵州
tuscany | Tuscany;Tuscan | 托斯卡纳
provence | Provence | 普罗旺斯
california | California;Californian | 加州
himalaya | Himalayan;Himalayas | 喜马拉雅
local | locally made;locally sourced;made locally;local farms | 本地产;本土种植
yunnan | Yunnan | 云南
jingdezhen | Jingdezhen | 景德镇
"""

IGNORE = """
en | in the best way;in the best sense;best of all;best shared;say it best;says it best;second best;best of three;best of five;at best;at the best of times;at its best;at his best;at her best;at their best;your best;its best;best friend;best friends;best before;best wishes;best man;all the best;best enjoyed;best served;best when;best loved memories;best of both worlds;best foot;best self;best seat;best seats;do its best;make the most;makes the most;get the most;most of the;most of your;most of us;most of all;most days;most people;at most;the most of;most mornings
en | the only thing;not only;only for;if only
en | black friday;black tie;black coffee;black tea;green tea;white tea;white wine;red wine;white noise;red carpet;blue sky;blue skies;out of the blue;white space;green light;black belt;white board;white goods;pink salt;red meat;green thumb;greenery;evergreen;green space;green spaces;brown rice;brown bread;green beans;red hot;once in a blue moon;black pepper;white rice;red sauce;red lip;green fingers;white christmas;brown sugar;grey day;grey days;grey morning;grey mornings;grey skies;grey sky;gray days;blue monday
en | gold standard;silver lining;golden hour;iron out;as silk;like silk;smooth as glass;glass of;glasses of;wine glass;glass half;tin of;paper towel;paper towels;on paper;paper plan;paperwork;cotton candy;cotton wool;heart of gold;velvet smooth;steel yourself;strike while the iron;pine for;like velvet;as velvet;like butter;tea towel;rubber stamp;wood fire;wood burning;metal detector;leather look;lace up;lace ups;laces;laced up;wood floor;wood floors;oak barrel;cork pop;pop the cork;canvas for;blank canvas;your canvas;soft as cotton;like wool;foam roller;milk foam;foamy;ironing;iron clad;pearl of;pulls the wool;marble cake;plywood dust
en | french press;french toast;french fries;french window;french windows;french doors;turkish delight;turkish coffee;greek yogurt;greek yoghurt;greek salad;danish pastry;english breakfast;irish coffee;chinese new year;american football;persian cat;swiss roll;american breakfast;belgian waffles;mexican wave;english roses;indian summer;italian dressing;russian doll;russian dolls;hungarian goulash;cuban heel;cuban heels;swiss cheese;swiss army;english garden;french girl;french kiss;irish stew;persian carpet;welsh dresser;tuscan sun;italian summer;french tips;german chocolate;spanish omelette;dutch oven;german shepherd;scotch egg
en | timeless;in no time;free time;feel free;free up;frees up;free yourself;carefree;free from worry;free your;hands free;hassle free;worry free;stress free;fuss free;guilt free;trouble free;mess free;clutter free;set free;free hand;free spirit;free flowing;care free;free rein;for free spirits;pain free morning;free range life
en | one of;one of the;one another;no one;anyone;someone;everyone;each one;this one;that one;one day;one more;one evening;one place;one go;one piece at a time;one step;one thing;one by one;one at a time;one morning;one or two;one and all
en | treats yourself;treat yourself;treats;healing energy of nature;light up;leads the way;lead the way;take the lead;leading role;lead a;leads;lead to;leads to;lead you;lead your;leading you;nickel and dime;cure for boredom;cure for the blues;cure for monday;dishwasher day;camera ready;camera bag;fragrance of;sugar and spice;sugar cube;alcohol of;timer of life;hood of;remote corner;remote places;remote island;remote work;remote working;remote cabin;remote office;smart device of;award yourself;award goes;mesh with;certified fan;stacks up;adjusts to your;adjust to
zh | 手不沾水;冰糖橙;棒棒糖;焦糖;糖葫芦;喜糖;一颗糖;糖不甩;抽屉里;塞抽屉;打磨砂;磨砂纸;水龙头;养生党;原木浆;纽扣电池;一键搞定;最近;最后;最终;最初;最爱;最多;最少;最大限度;最大程度;最真;最美时光;最美的时光;最美的自己;最好的自己;最好的朋友;最好的时光;最新鲜的
zh | 第一感觉;高矮胖瘦;全网状;第一次;第一眼;第一时间;第一步;第一天;第一口;第一印象;第一缕;第一杯;第一件;第一夜;第一抹
zh | 黑白分明;黑科技;白领;网红;显白;百搭;黑夜;白天;空白;粉丝;红人;绿植;绿意;红火;青春;白皙;金秋;蓝天;白云;黑咖啡;红茶;绿茶;白茶;红酒;红枣;黄瓜;绿叶;红包;红唇;白日;黑暗;白色情人节
zh | 棉花糖;竹报平安;竹林;青竹;木头人;玻璃心;铁了心;铁杆;铜钱;棉被般;棉花般;棉柔感;铝箔;水晶般;钻石般;珍珠般;金属感;木质香;木质调;丝绸般;牛奶般;陶瓷般;网眼看;如丝绸;如珍珠;像棉花;胸有成竹;势如破竹;竹签;玻璃窗;钢琴;蕾丝边框架
zh | 绝对不会错;绝对值得;绝对是;绝对可以;绝对能;绝对让;绝对会
zh | 黄金分割;黄金比例;黄金年代;永不过时;永不褪色的经典;进口袋;这两年;耐看;耐用;耐心;耐人;耐穿;耐搭;耐脏;防备;防线;抗拒;抗衡;无味的日子;再生动;再生活;手工课;手工作业;手工活;旋转木马;弹力十足的活力;疗愈心灵;疗愈时光;疗愈;保证每;折叠时光;有机会;有机地;有机结合;有机融合;优惠于;天然去雕饰;浑然天然;天然的美;糖果;糖果色;糖分子;甜糖;铅笔;含铅笔;领先一步出门;宽松的时光;添加一抹;添加一份;添加了一份;添加一丝;添加乐趣;增添;免费心;糖水;白糖水
"""
