"""The pages of known errors: cases are gathered, news is shown before it is sent, and one repair solves them all."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from desk.queue.models import BulkAct
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Merge, Ticket
from tickets.words import Status
from triage.known_errors import audience, matching
from triage.known_errors import news as telling
from triage.known_errors.looked_at import UnableToTellAll
from triage.known_errors.models import KnownError, KnownErrorCase, KnownErrorFit, KnownErrorUpdate

LIST = "/admin/triage/knownerror/"


@pytest.fixture
def error(cast: Cast) -> KnownError:
    return KnownError.objects.create(
        title="Galleriet kan ikke tage imod billeder",
        description="Der kommer en fejl, når man lægger billeder i galleriet.",
        workaround="Brug en computer.",
        terms="upload hvid skærm",
    )


def enter(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, error: KnownError, what: str = "") -> str:
    return str(client.get(f"{LIST}{error.pk}/{what}", headers={"Accept-Language": "da"}).content.decode())


def news(status: str = "identified", **more: str) -> dict[str, str]:
    return {"status": status, "text": "Årsagen er fundet.", "text_en": "The cause is found."} | more


def tell_all() -> None:
    """What the workers do once a change is committed."""
    for update in telling.unfinished_updates():
        telling.tell_update(update)


def fitting_case(cast: Cast, **facts: str) -> Ticket:
    fields = {"subject": "Upload", "body": "Når jeg bruger upload, er skærmen hvid"} | facts
    ticket = open_ticket(cast.school, **fields)
    settle()
    return ticket


def test_a_case_that_fits_is_attached_by_one_click(error: KnownError, cast: Cast, client: Client) -> None:
    ticket = fitting_case(cast)
    enter(client, cast.superuser)
    case = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    assert "Ja, knyt sagen til fejlen" in client.get(case, headers={"Accept-Language": "da"}).content.decode()
    address = reverse("admin:ticket_attach", args=[ticket.pk])
    assert client.post(address, {"attach-known_error": error.pk}).status_code == 302
    shown = client.get(case, headers={"Accept-Language": "da"}).content.decode()
    assert "Hører til en kendt fejl" in shown
    assert "Brug en computer." in shown
    assert "Venter på en rettelse" in shown
    assert client.post(reverse("admin:ticket_detach", args=[ticket.pk])).status_code == 302
    assert kinds(ticket)[-2:] == ["attached", "detached"]


def test_what_does_not_fit_is_not_suggested_again(error: KnownError, cast: Cast, client: Client) -> None:
    ticket = fitting_case(cast)
    enter(client, cast.superuser)
    address = reverse("admin:ticket_dismiss", args=[ticket.pk])
    client.post(address, {"dismiss-known_error": error.pk})
    client.post(address, {"dismiss-known_error": error.pk})
    assert kinds(ticket).count("fit_dismissed") == 1
    assert not KnownErrorFit.objects.waiting().exists()


def test_many_are_gathered_and_let_go_and_a_stranger_finds_none(error: KnownError, cast: Cast, client: Client) -> None:
    ours, other = fitting_case(cast), open_ticket(cast.school, subject="Noget andet")
    theirs = open_ticket(cast.daycare)
    enter(client, cast.superuser)
    assert ours.number in page(client, error)
    keys = {"case": [ours.pk, other.pk, theirs.pk]}
    client.post(f"{LIST}{error.pk}/gather/", keys)
    assert set(KnownErrorCase.objects.values_list("ticket", flat=True)) == {ours.pk, other.pk}
    enter(client, cast.stranger)
    assert ours.number not in page(client, error)
    assert "2 sager mere hører til andre institutioner" in page(client, error)
    client.post(f"{LIST}{error.pk}/let_go/", keys)
    assert KnownErrorCase.objects.count() == 2
    enter(client, cast.superuser)
    client.post(f"{LIST}{error.pk}/let_go/", {"case": [other.pk]})
    assert list(KnownErrorCase.objects.values_list("ticket", flat=True)) == [ours.pk]


def test_all_that_fit_are_attached_at_once_and_can_be_undone(error: KnownError, cast: Cast, client: Client) -> None:
    tickets = [open_ticket(cast.school, subject="Upload", body="Ved upload er skærmen hvid") for _each in range(17)]
    matching.find_cases(error.pk)
    enter(client, cast.superuser)
    shown = client.get(f"{LIST}{error.pk}/").context
    assert (len(shown["fits"]), shown["all_fits"]) == (15, 17)
    later = fitting_case(cast)
    answer = client.post(f"{LIST}{error.pk}/gather/", {"all": "1", "upto": shown["upto"]}, follow=True)
    assert "Knyttet til en kendt fejl: 17" in answer.content.decode()
    attached = set(KnownErrorCase.objects.values_list("ticket", flat=True))
    assert attached == {ticket.pk for ticket in tickets}
    assert later.pk not in attached
    client.post(reverse("admin:queue_undo", args=[BulkAct.objects.get().pk]))
    assert not KnownErrorCase.objects.exists()
    enter(client, cast.stranger)
    client.post(f"{LIST}{error.pk}/gather/", {"all": "1", "upto": shown["upto"]})
    assert not KnownErrorCase.objects.exists()


def test_cases_are_searched_in_the_error_and_outside(error: KnownError, cast: Cast, client: Client) -> None:
    inside = open_ticket(cast.school, subject="Billedet drejer")
    outside = open_ticket(cast.school, subject="Billedet mangler")
    error.attach(inside, by=cast.superuser)
    settle()
    enter(client, cast.superuser)
    assert inside.number in page(client, error, "?q=drejer")
    assert inside.number not in page(client, error, "?q=mangler")
    page_text = page(client, error, "?find=billedet")
    assert page_text.count(outside.number) > 0
    assert page_text.count(inside.number) == page(client, error).count(inside.number)


def test_a_refused_case_says_why_and_the_others_go_on(error: KnownError, cast: Cast, client: Client) -> None:
    done, fine = open_ticket(cast.school), open_ticket(cast.school)
    done.resolve(by=cast.superuser)
    enter(client, cast.superuser)
    answer = client.post(f"{LIST}{error.pk}/gather/", {"case": [done.pk, fine.pk]}, follow=True)
    assert done.number in " ".join(str(message) for message in answer.context["messages"])
    assert [case.ticket for case in error.cases.all()] == [fine]


def test_nothing_is_sent_before_it_was_seen(error: KnownError, cast: Cast, client: Client) -> None:
    danish, english = open_ticket(cast.school), open_ticket(cast.school, language="en", requester_email="")
    for ticket in (danish, english):
        error.attach(ticket, by=cast.superuser)
    settle()
    mail.outbox.clear()
    enter(client, cast.support_entitled)
    address = f"{LIST}{error.pk}/tell/"
    shown = client.post(address, news(), headers={"Accept-Language": "da"}).content.decode()
    for text in (
        "2 sager får besked",
        "1 på dansk, 1 på engelsk",
        "Årsagen er fundet.",
        "The cause is found.",
        "Ring",
    ):
        assert text in shown
    assert not KnownErrorUpdate.objects.exists()
    assert "Årsagen er fundet." in client.post(address, news(back="1")).content.decode()
    assert client.post(address, news(send="1")).status_code == 302
    tell_all()
    assert kinds(danish)[-1] == "updated"
    error.refresh_from_db()
    assert error.status == "identified"
    assert client.post(address, news(text="")).status_code == 422


def test_who_would_get_danish_is_named(error: KnownError, cast: Cast, client: Client) -> None:
    error.attach(open_ticket(cast.school, language="en"), by=cast.superuser)
    enter(client, cast.support_entitled)
    shown = client.post(f"{LIST}{error.pk}/tell/", news(text_en=""), headers={"Accept-Language": "da"})
    assert "Nogle læser engelsk" in shown.content.decode()


def test_solved_asks_first_and_leaves_what_was_opened_again(error: KnownError, cast: Cast, client: Client) -> None:
    solved, again = open_ticket(cast.school), open_ticket(cast.school)
    for ticket in (solved, again):
        error.attach(ticket, by=cast.superuser)
    again.resolve(by=cast.superuser)
    again.reply("Det virker stadig ikke.")
    enter(client, cast.project_lead)
    address = f"{LIST}{error.pk}/tell/"
    shown = client.post(address, news("solved"), headers={"Accept-Language": "da"}).content.decode()
    assert "1 sag bliver løst" in shown
    assert "1 er genåbnet siden" in shown
    assert not error.updates.exists()
    client.post(address, news("solved", send="1"))
    client.post(address, news("solved", send="1"))
    tell_all()
    for ticket in (solved, again):
        ticket.refresh_from_db()
    assert (solved.status, again.status) == (Status.RESOLVED, Status.IN_PROGRESS)
    assert error.updates.count() == 1
    client.post(f"{LIST}{error.pk}/reopen/")
    error.refresh_from_db()
    assert not error.is_solved


def test_the_reach_is_what_is_told(error: KnownError, cast: Cast) -> None:
    common, part, done, own = (open_ticket(cast.school) for _ in range(4))
    for ticket in (common, part, done, own):
        error.attach(ticket, by=cast.superuser)
    Merge.begin(part, common, by=cast.superuser, confirmed=True)
    done.resolve(by=cast.superuser)
    assert audience.reach_of(error, solves=False).cases == 2
    update = error.update("Nyt.", by=cast.support_entitled, status="fixing")
    telling.tell_update(update.pk)
    assert sum(kinds(ticket).count("updated") for ticket in (common, part, done, own)) == 2


@pytest.mark.parametrize("verb", ["tell", "reopen", "gather", "let_go"])
def test_news_is_written_by_few_and_never_by_get(verb: str, error: KnownError, cast: Cast, client: Client) -> None:
    for role in ("superuser", "institution_admin", "pilot", "observer"):
        enter(client, cast.by_role(role))
        refused = 403 if verb in {"tell", "reopen"} or role == "observer" else 302
        assert client.post(f"{LIST}{error.pk}/{verb}/", news()).status_code == refused
        assert client.get(f"{LIST}{error.pk}/").status_code == (403 if role == "observer" else 200)
        assert client.get(f"{LIST}add/").status_code == 403
    assert not KnownErrorUpdate.objects.exists()
    assert enter(client, cast.support_entitled).get(f"{LIST}{error.pk}/{verb}/").status_code == 405


def test_an_error_is_described_from_a_case_without_names(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, subject="Maja Holm kan ikke se billeder")
    like = open_ticket(cast.school, subject="Andre", body="Ingen billeder vises i dag")
    enter(client, cast.support_entitled)
    address = f"{LIST}add/?case={ticket.pk}"
    shown = client.get(address).content.decode()
    assert "kan ikke se billeder" in shown
    assert "Maja Holm" not in shown
    posted = {"title": "Billeder vises ikke", "description": "x", "terms": "ingen billeder", "is_public": "on"}
    posted |= {"started_at": "2026-11-01T08:00"}
    assert client.post(address, posted).status_code == 302
    error = KnownError.objects.get()
    assert [case.ticket for case in error.cases.all()] == [ticket]
    matching.find_cases(error.pk)
    assert [fit.ticket for fit in KnownErrorFit.objects.waiting()] == [like]


def test_the_list_tells_what_goes_on_and_is_searched(error: KnownError, cast: Cast, client: Client) -> None:
    fitting_case(cast)
    KnownError.objects.create(title="Fravær", description="x").solve("Rettet.", by=cast.support_entitled)
    enter(client, cast.superuser)
    shown = client.get(LIST, headers={"Accept-Language": "da"}).content.decode()
    for text in ("Galleriet", "Bliver undersøgt", "passer måske", "Fravær"):
        assert text in shown
    assert "Galleriet" not in client.get(f"{LIST}?q=fravær").content.decode()


def test_who_writes_sees_the_error_while_writing(error: KnownError, client: Client) -> None:
    posted = {"subject": "Upload", "body": "Når jeg bruger upload, er skærmen hvid"}
    shown = client.post("/henvendelse/fejl/", posted, headers={"Accept-Language": "da"}).content.decode()
    assert "Måske er det denne fejl: Galleriet kan ikke tage imod billeder" in shown
    assert "Brug en computer." in shown
    KnownError.objects.update(is_public=False)
    assert "Vi kender" not in client.post("/henvendelse/fejl/", posted).content.decode()


def test_without_a_script_the_error_is_shown_before_sending(error: KnownError, cast: Cast, client: Client) -> None:
    posted = {
        "audience": "parent",
        "institution": cast.school.pk,
        "subject": "Upload",
        "body": "Når jeg bruger upload, bliver skærmen hvid, og det plejer den ikke. Skærm er hvid.",
        "name": "Maja Holm",
        "email": "maja@example.org",
        "submission": "11111111-1111-4111-8111-111111111111",
        "website": "",
    }
    shown = client.post("/henvendelse/", posted, headers={"Accept-Language": "da"}).content.decode()
    assert "Måske er det denne fejl" in shown
    assert not Ticket.objects.exists()
    assert client.post("/henvendelse/", posted | {"answers_seen": "1"}).status_code == 302


def test_everybody_reads_how_far_it_is(error: KnownError, cast: Cast, client: Client) -> None:
    error.update("Årsagen er fundet.", text_en="Found.", by=cast.support_entitled, status="identified")
    assert "Found." in client.get("/drift/", headers={"Accept-Language": "en"}).content.decode()
    assert "Årsagen er fundet." in client.get("/drift/", headers={"Accept-Language": "da"}).content.decode()


OTHERS_WORDS = {
    "Maja": "Maja Holm havde den først.",
    "31 41 59 26": "Ring til os på 31 41 59 26.",
    "som jeg har fundet ud af": "Det sker kun på skærmen i køkkenet,\nsom jeg har fundet ud af i går aftes",
}


@pytest.mark.parametrize("piece", OTHERS_WORDS)
def test_news_that_may_point_to_a_person_is_sent_to_nobody_before_somebody_has_looked(
    piece: str, error: KnownError, cast: Cast, client: Client
) -> None:
    body = "Det sker kun på skærmen i køkkenet, som jeg har fundet ud af i går aftes. Hilsen"
    error.attach(open_ticket(cast.school, body=body, requester_name="Maja Holm"), by=cast.superuser)
    enter(client, cast.municipal_admin)
    address, told = f"{LIST}{error.pk}/tell/", news(text=OTHERS_WORDS[piece])
    shown = client.post(address, told)
    assert piece in str(shown.context["pieces"])
    refused = client.post(address, told | {"send": "1"})
    assert (refused.status_code, KnownErrorUpdate.objects.count()) == (409, 0)
    assert f'value="{shown.context["pieces"][0].key}"' in refused.content.decode()
    with pytest.raises(UnableToTellAll):
        error.solve(told["text"], by=cast.municipal_admin)
    ticked = {"send": "1", "confirmed": [each.key for each in shown.context["pieces"]]}
    assert client.post(address, told | ticked).status_code == 302
    assert KnownErrorUpdate.objects.get().text == OTHERS_WORDS[piece]


def test_an_error_is_not_described_with_somebodys_name_before_somebody_has_looked(cast: Cast, client: Client) -> None:
    ticket = open_ticket(cast.school, requester_name="Maja Holm")
    enter(client, cast.municipal_admin)
    address = f"{reverse('admin:triage_knownerror_add')}?case={ticket.pk}"
    described = {"title": "Galleriet er tomt", "description": "Det sagde Maja.", "started_at": "2026-11-01T10:00"}
    page = client.post(address, described)
    assert (page.status_code, KnownError.objects.count()) == (200, 0)
    key = page.context["adminform"].form.fields["confirmed"].choices[0][0]
    assert f'value="{key}"' in page.content.decode()
    assert client.post(address, described | {"confirmed": [key]}).status_code == 302
    made = KnownError.objects.get()
    change = reverse("admin:triage_knownerror_change", args=[made.pk])
    assert client.post(change, described | {"terms": "galleri tomt"}).status_code == 302, "what is known is not asked"
