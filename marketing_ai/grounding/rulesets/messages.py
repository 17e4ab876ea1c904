"""What the findings of the rule sets say: for each rule what is wrong, then a way out.

Apart from the TOML files, so that makemessages finds the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Wording:
    """Two sentences; `what` takes the words found and the source."""

    what: str | Promise
    way_out: str | Promise


CHANNELS: dict[str, str | Promise] = {
    "search_ad_headline": _("Search ad headline"),
    "search_ad_description": _("Search ad description"),
    "email_subject": _("E-mail subject"),
    "meta_description": _("Meta description"),
    "marketplace_title": _("Marketplace title"),
}

_CHINA = {
    "absolute": Wording(
        _("“%(words)s” is an absolute term (%(source)s)."),
        _("Name a figure, a grade or an award with its source instead."),
    ),
    "first": Wording(
        _("“%(words)s” claims the first place (%(source)s)."),
        _("Delete it, or state the fact with its period, region and source."),
    ),
    "superlative": Wording(
        _("“%(words)s” may be read as an absolute term (%(source)s)."),
        _("Keep it only where it states a fact that you can prove."),
    ),
    "state": Wording(
        _("“%(words)s” uses symbols or names of the state (%(source)s)."),
        _("Delete it."),
    ),
    "superstition": Wording(
        _("“%(words)s” may be read as superstition (%(source)s)."),
        _("Describe the look, the material or the custom without an effect."),
    ),
    "disparaging": Wording(
        _("“%(words)s” runs down other traders' products (%(source)s)."),
        _("Say only what your own product does."),
    ),
    "medical": Wording(
        _("“%(words)s” is medical language (%(source)s)."),
        _("Describe use and feel without an illness or a treatment."),
    ),
    "efficacy_guarantee": Wording(
        _("“%(words)s” promises an effect or safety (%(source)s)."),
        _("Say how the product is used, not what it is sure to do."),
    ),
    "figures": Wording(
        _("“%(words)s” is a figure without its source (%(source)s)."),
        _("Add where the figure comes from, and its period."),
    ),
    "unprovable": Wording(
        _("“%(words)s” is hard to prove and may mislead (%(source)s)."),
        _("Name what was measured, or leave it out."),
    ),
}

_EU_GREEN = {
    "generic": Wording(
        _("“%(words)s” is a generic environmental claim (%(source)s)."),
        _(
            "Say in the same place what exactly is better, such as the share of recycled "
            "material, or show the EU Ecolabel."
        ),
    ),
    "energy_efficient": Wording(
        _("“%(words)s” is a generic environmental claim (%(source)s)."),
        _("State the energy class or the consumption."),
    ),
    "biodegradable": Wording(
        _("“%(words)s” is a generic environmental claim (%(source)s)."),
        _("Say which part, under which conditions and in what time."),
    ),
    "offsets": Wording(
        _("“%(words)s” is banned for a product if it rests on offsetting (%(source)s)."),
        _("Delete it, or state the emissions that you cut in making the product."),
    ),
    "future": Wording(
        _("“%(words)s” promises environmental performance to come (%(source)s)."),
        _("Delete it, or point to your public plan, which others verify."),
    ),
    "label": Wording(
        _("“%(words)s” needs a certification scheme or a public authority (%(source)s)."),
        _("Name the scheme, or delete it."),
    ),
    "part_as_whole": Wording(
        _("“%(words)s” may say of the whole what holds for a part (%(source)s)."),
        _("Name the part and its share, such as: 60 percent recycled cotton in the lining."),
    ),
    "legal_minimum": Wording(
        _("“%(words)s” presents what the law demands as a merit (%(source)s)."),
        _("Delete it, or say it without making a point of it."),
    ),
}

_EU_HEALTH = {
    "disease": Wording(
        _("“%(words)s” says that a food prevents, treats or cures a disease (%(source)s)."),
        _("Delete it: no food may say so."),
    ),
    "health": Wording(
        _("“%(words)s” is a health claim (%(source)s)."),
        _("Use the wording of an authorised claim for a nutrient that the product holds."),
    ),
    "risk_factor": Wording(
        _("“%(words)s” is a claim on a risk of disease (%(source)s)."),
        _("Keep it only if it is authorised for this food, in its own wording."),
    ),
    "general_benefit": Wording(
        _("“%(words)s” speaks of health in general (%(source)s)."),
        _("Put an authorised health claim beside it, or delete it."),
    ),
    "alcohol": Wording(
        _("“%(words)s” is a health or nutrition claim on an alcoholic drink (%(source)s)."),
        _("Describe taste and origin instead."),
    ),
    "harm_without": Wording(
        _("“%(words)s” suggests that health suffers without the food (%(source)s)."),
        _("Delete it."),
    ),
    "weight_loss": Wording(
        _("“%(words)s” names a rate or an amount of weight loss (%(source)s)."),
        _("Delete the figure and the promise."),
    ),
    "doctor": Wording(
        _("“%(words)s” refers to the advice of a doctor or another professional (%(source)s)."),
        _("Delete it."),
    ),
    "nutrition": Wording(
        _("“%(words)s” is a nutrition claim (%(source)s)."),
        _("Keep it only if the food meets the condition for it; state the figure in 100 g."),
    ),
}

_EU_COSMETICS = {
    "authority": Wording(
        _("“%(words)s” says that an authority approved the product (%(source)s)."),
        _("Delete it."),
    ),
    "legal_minimum": Wording(
        _("“%(words)s” presents what the law demands as a merit (%(source)s)."),
        _("Delete it, or say it without making a point of it."),
    ),
    "evidence": Wording(
        _("“%(words)s” needs evidence at hand (%(source)s)."),
        _("Name the study and what it measured, or delete it."),
    ),
    "denigrating": Wording(
        _("“%(words)s” runs down lawful ingredients (%(source)s)."),
        _("Say what the product holds instead of what it lacks."),
    ),
}

_FTC_TESTIMONIALS = {
    "made_up": Wording(
        _("“%(words)s” reads as a customer's own words (%(source)s)."),
        _("Delete it: quote only what a real customer wrote, and from the review itself."),
    ),
    "rating": Wording(
        _("“%(words)s” claims ratings or reviews (%(source)s)."),
        _("Keep it only if your reviews show it; name how many and until when."),
    ),
    "customers_say": Wording(
        _("“%(words)s” speaks for customers (%(source)s)."),
        _("Keep it only if your reviews show it and it is typical of them."),
    ),
    "expert": Wording(
        _("“%(words)s” is an endorsement by experts or science (%(source)s)."),
        _("Name the expert or the study, or delete it."),
    ),
    "connection": Wording(
        _("“%(words)s” is an endorsement (%(source)s)."),
        _("Say if the person was paid or got the product free, or delete it."),
    ),
    "not_typical": Wording(
        _("“%(words)s” promises a result (%(source)s)."),
        _("State the result that most buyers can expect, or delete it."),
    ),
    "review_for_reward": Wording(
        _("“%(words)s” asks for a good review; a reward for one is banned (%(source)s)."),
        _("Ask for an honest review, whatever it says."),
    ),
    "social_numbers": Wording(
        _("“%(words)s” is a figure of social media (%(source)s)."),
        _("Keep it only if it is real and not bought; name where it was counted."),
    ),
}

_FTC_GREEN = {
    "general": Wording(
        _("“%(words)s” is a general environmental claim (%(source)s)."),
        _("Say beside it what exactly is better, and that only this is meant."),
    ),
    "offsets": Wording(
        _("“%(words)s” rests on carbon offsets (%(source)s)."),
        _("Say what is offset, and whether it comes later than two years from now."),
    ),
    "compostable": Wording(
        _("“%(words)s” needs its conditions (%(source)s)."),
        _("Say whether at home or only in a composting plant."),
    ),
    "degradable": Wording(
        _("“%(words)s” needs its conditions (%(source)s)."),
        _("Say in what time and where, or delete it."),
    ),
    "non_toxic": Wording(
        _("“%(words)s” says that people and the environment are safe (%(source)s)."),
        _("Name for whom and by which test, or delete it."),
    ),
    "recyclable": Wording(
        _("“%(words)s” needs its conditions (%(source)s)."),
        _("Name the part, and say so where few buyers find a place that takes it."),
    ),
    "recycled": Wording(
        _("“%(words)s” lacks its share (%(source)s)."),
        _("State the share of recycled material."),
    ),
    "renewable": Wording(
        _("“%(words)s” needs its conditions (%(source)s)."),
        _("Name the source and the share."),
    ),
}

#: `set.code` → wording
WORDING: dict[str, Wording] = {
    f"{name}.{code}": wording
    for name, rules in (
        ("cn_advertising_law", _CHINA),
        ("eu_green_claims", _EU_GREEN),
        ("eu_health_claims", _EU_HEALTH),
        ("eu_cosmetic_claims", _EU_COSMETICS),
        ("ftc_testimonials", _FTC_TESTIMONIALS),
        ("ftc_green_claims", _FTC_GREEN),
    )
    for code, wording in rules.items()
}
