"""The addresses of the API; each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tickets.api_urls")),
    path("", include("desk.api.urls")),
]
