"""No column that a person can write in keeps a CPR number, and no new one can be forgotten."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models

from organisation.models import Party
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField
from privacy.cpr import REMOVED
from tickets.models import Event, Ticket

OURS = ("organisation", "tickets", "triage", "knowledgebase", "reporting", "desk")
MASKED = (MaskedCharField, MaskedTextField, MaskedJSONField)
ADDRESSES = (models.EmailField, models.URLField, models.SlugField)
"""An address must stay as it is, or it is none."""
MADE_HERE = {
    "desk.PrintRun": {"kind", "language", "places"},
    "desk.PrintedSheet": {"told"},
    "organisation.ApiClient": {"scopes", "key", "digest"},
    "organisation.Institution": {"code"},
    "organisation.Portrait": {"digest"},
    "organisation.Session": {"session_key", "session_data", "browser", "sign_in_digest"},
    "organisation.SignInPause": {"key", "name", "network"},
    "organisation.User": {"password"},
    "organisation.Municipality": {"cvr", "primary_colour", "logo_digest", "school_networks"},
    "organisation.IdentityProvider": {
        "client",
        "metadata",
        "certificate",
        "sealed_key",
        "limit_name",
        "next_certificate",
        "sealed_next_key",
        "metadata_certificate",
        "sealed_secret",
        "groups_claim",
        "email_claim",
        "scope",
        "authority",
    },
    "organisation.DirectoryPerson": {"user_name", "external_id"},
    "organisation.DirectoryGroup": {"external_id"},
    "organisation.GroupRole": {"group"},
    "organisation.Identity": {"subject", "groups", "name_digest"},
    "organisation.SecondFactor": {"sealed_seed", "credential", "public_key"},
    "organisation.RecoveryCode": {"digest"},
    "organisation.SweepFailure": {"sweep", "error", "place"},
    "tickets.Attachment": {"content_type", "sha256", "sent_sha256"},
    "tickets.Event": {"kind"},
    "tickets.Delivery": {"kind", "language"},
    "tickets.DeliveryFile": {"content_type"},
    "tickets.HeldFile": {"submission"},
    "tickets.Ticket": {"sealed_token", "token_digest", "submission", "language"},
    "tickets.HelpLine": {"kinds"},
    "tickets.PersonRequest": {"emails", "phones", "left_out", "reviewed"},
    "tickets.MailAuthority": {"certificates"},
    "tickets.MailSignIn": {"tenant", "client", "scope", "sealed_secret", "sealed_refresh", "sealed_device"},
    "tickets.TextGateway": {
        "header_name",
        "sealed_secret",
        "sender",
        "recipient_field",
        "text_field",
        "sender_field",
        "last_error",
    },
    "tickets.TextMessage": {"last_error"},
    "tickets.Mailbox": {"host", "user", "folder", "done_folder"},
    "tickets.Merge": {"before", "follows"},
    "tickets.NewsRefusal": {"digest"},
    "tickets.NewsStop": {"kind"},
    "tickets.Notice": {"kind"},
    "tickets.ReceivedMail": {"fingerprint", "from_email"},
    "tickets.Recount": {"times"},
    "tickets.ReplyAddress": {"key"},
    "knowledgebase.AnswerFile": {"key"},
    "knowledgebase.Article": {"topic", "key", "audiences", "confirmed"},
    "knowledgebase.IndexState": {"stamp", "meanings"},
    "knowledgebase.Arrival": {"site", "key", "digest"},
    "knowledgebase.Echo": {"asker"},
    "knowledgebase.Partner": {"sealed_key"},
    "knowledgebase.Subscription": {"sealed_key", "fault"},
    "knowledgebase.Taken": {"site", "key", "theirs", "ours"},
    "knowledgebase.Listener": {"language"},
    "knowledgebase.Meaning": {"digest"},
    "knowledgebase.Picture": {"key", "content_type"},
    "triage.RoutingRule": {"forwarders", "gates", "required_facts", "conditions"},
    "triage.ModelVersion": {"engine", "ground", "digest", "figures", "before"},
    "triage.Suggestion": {"flags", "scores", "model", "bars", "holds"},
    "triage.FixListener": {"language"},
    "triage.Sighting": {"watcher"},
    "triage.ChangeRequest": {"confirmed"},
    "triage.Vote": {"voter", "language"},
    "triage.WhatIf": {"organisations", "outcomes"},
    "triage.Wish": {"told"},
    "triage.BundleFile": {"content_type"},
    "reporting.DailyNumber": {"value", "first_answer", "solution", "waiting"},
    "reporting.PublishedNumber": {"code", "kind", "value"},
    "desk.BulkAct": {"verb", "done", "todo"},
    "triage.FaultReport": {"guessed"},
    "desk.Confirmation": {"question"},
    "desk.SavedView": {"shared_with"},
}
"""Columns that the program fills by itself, or an administrator with a code: nobody writes about a child in them."""


def columns() -> list[tuple[str, models.Field]]:
    texts = (models.CharField, models.TextField, models.JSONField)
    return [
        (model._meta.label, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        if isinstance(field, texts) and not field.choices and not isinstance(field, ADDRESSES)
    ]


def test_every_column_with_words_of_people_is_masked() -> None:
    open_columns = {f"{label}.{field.name}" for label, field in columns() if not isinstance(field, MASKED)}
    assert open_columns == {f"{label}.{name}" for label, names in MADE_HERE.items() for name in names}


WAYS: dict[str, Callable[[Party], object]] = {
    "save": Party.save,
    "update": lambda party: Party.objects.filter(key="ny").update(name=party.name, note=party.note),
    "bulk_update": lambda party: Party.objects.bulk_update([party], ["name", "note"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["save", "create", "update", "bulk_create", "bulk_update"])
def test_no_way_of_writing_goes_round_it(way: str) -> None:
    party = Party(key="ny", kind=Party.Kind.LOCAL_IT, name="Barnet 120385-4321", note="7;120385-4321;Ida")
    if way == "bulk_create":
        Party.objects.bulk_create([party])
    elif way == "create":
        party = Party.objects.create(key="ny", kind=Party.Kind.LOCAL_IT, name=party.name, note=party.note)
    else:
        Party.objects.create(key="ny", kind=Party.Kind.LOCAL_IT, name="x")
        party.pk = Party.objects.get(key="ny").pk
        WAYS[way](party)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, note FROM organisation_party WHERE key = 'ny'")
        assert cursor.fetchone() == (f"Barnet {REMOVED}", f"7;{REMOVED};Ida")


def test_the_row_in_memory_says_what_is_stored(ticket: Ticket) -> None:
    ticket.requester_name, ticket.requester_phone = "Maja 120385-4321", "1203854321"
    ticket.save(update_fields=["requester_name", "requester_phone"])
    assert (ticket.requester_name, ticket.requester_phone) == (f"Maja {REMOVED}", REMOVED)
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.requester_name, stored.requester_phone) == (ticket.requester_name, ticket.requester_phone)


def test_what_grows_over_its_column_is_cut_and_never_fails(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(requester_phone="1203854321, 1304864322, 1405874323")
    assert "1304864322" not in Ticket.objects.get(pk=ticket.pk).requester_phone


def test_lists_and_dictionaries_are_masked_to_their_depth(ticket: Ticket) -> None:
    row = Event.objects.create(
        ticket=ticket, kind="noted", actor="system", data={"a": [{"b": "120385-4321"}], "n": 7, "120385-4321": ""}
    )
    assert Event.objects.get(pk=row.pk).data == {"a": [{"b": REMOVED}], "n": 7, REMOVED: ""}
