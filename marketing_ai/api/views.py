"""What all endpoints share: JSON in and out, error bodies, default deny, throttles, pages.

Everything that a view could take from the host's `REST_FRAMEWORK` setting is set here, so
that it is neither relied on nor changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils.module_loading import import_string
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from marketing_ai.api.errors import error_response
from marketing_ai.api.throttles import StaffThrottle
from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError, NotAllowed
from marketing_ai.governance.permissions import codename, may
from marketing_ai.governance.stores import stores_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.authentication import BaseAuthentication
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer


class JsonRenderer(JSONRenderer):
    """JSON as it is: UTF-8, no blanks."""

    ensure_ascii = False
    compact = True
    strict = True


class OnlyJson(BaseContentNegotiation):
    """One format, whatever `Accept` says: a browser that asks for HTML reads JSON, too."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The JSON parser; any other declared type is refused."""
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return parsers[0] if kind == "application/json" else None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The JSON renderer."""
        return renderers[0], renderers[0].media_type


class MayStaff(BasePermission):
    """Deny unless the view names an action for the method and the person holds its permission.

    Raises NotAuthenticated or NotAllowed, so that the body names the missing codename.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether `view.needed()` is held; False where the view names nothing."""
        needed = view.needed() if isinstance(view, StaffMixin) else None
        if needed is None:
            return False
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated()
        if not may(request.user, needed):
            raise NotAllowed(permission=codename(needed))
        return True


class ErrorBodyMixin:
    """Settings of every endpoint; errors as `{code, message, hint}`."""

    renderer_classes: Any = [JsonRenderer]
    parser_classes: Any = [JSONParser]
    content_negotiation_class: Any = OnlyJson
    metadata_class: Any = None
    versioning_class: Any = None
    schema: Any = AutoSchema()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is read while the app is switched off."""
        if not conf.ENABLED:
            raise Http404
        super().initial(request, *args, **kwargs)  # type: ignore[misc]

    def get_exception_handler(self) -> Callable[..., Any]:
        """Ours, not the host's."""
        return error_response


class StaffMixin(ErrorBodyMixin):
    """An endpoint for staff: who may, how often, and which stores' rows.

    permissions_needed: action of the view set (or method in lower case) → action of
    `governance.permissions`. What is not named there is denied.
    """

    permission_classes: Any = [MayStaff]
    throttle_classes: Any = [StaffThrottle]
    permissions_needed: ClassVar[dict[str, str]] = {}
    request: Any

    @property
    def person(self) -> Any:
        """Who asks; a logged-in member of staff once permissions are checked."""
        return self.request.user

    def needed(self) -> str | None:
        """The action of `governance.permissions` that this request takes."""
        name = getattr(self, "action", None) or (self.request.method or "").lower()
        if name == "head":
            name = "get"
        return self.permissions_needed.get(name)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Those of `API_AUTHENTICATION`. Raises ConfigurationError for a wrong path."""
        try:
            return [import_string(path)() for path in conf.API_AUTHENTICATION]
        except ImportError as error:
            raise ConfigurationError(f"MARKETING_AI['API_AUTHENTICATION']: {error}") from error

    def stores(self) -> set[str] | None:
        """Stores of the person who asks; None is all. Asked once a request."""
        if not hasattr(self, "_stores"):
            self._stores = stores_for(self.request.user)
        return self._stores

    def of_stores(self, rows: Any) -> Any:
        """The rows that this person may see; a stranger's row is a 404."""
        stores = self.stores()
        return rows if stores is None else rows.filter(store__in=stores)


class StaffView(StaffMixin, APIView):
    """A staff endpoint of its own."""


class Pages(PageNumberPagination):
    """`?page=2&page_size=100`: `PAGE_SIZE` rows unless asked, 200 at the most."""

    page_size_query_param = "page_size"
    page_query_param = "page"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int | None:
        """Asked for, else `PAGE_SIZE`."""
        self.page_size = conf.PAGE_SIZE
        return super().get_page_size(request)


class StaffViewSet(StaffMixin, GenericViewSet[Any]):
    """Rows for staff: lists with filters, ordering and pages.

    filters: serializer of the query parameters. A parameter that it does not know is
    refused: a misspelt filter must not return more than was asked for.
    orderings: names that `?ordering=` takes, each also with a leading minus.
    """

    pagination_class = Pages
    filter_backends: Any = []
    filters: ClassVar[type[BaseSerializer[Any]] | None] = None
    lookup_value_regex = "[0-9]{1,18}"

    def page_of(self, rows: Any, serializer: type[BaseSerializer[Any]]) -> Any:
        """One page of rows as a response."""
        page = self.paginate_queryset(rows)
        data = serializer(page, many=True, context=self.get_serializer_context()).data
        return self.get_paginated_response(data)

    def filtered(self, rows: Any) -> Any:
        """Rows that the query parameters ask for, in the order they ask for."""
        known = self.filters(data=self.request.query_params) if self.filters else None
        names = set(known.fields) if known is not None else set()  # type: ignore[attr-defined]
        if unknown := sorted(set(self.request.query_params) - names - {"page", "page_size"}):
            raise exceptions.ValidationError({name: ["Unknown parameter."] for name in unknown})
        rows = rows.order_by("-pk")  # said here: a query with counts drops the model's order
        if known is None:
            return rows
        known.is_valid(raise_exception=True)
        asked = {
            name: value
            for name, value in known.validated_data.items()
            if name in self.request.query_params
        }
        # the key at the end makes pages stable where many rows share a value
        if ordering := asked.pop("ordering", None):
            rows = rows.order_by(ordering, "-pk")
        return rows.filter(**asked)
