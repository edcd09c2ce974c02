"""The page on which an answer is written: it saves itself, shows what readers will see, and asks before it shows it."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from desk.answers.forms import LONGEST_TAG
from desk.answers.models import AnswerSource
from knowledgebase.models import AnswerFile, Article, Comment, Picture
from knowledgebase.words import Reach, Status
from organisation.models import Municipality, User
from tests.cast import Cast, open_ticket
from tests.knowledgebase.articles import draft, published
from tests.knowledgebase.shipped import FILE as SHIPPED
from tickets.models import Ticket

LIST = "/admin/knowledgebase/article/"
TYPED: dict[str, Any] = {
    "title": "Slå notifikationer fra",
    "question": "Hvordan får jeg færre notifikationer?",
    "answer": "1. Åbn din profil.\n2. Slå dem fra.",
    "reach": "everybody",
    "audiences": ["parent"],
    "language": "da",
    "tags": "lyd, push",
}


def page(article: Article, part: str = "change") -> str:
    return f"{LIST}{article.pk}/{part}/"


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_everyone_of_the_support_begins_an_answer_from_a_template(cast: Cast, client: Client) -> None:
    for user in (cast.superuser, cast.pilot, cast.project_lead):
        response = signed_in(client, user).post(f"{LIST}add/", {"title": "Meld fravær", "kind": "how_to"})
        article = Article.objects.order_by("-id")[0]
        assert response["Location"] == page(article)
        assert (article.status, article.written_by) == (Status.DRAFT, user)
        assert article.answer.count("\n1. ") == 1
    assert signed_in(client, cast.observer).get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("kind", ["how_to", "limitation", "who_to_ask", "empty"])
def test_each_template_gives_a_page_that_opens(kind: str, cast: Cast, client: Client) -> None:
    signed_in(client, cast.superuser).post(f"{LIST}add/", {"title": "Meld fravær", "kind": kind})
    assert client.get(page(Article.objects.get())).status_code == 200


def test_a_route_or_a_reader_that_is_none_is_refused(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    signed_in(client, cast.superuser)
    for wrong in ({"route": "ikke-en-rute"}, {"audiences": ["alle"]}, {"reach": "verden"}, {"language": "xx"}):
        assert client.post(page(article), TYPED | wrong | {"act": "propose"}).status_code == 422, wrong
    stored = Article.objects.get()
    assert (stored.route, stored.audiences, stored.status) == ("", ["parent"], Status.DRAFT)


def test_a_draft_saves_itself_and_shows_what_readers_will_see(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    typed = TYPED | {"answer": "1. Åbn **Aula**.\n\n<script>alert(1)</script>"}
    html = signed_in(client, cast.superuser).post(page(article, "keep"), typed).content.decode()
    assert "<li>Åbn <strong>Aula</strong>." in html
    assert "<script>" not in html
    assert "Gemt kl." in html
    stored = Article.objects.get()
    assert (stored.title, stored.tags, stored.status) == (TYPED["title"], ["lyd", "push"], Status.DRAFT)


def test_every_shipped_answer_keeps_its_ways_of_putting_it_when_it_is_edited(cast: Cast, client: Client) -> None:
    rows = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    tags = max((row["tags"] for row in rows), key=lambda tags: len(", ".join(tags)))
    assert all("," not in tag and len(tag) <= LONGEST_TAG for row in rows for tag in row["tags"])
    article = draft(cast.superuser)
    signed_in(client, cast.superuser).post(page(article, "keep"), TYPED | {"tags": ", ".join(tags)})
    assert Article.objects.get().tags == tags


def test_what_is_wrong_in_a_half_written_form_keeps_nothing_else_from_being_saved(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    signed_in(client, cast.superuser).post(page(article, "keep"), TYPED | {"title": "", "answer": "Halv"})
    stored = Article.objects.get()
    assert (stored.title, stored.answer) == (article.title, "Halv")


def test_saving_again_and_again_is_one_version(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    signed_in(client, cast.superuser)
    for text in ("A", "Ab", "Abc"):
        client.post(page(article, "keep"), TYPED | {"answer": text})
    assert [(version.kind, version.answer) for version in article.versions.newest_first()] == [
        ("revised", "Abc"),
        ("drafted", article.answer),
    ]


def test_two_who_write_do_not_overwrite_each_other_unseen(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, institution=cast.school)
    stamp = signed_in(client, cast.superuser).get(page(article)).context["stamp"]
    colleague = signed_in(Client(), cast.institution_admin)
    colleague.post(page(article, "keep"), TYPED | {"institution": cast.school.pk, "answer": "Kollegaens tekst"})
    mine = TYPED | {"institution": cast.school.pk, "answer": "Min tekst", "seen": stamp}
    page_text = client.post(page(article, "keep"), mine).content.decode()
    assert "Ikke gemt" in page_text
    held = client.post(page(article), mine | {"act": "keep"})
    assert held.status_code == 409
    assert "Kollegaens tekst" in held.content.decode()
    assert "Person institution_admin gemte" in held.content.decode()
    assert Article.objects.get().answer == "Kollegaens tekst"
    assert client.post(page(article), mine | {"act": "keep", "overwrite": "on"}).status_code == 302
    assert Article.objects.get().answer == "Min tekst"
    assert article.versions.filter(answer="Kollegaens tekst").exists()


def test_ones_own_text_that_saved_itself_a_moment_ago_is_no_conflict(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    stamp = signed_in(client, cast.superuser).get(page(article)).context["stamp"]
    client.post(page(article, "keep"), TYPED | {"answer": "Næsten fær", "seen": stamp})
    assert client.post(page(article), TYPED | {"answer": "Færdig", "seen": stamp, "act": "propose"}).status_code == 302
    assert Article.objects.get().answer == "Færdig"


def test_two_editors_see_each_other(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, institution=cast.school)
    signed_in(client, cast.superuser).post(page(article, "keep"), TYPED | {"institution": cast.school.pk})
    other = signed_in(Client(), cast.institution_admin)
    assert f"{cast.superuser.name} skriver" in other.get(page(article)).content.decode()
    assert cast.institution_admin.name in client.post(page(article, "here")).content.decode()


def test_a_superuser_proposes_for_all_and_publishes_at_their_own_school(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    signed_in(client, cast.superuser)
    assert client.post(page(article), TYPED | {"act": "publish"}).status_code == 403
    assert client.post(page(article), TYPED | {"act": "propose"}).status_code == 302
    assert Article.objects.get().status == Status.PROPOSED
    at_home = TYPED | {"institution": str(cast.school.pk), "act": "publish"}
    assert client.post(page(article), at_home).status_code == 302
    assert Article.objects.get().status == Status.PUBLISHED
    assert client.post(page(draft(cast.superuser)), TYPED | {"institution": cast.daycare.pk}).status_code == 422


def test_a_proposal_is_commented_sent_back_and_published(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    article.propose(by=cast.superuser)
    signed_in(client, cast.project_lead)
    assert article.title in client.get(LIST, {"vis": "waiting"}).content.decode()
    client.post(page(article, "comment"), {"comment-text": "Gælder det også pædagoger?", "send_back": ""})
    assert Article.objects.get().status == Status.DRAFT
    assert Comment.objects.get().by == cast.project_lead
    html = signed_in(client, cast.superuser).get(page(article)).content.decode()
    assert "Gælder det også pædagoger?" in html
    client.post(page(article), TYPED | {"act": "propose"})
    assert signed_in(client, cast.project_lead).post(page(article, "publish")).status_code == 302
    assert Article.objects.get().status == Status.PUBLISHED


def test_where_two_pairs_of_eyes_are_wanted_nobody_publishes_what_they_wrote_last(cast: Cast, client: Client) -> None:
    Municipality.objects.update(second_pair_of_eyes=True)
    Municipality.forget_cached()
    article = draft(cast.project_lead)
    signed_in(client, cast.project_lead)
    assert client.post(page(article), TYPED | {"act": "publish"}).status_code == 409
    assert Article.objects.get().status == Status.DRAFT
    client.post(page(article), TYPED | {"act": "propose"})
    assert client.post(page(article, "publish")).status_code == 409
    assert signed_in(client, cast.support_entitled).post(page(article, "publish")).status_code == 302
    shown = Article.objects.get()
    assert shown.status == Status.PUBLISHED
    change = shown.begin_change(by=cast.support_entitled)
    assert client.post(page(change), TYPED | {"answer": "Nyt", "act": "publish"}).status_code == 409
    assert Article.objects.get(pk=shown.pk).answer == TYPED["answer"]


def test_readers_see_a_change_when_it_is_published_and_not_before(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    signed_in(client, cast.superuser).post(page(article, "begin_change"))
    change = article.changes.get()
    client.post(page(change), TYPED | {"answer": "Den nye tekst", "act": "propose"})
    address = article.get_absolute_url()
    assert "Den nye tekst" not in Client().get(address).content.decode()
    assert client.post(page(change, "publish")).status_code == 403
    signed_in(client, cast.project_lead).post(page(change, "publish"))
    assert "Den nye tekst" in Client().get(address).content.decode()
    assert Article.objects.get(pk=change.pk).status == Status.TAKEN_IN
    assert article.versions.newest_first()[0].answer == "Den nye tekst"


def test_what_points_to_a_person_is_looked_at_piece_by_piece(cast: Cast, client: Client) -> None:
    article = draft(cast.project_lead)
    typed = TYPED | {"answer": "Ring til Mette på 20 30 40 50, eller skriv til mette@example.org."}
    refused = signed_in(client, cast.project_lead).post(page(article), typed | {"act": "publish"})
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "20 30 40 50" in html
    assert "mette@example.org" in html
    keys = {finding.text: finding.key for finding in Article.objects.get().findings}
    one = {"confirmed": [keys["20 30 40 50"]], "act": "publish"}
    assert client.post(page(article), typed | one).status_code == 409
    both = {"confirmed": list(keys.values()), "act": "publish"}
    assert client.post(page(article), typed | both).status_code == 302
    assert Article.objects.get().status == Status.PUBLISHED


def answered_case(cast: Cast) -> Ticket:
    ticket = open_ticket(
        cast.school, body="Min søn Viggo Storm i 3.b kan ikke se beskeder. Ring 20 30 40 50. Hilsen Maja Holm"
    )
    ticket.answer("Kære Maja Holm. Bed kontoret på Grøndal Skole om at rette det.", by=cast.superuser)
    return ticket


def test_a_draft_from_a_case_names_nobody_and_its_author_looks_at_each_piece(cast: Cast, client: Client) -> None:
    ticket = answered_case(cast)
    signed_in(client, cast.superuser).post(f"{LIST}add/?case={ticket.pk}", {"title": "Kan ikke se beskeder"})
    article = Article.objects.get()
    text = f"{article.title}\n{article.question}\n{article.answer}"
    assert not [name for name in ("Viggo", "Storm", "Maja", "Holm", "20 30", "3.b", "Grøndal") if name in text]
    html = client.get(page(article)).content.decode()
    assert "Viggo Storm" in html
    cleared = TYPED | {"institution": str(cast.school.pk), "act": "publish"}
    assert client.post(page(article), cleared).status_code == 409
    keys = [piece.key for piece in client.get(page(article)).context["beside"].pieces]
    assert len(keys) >= 5
    assert client.post(page(article), cleared | {"confirmed": keys[1:]}).status_code == 409
    assert client.post(page(article), cleared | {"confirmed": keys}).status_code == 302


def test_a_mark_that_was_left_is_not_published(cast: Cast, client: Client) -> None:
    ticket = answered_case(cast)
    signed_in(client, cast.superuser).post(f"{LIST}add/?case={ticket.pk}", {"title": "Kan ikke se beskeder"})
    article = Article.objects.get()
    keys = [piece.key for piece in client.get(page(article)).context["beside"].pieces]
    typed = TYPED | {"answer": article.answer, "institution": cast.school.pk, "confirmed": keys, "act": "publish"}
    assert "[" in article.answer
    assert client.post(page(article), typed).status_code == 409


def test_what_was_taken_out_is_shown_to_who_may_see_the_case_alone(cast: Cast, client: Client) -> None:
    ticket = answered_case(cast)
    signed_in(client, cast.superuser).post(f"{LIST}add/?case={ticket.pk}", {"title": "Kan ikke se beskeder"})
    article = Article.objects.get()
    Article.objects.filter(pk=article.pk).update(status=Status.PROPOSED)
    html = signed_in(client, cast.stranger).get(page(article)).content.decode()
    assert "Viggo" not in html
    assert AnswerSource.objects.get().ticket == ticket


def test_nobody_begins_from_a_case_that_they_cannot_see(cast: Cast, client: Client) -> None:
    ticket = answered_case(cast)
    signed_in(client, cast.stranger)
    for call in (client.get, client.post):
        assert call(f"{LIST}add/?case={ticket.pk}").status_code == 404
    assert client.get(f"{LIST}add/?case=x").status_code == 404


def png() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(file, "PNG")
    file.seek(0)
    file.name = "menu.png"
    return file


def test_a_picture_needs_words_and_a_look_and_follows_its_answer(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, institution=cast.school)
    signed_in(client, cast.superuser)
    posted = {"picture-description": "Menuen med Beskeder øverst", "picture-nobody_seen": "on"}
    for lacking in ("picture-description", "picture-nobody_seen"):
        rest = {name: value for name, value in posted.items() if name != lacking}
        assert client.post(page(article, "pictures"), rest | {"picture-picture": png()}).status_code == 422
    assert not Picture.objects.exists()
    assert client.post(page(article, "pictures"), posted | {"picture-picture": png()}).status_code == 302
    picture = Picture.objects.get()
    assert Article.objects.get().answer.endswith(picture.markdown)
    address = picture.get_absolute_url()
    assert client.get(address)["Content-Type"] == "image/png"
    assert Client().get(address).status_code == 404
    client.post(page(article), TYPED | {"institution": cast.school.pk, "answer": picture.markdown, "act": "publish"})
    assert Client().get(address).status_code == 200
    assert (
        f'<img src="{address}" alt="Menuen med Beskeder øverst"'
        in Client().get(article.get_absolute_url()).content.decode()
    )


LEFT_HALF = {"form-0-left": "0", "form-0-top": "0", "form-0-width": "50", "form-0-height": "100"}
AREAS = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"} | LEFT_HALF


def with_picture(cast: Cast, client: Client) -> tuple[Article, Picture]:
    """A draft of the school's superuser."""
    article = draft(cast.superuser, institution=cast.school)
    posted = {"picture-description": "Menuen", "picture-nobody_seen": "on", "picture-picture": png()}
    signed_in(client, cast.superuser).post(page(article, "pictures"), posted)
    article.refresh_from_db()
    return article, Picture.objects.get()


def colour(address: str, client: Client, at: int) -> object:
    with Image.open(io.BytesIO(client.get(address).content)) as shown:
        return shown.convert("RGB").getpixel((at, 5))


def test_names_in_a_picture_are_covered_also_where_readers_see_it_already(cast: Cast, client: Client) -> None:
    article, picture = with_picture(cast, client)
    cover, address = page(article, f"pictures/{picture.key}/cover"), picture.get_absolute_url()
    assert client.get(cover).status_code == 200
    assert client.post(cover, AREAS | {"form-0-width": "0"}).status_code == 422
    client.post(page(article), TYPED | {"institution": cast.school.pk, "answer": picture.markdown, "act": "publish"})
    before = Client().get(address)
    assert cover in client.get(page(article)).content.decode()
    assert client.post(cover, AREAS).status_code == 302
    assert [colour(address, Client(), at) for at in (5, 15)] == [(0, 0, 0), (255, 0, 0)]
    again = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200
    assert Client().get(address, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_only_who_may_write_the_draft_or_decide_about_the_answer_covers_its_pictures(
    cast: Cast, client: Client
) -> None:
    article, picture = with_picture(cast, client)
    cover = page(article, f"pictures/{picture.key}/cover")
    assert signed_in(Client(), cast.stranger).post(cover, AREAS).status_code == 404
    article.propose(by=cast.superuser)
    assert signed_in(Client(), cast.pilot).post(cover, AREAS).status_code == 403
    article.publish(by=cast.superuser)
    assert signed_in(Client(), cast.pilot).get(cover).status_code == 403
    assert colour(picture.get_absolute_url(), client, 5) == (255, 0, 0)


def test_a_file_that_is_no_picture_is_refused(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser)
    file = io.BytesIO(b"%PDF-1.4 x")
    file.name = "x.pdf"
    posted = {"picture-description": "x", "picture-nobody_seen": "on", "picture-picture": file}
    assert signed_in(client, cast.superuser).post(page(article, "pictures"), posted).status_code == 422


def pdf(content: bytes = b"%PDF-1.4 x") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "Vejledning.pdf"
    return file


def test_a_file_is_a_pdf_with_words_and_goes_where_its_answer_goes(cast: Cast, client: Client) -> None:
    shown = published(cast.superuser, institution=cast.school)
    change = shown.begin_change(by=cast.superuser)
    signed_in(client, cast.superuser)
    posted = {"file-words": "Vejledning til vikarer", "file-nobody_seen": "on"}
    for lacking in posted:
        rest = {name: value for name, value in posted.items() if name != lacking}
        assert client.post(page(change, "files"), rest | {"file-file": pdf()}).status_code == 422
    for other in (png(), pdf(b"<html>"), pdf(b"")):
        assert client.post(page(change, "files"), posted | {"file-file": other}).status_code == 422
    assert not AnswerFile.objects.exists()
    assert client.post(page(change, "files"), posted | {"file-file": pdf()}).status_code == 302
    file = AnswerFile.objects.get()
    address = file.get_absolute_url()
    assert f"[Vejledning til vikarer (PDF, 10 bytes)]({address})" in Article.objects.get(pk=change.pk).answer
    assert client.get(address).content == b"%PDF-1.4 x"
    assert Client().get(address).status_code == 404
    assert signed_in(Client(), cast.stranger).get(address).status_code == 404
    typed = {"institution": cast.school.pk, "answer": Article.objects.get(pk=change.pk).answer, "act": "publish"}
    assert client.post(page(change), TYPED | typed).status_code == 302
    answer = Client().get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="Vejledning.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert f'<a href="{address}"' in Client().get(shown.get_absolute_url()).content.decode()


def test_a_file_is_taken_out_of_a_draft_by_who_writes_it_alone(cast: Cast, client: Client) -> None:
    article = draft(cast.superuser, institution=cast.school)
    posted = {"file-words": "Vejledning", "file-nobody_seen": "on"}
    signed_in(client, cast.superuser).post(page(article, "files"), posted | {"file-file": pdf()})
    away = page(article, f"files/{AnswerFile.objects.get().key}/remove")
    article.propose(by=cast.superuser)
    pilot = signed_in(Client(), cast.pilot)
    assert pilot.post(page(article, "files"), posted | {"file-file": pdf()}).status_code == 403
    assert pilot.post(away).status_code == 403
    assert client.get(away).status_code == 405
    assert client.post(away).status_code == 302
    assert not AnswerFile.objects.exists()
    assert "/svar/filer/" not in Article.objects.get().answer


def test_a_translation_stands_beside_its_original_and_says_when_that_has_changed(cast: Cast, client: Client) -> None:
    original = published(cast.support_entitled, answer="Åbn din profil.")
    english = original.begin_translation(by=cast.support_entitled)
    html = signed_in(client, cast.support_entitled).get(page(english)).content.decode()
    assert "Åbn din profil." in html.partition('id="original-heading"')[2].partition("</section>")[0]
    assert "Originalen er ændret" not in html
    original.revise(by=cast.support_entitled, answer="Åbn menuen.")
    assert "Originalen er ændret" in client.get(page(english)).content.decode()


def test_a_former_text_comes_back_as_a_change(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled, answer="Den første tekst")
    article.revise(by=cast.support_entitled, answer="Den anden tekst")
    html = signed_in(client, cast.superuser).get(page(article, "versions")).content.decode()
    assert "<del>" in html
    assert "første" in html
    client.post(page(article, "versions/1/restore"))
    change = article.changes.get()
    assert (change.answer, Article.objects.get(pk=article.pk).answer) == ("Den første tekst", "Den anden tekst")


def test_retiring_asks_leads_readers_on_and_can_be_undone(cast: Cast, client: Client) -> None:
    old, new = published(cast.support_entitled), published(cast.support_entitled, title="Det nye svar")
    address = old.get_absolute_url()
    assert signed_in(client, cast.superuser).get(page(old, "retire")).status_code == 403
    signed_in(client, cast.project_lead)
    assert client.get(page(old, "retire")).status_code == 200
    assert Article.objects.get(pk=old.pk).status == Status.PUBLISHED
    assert client.post(page(old, "retire"), {"replaced_by": "/svar/findes-ikke/"}).status_code == 422
    client.post(page(old, "retire"), {"replaced_by": f"https://example.org{new.get_absolute_url()}"})
    assert Client().get(address)["Location"] == new.get_absolute_url()
    client.post(page(old, "publish"))
    assert Client().get(address).status_code == 200


def test_a_retired_answer_leads_nobody_to_what_they_may_not_see(cast: Cast, client: Client) -> None:
    old, new = published(cast.support_entitled), published(cast.support_entitled, title="Internt", reach=Reach.SUPPORT)
    response = signed_in(client, cast.project_lead).post(page(old, "retire"), {"replaced_by": new.get_absolute_url()})
    assert response.status_code == 409
    secret = published(cast.support_entitled, title="Også internt", reach=Reach.SUPPORT)
    secret.retire(by=cast.project_lead, replaced_by=new)
    assert Client().get(secret.get_absolute_url()).status_code == 404
    assert client.get(secret.get_absolute_url())["Location"] == new.get_absolute_url()


def test_a_link_that_leads_nowhere_is_told(cast: Cast, client: Client) -> None:
    hidden = published(cast.support_entitled, title="Internt", reach=Reach.SUPPORT)
    article = draft(cast.support_entitled)
    links = f"[internt]({hidden.get_absolute_url()}) [Læs mere](https://aula.dk) [gammelt](http://x.dk) [sagen](/sag/1)"
    html = signed_in(client, cast.support_entitled).post(page(article, "keep"), TYPED | {"answer": links})
    warnings = html.context["beside"].link_warnings
    assert len(warnings) == 4


def test_what_one_does_not_meet_at_work_is_not_found(cast: Cast, client: Client) -> None:
    theirs = draft(cast.stranger, institution=cast.daycare)
    signed_in(client, cast.superuser)
    parts = ("change", "keep", "here", "versions", "retire", "comment", "publish", "begin_change", "discard", "review")
    for part in parts:
        call = client.get if part in {"change", "versions", "retire"} else client.post
        assert call(page(theirs, part)).status_code == 404, part
    assert theirs.title not in client.get(LIST, {"vis": "mine"}).content.decode()


def test_the_list_and_the_page_take_as_many_queries_for_many_as_for_few(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(45):
        published(cast.support_entitled, title=f"Svar {number}", institution=cast.school if number % 2 else None)
    article = Article.objects.order_by("id")[0]
    signed_in(client, cast.superuser).get(LIST)
    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(page(article))


def test_no_page_needs_inline_code(cast: Cast, client: Client) -> None:
    article, shown = draft(cast.superuser), published(cast.support_entitled)
    signed_in(client, cast.superuser)
    for address in (LIST, f"{LIST}add/", page(article), page(shown), page(shown, "versions")):
        html = client.get(address).content.decode()
        assert " style=" not in html
        assert " onclick=" not in html
