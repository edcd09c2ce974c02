"""Every address that the resolver knows, stock ones too, with rows of another place: nothing is seen or changed."""

import re
import zipfile
from collections.abc import Iterator
from functools import reduce
from io import BytesIO
from json import dumps
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from desk.case.buttons import BUTTONS
from organisation.models import Municipality
from organisation.roles import Role
from organisation.security import limits
from tests.cast import Cast, open_ticket, settle
from tests.planted import FIRST, WORDS, number_from_here, plant
from tickets.models import Attachment, Ticket

ENDS_THE_WALK: Final = re.compile(r"logout")
FORM: Final = "application/x-www-form-urlencoded"
"""As a browser sends it where there is no file; read in a fraction of the time that parts take."""
NUMBER: Final = re.compile(r"<(int|path):\w+>|\(\?P<pk>[^)]*\)")
OF_CASES: Final = re.compile(r"ticket|case")
"""In the address of whatever belongs to a case: one's own may be in the place of theirs."""
OTHERS: Final = frozenset({"head", "options", "put", "patch", "delete"})
CHANGES_BY_LOOKING: Final = {
    "organisation_session",
    "organisation_signinpause",
    "organisation_resetrequest",
    "tickets_reading",
    "axes_accessattempt",
    "axes_accessfailurelog",
}
"""Tables that are written to when somebody is refused or signs in."""


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + re.sub(r"\^|\$|\\Z", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses(theirs: Ticket, own: Ticket) -> list[str]:
    """Each route, filled with the keys of their rows and, where it is about a case, with that of one's own, too."""
    key = Attachment.objects.filter(message__ticket=theirs).values_list("key", flat=True)[0]
    samples = {
        r"<uuid:\w+>": str(key),
        r"<slug:part>": "timeline",
        r"<slug:kind>": "note",
        r"<slug:name>": "fortegnelse",
        r"<slug:slug>": "G19814",
        r"<slug:code>": "G19814",
        r"<slug:language>": "so",
        r"<slug:step>": "people",
        r"<slug:question>": "parents",
        r"<slug:digest>": "1",
        r"<(str:)?token>": theirs.token_digest,
        r"<uidb64>": "NzAwMDAw",
        r"\(\?P<app_label>[^)]*\)": "tickets",
        r"\(\?P<url>[^)]*\)": f"tickets/ticket/{FIRST}",
    }
    distinct: dict[str, None] = {}
    for route in routes(get_resolver()):
        if ENDS_THE_WALK.search(route):
            continue
        filled = reduce(lambda text, pair: re.sub(pair[0], pair[1], text), samples.items(), route)
        for number in (FIRST, own.pk) if NUMBER.search(filled) and OF_CASES.search(route) else (FIRST,):
            distinct["/" + NUMBER.sub(str(number), filled)] = None
    return list(distinct)


def sent(theirs: Ticket) -> dict[str, Any]:
    """A form with every field of every button, and names of other pages, that points at their rows."""
    typed = {"into": theirs.number, "other": theirs.number, "text": "Et ord", "reason": "Et ord", "q": theirs.number}
    posted: dict[str, Any] = {"case": FIRST, "_selected_action": FIRST, "action": "delete_selected", "post": "yes"}
    for verb, button in BUTTONS.items():
        for name in button.form.base_fields:
            value = typed.get(name, FIRST)
            posted |= {name: value, f"{verb}-{name}": value}
    more = {"requests": FIRST, "cases": FIRST, "tickets": FIRST, "ticket": FIRST, "messages": FIRST, "list": "all"}
    return posted | typed | more | {"email": "ny@example.org", "name": "Ny", "kind": "access", "verb": "resolve"}


def content(answer: Any) -> str:
    data = b"".join(answer) if answer.streaming else answer.content
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as sheet:
            data = b"".join(sheet.read(name) for name in sheet.namelist())
    return data.decode("utf-8", "replace") + str(answer.headers)


def rows_of(ticket: Ticket, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The first row of every table in which something was planted (`before`), and every row about the case."""
    rows: dict[str, Any] = {}
    for model in apps.get_models():
        if model._meta.db_table in CHANGES_BY_LOOKING:
            continue
        has_key = isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
        mine = models.Q(pk=FIRST) if has_key and (before is None or before[model._meta.label]) else models.Q()
        for field in model._meta.local_fields:
            if field.related_model is Ticket and field.name != "merged_into":
                mine |= models.Q(**{field.name: ticket})
        rows[model._meta.label] = list(model._default_manager.filter(mine).order_by("pk").values()) if mine else []
    return rows


@pytest.fixture
def theirs(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A case of the other place. Nobody is stopped by a limit before the page is asked."""
    monkeypatch.setattr(limits, "SIGNING_IN", frozenset())
    Municipality.objects.update(enquiries_per_hour=0, public_wishes=True)
    Municipality.forget_cached()
    number_from_here()
    return plant(cast.daycare, by=cast.municipal_admin, cast=cast)


def walker(role: str, cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    if role != "nobody":
        client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["nobody", "superuser", "institution_admin", "pilot", "observer"])
def test_nothing_of_another_place_is_seen_or_changed(role: str, method: str, theirs: Ticket, cast: Cast) -> None:
    own = open_ticket(cast.school)
    settle()
    client, before = walker(role, cast), rows_of(theirs)
    seen, broken, walked, form = [], [], addresses(theirs, own), urlencode(sent(theirs))
    for address in walked:
        answer = client.get(address, {"q": theirs.number}) if method == "get" else client.post(address, form, FORM)
        said = content(answer)
        leaked = [word for word in (*WORDS, theirs.token) if word in said]
        seen += [(address, leaked)] if leaked else []
        broken += [address] if answer.status_code >= 500 else []
    assert len(walked) > 400
    assert seen == []
    assert broken == []
    after = rows_of(theirs, before)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def ways(address: str) -> list[str]:
    """Methods that a view of this address may answer in a way of its own. One that names none of them reads PUT as it
    reads each of the others: as neither GET nor POST."""
    view: Any = resolve(address).func
    kind = getattr(view, "cls", getattr(view, "view_class", None))
    named = [method for method in ("patch", "delete") if hasattr(kind, method)]
    return [*OTHERS] if address.startswith("/api/") else ["put", *named]


def test_no_other_method_opens_a_door(theirs: Ticket, cast: Cast) -> None:
    client, before = walker("superuser", cast), rows_of(theirs)
    seen, broken, form = [], [], dumps(sent(theirs))
    asked = [(way, each) for each in addresses(theirs, open_ticket(cast.school)) for way in ways(each)]
    for method, address in asked:
        typed = {"data": form, "content_type": "application/json"} if method != "head" else {}
        answer = getattr(client, method)(address, **typed)
        leaked = [word for word in (*WORDS, theirs.token) if word in content(answer)]
        seen += [(method, address, leaked)] if leaked else []
        broken += [(method, address)] if answer.status_code >= 500 else []
    assert {method for method, _address in asked} == OTHERS
    assert (seen, broken) == ([], [])
    after = rows_of(theirs, before)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def test_every_role_walks(cast: Cast) -> None:
    """A new role is walked with, too."""
    assert set(Role) == {
        "superuser",
        "institution_admin",
        "pilot",
        "observer",
        "support_entitled",
        "project_lead",
        "municipal_admin",
    }
