# ruff: noqa: E501 - tables read better unbroken
"""Patterns of checkable spans, English and Chinese; `spans` says what becomes of a match."""

from __future__ import annotations

import re

#: Cheap looks that save most texts the dear patterns below.
CJK = re.compile("[一-鿿]")
CONTACT_HINT = re.compile(r"[@:/+]|www|WWW|\.[a-z]{2,5}\b|\d{3}|微信|VX|QQ|公众号")
MONEY_HINT = re.compile(
    r"[%％$€£¥￥₹折元块减]|USD|EUR|GBP|CNY|RMB|INR|CHF|Rs|dollar|euro|[hH]alf|[sS]ave|\d for|买"
)

CONTACT = re.compile(
    r"https?://[^\s，。；]+|\bwww\.[^\s，。；]+|\b[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|\b[a-z0-9-]+\.(?:com|net|org|co\.uk|de|fr|cn|shop|store|io|eu)\b(?:/\S*)?"
    r"|(?<!\w)\+\d[\d\s()-]{7,16}\d|\b0\d{2,4}[-\s]\d{5,8}\b|\b1[3-9]\d{9}\b|\b\d{3}[-.\s]\d{3}[-.\s]\d{4}\b"
    r"|(?:微信号?|VX|QQ群?|公众号)\s?[:：]?\s?[A-Za-z0-9_-]{5,}|(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,}",
    re.IGNORECASE,
)
QUOTE = re.compile(
    r"“([^“”\n]{2,400})”|「([^「」\n]{2,400})」|『([^『』\n]{2,400})』|«\s?([^«»\n]{2,400}?)\s?»"
    r"|(?<![\w\d])\"([^\"\n]{2,400})\"|(?<!\w)‘([^‘’\n]{3,200})’(?!\w)"
)
ATTRIBUTED = re.compile(
    r"(?:[—–]|[”\"’]\s?-)\s?[A-Z][a-z]+(?:\s[A-Z][a-z]*\.?)?(?:,\s?(?:verified|aged?\s\d+|\d{2}\b|[A-Z][a-z]+))"
    r"|\bverified (?:buyer|purchase|customer)s?\b|\bsays [A-Z][a-z]+\b"
)
TALK = re.compile(
    r"\b(?:recommended|approved|endorsed|trusted|loved|worn|used|adored|praised|tested|favou?red|developed) by\b(?:\s[A-Za-z]+){1,2}"
    r"|\b(?:kids|children|parents|mums|moms|dads|dogs|cats|vets|babies|toddlers|guests|chefs|runners|cooks|teachers|"
    r"athletes|gardeners|bakers|travell?ers|gamers|students|hikers|owners|families|mothers|women|men|fans)\s"
    r"(?:just |simply |really |all )?(?:love|adore|say|swear|rave|agree|report|recommend)s?\b"
    r"|(?:官方|医院|老师|教育部|主任|医生|医师|专家|教练|妈妈|宝妈|国家队|冠军|营养师|各品牌)[一-鿿]{0,4}?(?:推荐|指定|首选|信赖|研发|认可)"
    r"|(?:专柜|明星|网红|大牌|医院|专业队)同款|都在用|打了?满分",
    re.IGNORECASE,
)
_BODY = (
    r"bones?|toxins?|skin|muscles?|posture|spine|joints?|concentration|digestion|circulation|immunity|immune|cellulite|"
    r"(?:stretch )?marks|wrinkles|flora|bacteria|germs|viruses|cramps?|knees?|eyes|eyesight|lashes|nails|gums|heart|memory|"
    r"stress|hormones|mould|mold|dust mites|metabolism|nausea|headaches?|migraines?|arthritis|colds|pain|backache"
)
_ZH_AILMENT = (
    "失眠|便秘|痛经|孕吐|颈椎|腰痛|霉菌|藻类|蚊虫|细菌|病毒|螨虫|牙周炎|智商|免疫力?|血压|血脂|血糖|皲裂|皱纹|左右脑|大脑"
    "|痱子|湿疹|脚气|头晕|疲劳|关节|记忆力?|视力|睡眠|肠胃|气血|痘|斑"
)
EFFECT = re.compile(
    r"\b(?:prevents?|relieves?|eliminates?|kills?|repels?|neutrali[sz]es?|removes|calms|fights|combats|protects against)\s"
    r"(?!(?:clutter|hassle|guesswork|worry|boredom|doubt|mess|the (?:guess|hassle|worry|stress|mess)))(?P<what>[a-z]+(?:\s[a-z]+)?)"
    rf"|\b(?:strengthens?|improves?|boosts?|builds?|supports?|firms?|fades?|corrects?|restores?|dissolves?|protects?|lowers?|"
    rf"stops?|beats?|against|releases?|flushes out|draws out|keeps? away)\s(?:the |your |all |every )?(?P<body>(?:{_BODY}))\b"
    rf"|(?:改善|缓解|杀灭|杀死|修复|解决|治疗?|提升|提高|降|祛|锻炼|强健|滋养|促进|增强|告别|赶走)(?P<ailment>{_ZH_AILMENT})"
    r"|(?:预防|缓解(?!单调|了)|去除|消除)(?P<zh>[一-鿿]{2,3})",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"(?:US\$|[$€£¥￥₹]|\b(?:USD|EUR|GBP|CNY|RMB|INR|CHF|Rs\.?)\s?)\s?(?P<before>\d[\d,.]*\d|\d)"
    r"|(?<![\d.,])(?P<after>\d[\d,.]*\d|\d)\s?(?:€|£|USD|EUR|GBP|CNY|RMB|INR|CHF|dollars?|euros?|块钱|元|块(?!\w))",
)
DISCOUNT = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?\s?[%％]\s?(?:off|discount|cheaper|reduction)\b|(?<![\d.])\d+(?:\.\d+)?\s?折"
    r"|一折(?=起|优惠|抢|封顶)|[二三四五六七八九]折(?!叠)|满\s?\d+\s?(?:元)?\s?[减送]\s?\d+\s?元?|(?:立减|直降|立省|减)\s?\d+\s?元?"
    r"|\bsave\s+\d+(?:\.\d+)?\s?[%％]|\b\d+\s?for\s?(?:the price of\s?)?\d+\b|\bhalf[- ]price\b|买[一二两三四五]送[一二两三]",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[-.+/]?[A-Za-z0-9]*\d)(?=\d*[-.+/]?\d*[A-Za-z])"
    r"[A-Za-z0-9]+(?:[-.+/][A-Za-z0-9]+)*(?![A-Za-z0-9])"
)
IN_ONE = re.compile(
    r"\b(\d|two|three|four|five)[- ]in[- ](?:1|one)\b|[二两三四五六七八]合一", re.IGNORECASE
)
ENERGY_CLASS = re.compile(
    r"\benergy (?:efficiency )?(?:class|rating|label) [A-G]\+{0,3}(?!\w)|[一二三1-3]级能效", re.I
)
SIZE_LETTERS = re.compile(r"(?<![A-Za-z0-9-])(?:\d?X{1,3}[SL]|[SML](?=[-–—/~到至]\d?X*[SML]\b))(?:\s?[-–—/~到至]\s?(?:\d?X*[SML]))?(?![A-Za-z0-9])"
                           r"|\bsizes?\s+(?:[SML]|\d?X+[SL])\b(?:\s?(?:to|–|-)\s?\d?X*[SML]\b)?")  # fmt: skip
DECADE = re.compile(r"^(?:19|20)?\d0s$", re.IGNORECASE)

NUMBER_IDIOMS = re.compile(
    r"\b24/7\b|\b365 days a year\b|\b(?:seven|7) days a week\b|\b(?:24|twenty[- ]four) hours a day\b"
    r"|\b(?:the )?four seasons\b|\ball four seasons\b|\bcloud nine\b|\bhigh[- ]five\b|\bon all fours\b"
    r"|\btwo minds\b|\bnine[- ]to[- ]five\b|\b9[- ]to[- ]5\b|\bten out of ten\b|\b10/10\b|\b50/50\b"
    r"|\btwo of (?:us|you|them)\b|\bfor (?:two|four|six)\b(?=[.,!?;]|$)|\b(?:past|until|till) (?:five|six|seven|eight|nine|ten)\b(?=\s(?:in|on)\b|[.,!?;]|$)|\btable for (?:two|four)\b|\bfamily of (?:three|four|five)\b"
    r"|\bsecond(?:s)? nature\b|\bin seconds\b|\bthe other two\b|\bzero\b(?!\s?(?:%|percent))"
    r"|\bon two wheels\b|\bone or two\b|\btwo or three\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) in the (?:morning|afternoon|evening)\b|\b(?:at|by|after|before|half past) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?=[.,!?]|\s(?:in the|and the)\b)|\ba thing or two\b|\b[a-z]+ o['’]clock\b|\b(?:mother|father|mum|mom|dad|parents?) of (?:two|three|four|five|six)\b|\bin two minds\b|\bgive me five\b"
    r"|\b(?:a|one) (?:hundred|thousand|million)\b|\b(?:hundred|thousand|million)s?\b(?=\s(?:of|reasons|ways|little|times|smiles|miles))"
    r"|\btwo birds\b|\btwo worlds\b|\bhalf the\b|\bhalf of\b|\bhalf a (?:chance|dozen reasons|mind)\b"
    r"|\b(?:the )?(?:first|second|third)\b(?=\s(?:cup|sip|bite|glance|look|skin|home|helping))",
    re.IGNORECASE,
)
ZH_IDIOMS = re.compile(
    r"三五好友|三五知己|一年四季|四季|十分(?!钟)|两不误|两全其美|七夕|双十一|双十二|[三五七八九357九]分(?:裤|袖|长|短)"
    r"|一百分|万千|千万|百变|一日三餐|三餐|七彩|四面八方|五湖四海|九宫格|十全十美|[二两]人世界|三口之家|一家三口"
    r"|三天两头|两三[个次天]|一两[个次天]|三分钟热度|第[一二三四五六七八九十]|[一二三四五六七八九十]+月|周[一二三四五六日]"
    r"|星期[一二三四五六日天]|万一|一一|统一|唯一|专一|单一|独一|一[个款件只份种条把张套盒瓶杯片双对支台部张颗位本]|一[天年秒分时整直样起下般点切旦定些层步口次夜季生身眼路场抹缕丝]"
    r"|千[家里言变]|百[家年看搭]|万[物事里象]|两[侧边端用面者]|双[手人方]|四[周溢射处]|五彩|六神|七上八下|八方|九州|三维|三角|五谷|四肢|[这那近]两年|[一二两三四五六七八九十]+年代|一米[五六七八九]|\d0后|半天|半日|一半|多半|大半"
    r"|最后[一两三]公里|早[六七八九十]人|一家[三四五六]口|[三四五六]口人|[两俩仨三四五六]个人(?![都也能可玩用坐睡])|出门一[周天]|多睡[一-鿿]{1,3}分钟|[一二两三四五六七八九十]个字|[两四]只[手脚]|(?:睡前|每晚|每天|每天早上|多花|早上花)[一二三五十]+分钟|[一二三五十]+分钟后|(?:跑完?|走)[一二两三五十]+公里|前[一两三五十]+分钟的"
)
#: 最高200℃ states a limit and 第一颗 an order, no rank.
NO_RANK = re.compile(
    r"最[高低大小长短多少深浅远近重轻早晚](?:[一-鿿]{0,3}?)[约为到达]?\s?(?=[\d零一二两三四五六七八九十百半])"
    r"|最(?:怕|懂|烦|想|先|像|晒|忙|值得|惦记|盼|疼|恨|累|解压|拉风|靓|日常|里[面头]|外[面头]|上[面头]|下[面头]|底下|暗|热也)"
    r"|第一(?=[个把颗句次天月年步件张本只杯口夜眼站课堂声缕抹抱批代双条份封顿关道辆台套回遍头])"
)
ZH_COUNTED = re.compile(
    r"\s?(?:把|罐|串|枝|株|件|个|只|支|张|片|层|档|挡|种|款|色|口|袋|包|盒|瓶|条|双|套|枚|颗|粒|根|块|组|段|路|核|格|页|本|人|头|轮|重|面|门|位|孔|折|合|股|扇|台|部|副|对|朵|卷|罐|听|听装|帖|贴|斤|杯|区|缸|刀|刃|键|灯|麦|向|模式|用|系)"
)
EST = re.compile(
    r"\b(?:the|our|its|your|world's)\s+(?:\w+[\s-])?(?P<word>[a-z]{3,}est)\b", re.IGNORECASE
)
NOT_EST = frozenset({
    "rest", "guest", "forest", "interest", "harvest", "chest", "test", "nest", "west", "east",
    "vest", "invest", "request", "contest", "quest", "crest", "modest", "honest", "earnest",
    "fest", "pest", "zest", "lest", "latest", "behest", "conquest", "digest", "inquest",
    "protest", "suggest", "attest", "best", "farthest", "furthest", "slightest", "simplest",
    "littlest", "nearest",
})  # fmt: skip
FITS = re.compile(
    r"\b(?:compatible with|works with|designed (?:for use )?with|fits(?: on| into| onto| in)?|pairs with|"
    r"suitable for use with|made for use with|connects to|supports)\s+(?P<what>(?:(?:all|any|most|every|"
    r"your|the|a|an|both)\s+)*[A-Za-z0-9][^.;:!?\n,，。；！？—–]{1,60})",
    re.IGNORECASE,
)
#: Where the object of "fits" ends, and where a second one begins.
FITS_END = re.compile(
    r"\s+(?:up to|from|with|at|in (?:a|an|the)|"
    r"and (?:never|is|are|it|they|has|have|needs?|works?|comes?|stays?|keeps?|can|will|still|even|does|lets?))\b",
    re.IGNORECASE,
)
FITS_MORE = re.compile(r"\s+(?:and|or)\s+(?=(?:all|any|most|every)\b)", re.IGNORECASE)
FITS_ZH = re.compile(
    r"(?:兼容|适配|适用于|通用于|可搭配|支持)(?P<what>[^，。；！？、\n]{1,20}?(?:手机|电脑|系统|机型|车型|系列|设备|"
    r"iPhone|iPad|安卓|苹果|Android|Windows|Mac|iOS|鸿蒙|型号|电视|平板|尺寸|床垫|相机|游戏机|耳机|汽车))",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"[A-Z0-9]|\b(?:phones?|smartphones?|laptops?|tablets?|bottles?|cars?|bikes?|mattress(?:es)?|models?|devices?|"
    r"cameras?|sockets?|faucets?|taps?|hobs?|ovens?|strollers?|seats?|cup holders?|machines?|"
    r"pods?|capsules?|blades?|batteries|consoles?|headphones|speakers?|browsers?|computers?|TVs?|"
    r"pushchairs?|doors?|windows?|beds?|wrists?|sizes?|lenses)\b"
)
_AMBIGUOUS_COLOURS = ("gold|orange|cream|olive|mint|peach|coral|sand|wine|tan|lavender|rose|charcoal|"
                      "chocolate|champagne|camel|nude|apricot|aqua|lime|rust|stone|taupe|mocha|plum|"
                      "bronze|copper|mustard|caramel|blush|ruby|amber|slate|graphite|cobalt")  # fmt: skip
COLOUR_HINT = re.compile(_AMBIGUOUS_COLOURS)
AMBIGUOUS_COLOUR = re.compile(
    rf"\b(?:in|colou?r|shade|shades of|in a|in an)\s+(?:(?:soft|deep|warm|rich|classic|matte?|pale|bright|dusty|"
    rf"muted|dark|light)\s+)*(?P<before>{_AMBIGUOUS_COLOURS})\b(?!\s(?:sauce|juice|cheese|oil|water|the|and stone))"
    rf"|\b(?P<after>{_AMBIGUOUS_COLOURS})[- ](?:finish|colou?r|colou?red|shade|tone|version|tint)\b"
    r"|(?P<zh>[黑白红蓝绿黄紫粉灰棕])(?=(?:衬衫|T恤|裙|裤|鞋|外套|毛衣|西装|卫衣|大衣|风衣|羽绒服))",
    re.IGNORECASE,
)
#: What may stand between a percentage and its material: "100 % pure cotton", 含棉80%.
BEFORE_MATERIAL = re.compile(
    r"\s?(?:(?:pure|real|genuine|natural|fine|soft|high[- ]quality|premium|finest|的|纯|天然)\s?)?",
    re.IGNORECASE,
)
BEHIND_MATERIAL = re.compile(r"\s?(?:含量|成分|[:：])?\s?")
