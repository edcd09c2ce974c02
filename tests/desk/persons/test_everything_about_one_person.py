"""One mother in every place there is, with the father in the same case: she gets all of hers and not a word of his.

Then she asks to be forgotten, and the whole database knows her no more.
"""

import json
import zipfile
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.persons import case_paper, finding, papers
from desk.persons.pieces import Disclosure
from organisation.models import User
from tests.cast import Cast, kinds, open_ticket, settle
from tests.dump import rows_with as left_in_database
from tickets import tasks
from tickets.attachments.file_texts import text_of
from tickets.attachments.uploads import inspect
from tickets.models import (
    Attachment,
    Draft,
    FoundInFile,
    HeldFile,
    Merge,
    PersonRequest,
    RawMail,
    Reading,
    ReceivedMail,
    Ticket,
)
from tickets.models.conversation import Received
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.wishes.models import ChangeRequest, Vote

NAME, EMAIL, PHONE = "Rosalinde Fjeldsøe", "rosalinde@hjemme.example", "28 51 73 94"
OWN = {"requester_name": NAME, "requester_email": EMAIL, "requester_phone": PHONE}
FATHER = {"requester_name": "Torkild Vang", "requester_email": "torkild@hjemme.example", "requester_phone": "61728394"}
HERS = [
    "Min datter ser ikke kalenderen på torsdage",
    "Billederne fra skovturen mangler hos os",
    "Den virker heller ikke på min gamle telefon",
    "Jeg skriver fra en anden telefon i dag",
    "Moderen ringede om kalenderen i går",
    "hendes billeder ligger i det forkerte album",
    "Samtale om kalenderen med hendes søster",
    "skal ringes op om albummet",
]
"""What she wrote and what was written of her, a sentence for each place."""
HIS = ["Jeg vil ikke have at hun ser min adresse", "Torkild", "Vang", "torkild@", "61728394", "Pigerne er hos mig"]


def file(name: str, cast: Cast, text: str = "Kalenderen er tom.") -> Received:
    data = text.encode()
    return Received(inspect(name, BytesIO(data)), data, 0)


def word(name: str, text: str) -> Received:
    out, lines = BytesIO(), "".join(f"<w:p><w:t>{line}</w:t></w:p>" for line in text.splitlines())
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document>{lines}</w:document>")
        archive.writestr("docProps/core.xml", f"<cp:x><dc:creator>{NAME}</dc:creator></cp:x>")
    return Received(inspect(name, BytesIO(out.getvalue())), out.getvalue(), 0)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Ticket]:
    return everywhere(cast)


def everywhere(cast: Cast) -> dict[str, Ticket]:
    """Two cases of hers, one merged into the father's, and traces of her in as many tables as there are."""
    by = cast.superuser
    first = open_ticket(cast.school, body=HERS[0], subject="Kalender om torsdagen", **OWN)
    second = open_ticket(cast.school, body=HERS[1], subject="Billeder fra skoven", **OWN)
    common = open_ticket(cast.school, body=f"{HIS[0]}. {HIS[5]}.", subject="Adresse", **FATHER)
    first.set_route("schedule_vendor", by=by)
    first.note(f"{HERS[4]}. Spurgte Bodil Krag på kontoret.", by=by)
    FaultReport.record(first, {"full_name": NAME, "steps": "Åbner kalenderen"}, by=by)
    Forwarding.forward(first, by=by)
    Draft.keep(first, by, Draft.Kind.ANSWER, "Kære Rosalinde, prøv igen.")
    first.escalate(by=by, reason="Rosalinde har ringet tre gange.")
    Merge.begin(second, common, by=by, confirmed=True)
    second.reply(HERS[2] + ".")
    common.answer("Prøv at opdatere appen.", by=by)
    common.note(f"Mor, {NAME}, og {FATHER['requester_name']} er uenige.\nFar ringer selv.", by=by)
    other = open_ticket(cast.school, subject="Andet", requester_name="Ib Sand", requester_email="ib@example.org")
    other.note(f"Hører sammen med sagen fra {NAME.upper()}, Skovvej 12, {PHONE.replace(' ', '')}; {HERS[5]}.", by=by)
    other.note("Se filen.", by=by, files=[file(f"{NAME}.txt", cast)])
    first.note("Se notatet.", by=by, files=[file("notat.txt", cast, f"{HERS[6]}.")])
    listed = f"Ib Sand ringer selv.\n{NAME} {HERS[7]}."
    other.note("Se listerne.", by=by, files=[file("liste.txt", cast, listed), word("liste.docx", listed)])
    common.reply("Se brevet.", files=[file("brev.txt", cast, f"{HIS[0]}, {NAME}.")])
    held = ReceivedMail.objects.create(
        fingerprint="held", from_email=EMAIL, from_name=NAME, text=HERS[3], outcome="held", reason="unknown_address"
    )
    RawMail.objects.create(mail=held, data=f"From: {EMAIL}\n\n{HERS[3]}".encode())
    wish = ChangeRequest.objects.create(title="Bedre kalender", summary="x", is_public=True)
    Vote.ask(wish, email=EMAIL)
    HeldFile.hold("en formular", [file(f"Brev fra {NAME}.txt", cast)])
    settle()
    return {"first": first, "second": second, "common": common, "other": other}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, kind: str) -> PersonRequest:
    """As the administrator does it: note the request, confirm what fits, and look through it."""
    facts = {"kind": kind, "name": NAME, "email": EMAIL, "received_on": "2026-01-31", "how_known": "Digital Post"}
    made = client.post(reverse("admin:person_requests"), facts)
    assert made.status_code == 302, made.context["form"].errors
    asked = PersonRequest.objects.get()
    page = client.get(reverse("admin:person_request", args=[asked.pk]))
    confirm = page.context["confirm"]
    posted = {
        name: [value for value, _label in confirm.fields[name].choices] for name in confirm.fields if name[0] != "m"
    }
    assert client.post(reverse("admin:person_confirm", args=[asked.pk]), posted).status_code == 302
    tasks.look_through_files(asked.pk)
    asked.refresh_from_db()
    return asked


def review(client: Client, asked: PersonRequest, **changes: Any) -> None:
    page = client.get(reverse("admin:person_request", args=[asked.pk]))
    form = page.context["review"]
    posted = {"seen": form.initial["seen"], "blackened": form.initial["blackened"], "checked": "on"} | changes
    answer = client.post(reverse("admin:person_review", args=[asked.pk]), posted)
    assert answer.status_code == 302, answer.context["review"].errors
    assert client.get(answer["Location"]).context["is_reviewed"]


def handed_out(client: Client, asked: PersonRequest) -> tuple[str, str]:
    """All that the PDF is made of, and the JSON."""
    paper = client.get(reverse("admin:person_pdf", args=[asked.pk]))
    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")
    assert b"pdfuaid" in paper.content
    asked.refresh_from_db()
    reviewed = finding.find(asked).reviewed(asked.left_out, asked.blackened)
    text = json.dumps(papers.paper_data("Titel", "Om", reviewed, []), ensure_ascii=False)
    data = client.get(reverse("admin:person_json", args=[asked.pk])).content.decode()
    return text, data


def test_she_gets_all_of_hers_and_not_a_word_of_his(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    assert set(asked.tickets.all()) == {cases["first"], cases["second"]}
    review(client, asked)
    text, data = handed_out(client, asked)
    pieces = json.loads(data)
    for passage in [*HERS, "Bedre kalender", "Prøv at opdatere appen", "prøv igen", f"{NAME}.txt", "er uenige"]:
        assert passage in data, passage
        assert passage in text, passage
    for passage in [*HIS, "Bodil", "Krag", "Ib Sand", "Far ringer selv", *staff_names()]:
        assert passage not in data, passage
        assert passage not in text, passage
    assert pieces["left_out"][0]["count"] > 0
    assert cases["first"].token not in data


def staff_names() -> list[str]:
    return list(User.objects.values_list("name", flat=True))


def test_what_is_handed_out_was_read_by_who_did_it_and_stands_in_the_cases(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    review(client, asked)
    read = set(Reading.objects.filter(person=cast.municipal_admin).values_list("ticket", flat=True))
    assert read >= {cases["first"].pk, cases["second"].pk, cases["common"].pk, cases["other"].pk}
    client.post(reverse("admin:person_finish", args=[asked.pk]), {"outcome": "Sendt med Digital Post."})
    assert kinds(cases["first"])[-1] == kinds(cases["second"])[-1] == "disclosed"
    asked.refresh_from_db()
    assert asked.is_done
    assert client.get(reverse("admin:person_pdf", args=[asked.pk])).status_code == 409


def test_nothing_is_handed_out_that_nobody_has_looked_at(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    address = reverse("admin:person_json", args=[asked.pk])
    assert client.get(address).status_code == 409
    review(client, asked)
    assert client.get(address).status_code == 200
    cases["first"].note("Endnu en note om moderen.", by=cast.superuser)
    assert client.get(address).status_code == 409


def test_a_piece_can_be_left_out_and_a_word_blackened(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    draft = Draft.objects.get()
    review(client, asked, left_out=[f"tickets.Draft:{draft.pk}"], more="kontoret")
    _text, data = handed_out(client, asked)
    assert "prøv igen" not in data
    assert "kontoret" not in data
    assert HERS[4] in data


def test_after_she_asked_to_be_forgotten_a_dump_of_the_database_knows_her_no_more(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    traces = ["Rosalinde", "Fjeldsøe", EMAIL, PHONE, PHONE.replace(" ", ""), "Skovvej 12", *HERS[:5]]
    assert len(left_in_database(traces)) > 20
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "erasure")
    listed = Attachment.objects.get(name="liste.txt")
    another = PersonRequest.receive(
        kind="access", by=cast.municipal_admin, received_on=timezone.localdate(), name="Ib Sand", email="", phone=""
    )
    another.found_in_files.create(attachment=listed, text=f"Ib Sand og {NAME}")
    answer = client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    assert answer.status_code == 302
    assert another.found_in_files.get().text == "Ib Sand og [navn]"
    settle()
    assert left_in_database(traces) == []
    assert len(left_in_database(["Torkild"])) > 3
    assert cases["common"].messages.filter(body__contains=HIS[0]).exists()
    common = Ticket.objects.get(pk=cases["common"].pk)
    assert (common.requester_name, common.forgotten_at) == (FATHER["requester_name"], None)
    for case in ("first", "second"):
        assert {"erased", "forgotten"} <= set(kinds(cases[case]))
        assert Ticket.objects.get(pk=cases[case].pk).route == ("schedule_vendor" if case == "first" else None)
    asked.refresh_from_db()
    assert asked.is_done
    assert "2 sager" in asked.outcome
    for left in Attachment.objects.filter(message__ticket=cases["other"], name__startswith="liste"):
        text = text_of(bytes(left.content.data), left.content_type)
        assert "Ib Sand ringer selv." in text
        assert "[navn] skal ringes op" in text
        assert "Rosalinde" not in text


def test_a_file_in_which_nothing_can_be_changed_keeps_the_request_open_and_is_named(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    """With the case in which it lies, and until it is deleted there."""
    paper = papers.pdf("Liste", f"{NAME} skal ringes op.", Disclosure([], []))
    pdf = Received(inspect("liste.pdf", BytesIO(paper)), paper, 0)
    cases["other"].note("Se den.", by=cast.superuser, files=[pdf])
    settle()
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "erasure")
    page = client.get(reverse("admin:person_request", args=[asked.pk])).content.decode()
    assert "liste.pdf" in page
    client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    asked = PersonRequest.objects.get()
    assert (asked.is_done, cases["other"].number in asked.outcome) == (False, True)
    cases["other"].remove_file(Attachment.objects.get(name="liste.pdf"), by=cast.superuser)
    client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    assert PersonRequest.objects.get().is_done
    assert FoundInFile.objects.count() == 0


def test_the_files_that_she_sent_and_was_sent_are_handed_out_and_those_in_notes_are_not(cast: Cast) -> None:
    case = open_ticket(
        cast.school, files=[file("brev.txt", cast, "Kære skole"), file("hemmelig.txt", cast, "x")], **OWN
    )
    case.answer("Se planen.", by=cast.superuser, files=[file("plan.txt", cast, "Mandag")])
    case.note("Se notatet.", by=cast.superuser, files=[file("notat.txt", cast, "Bodil ringer")])
    settle()
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    address = reverse("admin:person_zip", args=[asked.pk])
    assert client.get(address).status_code == 409
    review(client, asked, left_out=[f"file:{Attachment.objects.get(name='hemmelig.txt').pk}"])
    with zipfile.ZipFile(BytesIO(client.get(address).getvalue())) as archive:
        names = archive.namelist()
        assert names == [f"indsigt-{asked.pk}.pdf", f"indsigt-{asked.pk}.json", "001 brev.txt", "002 plan.txt"]
        assert archive.read("001 brev.txt").decode() == "Kære skole"


def test_nothing_is_reviewed_or_erased_before_the_files_were_looked_through(cast: Cast) -> None:
    open_ticket(cast.school, files=[file("brev.txt", cast)], **OWN)
    settle()
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "erasure")
    asked.confirm(by=cast.municipal_admin, tickets=asked.tickets.all(), names=[NAME], emails=[EMAIL], phones=[])
    page = client.get(reverse("admin:person_request", args=[asked.pk]))
    assert "0 af 1 fil" in page.content.decode()
    refused = client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    assert (refused.status_code, Ticket.objects.get().requester_name) == (409, NAME)
    form = {"seen": page.context["review"].initial["seen"], "checked": "on"}
    assert client.post(reverse("admin:person_review", args=[asked.pk]), form).status_code == 409
    tasks.sweep_files()
    assert client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"}).status_code == 302
    assert PersonRequest.objects.get().is_done


def test_a_file_that_comes_later_is_looked_through_too(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    review(client, asked)
    cases["other"].note("Se den.", by=cast.superuser, files=[file("ny.txt", cast, f"{NAME} har ringet.")])
    settle()
    assert client.get(reverse("admin:person_json", args=[asked.pk])).status_code == 409
    review(client, asked)
    assert "har ringet" in handed_out(client, asked)[1]


def held_mail(sender: str, *files: Received) -> ReceivedMail:
    """A mail that waits for a person, with files that nobody has let in."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "aula@kommune.example", "Til jer"
    mail.set_content("Se vedlagte.")
    for each in files:
        main, sub = each.upload.content_type.split("/")
        mail.add_attachment(each.data, maintype=main, subtype=sub, filename=each.upload.name)
    row = ReceivedMail.objects.create(
        fingerprint=sender, from_email=sender, subject="Til jer", text="Se vedlagte.", outcome="held", reason="spam"
    )
    RawMail.objects.create(mail=row, data=mail.as_bytes())
    return row


def test_what_came_with_a_mail_that_is_held_is_looked_through_and_goes_when_it_is_erased(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    """Of her own mail everything, of that of others the lines about her."""
    held_mail(EMAIL, file("blanket.txt", cast, "Ferie i uge syv."))
    his = held_mail("ib@example.org", word("liste.docx", f"Ib Sand ringer selv.\n{NAME} har bedt om hjælp."))
    theirs = held_mail("ida@example.org", file(f"Om {NAME}.txt", cast, "Intet her."))
    nobody = held_mail("bo@example.org", file("andet.txt", cast, "Ib Sand ringer."))
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    review(client, asked)
    data = handed_out(client, asked)[1]
    assert [said in data for said in ("blanket.txt", "Ferie i uge syv", "har bedt om hjælp", "Om Rosalinde")] == [
        True
    ] * 4
    assert "Ib Sand ringer" not in data
    asked.finish(by=cast.municipal_admin, outcome="Sendt.")
    PersonRequest.objects.all().delete()
    ask(client, "erasure")
    client.post(reverse("admin:person_erase", args=[PersonRequest.objects.get().pk]), {"checked": "on"})
    assert set(RawMail.objects.values_list("mail", flat=True)) == {nobody.pk}, (his.pk, theirs.pk)


def test_his_words_stay_when_his_case_was_merged_into_hers(cast: Cast) -> None:
    hers = open_ticket(cast.school, body=HERS[0], **OWN)
    his = open_ticket(cast.school, body=HIS[0], **FATHER)
    Merge.begin(his, hers, by=cast.superuser, confirmed=True)
    his.reply(HIS[5])
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "erasure")
    client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    settle()
    assert left_in_database(["Rosalinde", "Fjeldsøe", EMAIL, HERS[0]]) == []
    assert sorted(his.messages.values_list("body", flat=True)) == [HIS[0], HIS[5]]


def test_a_case_that_is_flagged_stays_until_somebody_has_seen_to_it_and_says_so(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    Flag.raise_on(cases["first"], ["violence"])
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "erasure")
    page = client.get(reverse("admin:person_request", args=[asked.pk])).content.decode()
    assert "ingen har set på den" in page
    client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    asked = PersonRequest.objects.get()
    assert not asked.is_done
    assert cases["first"].number in asked.outcome
    assert list(asked.tickets.all()) == [cases["first"]], "what is erased is not erased again"
    assert Ticket.objects.get(pk=cases["first"].pk).requester_name == NAME
    assert Ticket.objects.get(pk=cases["second"].pk).requester_name == ""
    Flag.objects.get(ticket=cases["first"], kind="violence").clear(by=cast.municipal_admin)
    client.post(reverse("admin:person_erase", args=[asked.pk]), {"checked": "on"})
    settle()
    assert PersonRequest.objects.get().is_done
    assert left_in_database(["Fjeldsøe", EMAIL]) == []


def test_a_correction_reaches_every_case_and_is_told_there(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "correction")
    data = {"name": "Rosalinde Fjeldsøe Lund", "statement": "Hun har ikke skiftet adresse."}
    assert client.post(reverse("admin:person_correct", args=[asked.pk]), data).status_code == 302
    settle()
    first = Ticket.objects.get(pk=cases["first"].pk)
    assert (first.requester_name, first.requester_email) == ("Rosalinde Fjeldsøe Lund", EMAIL)
    assert "person_corrected" in kinds(first)
    assert first.messages.filter(kind="note", body__contains="ikke skiftet adresse").exists()
    assert "Lund" in first.search_entry.text
    asked.refresh_from_db()
    assert asked.is_done


def test_the_deadline_is_a_month_and_stands_on_the_overview_of_the_administrator_alone(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    assert asked.due_on.isoformat() == "2026-02-28"
    assert asked.is_late == (timezone.localdate() > asked.due_on)
    assert reverse("admin:person_request", args=[asked.pk]) in client.get(reverse("admin:index")).content.decode()
    other = signed_in(cast.support_entitled).get(reverse("admin:index")).content.decode()
    assert "/persons/" not in other


def test_who_was_asked_about_is_forgotten_with_the_cases_of_that_age(cases: dict[str, Ticket], cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    asked = ask(client, "access")
    asked.finish(by=cast.municipal_admin, outcome="Sendt.")
    PersonRequest.objects.update(done_at=timezone.now() - timedelta(days=366))
    PersonRequest.drop_old()
    assert left_in_database([EMAIL], apart=()) != []
    assert [row for row in left_in_database([EMAIL, NAME]) if "personrequest" in row] == []


def test_the_page_of_one_case_makes_a_pdf_with_journal_number_and_without_what_is_blackened(
    cases: dict[str, Ticket], cast: Cast
) -> None:
    client, first = signed_in(cast.municipal_admin), cases["first"]
    client.post(
        reverse("admin:ticket_journal", args=[first.pk]), {"journal-number": "2026-0417", "journal-kle": "17.00.00"}
    )
    assert kinds(first)[-1] == "journalled"
    address = reverse("admin:ticket_paper", args=[first.pk])
    form = client.get(address).context["review"]
    posted = {"seen": form.initial["seen"], "blackened": [NAME, "Rosalinde"], "checked": "on"}
    answer = client.post(address, posted)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert kinds(first)[-1] == "disclosed"
    first.refresh_from_db()
    reviewed = finding.find_case(first).reviewed([], [NAME, "Rosalinde"])
    text = json.dumps(papers.paper_data("Sag", "Om", reviewed, case_paper.facts_of(first)), ensure_ascii=False)
    for passage in ("2026-0417", "17.00.00", HERS[0]):
        assert passage in text
    assert "Rosalinde" not in text
