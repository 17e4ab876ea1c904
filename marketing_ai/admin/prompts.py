"""Prompt templates: a version is never changed; saving makes a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketing_ai.admin import words
from marketing_ai.admin.base import SeenByMarketing, actor_of, may_see, tell_error
from marketing_ai.admin.copyfilters import LanguageFilter
from marketing_ai.admin.generate import language_choices
from marketing_ai.copywriting import prompts, services
from marketing_ai.copywriting.diff import word_diff
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import PromptTemplate
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString


class TemplateForm(forms.Form):
    """A new version; the services refuse unknown placeholders."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=widgets.AdminTextInputWidget)
    kind = forms.ChoiceField(label=_("Kind of text"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    system = forms.CharField(
        label=_("Instruction"),
        required=False,
        max_length=4000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 4}),
    )
    body = forms.CharField(
        label=_("Request"),
        max_length=8000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 8}),
    )
    note = forms.CharField(
        label=_("What changed"),
        max_length=200,
        required=False,
        widget=widgets.AdminTextInputWidget,
    )
    activate = forms.BooleanField(
        label=_("Use this version from now on"), required=False, initial=True
    )


class PromptTemplateAdmin(SeenByMarketing):
    """How the model is asked, with every earlier version."""

    # templates are shared by all stores: they hold no shop data
    store_path = ""
    list_display = ("__str__", "kind", "language", "use", "note", "who", "created")
    list_filter = ("active", "kind", LanguageFilter)
    list_select_related = ("created_by",)
    search_fields = ("name", "body")

    @admin.display(description=_("in use"), ordering="active")
    def use(self, row: PromptTemplate) -> SafeString:
        return words.badge("done", gettext("in use")) if row.active else words.badge("", "–")

    @admin.display(description=_("who"), ordering="created_by")
    def who(self, row: PromptTemplate) -> str:
        return str(row.created_by or "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_approve_copy_permission(request)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path(
                "<int:pk>/activate/",
                wrap(require_POST(self.activate_view)),
                name="marketing_ai_prompttemplate_activate",
            )
        ]
        return own + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The first version of a template, starting from the shipped one."""
        if not self.has_add_permission(request):
            return self.missing(request, "add")
        language = language_choices()[0][0]
        shipped = prompts.default_template(language)
        return self._form_page(
            request,
            None,
            {
                "kind": Kind.DESCRIPTION,
                "language": language,
                "system": shipped.system,
                "body": shipped.body,
            },
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One version: what differs from the one before, and a form for the next."""
        row = self._row(request, object_id)
        if row is None:
            return self.missing(request, object_id)
        return self._form_page(
            request,
            row,
            {
                "name": row.name,
                "kind": row.kind,
                "language": row.language,
                "system": row.system,
                "body": row.body,
            },
        )

    def activate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Use this version, or go back to the shipped template."""
        row = self._row(request, str(pk))
        if row is None:
            return self.missing(request, str(pk))
        try:
            if request.POST.get("off"):
                services.deactivate_template(row, actor=actor_of(request))
                messages.success(request, gettext("The shipped template is used again."))
            else:
                services.activate_template(row, actor=actor_of(request))
                messages.success(request, gettext("This version is used from now on."))
        except MarketingAIError as error:
            tell_error(request, error)
        return HttpResponseRedirect(self.url("change", pk))

    def _row(self, request: HttpRequest, object_id: str) -> PromptTemplate | None:
        if not may_see(request) or not object_id.isdecimal():
            return None
        return self.get_queryset(request).filter(pk=object_id).first()

    def _form_page(
        self, request: HttpRequest, row: PromptTemplate | None, initial: dict[str, Any]
    ) -> HttpResponse:
        may_save = self.has_add_permission(request)
        form = TemplateForm(request.POST or None, initial=initial)
        if request.method == "POST" and may_save and form.is_valid():
            try:
                new = services.save_template(actor=actor_of(request), **form.cleaned_data)
            except MarketingAIError as error:
                form.add_error(None, f"{error.sentence} {error.advice}")
            else:
                messages.success(
                    request, gettext("Version %(version)s was saved.") % {"version": new.version}
                )
                return HttpResponseRedirect(self.url("change", new.pk))
        earlier = _version_before(row) if row else None
        return self.page(
            request,
            "template.html",
            {
                "title": str(row) if row else gettext("Add a prompt template"),
                "row": row,
                "form": form,
                "earlier": earlier,
                "ops": word_diff(_whole(earlier), _whole(row)) if row and earlier else (),
                "placeholders": sorted(prompts.PLACEHOLDERS),
                "may_save": may_save,
            },
        )


def _version_before(row: PromptTemplate) -> PromptTemplate | None:
    versions = PromptTemplate.objects.filter(name=row.name, kind=row.kind, language=row.language)
    return versions.filter(version__lt=row.version).order_by("-version").first()


def _whole(row: PromptTemplate) -> str:
    return f"{row.system}\n\n{row.body}"
