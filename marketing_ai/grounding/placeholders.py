# ruff: noqa: E501 - tables and patterns read better unbroken
"""Whether a value is a gap that nobody filled in: "TBD", "xxx", lorem ipsum, 待补充, "-".

"None" is a gap only where every product has something: a colour, a weight. Elsewhere it
answers ("Coating: none", 添加剂: 无). A value that merely begins like a gap ("XXX Red",
"N/A-ready") is none.
"""

from __future__ import annotations

import re
import unicodedata

from .attribute_keys import settled
from .attributes import NAMING, SYNONYMS, canonical
from .unit_table import UNITS

MAX_GAP_CHARS = 200  # what begins as a gap is one; longer patterns cost time on hostile values

_PLACEHOLDERS = frozenset({
    "n/a", "na", "n.a", "n.a.", "#n/a", "n / a", "n\\a", "n.v.t.", "k.a.", "s/o", "tbd", "tba", "tbc",
    "t.b.d.", "t.b.a.", "todo", "fixme", "unknown", "undefined", "null", "nan", "not available",
    "not applicable", "unspecified", "no data", "no info", "no information", "no value", "no description",
    "see description", "see picture", "see image", "see details", "as shown", "as per image", "see above",
    "as above", "same as above", "ditto", "pending", "missing", "empty", "(empty)", "tbd.",
    "x", "test", "testing", "foo", "dummy", "placeholder", "value", "your text here", "insert text here",
    "enter value", "example", "sample text", "default", "default title", "default value", "untitled",
    "lorem", "ipsum", "coming soon", "to follow", "will follow", "0000", "00000", "9999", "99999",
    "#ref!", "#value!", "#name?", "#div/0!", "#null!", "[object object]", "-999", "-9999",
    "string", "str", "varchar", "boolean", "integer", "object", "keine angabe", "sin datos",
    "non spécifié", "not set", "not yet known", "not sure", "don't know", "no idea", "change me",
    "changeme", "replace me", "fill me", "fill in", "more info", "na na",
    "暂无", "待补充", "待定", "未知", "不详", "空", "见详情", "详见详情页", "见图", "如图", "如图所示", "见描述",
    "见包装", "见详情页", "详见描述", "详见包装", "详见页面", "以实物为准", "默认", "测试", "其他", "其它", "略",
    "无数据", "不适用", "同上", "占位", "占位符", "占位文本", "默认值", "缺失", "不明", "不清楚", "某某",
    "字符串", "文本", "内容", "敬请期待", "缺", "没填", "没有填写", "不知道", "样例", "示例", "无信息", "无内容",
    "暂缺", "暂定", "待", "未", "未定", "乱填", "随便", "随便填",
})  # fmt: skip
#: "none" and 无 are a gap only under names of what every product has.
NO_WORDS = frozenset({"无", "none", "nil", "no", "0", "否", "没有", "不含", "zero"})
_NONE = frozenset({"无", "none", "nil", "没有"})
_ALWAYS_SOME = frozenset({
    "material", "fabric", "composition", "colour", "weight", "net_weight", "gross_weight", "capacity",
    "height", "width", "length", "depth", "diameter", "thickness", "dimensions",
    "origin", "model", "pieces", "size", "type", "ingredients",
    "shelf_life", "shape", "price",
})  # fmt: skip
#: Names whose value is a word, so that a bare number fills no gap.
_WORDY = frozenset({"material", "fabric", "composition", "origin", "care", "ingredients"})
_STRING_IS_MEANT = re.compile(
    r"style|closure|fasten|light|instrument|cut|bikini|tie|cord|knit|kind|type|form|款|绳|弦",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:insert|enter|input|add|type|fill in|your|some)\s(?:your |the |an? )?(?P<for>.+)$"
)
_LAYOUT = re.compile(r"layout|keyboard|键盘|布局|键位", re.IGNORECASE)

_UNIT = "|".join(
    sorted(
        (re.escape(u.casefold()) for names in UNITS.values() for u in names if len(u) < 8),
        key=len,
        reverse=True,
    )
)
_GAP = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|<%.*?%>|\[\[.*?\]\]"
    r"|^[\[({<【%@#$_]{1,2}(?:insert|enter|your|todo|tbd|tba|placeholder|value|add|fill|type|name|brand|"
    r"product|title|material|colou?r|size|weight|text|填写|输入|待|请|插入|此处)[^\[\](){}<>【】]{0,40}"
    r"[\])}>】%@#$_]{1,2}$"
    r"|^%[a-z_]{2,30}%$|^%[sd]$|^\{[a-z_0-9.]{1,30}\}$|^@[a-z_]{2,30}@$|^\$[a-z_]{2,30}\$?$"
    r"|\blorem ipsum\b|\bdolor sit amet\b|\bconsectetur\b"
    r"|^x{2,}(?:[-–x.*/,\s]*|\s*%)$|^\?{2,}|^？{2,}|请在此|此处填写"
    rf"|^(?:\?+|_+|\.{{2,}}|-+|undefined|null|nan)\s*(?:{_UNIT})$"
    rf"|^(?:(?:undefined|null|nan|\?+)[\s×x*/,;|-]*(?:(?:{_UNIT})\b)?[\s×x*/,;|-]*)+$"
    # "XX cm", but XXL and XXS are sizes
    rf"|^x{{2,}}\s+(?:{_UNIT})$|^(?:x{{2,}}\s?(?:cm|mm|kg|ml|厘米|毫米|公斤|克|毫升|瓦)\s?[×x*]?\s?)+$"
    r"|^x{2,}[\u3400-\u9fff]{1,4}$|^(?:abc|xyz|abcd)(?:\s?\d{1,4})?$|^(?:blah[\s,.]*)+$|^\[?blank\]$"
    r"|^(?:text|value|name|description|content|info|details?) (?:goes )?here[.!]?$|^fill me(?: in)?$"
    r"|^this is (?:an? |some |the )?(?:placeholder|test|sample|example|dummy|default)\b"
    r"|^none (?:given|provided|specified|entered|available|yet)$"
    r"|^这是(?:一[段个条句])?(?:示例|测试|占位|默认|样例)|^(?:以后|之后|回头|稍后)再(?:填|补|加|写|说|定)"
    r"|^待.{0,6}(?:确认|补充?|提供|测量?|填写?|定|核实|更新|完善|添加|录入)[。.]?$"
    r"|^(?:n/?a|tbd|tba|tbc|todo|fixme)\s*(?:$|[(:,;!.?–—]|-\s|\s-|-(?!\w))"
    r"|^(?:todo|tbd|fixme)\b(?!\s*(?:list|app|board|note))"
    r"|^(?:still |yet )?to be (?:added|announced|determined|confirmed|decided|defined|completed|filled|"
    r"specified|advised|updated|provided|supplied|checked|discussed|translated|entered|"
    r"measured|tested|weighed|verified|agreed|tested)\b"
    r"|^not (?:yet )?(?:specified|known|available|provided|set|entered|given|stated|defined|filled|"
    r"determined|decided|assigned|listed|applicable|disclosed|recorded|added)(?: yet| here)?[.!]?$"
    r"|^no (?:data|info(?:rmation)?|value|description|details?|content|text|entry)"
    r"(?: (?:available|provided|yet|given|entered|found))*[.!]?$"
    r"|^(?:please |pls )?(?:enter|insert|type|fill in|fill out|input|add|put|write|provide|complete|replace)"
    r"\b.{0,40}\b(?:here|text|value|this|name|details?|info|information|description|placeholder|later|field|"
    r"below|attribute)[.!…]*$"
    r"|^(?:please|pls) (?:enter|insert|type|fill|input|add|provide|complete|specify|select|choose|update|"
    r"check with|ask)\b|^(?:ask|check with) (?:the )?(?:supplier|vendor|manufacturer)\b"
    r"|^(?:select|choose)(?: an?| one| your)? (?:option|value|one)\b"
    r"|^(?:your|some|sample|example|dummy|placeholder|default|test|mock|fake)[ _-](?:text|value|data|content|"
    r"string|description|product|item|name|title|info|entry|attribute)(?: here)?\s*\d*$"
    r"|^(?:some|sample|example|dummy|placeholder|test|your)[ _-]?\w{3,12} here$"
    r"|^(?:test|foo|dummy|sample|example|asdf)[ _-]*\d{1,4}$|^(?:test(?:ing)?[\s,_-]*){2,}$"
    r"|^(?:foo|bar|baz|qux|quux)(?:[\s,_/-]+(?:foo|bar|baz|qux|quux))+$"
    r"|^(?:option|value|attribute|field|property|column|item)[ _-]?\d{1,3}$"
    r"|^(?:coming soon|to follow|will be (?:added|updated|announced|provided))\b"
    r"|^(?:tbd|tbc|tba)(?:[\s/,]+(?:tbd|tbc|tba))+$"
    r"|^(?:待|尚待|有待|稍后|后续|以后|之后|回头|暂待)(?:补充?|更新|确认|定|填写?|完善|录入|编辑|上传|核实|添加|补录|商议|通知|"
    r"公布|查|输入|提供|测量?|翻译|加|写)"
    r"|^(?:暂|尚|目前|还)(?:无|未|缺|没有?|不详|不明|不清楚)(?:相关)?(?:信息|数据|资料|内容|描述|填写?|提供|录入|公布|确定|"
    r"更新|补充|标注|说明|参数|详情|确认|知|定|收录|设置|介绍|值|有)*[。.]?$"
    r"|^未(?:知|填|填写|录入|设置|提供|定|定义|标明|标注|说明|注明|指定|命名|确定|公布|输入|补充|完成|收录|选择)[。.]?$"
    r"|^(?:没有?|无|缺少?)(?:相关)?(?:信息|数据|资料|描述|内容|填写|说明)[。.]?$"
    r"|^请(?:输入|填写|填入|选择|补充|录入|自行|完善|添加|咨询|联系|在|于|勿|查看|参考|参见|见)"
    r"|^(?:这里|此处|在此|在这里|此项|此栏|该项)(?:请|要|需要?|应)?(?:填写?|输入|放|写|添加|插入|待|暂)"
    r"|^(?:填写|输入|录入)(?:商品|产品|你的|您的|具体|相应|对应)?.{0,8}$"
    r"|^(?:插入|添加|替换|填)(?:商品|产品|你的|您的|具体|相应|对应)?.{0,8}(?:内容|信息|描述|文字|文本|数值|值|处)$"
    r"|^(?:示例|样例|测试|占位|默认|范例|模板|假)(?:性)?(?:文本|文字|内容|数据|值|商品|产品|信息|描述|用|字段|属性|一下|专用)"
    r"?\s*\d{0,4}$|^(?:测试){2,}"
    r"|^(?:选项|属性|值|字段|参数|规格|内容)[一二三四五六七八九十\d]{1,2}$|【待|（待|\(待|^待[.。…]*$|^同上"
    r"|^(?:某|xx+)(?:某|品牌|材质|厂家?|公司|颜色|地|国|产地|型号|产品|商品)+$",
    re.IGNORECASE,
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MASH = re.compile(r"^(?:asd|sdf|dfg|fgh|jkl|qwe|wer|zxc|xcv|dsa|fds|lkj|ewq|kjh|hjk)+[a-z]?$")
_SAME = re.compile(r"^([b-hj-z\u3400-\u9fff])\1{2,}$|^a{4,}$")  # AAA is a battery, III a number
_MEANT_SIGNS = frozenset("✓✔✗✘×√★☆⭐●○♂♀½¼¾%％‰°+")
_DOUBLES = frozenset({"www", "mmm", "xxx"})


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for a value that nobody filled in, whatever it is a value of."""
    folded = unicodedata.normalize("NFKC", text[:MAX_GAP_CHARS]).casefold().strip()
    bare = folded.strip("<>[](){}\"'* ").rstrip("。")
    if bare in _PLACEHOLDERS or folded in _PLACEHOLDERS or bare == "无":
        return True
    parts = [part.strip() for part in re.split(r"[/,;|]", bare)]
    if len(parts) > 1 and all(part in _PLACEHOLDERS or part in ("tbc", "tbd") for part in parts):
        return True
    if _GAP.search(folded) or (_SAME.match(bare) and not text.isupper()) or _is_mash(bare):
        return True
    return bool(folded) and not any(c.isalnum() or c in _MEANT_SIGNS for c in folded)


def is_gap(name: str, value: str) -> bool:
    """Whether `value` fills nothing in under `name`."""
    value = value[:MAX_GAP_CHARS]
    folded = unicodedata.normalize("NFKC", value).casefold().strip(" .。[](){}<>【】（）\"'")
    key = canonical(name)
    if folded in _NONE:
        return key in _ALWAYS_SOME or not name
    if folded == "string" and _STRING_IS_MEANT.search(name):
        return False
    if key in NAMING and re.search(r"\w[- ]?\d", folded):
        return False  # "TEST-300" may be a model
    if _LAYOUT.search(name) and folded in ("qwerty", "qwertz"):
        return False
    if key in _WORDY and re.fullmatch(r"\d{1,8}", folded):
        return True
    if key in SYNONYMS and key != "type" and name and canonical(folded) == key:
        return True  # "Material: material", "[colour]"
    asked = _ASKED.match(folded)
    if asked and name and (settled(asked.group("for")) == settled(name)):
        return True
    in_brackets = re.fullmatch(r"\s*[\[【{<（(].*[\]】}>）)]\s*", value)
    if in_brackets and folded == unicodedata.normalize("NFKC", name).casefold().strip():
        return True
    return is_placeholder(value)


def _is_mash(folded: str) -> bool:
    """Keys struck without meaning: asdf, qwerty, asdasd."""
    if len(folded) < 4 or not folded.isascii() or not folded.isalpha():
        return False
    return any(folded in row or folded in row[::-1] for row in _ROWS) or (
        len(folded) >= 6 and bool(_MASH.match(folded))
    )
