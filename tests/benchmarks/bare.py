"""The least that Django can do: one view, one INSERT. What other figures are measured against on the same machine."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from helpdesk import addresses

DATABASE = {"ENGINE": "django.db.backends.postgresql", **addresses.database(os.environ["DATABASE_URL"])}
settings.configure(
    SECRET_KEY="only for measuring",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": DATABASE | {"CONN_MAX_AGE": 60}},
)
django.setup()


def insert(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO benchmark_bare (told) VALUES ('Hvor skriver jeg, at vi holder ferie?')")
    return HttpResponse(status=204)


urlpatterns = [path("", insert)]
application = get_wsgi_application()
