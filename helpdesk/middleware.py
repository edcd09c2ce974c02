"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def privacy_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keeps personal pages out of shared caches and search engines; turns off what no page here uses."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if request.path.startswith(("/sag/", "/admin/", "/api/", "/henvendelse/")):
            response.setdefault("Cache-Control", "no-store")
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return respond
