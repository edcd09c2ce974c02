"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  Django's signature
    return {"is_demo": settings.DEMO, "site_url": settings.SITE_URL}
