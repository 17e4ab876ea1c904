"""Words that judge, in English and Chinese: a second witness beside the model.

A short text with one of them states an opinion though the model hardly hears it ("差评");
without one, the model must be surer. Not a lexicon of sentiment: which way a word points is
left to the model.
"""

from __future__ import annotations

import re

_ENGLISH = (
    "adore|adored|adores|amazing|angry|annoyed|annoying|average|avoid|awesome|awful|bad|badly|"
    "barely|bargain|beautiful|beautifully|best|better|beware|big|bland|boring|break|breaks|"
    "bright|brilliant|broke|broken|burnt|cannot|cheap|cheaply|classy|clean|clear|cold|comfort|"
    "comfortable|comfy|complain|complaint|costly|cosy|cozy|cracked|crap|crash|crashes|crisp|"
    "crooked|cute|damaged|dangerous|dark|dead|decent|defective|delicious|delight|delighted|died|"
    "dies|dim|dirty|disappointed|disappointing|disappointment|dreadful|dry|dull|easily|easy|"
    "elegant|enjoy|enjoyed|enough|exactly|excellent|expectations|expected|expensive|fail|failed|"
    "fails|failure|fake|fantastic|fast|faulty|favorite|favourite|fell|fine|fit|fits|fitting|"
    "flattering|flawless|flimsy|fresh|friendly|fun|funny|garbage|glad|good|gorgeous|greasy|"
    "great|gross|handy|happy|hard|hardly|hate|hated|hates|heavenly|heavy|helpful|hideous|holds|"
    "horrible|horrid|hot|hurt|hurts|ideal|impressed|improved|improvement|incredible|issue|"
    "issues|itchy|jammed|joke|joy|junk|lack|lacks|large|lasted|lasts|leak|leaked|leaking|leaks|"
    "like|liked|likes|lol|long|loose|loud|love|loved|lovely|loves|mediocre|meh|mess|missing|"
    "nasty|never|nice|nightmare|noisy|ok|okay|overpriced|pain|peeled|perfect|perfectly|pleased|"
    "pointless|polite|poor|poorly|pretty|pricey|problem|problems|protects|quick|quiet|rating|"
    "raw|recommend|recommended|refund|refused|regret|reliable|return|returned|rip|ripped|rough|"
    "rubbish|rude|sadly|salty|satisfied|saved|saves|scam|scratched|scratchy|shame|sharp|short|"
    "slippery|slow|small|smears|smell|smells|smooth|snapped|soft|soggy|solid|sorry|stain|"
    "stained|stale|star|stars|sticky|stiff|stink|stinks|stopped|strong|stunning|sturdy|stylish|"
    "sucks|super|superb|surprised|sux|tasty|terrible|thank|thanks|thin|thumbs|tight|too|tore|"
    "torn|trash|trustworthy|ugh|ugly|uncomfortable|unfortunately|unfriendly|unreal|unusable|"
    "useful|useless|value|warm|waste|weak|well|without|wobbly|wonderful|wonderfully|worked|"
    "working|works|worse|worst|worth|worthless|wow|wrong|yuck|yummy"
)

_CHINESE = (
    "好|赞|棒|美|香|爱|喜欢|满意|舒服|舒适|方便|实用|值|推荐|不错|可以|还行|凑合|一般|马马虎虎|"
    "中规中矩|正宗|新鲜|干净|清晰|流畅|结实|牢固|稳|准时|及时|周到|热情|耐心|漂亮|精致|精美|高级|"
    "简单|感人|保暖|透气|柔软|顺滑|省|快|牛|强|优|佳|爽|惊喜|放心|信赖|回购|必备|给力|靠谱|真香|绝|yyds|"
    "差|烂|坏|破|旧|脏|臭|丑|难|贵|坑|假|骗|慢|吵|卡|死|痛|疼|痒|硬|薄|轻薄|小气|糙|松|漏|掉|裂|断|"
    "脱|失望|后悔|生气|恶|垃圾|退|投诉|问题|毛病|故障|异味|刺鼻|不[^知会用是过清想]|没法|没用|没人|"
    "别买|不值|不行|太|很|非常|挺|超|特别|真的|实在|根本|简直|完全|唯一|可惜|遗憾|希望|建议|应该|"
    "踩雷|避雷|拔草|种草|智商税|鸡肋|要命|不得行|够|足|少|多了|偏|腻|咸|淡|酸|苦|凉|馊|油|干|烫|热"
)

_ENGLISH_WORD = re.compile(rf"\b(?:{_ENGLISH})\b|n['’]t\b", re.IGNORECASE)
_CHINESE_WORD = re.compile(_CHINESE)


def judges(text: str) -> bool:
    """Whether a word that judges stands in the text."""
    return bool(_ENGLISH_WORD.search(text) or _CHINESE_WORD.search(text))
