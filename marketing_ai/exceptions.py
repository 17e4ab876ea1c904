"""Errors that a person can act on.

Each has a stable `code`, an HTTP `status`, whether trying again may help
(`retryable`), a sentence that says what happened and a hint that says what to
do. Admin pages show sentence and hint, the API answers `{code, message, hint}`,
the job runner retries the retryable ones and writes the others on their row.

`ConfigurationError` stands outside the tree on purpose: a blanket
`except MarketingAIError` must not hide a wrong setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class ConfigurationError(ImproperlyConfigured):
    """A setting is wrong; the message names the setting and the repair."""


class MarketingAIError(Exception):
    """Base of all errors of the app; keyword arguments fill the sentence's placeholders."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    retryable: ClassVar[bool] = False
    message: ClassVar[str | Promise] = _("The request could not be carried out.")
    hint: ClassVar[str | Promise] = ""

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(params)

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return str(self.message) % self.params if self.params else str(self.message)

    @property
    def advice(self) -> str:
        """What to do about it, in the reader's language."""
        return str(self.hint) % self.params if self.params else str(self.hint)

    def as_dict(self) -> dict[str, Any]:
        """The body of an API answer."""
        return {"code": self.code, "message": self.sentence, "hint": self.advice}


# --- models and providers ---------------------------------------------------------------


class ProviderError(MarketingAIError):
    """The model could not answer."""

    code, status = "provider_error", 502


class ModelUnavailable(ProviderError):
    """The model's files are missing or cannot be loaded; nothing was started."""

    code, status = "model_unavailable", 503
    message = _("The model %(model)s is not ready: %(reason)s")
    hint = _("Run: %(repair)s")


class ModelHashMismatch(ModelUnavailable):
    """A file is not the one that was pinned; it is not loaded."""

    code = "model_hash_mismatch"
    message = _("The file %(path)s has the sha256 %(found)s, but %(expected)s was expected.")
    hint = _("The file is damaged or was altered. Delete it and run: %(repair)s")


class TermsNotAccepted(ModelUnavailable):
    """The model's licence asks for an acceptance that was not given."""

    code = "terms_not_accepted"
    message = _("The model %(model)s is under the terms “%(terms)s”, which are not accepted here.")
    hint = _("Read the terms at %(url)s, then add '%(terms)s' to MARKETING_AI['ACCEPTED_TERMS'].")


class RemoteNotAllowed(ProviderError):
    """A remote model server is configured, but sending data out is not allowed."""

    code, status = "remote_not_allowed", 403
    message = _("The model server %(host)s is another machine, and sending data out is off.")
    hint = _("Set MARKETING_AI['ALLOW_REMOTE'] to True once your data agreement allows it.")


class TransientProviderError(ProviderError):
    """The model server failed in a way that may pass: time-out, overload, 5xx."""

    code, status, retryable = "provider_transient", 503, True
    message = _("The model server did not answer: %(reason)s")
    hint = _("It is tried again by itself. If it lasts, look at the server's log.")


class PermanentProviderError(ProviderError):
    """The model server refused the request; trying again would not help."""

    code = "provider_refused"
    message = _("The model server refused the request: %(reason)s")
    hint = _("Check the model's name, the key and the request's size.")


class OutputInvalid(ProviderError):
    """The model answered, but not in the form that was asked for."""

    code = "output_invalid"
    message = _("The model's answer could not be used: %(reason)s")
    hint = _("Try again, or choose another model.")


class UnsupportedCapability(ProviderError):
    """This back end cannot do what was asked."""

    code, status = "unsupported_capability", 501
    message = _("The model %(model)s cannot do this: %(capability)s.")
    hint = _("Choose a model that can, in MARKETING_AI['TEXT_MODELS'].")


class CacheDirectoryFull(ModelUnavailable):
    """The disk of the model cache is full; what was half written was removed."""

    code = "cache_full"
    message = _("The disk of the model cache %(path)s is full: %(needed)s MB are needed.")
    hint = _("Free the space or set MARKETING_AI['CACHE_DIR'], then run: %(repair)s")


# --- requests ---------------------------------------------------------------------------


class NotAllowed(MarketingAIError):
    """The person lacks the permission for this action."""

    code, status = "not_allowed", 403
    message = _("You may not do this: the permission “%(permission)s” is missing.")
    hint = _("Ask an administrator to give it to you or to one of your groups.")


class NothingSelected(MarketingAIError):
    """The request names no usable product."""

    code = "nothing_selected"
    message = _("No product was selected.")
    hint = _("Select at least one product.")


class UnknownProducts(MarketingAIError):
    """Some ids are no products of this shop, or not of a store that the person may see."""

    code, status = "unknown_products", 404
    message = _("These products do not exist: %(ids)s.")
    hint = _("Check the ids; nothing was started.")


class NoFacts(MarketingAIError):
    """The product has no usable fact, so no model is asked."""

    code = "no_facts"
    message = _("The product has no facts to write from.")
    hint = _("Add attributes to the product (such as material, size, colour), then try again.")


class BadFacts(MarketingAIError):
    """The facts cannot be used as they are, so no model is asked."""

    code = "bad_facts"
    message = _("The product's facts cannot be used: %(reason)s")
    hint = _("Correct the named attributes, then try again.")


class UnknownChoice(MarketingAIError):
    """A request names a kind, tone or language that does not exist (reviews, for one)."""

    code = "unknown_choice"
    message = _("“%(value)s” is no %(what)s that can be written.")
    hint = _("Choose one of: %(choices)s.")


class TemplateInvalid(MarketingAIError):
    """A prompt template cannot be used."""

    code = "template_invalid"
    message = _("The template “%(name)s” has an unknown placeholder: %(placeholder)s.")
    hint = _("Use only these placeholders: %(known)s.")


class BudgetExceeded(MarketingAIError):
    """The budget cannot cover the request; nothing was sent to a model."""

    code, status = "budget_exceeded", 429
    message = _("This needs %(needed)s tokens; %(left)s are left in “%(budget)s” until %(until)s.")
    hint = _("Raise the budget, wait for the next period, or select fewer products.")


class WrongState(MarketingAIError):
    """The object is in a state that does not allow this step."""

    code, status = "wrong_state", 409
    message = _("This is not possible while it is “%(state)s”.")
    hint = _("Load the page again to see its present state.")


class OpenClaims(MarketingAIError):
    """The text states something that no fact carries."""

    code, status = "open_claims", 409
    message = _("The text states what no fact carries: %(spans)s.")
    hint = _("Edit the text, or add the fact to the product, then check again.")


class ClaimsUnread(MarketingAIError):
    """The checker has not read the text yet, or not with the present facts."""

    code, status, retryable = "claims_unread", 409, True
    message = _("The claims of this text are still being checked.")
    hint = _(
        "Try again in some seconds. If it stays so, see whether a worker runs: “manage.py "
        "marketing_doctor” tells. MARKETING_AI['CLAIM_CHECKER'] = 'rules' does without a model."
    )


class RuleViolated(MarketingAIError):
    """A brand rule forbids the text."""

    code, status = "rule_violated", 409
    message = _("A brand rule stands against this text: %(reasons)s")
    hint = _("Edit the text, then check again.")


class TextChanged(MarketingAIError):
    """The text to be replaced is no longer the one that was there when the draft was made."""

    code, status = "text_changed", 409
    message = _("The text of “%(product)s” was changed by someone else in the meantime.")
    hint = _("Look at the present text on the review page and decide again; nothing was written.")


class LossNotConfirmed(MarketingAIError):
    """Replacing the description would lose what a text cannot carry."""

    code, status = "loss_not_confirmed", 409
    message = _("Replacing this description would lose: %(losses)s.")
    hint = _("Choose “insert above”, or confirm that these may go.")


class NotUndoable(MarketingAIError):
    """The step cannot be undone, because someone edited the text since."""

    code, status = "not_undoable", 409
    message = _("“%(product)s” was edited since; undoing would lose that edit.")
    hint = _("Edit the product's text by hand.")


class NotWritable(MarketingAIError):
    """The shop's binding has no field of its own for what should be written."""

    code, status = "not_writable", 409
    message = _("The shop's products cannot receive this here: %(what)s.")
    hint = _("Map a field for it in MARKETING_AI['PRODUCT_FIELDS'], or edit it in the shop itself.")


class OfferInvalid(MarketingAIError):
    """The campaign's offer cannot be used for this text."""

    code = "offer_invalid"
    message = _("The offer cannot be used: %(reason)s")
    hint = _("Correct the offer of the campaign, then try again.")


class LeaseLost(MarketingAIError):
    """Another worker has taken the chunk over; this one's work is dropped."""

    code, status = "lease_lost", 409
    message = _("The work was taken over by another worker.")


class QueueUnavailable(MarketingAIError):
    """The broker does not answer; the job is stored and starts when it is back."""

    code, status, retryable = "queue_unavailable", 503, True
    message = _("The queue does not answer. The work is stored and starts as soon as it is back.")
    hint = _("Start the broker, or check CELERY_BROKER_URL.")


# --- import -----------------------------------------------------------------------------


class ImportRefused(MarketingAIError):
    """A file cannot be imported at all (as opposed to single rows of it)."""

    code = "import_refused"
    message = _("The file cannot be read: %(reason)s")
    hint = _("%(advice)s")


# --- training and evaluation ------------------------------------------------------------


class CorpusInvalid(MarketingAIError):
    """A file of our own texts does not follow its format."""

    code = "corpus_invalid"
    message = _("%(file)s, line %(line)s: %(reason)s")
    hint = _("Correct the line; the format is described where these texts are read.")


class DataUnusable(MarketingAIError):
    """A file given to an evaluation or a training does not hold what is needed."""

    code = "data_unusable"
    message = _("%(path)s cannot be used: %(reason)s")
    hint = _("%(advice)s")


class TrainingRefused(MarketingAIError):
    """A training cannot start or go on as asked; nothing was promoted."""

    code = "training_refused"
    message = _("The training cannot be carried out: %(reason)s")
    hint = _("%(advice)s")


# --- reviews ----------------------------------------------------------------------------


class ThemeUnusable(MarketingAIError):
    """A theme cannot be renamed or merged as asked; nothing was changed."""

    code = "theme_unusable"
    message = _("“%(theme)s” cannot be changed like this: %(reason)s")
    hint = _("Choose another theme or another word.")


# --- reviews ------------------------------------------------------------------------------


class ReplyStale(MarketingAIError):
    """The review was edited or removed since the reply to it was drafted; nothing was sent."""

    code, status = "reply_stale", 409
    message = _("The review was changed since this reply was drafted.")
    hint = _("Draft the reply again; it then answers the review as it stands now.")
