"""Finds the words of the claim lexicon in a text, with negation.

Data lives in `lexicon_materials`, `lexicon_features` and `lexicon_words`; this module
compiles it once and scans. English is matched on words (hyphen and space are alike,
case does not count except for acronyms and countries), Chinese on substrings; at every
place the longest form wins and idioms listed under IGNORE swallow what they contain.

Each hit says whether the statement is affirmed or denied: "not waterproof", "BPA-free",
"without parabens", 不含酒精 and 非防水 are denials.
"""

from __future__ import annotations

#: Acronyms that are words or names in lower case.
_ACRONYMS = frozenset({
    "ce", "ul", "abs", "eva", "bis", "iso", "mfi", "hd", "pu", "grs", "msc", "fsc", "gs", "tpu",
    "tpe", "pp", "pe", "pet", "nfc", "gps", "alu", "aqua", "ccc", "fda", "sgs", "gmp", "peta",
    "hdr", "uhd", "rgb", "anc", "pvc", "sls", "fcc", "etl", "usda", "tuv", "ykk", "mdf", "rohs",
    "alexa", "siri",
})  # fmt: skip
