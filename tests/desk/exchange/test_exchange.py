"""A file of answers, what stands in it, and what a person makes of it."""

import json
from copy import copy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk.exchange.pages import LOOKED_AT
from knowledgebase.exchange.incoming import UnreadableExchange
from knowledgebase.exchange.lines import read, write
from knowledgebase.exchange.models import State, UnableToTake
from knowledgebase.models import Arrival, Article, Partner, Subscription, Taken
from organisation.roles import Role
from tests.cast import Cast
from tests.desk.board.test_clear import staff
from tests.knowledgebase.articles import draft, published

MAY = {"support_entitled", "project_lead", "municipal_admin"}
HEAD = {
    "format": "aula-answers",
    "version": 1,
    "site": "https://nordby.example",
    "municipality": "Nordby Kommune",
    "licence": "CC BY 4.0",
}


def row(key: str = "a-1", **more: Any) -> dict[str, Any]:
    fields = {"id": key, "version": 3, "title": "Glemt kode", "question": "Hvad gør jeg?", "answer": "Bed om en ny."}
    return fields | {"audiences": ["parent"], "language": "da", "address": "https://nordby.example/svar/x/"} | more


def file(*rows: dict[str, Any], head: dict[str, Any] | None = None) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (head or HEAD, *rows))


def bring(*rows: dict[str, Any]) -> dict[str, int]:
    answers, faults = read(file(*rows))
    assert faults == []
    return dict(Arrival.note(answers))


def test_a_file_says_licence_source_version_and_language_and_holds_no_draft(cast: Cast) -> None:
    article = published(cast.project_lead)
    draft(cast.project_lead, title="Ikke færdig")
    article.revise(by=cast.project_lead, answer="Nyt svar.")
    Article.objects.filter(pk=published(cast.project_lead, title="Kun for superbrugere").pk).update(
        audiences=["superuser"]
    )
    head, *rows, signature = [json.loads(line) for line in write("en nøgle")]
    assert (head["format"], head["licence"], head["municipality"]) == ("aula-answers", "CC BY 4.0", "Nordsø Kommune")
    (entry,) = rows
    assert (entry["id"], entry["version"], entry["language"]) == (article.key, 3, "da")
    assert entry["answer"] == "Nyt svar."
    assert len(signature["signature"]) == 64


def test_what_is_kept_for_the_support_or_one_institution_goes_to_no_other_municipality(cast: Cast) -> None:
    shown = published(cast.project_lead)
    published(cast.project_lead, title="Kun for supporten", reach="support")
    published(cast.superuser, title="Kun for skolen", institution=cast.school)
    published(cast.project_lead, title="Taget ned").retire(by=cast.project_lead)
    for key in ("", "en nøgle"):
        entries = [row for row in map(json.loads, write(key)) if "answer" in row]
        assert [entry["id"] for entry in entries] == [shown.key]


def test_what_was_written_is_read_again_and_only_with_the_right_key(cast: Cast) -> None:
    published(cast.project_lead)
    whole = "".join(write("en nøgle"))
    answers, faults = read(whole, "en nøgle", must_be_signed=True)
    assert (len(answers), faults) == (1, [])
    for text, key, code in (
        (whole, "en anden", "wrong_signature"),
        (whole, "", "wrong_signature"),
        (whole.replace("profil", "konto"), "en nøgle", "wrong_signature"),
        ("".join(write()), "en nøgle", "unsigned"),
        ("", "en nøgle", "unknown_format"),
        ("[1]\n", "en nøgle", "unknown_format"),
        ('{"format": "aula-answers", "version": 2, "site": "x"}\n', "", "unknown_format"),
        (file(row(answer="x" * 200_001)), "", "too_large"),
    ):
        with pytest.raises(UnreadableExchange) as refusal:
            read(text, key, must_be_signed=bool(key) or text == whole)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    "wrong", [{"audiences": ["vendors"]}, {"language": "sv"}, {"title": ""}, {"version": "x"}, {"answer": 7}]
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_read(wrong: dict[str, Any]) -> None:
    answers, faults = read(file(row("a-1", **wrong), row("a-2")))
    assert [answer.key for answer in answers] == ["a-2"]
    assert [number for number, _fault in faults] == [2]


def test_what_arrives_is_new_then_the_same_then_changed_then_in_conflict(cast: Cast) -> None:
    assert bring(row()) == {State.NEW: 1}
    assert bring(row()) == {State.NEW: 1}
    article = Arrival.objects.get().take(by=cast.project_lead)
    assert article.status == "draft"
    assert article.source == "Nordby Kommune, CC BY 4.0, https://nordby.example/svar/x/"
    assert "Glemt kode" not in Client().get("/svar/").content.decode()
    assert bring(row()) == {State.SAME: 1}
    assert bring(row(answer="Bed læreren.")) == {State.CHANGED: 1}
    Arrival.objects.get().take(by=cast.project_lead)
    article.refresh_from_db()
    assert article.answer == "Bed læreren."
    article.revise(by=cast.project_lead, answer="Bed kontoret.")
    assert bring(row(answer="Bed læreren.")) == {State.SAME: 1}
    assert bring(row(answer="Bed pedellen.")) == {State.CONFLICT: 1}
    Arrival.objects.get().leave(by=cast.project_lead)
    article.refresh_from_db()
    assert article.answer == "Bed kontoret."
    assert bring(row(answer="Bed pedellen.")) == {State.SAME: 1}
    assert Taken.objects.count() == 1


def test_what_changes_in_an_answer_with_readers_waits_as_a_change(cast: Cast) -> None:
    bring(row())
    article = Arrival.objects.get().take(by=cast.project_lead)
    article.publish(by=cast.project_lead)
    bring(row(answer="Bed læreren."))
    Arrival.objects.get().take(by=cast.project_lead)
    article.refresh_from_db()
    assert article.answer == "Bed om en ny."
    assert bring(row(answer="Bed læreren.")) == {State.SAME: 1}
    bring(row(answer="Bed pedellen."))
    with pytest.raises(UnableToTake):
        Arrival.objects.get().take(by=cast.project_lead)
    assert Arrival.objects.waiting().count() == 1
    article.changes.get().publish(by=cast.project_lead)
    article.refresh_from_db()
    assert article.answer == "Bed læreren."
    assert Arrival.objects.get().state() == State.CHANGED


def test_the_page_compares_no_more_at_once_than_it_can(cast: Cast) -> None:
    bring(row())
    one, rows = Arrival.objects.get(), list[Arrival]()
    for number in range(LOOKED_AT + 2):
        one.pk, one.key = None, f"b-{number}"
        rows.append(copy(one))
    Arrival.objects.bulk_create(rows)
    answer = staff(cast.project_lead).get(reverse("admin:exchange"))
    assert answer.context["page"].paginator.count == LOOKED_AT
    assert answer.context["more"] == 3
    assert "Der kommer 3 flere" in answer.content.decode()


def test_the_same_words_that_we_wrote_ourselves_are_the_same(cast: Cast) -> None:
    own = published(cast.project_lead)
    fields = {name: getattr(own, name) for name in ("title", "question", "answer", "audiences", "language")}
    assert bring(row(**fields)) == {State.SAME: 1}
    assert not Arrival.objects.exists()


def test_no_script_comes_along(cast: Cast) -> None:
    bring(row(answer="<script>alert(1)</script>[x](javascript:alert(1))", address="javascript:alert(1)"))
    arrival = Arrival.objects.get()
    assert arrival.address == ""
    html = staff(cast.project_lead).get(reverse("admin:exchange_arrival", args=[arrival.pk])).content.decode()
    assert "<script>alert" not in html
    article = arrival.take(by=cast.project_lead)
    article.publish(by=cast.project_lead)
    page = Client().get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_for_the_whole_municipality_exchanges(cast: Cast, role: str) -> None:
    bring(row())
    arrival, partner = Arrival.objects.get(), Partner.add("Sydby", by=cast.project_lead)
    client, allowed = staff(cast.by_role(role)), role in MAY
    pages = ["exchange", "exchange_save"]
    seen = [client.get(reverse(f"admin:{name}")).status_code for name in pages]
    seen.append(client.get(reverse("admin:exchange_arrival", args=[arrival.pk])).status_code)
    assert set(seen) == {200 if allowed else 403}
    posted = {"name": "Nordby", "address": "https://nordby.example/svar.jsonl", "key": "k", "verb": "take"}
    posted |= {"arrival": str(arrival.pk)}
    verbs = ["exchange_subscribe", "exchange_partner", "exchange_decide"]
    done = [client.post(reverse(f"admin:{name}"), posted).status_code for name in verbs]
    done.append(client.post(reverse("admin:exchange_end_partner", args=[partner.pk])).status_code)
    assert set(done) == {302 if allowed else 403}
    assert Article.objects.exists() is allowed
    assert Subscription.objects.exists() is allowed


def test_a_file_is_shown_before_it_is_taken(cast: Cast) -> None:
    client = staff(cast.project_lead)
    sent = {"file": SimpleUploadedFile("svar.jsonl", file(row("a-1"), row("a-2", language="sv")).encode())}
    page = client.post(reverse("admin:exchange_file"), sent, follow=True).content.decode()
    assert "Glemt kode" in page
    assert "Linje 3" in page
    assert not Article.objects.exists()
    broken = {"file": SimpleUploadedFile("x.jsonl", b"\xff\xfe\x00")}
    assert client.post(reverse("admin:exchange_file"), broken).status_code == 422


def test_a_partner_that_was_ended_reads_nothing(cast: Cast) -> None:
    published(cast.project_lead)
    partner = Partner.add("Sydby", by=cast.project_lead)
    answer = Client().get(partner.get_absolute_url())
    assert answer.status_code == 200
    read(answer.getvalue().decode(), partner.key, must_be_signed=True)
    partner.end(by=cast.project_lead)
    assert Client().get(partner.get_absolute_url()).status_code == 404


def test_an_address_without_https_is_not_taken(cast: Cast) -> None:
    posted = {"name": "Nordby", "address": "http://nordby.example/svar.jsonl", "key": "k"}
    assert staff(cast.project_lead).post(reverse("admin:exchange_subscribe"), posted).status_code == 422
