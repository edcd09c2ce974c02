"""The addresses of the API; each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from tickets.inbound.intake import take_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tickets.api_urls")),
    path("", include("desk.api.urls")),
    path("mail/", take_in, name="take_in_mail"),
]
