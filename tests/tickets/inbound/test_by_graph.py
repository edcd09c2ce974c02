"""Fetching through Microsoft Graph, from a real server that refuses what the schema does not allow: as by IMAP, nothing
is lost and nothing is taken twice."""

import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.cast import Cast
from tests.services.graph import Death, GraphServer, Refusal
from tests.tickets.inbound.letters import HELPDESK, letter
from tickets.inbound import by_graph, fetching, idling
from tickets.inbound.parsing import KEPT_OF_TOO_LARGE, MAX_BYTES
from tickets.inbound.receiving import receive
from tickets.mail_servers import oauth
from tickets.mail_servers.graph import Graph
from tickets.mail_servers.mail_troubles import sentence
from tickets.models import MailAuthority, Mailbox, MailSignIn, ReceivedMail, Ticket


@pytest.fixture
def box(graph: GraphServer, graph_sign_in: MailSignIn, cast: Cast) -> Mailbox:
    return Mailbox.objects.create(address=HELPDESK, institution=cast.school, way="graph", sign_in=graph_sign_in)


def trouble_of(box: Mailbox) -> str:
    fetching.fetch(box.pk)
    box.refresh_from_db()
    assert box.claimed_until is None
    return box.last_error


def counts(graph: GraphServer) -> tuple[int, int]:
    return len(graph.lying_in(HELPDESK, "inbox")), len(graph.lying_in(HELPDESK, "Behandlet"))


def letters(count: int) -> list[bytes]:
    return [letter(f"Nummer {number}", sender=f"p{number}@example.org") for number in range(count)]


def once(refusal: Exception) -> Callable[[str, str], None]:
    left = [refusal]

    def before(_method: str, _path: str) -> None:
        if left:
            raise left.pop()

    return before


def test_what_lies_there_is_taken_in_byte_by_byte_and_moved(graph: GraphServer, box: Mailbox, cast: Cast) -> None:
    sent = [letter("Én"), letter("To, blåbær")]
    graph.deliver(HELPDESK, *sent)
    assert fetching.fetch(box.pk) == 2
    assert fetching.fetch(box.pk) == 0
    assert [ticket.institution for ticket in Ticket.objects.all()] == [cast.school, cast.school]
    assert [bytes(mail.raw.data) for mail in ReceivedMail.objects.order_by("pk").select_related("raw")] == sent
    assert counts(graph) == (0, 2)
    box.refresh_from_db()
    assert box.fetched_at is not None
    assert (box.last_error, box.claimed_until) == ("", None)


def test_mail_comes_oldest_first_over_as_many_pages_as_there_are(graph: GraphServer, box: Mailbox) -> None:
    graph.most_in_a_page = 2
    graph.deliver(HELPDESK, *letters(7))
    assert fetching.fetch(box.pk) == 7
    bodies = [mail.raw.data for mail in ReceivedMail.objects.order_by("pk").select_related("raw")]
    assert [b"Nummer %d" % number in bytes(body) for number, body in enumerate(bodies)] == [True] * 7
    assert counts(graph) == (0, 7)


def test_mail_of_several_folders_is_fetched_and_folders_are_found_by_the_names_that_people_give_them(
    graph: GraphServer, box: Mailbox
) -> None:
    assert box.sign_in is not None
    server = Graph(box.sign_in, HELPDESK)
    inner = server.make_folder(server.make_folder("", "Projekter"), "Aula's egen & nye")
    graph.deliver(HELPDESK, letter("Én"))
    graph.deliver(HELPDESK, letter("To"), folder="junkemail")
    graph.deliver(HELPDESK, letter("Tre"), folder=inner)
    Mailbox.objects.update(folder="INBOX, Uønsket mail, Projekter/Aula's egen & nye", done_folder="Arkiv/Aula")
    assert fetching.fetch(box.pk) == 3
    assert len(graph.lying_in(HELPDESK, "Aula")) == 3
    Mailbox.objects.update(folder="Findes ikke")
    assert trouble_of(box) == "folder"


def test_ten_thousand_waiting_mails_take_little_memory(graph: GraphServer, box: Mailbox) -> None:
    graph.deliver(HELPDESK, *[b"Subject: Hej\r\n\r\nHej"] * 10_000)
    assert box.sign_in is not None
    server = Graph(box.sign_in, HELPDESK)
    folder = server.folder("inbox")
    tracemalloc.start()
    try:
        ids = server.waiting(folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(set(ids)) == 10_000
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "link",
    [
        "https://ondt.example/v1.0/users/x/messages",
        "http://{host}/v1.0/users/x/messages",
        "https://{host}.ondt.example/v1.0/users/x/messages",
        "https://{host}@ondt.example/v1.0/users/x/messages",
        "https://{host}/beta/users/x/messages",
        "//ondt.example/v1.0/",
        "/v1.0/users/x/messages",
    ],
)
def test_a_next_page_on_another_server_gets_neither_a_request_nor_our_token(
    link: str, graph: GraphServer, box: Mailbox
) -> None:
    graph.most_in_a_page, graph.foreign = 1, link.format(host=graph.host)
    graph.deliver(HELPDESK, *letters(2))
    assert trouble_of(box) == "graph_foreign"
    assert [path for _method, path in graph.asked if "messages" in path][1:] == []
    graph.foreign = ""
    assert fetching.fetch(box.pk) == 2


def test_a_mail_that_cannot_be_stored_stays_and_the_others_come(
    graph: GraphServer, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.deliver(HELPDESK, letter("Fin"), letter("Giftig"), letter("God"))

    def refuses(raw: bytes, mailbox: Mailbox) -> Any:
        if b"Giftig" in raw:
            raise OSError
        return receive(raw, mailbox)

    with monkeypatch.context() as broken:
        broken.setattr(by_graph, "receive", refuses)
        assert fetching.fetch(box.pk) == 2
    assert counts(graph) == (1, 2)
    assert trouble_of(box) == ""
    assert counts(graph) == (0, 3)


@pytest.mark.parametrize(
    "poison", [Refusal(500, "ErrorInternalServerError"), Refusal(403, "ErrorAccessDenied"), Death()]
)
def test_a_mail_that_graph_itself_cannot_give_holds_up_no_other(
    poison: Exception, graph: GraphServer, box: Mailbox
) -> None:
    graph.deliver(HELPDESK, *letters(3))
    second = sorted(graph.boxes[HELPDESK].mails)[1]

    def before(_method: str, path: str) -> None:
        if second in path.replace("%3D", "=") and "$value" in path:
            raise poison

    graph.before = before
    assert trouble_of(box) == "mail"
    assert counts(graph) == (1, 2)


def test_a_mail_that_somebody_takes_away_meanwhile_is_none(graph: GraphServer, box: Mailbox) -> None:
    graph.deliver(HELPDESK, *letters(2))

    def before(_method: str, path: str) -> None:
        if "$value" in path and len(graph.boxes[HELPDESK].mails) == 2:
            graph.boxes[HELPDESK].mails.pop(min(graph.boxes[HELPDESK].mails))

    graph.before = before
    assert fetching.fetch(box.pk) == 1
    assert trouble_of(box) == ""


def test_a_server_that_dies_in_the_middle_is_shown_as_broken_and_nothing_is_taken_twice(
    graph: GraphServer, box: Mailbox
) -> None:
    graph.deliver(HELPDESK, *letters(3))

    def dies(_method: str, _path: str) -> None:
        if counts(graph)[1] == 2:
            raise Death

    graph.before = dies
    assert fetching.fetch(box.pk) == 2
    box.refresh_from_db()
    assert (box.last_error, box.claimed_until, box.fetched_at) == ("broken_off", None, None)
    assert box.failing_since is not None
    graph.before = lambda _method, _path: None
    assert fetching.fetch(box.pk) == 1
    assert Ticket.objects.count() == 3


def test_half_a_mail_is_no_mail(graph: GraphServer, box: Mailbox) -> None:
    graph.deliver(HELPDESK, *letters(2))
    graph.dies_after = "/$value"
    assert trouble_of(box) == "mail"
    assert not ReceivedMail.objects.exists()
    graph.dies_after = ""
    assert fetching.fetch(box.pk) == 2


def test_of_a_mail_that_is_too_large_the_beginning_is_kept_as_by_imap(graph: GraphServer, box: Mailbox) -> None:
    graph.deliver(HELPDESK, letter("Stor") + b"x" * (MAX_BYTES + 1))
    assert fetching.fetch(box.pk) == 1
    row = ReceivedMail.objects.get()
    assert (row.size, len(row.raw.data)) == (MAX_BYTES + 1, KEPT_OF_TOO_LARGE)
    assert counts(graph) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_fetcher_that_is_killed_before_it_moves_takes_nothing_twice(graph: GraphServer, box: Mailbox) -> None:
    """A child process stores the mail and dies at once, before it is moved: the next one finds it there again."""
    graph.deliver(HELPDESK, letter("Kun én gang"))
    connection.close()
    child = os.fork()
    if child == 0:
        Graph.move = lambda *_arguments: os._exit(9)  # type: ignore[method-assign]
        fetching.fetch(box.pk)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
    assert (Ticket.objects.count(), counts(graph)) == (1, (1, 0))
    Mailbox.objects.update(claimed_until=None)
    assert fetching.fetch(box.pk) == 1
    assert (Ticket.objects.count(), ReceivedMail.objects.count(), counts(graph)) == (1, 1, (0, 1))


def in_two_minutes() -> str:
    return format_datetime(datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=2), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", ["120", "a date"])
def test_who_is_asked_to_wait_waits_and_that_is_no_failure(
    status: int, wait: str, graph: GraphServer, box: Mailbox
) -> None:
    graph.deliver(HELPDESK, letter())
    asked_to = in_two_minutes() if wait == "a date" else wait
    graph.before = once(Refusal(status, "TooManyRequests", Retry_After=asked_to))
    assert trouble_of(box) == ""
    assert box.failing_since is None
    assert box.rests_until is not None
    assert timedelta(seconds=90) < box.rests_until - timezone.now() <= timedelta(seconds=120)
    asked = len(graph.asked)
    assert fetching.fetch(box.pk) == 0
    assert len(graph.asked) == asked
    Mailbox.objects.update(rests_until=timezone.now() - timedelta(seconds=1))
    assert fetching.fetch(box.pk) == 1


def test_what_came_before_the_throttling_stays_and_the_page_says_until_when_it_waits(
    graph: GraphServer, box: Mailbox, cast: Cast, client: Client
) -> None:
    graph.deliver(HELPDESK, *letters(3))

    def before(_method: str, _path: str) -> None:
        if counts(graph)[1] == 2:
            raise Refusal(429, "TooManyRequests", Retry_After="600")

    graph.before = before
    assert fetching.fetch(box.pk) == 2
    client.force_login(cast.municipal_admin)
    for page in (reverse("admin:mail"), reverse("admin:tickets_mailbox_changelist")):
        assert "beder os vente" in client.get(page).content.decode()


def test_throttling_that_never_ends_becomes_trouble(graph: GraphServer, box: Mailbox) -> None:
    Mailbox.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    graph.before = once(Refusal(429, "TooManyRequests", Retry_After="60"))
    assert trouble_of(box) == "throttled"
    assert box.failing_since is not None


def test_a_busy_service_that_names_no_time_is_trouble_like_any_other(graph: GraphServer, box: Mailbox) -> None:
    graph.before = once(Refusal(503, "ServiceUnavailable"))
    assert trouble_of(box) == "graph_away"
    assert trouble_of(box) == ""


def test_a_token_that_ended_or_was_revoked_is_renewed_once(graph: GraphServer, box: Mailbox) -> None:
    graph.deliver(HELPDESK, letter())
    assert fetching.fetch(box.pk) == 1
    graph.tokens.good.clear()
    graph.deliver(HELPDESK, letter("En til"))
    assert fetching.fetch(box.pk) == 1
    assert len(graph.tokens.asked) == 2


def test_a_token_that_is_never_taken_is_asked_for_no_more_than_twice(graph: GraphServer, box: Mailbox) -> None:
    MailSignIn.objects.update(scope="https://outlook.office365.com/.default")
    assert trouble_of(box) == "graph_token_refused"
    assert (len(graph.tokens.asked), len(graph.asked)) == (2, 2)


@pytest.mark.parametrize(
    ("error", "words", "code", "named"),
    [
        ("invalid_client", "AADSTS7000215: Invalid client secret provided.", "wrong_secret", "New client secret"),
        ("invalid_client", "AADSTS7000222: The client secret keys are expired.", "secret_expired", "New client secret"),
        ("unauthorized_client", "AADSTS700016: Application was not found.", "wrong_application", "App registrations"),
        ("invalid_request", "AADSTS90002: Tenant not found.", "wrong_tenant", "Tenant ID"),
        ("invalid_grant", "AADSTS65001: Not consented.", "graph_no_consent", "Mail.ReadWrite"),
    ],
)
def test_what_the_token_endpoint_refuses_says_what_to_press(
    error: str, words: str, code: str, named: str, graph: GraphServer, box: Mailbox
) -> None:
    graph.tokens.refusal = (400, error, words, {})
    assert trouble_of(box) == code
    with translation.override("en"):
        assert named in str(sentence(code))


@pytest.mark.parametrize(
    ("refusal", "code", "named"),
    [
        (Refusal(403, "ErrorAccessDenied", "Access is denied."), "graph_no_read", "Mail.ReadWrite"),
        (Refusal(403, "ErrorAccessDenied", "[RAOP] : AppOnly AccessPolicy settings."), "graph_policy", "policy"),
        (Refusal(404, "ErrorInvalidUser"), "graph_no_mailbox", "licence"),
        (Refusal(404, "MailboxNotEnabledForRESTAPI"), "graph_no_mailbox", "licence"),
        (Refusal(404, "OrganizationFromTenantGuidNotFound"), "graph_no_exchange", "Tenant ID"),
        (Refusal(400, "BadRequest"), "graph_declined", "folders"),
        (Refusal(302, "Moved", Location="https://ondt.example/"), "graph_redirect", "GRAPH_HOST"),
        (Refusal(504, "GatewayTimeout"), "graph_away", "again"),
    ],
)
def test_what_graph_refuses_says_what_to_press(
    refusal: Refusal, code: str, named: str, graph: GraphServer, box: Mailbox
) -> None:
    graph.before = once(refusal)
    assert trouble_of(box) == code
    with translation.override("en"):
        assert named in str(sentence(code))
    assert trouble_of(box) == ""


def test_missing_rights_policies_and_mailboxes_are_told_apart(graph: GraphServer, box: Mailbox) -> None:
    graph.roles = {"Mail.Send"}
    assert fetching.try_connection(box) == "graph_no_read"
    graph.roles, graph.policy = {"Mail.ReadWrite"}, {HELPDESK}
    assert fetching.try_connection(box) == "graph_policy"
    graph.policy = set()
    graph.boxes.clear()
    assert fetching.try_connection(box) == "graph_no_mailbox"


def test_an_answer_that_is_no_list_is_no_empty_mailbox(graph: GraphServer, box: Mailbox) -> None:
    graph.before = once(Refusal(200, "Hej"))
    assert trouble_of(box) == "graph_answer"


def test_a_server_that_does_not_prove_who_it_is_gets_no_token(graph: GraphServer, box: Mailbox) -> None:
    MailAuthority.objects.all().delete()
    assert trouble_of(box) == "certificate"
    assert graph.asked == []


def test_a_provider_that_throttles_tokens_rests_the_mailbox_too(graph: GraphServer, box: Mailbox) -> None:
    graph.tokens.refusal = (429, "", "", {"Retry-After": in_two_minutes()})
    assert trouble_of(box) == ""
    assert box.rests_until is not None
    assert box.rests_until > timezone.now() + timedelta(seconds=90)


def test_nothing_listens_by_imap_to_a_mailbox_of_graph(box: Mailbox) -> None:
    assert idling.boxes() == []


def test_an_administrator_chooses_graph_and_tries_it(
    graph: GraphServer, graph_sign_in: MailSignIn, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin)
    page, listed = reverse("admin:tickets_mailbox_add"), reverse("admin:tickets_mailbox_changelist")
    typed = {
        "address": HELPDESK,
        "way": "graph",
        "port": "993",
        "security": "tls",
        "folder": "INBOX",
        "done_folder": "Behandlet",
        "is_active": "on",
    }
    assert "Vælg et login" in client.post(page, typed).content.decode()
    assert client.post(page, typed | {"way": "imap", "sign_in": graph_sign_in.pk}).status_code == 200
    assert client.post(page, typed | {"sign_in": graph_sign_in.pk}).status_code == 302
    tick = {"action": "try_connection", "_selected_action": Mailbox.objects.get().pk}
    assert "Forbindelsen virker" in client.post(listed, tick, follow=True).content.decode()
    graph.roles = set()
    assert "Mail.ReadWrite" in client.post(listed, tick, follow=True).content.decode()
    changed = reverse("admin:tickets_mailsignin_change", args=[graph_sign_in.pk])
    entered = {"name": "Entra", "service": "imap", "flow": "application", "address": graph_sign_in.address}
    entered |= {"tenant": graph_sign_in.tenant, "client": graph_sign_in.client}
    assert "Ret postkassen først" in client.post(changed, entered).content.decode()


def test_the_guide_connects_a_mailbox_of_graph(
    graph: GraphServer, graph_sign_in: MailSignIn, cast: Cast, client: Client
) -> None:
    client.force_login(cast.municipal_admin)
    posted = {"act": "save", "address": HELPDESK, "way": "graph", "port": "993", "security": "tls"}
    page = client.post(
        reverse("admin:setup_step", args=["receiving"]), posted | {"sign_in": graph_sign_in.pk}, follow=True
    )
    assert "Vi kunne logge ind og åbne mappen" in page.content.decode()


def test_a_person_who_signs_in_with_a_code_is_asked_for_graph_alone(
    graph: GraphServer, graph_sign_in: MailSignIn
) -> None:
    MailSignIn.objects.update(flow="person")
    graph_sign_in.refresh_from_db()
    oauth.begin(graph_sign_in)
    asked = graph.tokens.asked[-1]["scope"].split()
    assert asked == [f"https://{graph.host}/Mail.ReadWrite", f"https://{graph.host}/Mail.Send", "offline_access"]


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "mailFolders/inbox/messages?$expand=attachments", b"", "", 400),
        ("GET", "mailFolders/inbox/messages?$select=hemmelig", b"", "", 400),
        ("GET", "mailFolders/inbox/messages?$top=1001", b"", "", 400),
        ("GET", "mailFolders/inbox/messages?$orderby=subject", b"", "", 400),
        ("GET", "mailFolders?$filter=contains(displayName,'a')", b"", "", 400),
        ("GET", "mailFolders/findes-ikke/messages", b"", "", 404),
        ("GET", "messages/forkert/$value", b"", "", 400),
        ("POST", "mailFolders", b'{"displayName": "A"}', "text/plain", 415),
        ("POST", "mailFolders", b'{"name": "A"}', "application/json", 400),
        ("POST", "sendMail", b"{}", "application/json", 415),
        ("POST", "sendMail", b"!", "text/plain", 400),
        ("DELETE", "messages/forkert", b"", "", 405),
    ],
)
def test_the_stand_in_refuses_what_the_schema_does_not_allow(
    method: str, path: str, body: bytes, kind: str, status: int, graph: GraphServer, graph_sign_in: MailSignIn
) -> None:
    server = Graph(graph_sign_in, HELPDESK)
    answer = server.attempt(method, f"{server.home}/{path}", body, kind, 10_000)
    assert answer.status == status
    assert "code" in json.loads(answer.body)["error"]
