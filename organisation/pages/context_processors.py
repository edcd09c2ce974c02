"""What every page knows of the municipality."""

from django.http import HttpRequest

from organisation.models import Municipality


def municipality(request: HttpRequest) -> dict[str, Municipality]:  # noqa: ARG001  Django's signature
    return {"municipality": Municipality.current()}
