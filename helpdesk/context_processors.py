"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest

from helpdesk.version import VERSION


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  Django's signature
    return {"is_demo": settings.DEMO, "site_url": settings.SITE_URL, "site_version": VERSION}
