"""The buttons of the review page: each is one form, one service call and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from marketing_ai.admin.base import actor_of
from marketing_ai.admin.forms import DiscardForm, EditForm, FactForm
from marketing_ai.copywriting import services
from marketing_ai.exceptions import WrongState
from marketing_ai.governance.permissions import require

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from marketing_ai.copywriting.models import CopyVariant

# request, text, its valid form → what to say, and the job whose page is shown next
Run = Callable[[Any, Any, Any], tuple[str, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One button; `form` None where it asks for nothing."""

    name: str
    run: Run
    form: type[forms.Form] | None = None


def _accept(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, None]:
    services.approve(
        variant,
        actor=actor_of(request),
        seen_hash=request.POST.get("seen_hash", ""),
    )
    return gettext("The text is approved."), None


def _reopen(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, None]:
    services.reopen(variant, actor=actor_of(request))
    return gettext("The approval was taken back; the text is a draft again."), None


def _check(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, None]:
    require(actor_of(request), "approve_copy")
    services.check(variant)
    return gettext("The text was checked against the present facts."), None


def _edit(request: HttpRequest, variant: CopyVariant, form: Any) -> tuple[str, None]:
    services.edit_text(variant, actor=actor_of(request), **form.cleaned_data)
    return gettext("The text was saved and checked again."), None


def _discard(request: HttpRequest, variant: CopyVariant, form: Any) -> tuple[str, None]:
    services.discard(
        variant,
        reason=form.cleaned_data["reason"],
        actor=actor_of(request),
    )
    return gettext("The text was discarded. Retry asks for another and uses your reason."), None


def _add_fact(request: HttpRequest, variant: CopyVariant, form: Any) -> tuple[str, None]:
    services.add_fact(variant, actor=actor_of(request), **form.cleaned_data)
    return gettext("The fact was added to the product, and the text was checked again."), None


def _retry(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, int]:
    job = services.retry(variant, actor=actor_of(request))
    return gettext("New drafts are being written."), job.pk


def _publish(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, None]:
    services.publish(
        variant,
        actor=actor_of(request),
        confirmed_loss=request.POST.get("confirmed_loss") == "on",
    )
    return gettext("The text is published. The history can undo it."), None


def _undo(request: HttpRequest, variant: CopyVariant, form: None) -> tuple[str, None]:
    publication = services.live_publication(variant)
    if publication is None:
        raise WrongState(state=variant.get_state_display())
    services.undo(publication, actor=actor_of(request))
    return gettext("Undone: the earlier text is back."), None


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(name="accept", run=_accept),
        Step(name="reopen", run=_reopen),
        Step(name="check", run=_check),
        Step(name="edit", run=_edit, form=EditForm),
        Step(name="discard", run=_discard, form=DiscardForm),
        Step(name="add_fact", run=_add_fact, form=FactForm),
        Step(name="retry", run=_retry),
        Step(name="publish", run=_publish),
        Step(name="undo", run=_undo),
    )
}
