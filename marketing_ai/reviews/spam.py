"""Texts that advertise something else, and texts that say they were paid for. Pure.

What a text says of the product is not looked at. A link, or a shop's name, is no advert: it
takes a way to be reached and an offer, or an offer that no review makes.
"""

from __future__ import annotations

import re

from marketing_ai.reviews.similar import weight

MAX_CHARS = 20_000
NEAR = 120  # characters between an offer and where to take it up
MIN_OWN_WORDS = 12  # weight beside links


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_CONTACT = _any(
    r"https?://|www\.|\b(?:t\.me|wa\.me|bit\.ly)/",
    r"\[[^\]\n]{1,80}\]\([^)\n]{1,200}\)",  # a markdown link
    r"\b[\w-]{2,40}\.(?:com|net|org|cn|ru|io|shop|xyz|top|info|biz|club|site|online|store|vip)\b",
    r"\b[\w.+-]{1,40}@[\w-]{1,40}\.\w{2,}",
    r"\b(?:whats ?app|telegram|signal|wechat|skype|line id|instagram|insta|tiktok)\b",
    r"[加➕+]\s*(?:我|v|微|薇|威|卫|企鹅|扣扣|q|群)",
    r"(?:微信|薇信|威信|vx|v信|wx|qq|扣扣|企鹅)号?\s*[::]?\s*[a-z0-9_-]{5,}",
    r"扫码|二维码|私信我|私聊我|联系(?:我|电话|方式)",
)
_OFFER = _any(
    r"\b(?:click (?:here|the link|on|below)|visit (?:my|our)|check (?:out )?(?:my|our))\b",
    r"\b(?:follow|contact|dm|message|text|add|reach) (?:me|us)\b|\bsubscribe\b",
    r"\b(?:promo(?:tion)?|discount|coupon) code|\buse (?:my )?code\b",
    r"\b(?:special|limited) offer|\bcheap(?:est)? \w+ (?:at|from|on|here)\b",
    r"\b(?:buy|order|get) (?:it |them )?(?:now |cheap(?:er)? )?(?:at|from) (?:https?|www|my|our)\b",
    r"\bfree (?:gift|money|trial|followers|iphone)",
    r"\b(?:make money|work from home|passive income|quick loans?|double your)\b",
    r"\b(?:casino|betting|crypto|bitcoin|followers|escorts?|essay writing|replica)\b",
    r"兼职|日赚|月入|赚钱|刷单|贷款|代开|博彩|彩票|赌场|棋牌|理财",
    r"返利|内部券|优惠券群|领(?:取)?(?:优惠)?券|免费领|秒杀群",
    r"代写|代刷|招代理|招聘|加盟|涨粉|私服|外挂|货源|批发价|转让|诚转",
)
# What no review says, with or without a way to be reached.
_OFFER_ALONE = _any(
    r"\bearn (?:up to )?[$€£]\s?\d",
    r"\bmake (?:up to )?[$€£]\s?\d[\d,.]* (?:a|per) (?:day|week|hour)\b",
    r"\b(?:online casino|payday loans?|buy (?:cheap )?(?:viagra|cialis)|instagram followers for)\b",
    r"日赚\s*\d|刷单兼职|兼职刷单|日结\s*\d|无抵押贷款|代开发票|线上赌场|真人博彩",
    r"澳门.{0,4}(?:娱乐城|赌)",
)
_LINK = re.compile(r"(?:https?://|www\.)\S+")

_GIFT = (
    r"(?:a |an |the |my |some )?(?:\$ ?\d+ |\d+ ?(?:dollars?|usd|%) )?"
    r"(?:amazon |small |free |full |partial ){0,2}"
    r"(?:gift ?cards?|vouchers?|coupons?|cash ?back|rebates?|refunds?|money|payment|discount"
    r"|credit|freebie|gift|reward)"
)
_PRAISE = r"(?:(?:good|positive|great|nice|five[- ]star|5[- ]star|honest) )*"
_FOR_REVIEW = (
    r"(?:for|if|in (?:exchange|return) for|after|to)\s+"
    rf"(?:[\w$%'-]+ ){{0,4}}?{_PRAISE}(?:reviews?|rating|feedback|stars?)\b"
)
_PAID = _any(
    r"\b(?:got|get|getting|received?|gave me|give me|given|sent me|promised(?: me)?"
    rf"|offered(?: me)?|earned|paid me)\s+{_GIFT}\s+{_FOR_REVIEW}",
    rf"\b(?:was|were|been|am|being|got) paid (?:\$ ?\d+ )?{_FOR_REVIEW}",
    r"\b(?:paid|sponsored|incentivi[sz]ed|compensated) review\b",
    r"\b(?:received|got|given|provided|sent)\b[^.!?\n]{0,60}"
    r"\b(?:free|discount(?:ed)?|no charge|no cost|complimentary)\b[^.!?\n]{0,60}"
    r"\b(?:in (?:exchange|return) for|for)\b[^.!?\n]{0,40}\breview\b",
    rf"\b(?:writing|wrote|leaving|left|posting|gave|giving) (?:this|a|the) {_PRAISE}"
    r"(?:review|rating)[^.!?\n]{0,30}\b(?:for|to get|because of) (?:the |a |my )*(?:\$ ?\d+ )?"
    r"(?:amazon )?(?:gift ?card|voucher|coupon|cash ?back|rebate|refund|discount|freebie)",
    # 好评返现 and its kin
    r"(?:好评|五星|5星|晒图|晒单|评价|评论|追评)[^。!!?\n]{0,8}"
    r"(?:返现|返红包|返\s?\d+|送红包|领红包|给红包|有红包|送优惠券|返券|返利|返钱|返\s?[一二三五十]+元|有奖)",
    r"(?:返现|返红包|红包|返钱|现金|优惠券|小礼品|赠品)[^。!!?\n]{0,6}(?:才|所以|就)"
    r"[^。!!?\n]{0,6}(?:好评|五星|5星|来评|写评)",
    r"(?:为了|冲着|看在|因为)[^。!!?\n]{0,6}(?:返现|红包|返的?钱|优惠券|赠品|返券)"
    r"[^。!!?\n]{0,10}(?:评|星|来)",
    r"收了?(?:卖家|商家|店家)的?(?:钱|红包)[^。!!?\n]{0,10}(?:评|星)",
)
# The payment is denied, guessed at in others, or fought over: nobody says he was paid.
_NOT_PAID = _any(
    r"\b(?:not|never|\w+n['’]t|no one|nobody|without being) (?:\w+ ){0,2}?"
    r"(?:paid|given|gave|received?|compensated|offered|promised|sent|sponsored|get|got|getting)\b",
    r"\b(?:i bet|must have|probably|they all|everyone else|other (?:reviews|reviewers))\b",
    r"(?:没有?|不是|并非|不要|无)[^。!!?,,\n]{0,6}(?:返现|红包|收钱|好评返|返券)",
    r"没见|没给|不给|没收到|没兑现|兑现承诺|骗|估计|怀疑|肯定是|都是|怎么回事|搞笑|什么时候|何时",
)
_SENTENCE_END = re.compile(r"[.!?。!?\n]")


def is_spam(text: str) -> bool:
    """Whether the cleaned text advertises something else."""
    text = text[:MAX_CHARS]
    if _OFFER_ALONE.search(text):
        return True
    for offer in _OFFER.finditer(text):
        if _CONTACT.search(text, max(0, offer.start() - NEAR), offer.end() + NEAR):
            return True
    rest, links = _LINK.subn(" ", text)
    return bool(links) and weight(rest) < MIN_OWN_WORDS


def is_paid(text: str) -> bool:
    """Whether the cleaned text says that its writer gets something for it."""
    text = text[:MAX_CHARS]
    for match in _PAID.finditer(text):
        end = _SENTENCE_END.search(text, match.end())
        start = 1 + max(text.rfind(mark, 0, match.start()) for mark in ".!?。!?\n")
        if not _NOT_PAID.search(text, start, end.start() if end else len(text)):
            return True
    return False
