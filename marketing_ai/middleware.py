"""Preview in shop: a signed link shows one draft on the real storefront page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.copywriting import preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class PreviewMiddleware:
    """Put the previewed draft's id on the request, and keep such pages out of caches and indexes.

    A link that is forged or too old shows the page as every visitor sees it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; pages with a preview link are marked."""
        token = request.GET.get(preview.PARAMETER)
        if token is None:
            return self.get_response(request)
        request.marketing_preview = preview.read_token(token)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response
