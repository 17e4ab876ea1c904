"""Rule sets to switch on with `BRAND_RULE_SETS`: laws on advertising, and lengths by channel.

One TOML file a set holds sources and patterns (`rules` reads them), `messages` the sentences,
`findings` looks through a text. None of it is legal advice; docs/brand-rules.md says what
the sets cannot see.
"""
