"""What is said to many never carries what one of them wrote: no news, no bundle, no shared answer, no merge."""

import zipfile
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from knowledgebase.models import Article
from organisation.models import Party
from tests.cast import Cast, open_ticket, settle
from tests.triage.known_errors.test_known_errors import tell_all
from tickets.models import Merge, Ticket
from triage import tasks
from triage.known_errors.models import KnownError
from triage.wishes.models import Bundle, ChangeRequest

MOTHER = {
    "requester_name": "Signe Ravnkilde",
    "requester_email": "signe@example.org",
    "requester_phone": "20 30 40 50",
    "subject": "Signes emne om kælderen",
    "body": "Signes egne ord: vi bor nu på Ligustervej 9.",
}
FATHER = {
    "requester_name": "Troels Abildgaard",
    "requester_email": "troels@example.org",
    "requester_phone": "60 70 80 90",
    "subject": "Troels' emne om loftet",
    "body": "Troels' egne ord: jeg leder efter dem.",
}
SECRETS = {
    "signe@example.org": ["Signe", "Ravnkilde", "20 30 40 50", "kælderen", "Ligustervej"],
    "troels@example.org": ["Troels", "Abildgaard", "60 70 80 90", "loftet", "leder efter"],
}


@pytest.fixture
def parents(cast: Cast) -> tuple[Ticket, Ticket]:
    return open_ticket(cast.school, **MOTHER), open_ticket(cast.school, **FATHER)


def nothing_of_the_other(*cases: Ticket) -> None:
    """In no mail to a parent, and on no page of theirs, stands a word of the other's."""
    for address, words in SECRETS.items():
        for letter in mail.outbox:
            if address not in letter.to:
                said = f"{letter.subject}\n{letter.body}"
                assert not [word for word in words if word in said] or not set(letter.to) & set(SECRETS), said
        for case in cases:
            if case.requester_email != address:
                page = Client().get(case.get_absolute_url()).content.decode()
                assert not [word for word in words if word in page]


def test_news_of_a_known_error_say_nothing_of_other_cases(parents: tuple[Ticket, Ticket], cast: Cast) -> None:
    error = KnownError.objects.create(title="Galleriet er tomt", description="Vi ved det.")
    for case in parents:
        error.attach(case, by=cast.superuser)
    settle()
    error.update("Leverandøren har fundet fejlen.", by=cast.support_entitled, status="identified")
    error.solve("Det virker igen.", by=cast.support_entitled)
    tell_all()
    assert len(mail.outbox) >= 8
    nothing_of_the_other(*parents)


def test_merged_cases_share_the_answers_alone(parents: tuple[Ticket, Ticket], cast: Cast) -> None:
    mother, father = parents
    settle()
    Merge.begin(father, mother, by=cast.superuser, confirmed=True)
    father.reply("Troels' egne ord igen: på loftet.")
    mother.reply("Signes egne ord igen: i kælderen.")
    mother.answer("Vi har rettet det for alle.", by=cast.superuser)
    mother.resolve(by=cast.superuser)
    settle()
    nothing_of_the_other(*parents)


def test_an_error_that_is_described_from_a_case_begins_without_its_words(
    parents: tuple[Ticket, Ticket], cast: Cast, client: Client
) -> None:
    client.force_login(cast.support_entitled, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{reverse('admin:triage_knownerror_add')}?case={parents[0].pk}").content.decode()
    assert not [word for word in ("Signe", "Ravnkilde", "20 30 40 50", "Ligustervej", "signe@") if word in page]


def test_a_bundle_tells_what_the_lead_wrote_and_no_more(parents: tuple[Ticket, Ticket], cast: Cast) -> None:
    Party.objects.filter(kind="kombit").update(email="kombit@example.org")
    texts = {"title": "En fælles kalender", "summary": "Alle børns aftaler på ét sted."}
    request = None
    for case in parents:
        case.set_route("change_request", by=cast.superuser)
        request = ChangeRequest.collect(case, by=cast.project_lead, into=request, **texts)
    assert request is not None
    bundle = Bundle.choose([request], by=cast.project_lead, title="Ønsker")
    tasks.make_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.status == Bundle.Status.READY
    sheet = next(file for file in bundle.files.all() if not file.is_pdf)
    with zipfile.ZipFile(BytesIO(bytes(sheet.data))) as pages:
        said = "".join(pages.read(name).decode("utf-8", "replace") for name in pages.namelist())
    subject, body = bundle.letter()
    assert "En fælles kalender" in said
    for words in SECRETS.values():
        assert not [word for word in words if word in said + subject + body]


@pytest.mark.parametrize("route", ["change_request"])
def test_a_wish_that_nobody_has_named_carries_no_names(route: str, cast: Cast) -> None:
    case = open_ticket(cast.school, **MOTHER | {"subject": "Signe Ravnkilde på 20304050 vil have en kalender"})
    case.set_route(route, by=cast.superuser)
    request = ChangeRequest.collect(case, by=cast.project_lead)
    assert "Ravnkilde" not in request.title + request.summary
    assert "20304050" not in request.title + request.summary


def test_a_shared_answer_begins_without_names_and_says_what_was_typed(
    parents: tuple[Ticket, Ticket], cast: Cast, client: Client
) -> None:
    mother, father = parents
    Merge.begin(father, mother, by=cast.superuser, confirmed=True)
    mother.answer("Kære Signe Ravnkilde og Troels Abildgaard. Ring 20 30 40 50.", by=cast.superuser)
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(reverse("admin:tickets_ticket_change", args=[mother.pk]), {"open": "publish"}).context["forms"]
    begun = " ".join(str(form["publish"].initial.get(name)) for name in ("title", "question", "answer"))
    assert not [word for word in ("Ravnkilde", "Abildgaard", "20 30 40 50", "leder efter") if word in begun], begun
    typed = {"title": "Kalender", "question": "Hvor er den?", "answer": "Under Overblik.", "checked": "on"}
    client.post(
        reverse("admin:ticket_publish", args=[mother.pk]), {f"publish-{name}": text for name, text in typed.items()}
    )
    article = Article.objects.get(title="Kalender")
    assert (article.question, article.answer) == ("Hvor er den?", "Under Overblik.")
