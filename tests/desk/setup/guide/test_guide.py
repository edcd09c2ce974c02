"""The guided start: from an empty installation, any order, and nothing typed is lost."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from desk.readiness.models import Confirmation
from desk.setup.guide import closing, holiday_files, looks, starter
from desk.setup.guide.steps import StepState
from organisation.models import ClosingDay, Institution, Logo, Municipality, OpeningWindow, Party, User
from organisation.roles import Role
from tests.cast import PASSWORD, Cast, keep_starting_rows, open_ticket, person
from tickets.models import Mailbox
from tickets.words import SENSITIVE
from triage.flags.models import NamedPerson
from triage.ready_answers.models import AnswerTemplate, Macro

pytestmark = pytest.mark.django_db
STEPS = [step.name for step in looks.STEPS]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def first() -> Client:
    """The first administrator of an empty installation."""
    keep_starting_rows()
    Municipality.forget_cached()
    return signed_in(User.objects.create_superuser("admin@kommune.example", PASSWORD, name="Anna Admin"))


def at(step: str) -> str:
    return reverse("admin:setup_step", args=[step])


def state(step: str) -> str:
    seen_step = next(each for each in looks.progress().seen if each.step.name == step)
    return seen_step.look.state


def png(size: tuple[int, int] = (300, 120)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens_on_an_empty_installation(step: str, first: Client) -> None:
    page = first.get(at(step))
    assert page.status_code == 200
    assert 'aria-current="step"' in page.content.decode()


def test_a_step_that_is_none_is_not_found(first: Client) -> None:
    assert first.get(at("noget-andet")).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MUNICIPAL_ADMIN])
def test_nobody_else_sets_the_house_up(role: Role, cast: Cast) -> None:
    client = signed_in(cast.by_role(role))
    assert client.get(reverse("admin:setup")).status_code == 403
    assert client.post(at("municipality"), {"act": "save", "name": "Fremmed"}).status_code == 403
    assert client.post(reverse("admin:setup_colour"), {"primary_colour": "#000000"}).status_code == 403
    assert Municipality.objects.get().name == "Nordsø Kommune"


def test_the_overview_begins_with_the_guide_until_there_are_cases(first: Client) -> None:
    page = first.get(reverse("admin:index")).content.decode()
    assert "Næste trin" in page
    assert "home__cards" not in page
    school = Institution.objects.create(name="Grøndal Skole", kind="school", code="731004")
    page = first.get(reverse("admin:index")).content.decode()
    assert "home__cards" in page
    assert "Opsætningen er i gang" in page
    open_ticket(school, subject="Ugeplanen er tom")
    assert "Opsætningen er i gang" not in first.get(reverse("admin:index")).content.decode()


def test_what_works_already_is_shown_as_such(first: Client) -> None:
    assert {step: state(step) for step in ("appearance", "receiving", "hours", "texts", "sensitive")} == dict.fromkeys(
        ("appearance", "receiving", "hours", "texts", "sensitive"), StepState.DEFAULT
    )
    assert state("municipality") == StepState.MISSING


def test_the_municipality_is_saved_and_the_next_step_opens(first: Client) -> None:
    posted = {"act": "save", "name": "Nordsø Kommune", "phone": "72 00 10 00", "contact_email": "aula@nordsoe.example"}
    answer = first.post(at("municipality"), posted)
    assert answer.status_code == 302
    assert answer["Location"] == at("sending")
    assert Municipality.objects.get().phone == "72 00 10 00"
    assert state("municipality") == StepState.DONE


def test_what_was_typed_comes_back_with_what_is_wrong(first: Client) -> None:
    posted = {"act": "save", "name": "Nordsø Kommune", "contact_email": "ingen adresse", "cvr": "12"}
    page = first.post(at("municipality"), posted)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="Nordsø Kommune"' in text
    assert 'value="ingen adresse"' in text
    assert 'href="#div_id_contact_email"' in text
    assert not Municipality.objects.exists()


def test_a_colour_on_which_white_cannot_be_read_is_refused(first: Client) -> None:
    assert first.post(at("appearance"), {"act": "save", "primary_colour": "#ffee00"}).status_code == 422
    assert first.post(at("appearance"), {"act": "save", "primary_colour": "#1f4e8c"}).status_code == 302
    assert Municipality.objects.get().primary_colour == "#1f4e8c"


def test_the_contrast_of_a_colour_is_told_while_it_is_picked(first: Client) -> None:
    address = reverse("admin:setup_colour")
    assert "svær at læse" in first.post(address, {"primary_colour": "#ffee00"}).content.decode()
    assert "let at læse" in first.post(address, {"primary_colour": "#1f4e8c"}).content.decode()
    assert "<svg" not in first.post(address, {"primary_colour": '"><script>'}).content.decode()


def test_a_logo_is_shown_on_the_public_pages_and_taken_away_again(first: Client) -> None:
    file = SimpleUploadedFile("logo.png", png(), content_type="image/png")
    assert first.post(at("appearance"), {"act": "logo", "picture": file}).status_code == 302
    Municipality.forget_cached()
    address = reverse("logo", args=[Municipality.objects.get().logo_digest])
    assert address in Client().get("/").content.decode()
    picture = Client().get(address)
    assert picture["Content-Type"] == "image/png"
    assert "immutable" in picture["Cache-Control"]
    assert first.post(at("appearance"), {"act": "take_down"}).status_code == 302
    Municipality.forget_cached()
    assert not Logo.objects.exists()
    assert address not in Client().get("/").content.decode()


def test_a_file_that_is_no_picture_is_no_logo(first: Client) -> None:
    script = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    assert first.post(at("appearance"), {"act": "logo", "picture": script}).status_code == 422
    assert not Logo.objects.exists()


def test_a_drawing_is_refused_with_what_to_do(first: Client) -> None:
    drawing = (
        b'<?xml version="1.0"?>\n<!-- Vaaben -->\n<SVG xmlns="http://www.w3.org/2000/svg"><script>1</script></SVG>'
    )
    answer = first.post(at("appearance"), {"act": "logo", "picture": SimpleUploadedFile("vaaben.svg", drawing)})
    assert answer.status_code == 422
    assert "Gem den som PNG" in answer.content.decode()
    assert not Logo.objects.exists()


def test_a_large_logo_is_made_smaller() -> None:
    Municipality.objects.create(id=1, name="Nordsø Kommune")
    Logo.put_up(png((4000, 1000)))
    assert (Logo.objects.get().width, Logo.objects.get().height) == (640, 160)


def test_a_test_mail_that_a_folder_took_has_not_left_the_house(first: Client) -> None:
    first.post(at("sending"), {"act": "test", "to": "chef@kommune.example"})
    assert [each.to for each in mail.outbox] == [["chef@kommune.example"]]
    assert not Confirmation.objects.exists()
    assert state("sending") == StepState.MISSING


def test_a_test_mail_that_does_not_leave_says_why(first: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = first.post(at("sending"), {"act": "test", "to": "chef@kommune.example"})
    assert page.status_code == 409
    assert "Serveren svarer ikke" in page.content.decode()
    assert state("sending") == StepState.MISSING


def test_a_mailbox_is_saved_and_tried(first: Client, settings: Any) -> None:
    settings.MAILBOX_PASSWORDS = {"aula@nordsoe.example": "hemmelig"}
    posted = {"act": "save", "address": "aula@nordsoe.example", "host": "127.0.0.1", "port": "9", "security": "none"}
    page = first.post(at("receiving"), posted, follow=True)
    assert "Serveren svarer ikke" in page.content.decode()
    box = Mailbox.objects.get()
    assert state("receiving") == StepState.MISSING
    box.host = ""
    box.save()
    first.post(at("receiving"), {"act": "try", "mailbox": box.pk})
    assert state("receiving") == StepState.DONE


def test_opening_hours_with_a_lunch_break(first: Client) -> None:
    posted = {"act": "hours", "opens_0_0": "08:00", "closes_0_0": "12:00", "opens_0_1": "13:00", "closes_0_1": "15:30"}
    posted["meant"] = "on"
    assert first.post(at("hours"), posted).status_code == 302
    windows = OpeningWindow.objects.order_by("opens").values_list("weekday", "opens", "closes")
    assert list(windows) == [(0, time(8), time(12)), (0, time(13), time(15, 30))]


@pytest.mark.parametrize(
    "told",
    [
        {"opens_0_0": "12:00", "closes_0_0": "08:00"},
        {"opens_0_0": "08:00"},
        {"opens_0_0": "08:00", "closes_0_0": "12:00", "opens_0_1": "11:00", "closes_0_1": "15:00"},
        {},
    ],
)
def test_opening_hours_that_cannot_be(told: dict[str, str], first: Client) -> None:
    page = first.post(at("hours"), told | {"act": "hours"})
    assert page.status_code == 422
    assert not OpeningWindow.objects.exists()


def test_usual_closing_days_are_offered_and_kept(first: Client) -> None:
    offered = closing.usual(date(2026, 11, 29))
    assert [(each.first, each.last) for each in offered] == [
        (date(2026, 12, 27), date(2026, 12, 30)),
        (date(2027, 2, 15), date(2027, 2, 19)),
        (date(2027, 3, 22), date(2027, 3, 24)),
        (date(2027, 5, 7), date(2027, 5, 7)),
        (date(2027, 10, 18), date(2027, 10, 22)),
    ]
    offered[0].keep()
    assert list(ClosingDay.objects.order_by("day").values_list("day", flat=True)) == [
        date(2026, 12, 28),
        date(2026, 12, 29),
        date(2026, 12, 30),
    ]
    assert offered[0] not in closing.usual(date(2026, 11, 29))


ICAL = """BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270215\r
DTEND;VALUE=DATE:20270220\r
SUMMARY:Vinterferie\\, alle\r
  skoler\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270507\r
SUMMARY:Lukkedag\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_school_holidays_from_ical() -> None:
    assert holiday_files.read(ICAL).closings == [
        closing.Closing(date(2027, 2, 15), date(2027, 2, 19), "Vinterferie, alle skoler"),
        closing.Closing(date(2027, 5, 7), date(2027, 5, 7), "Lukkedag"),
    ]


def test_school_holidays_from_csv_with_and_without_headings() -> None:
    expected = [closing.Closing(date(2027, 2, 15), date(2027, 2, 19), "Vinterferie")]
    assert holiday_files.read("Første dag;Sidste dag;Navn\n15-02-2027;19-02-2027;Vinterferie\n").closings == expected
    assert holiday_files.read("2027-02-15,2027-02-19,Vinterferie").closings == expected


AUTUMN = closing.Closing(date(2026, 10, 12), date(2026, 10, 16), "Efterårsferie")


@pytest.mark.parametrize(
    "inside",
    [
        "DTSTART:20261011T220000Z\nDTEND:20261016T220000Z\nSUMMARY:Efterårsferie",
        "dtstart;value=date:20261012\nduration:P5D\nsummary:Efterårsferie",
        'DTSTART;TZID="Europe/Copenhagen":20261012T080000\nDTEND:20261016T150000\nSUMMARY:Efterårs\n ferie',
        "BEGIN:VALARM\nSUMMARY:Husk\nTRIGGER:-P1D\nEND:VALARM\nDTSTART:20261012\nDTEND:20261017\nSUMMARY:Efterårsferie",
        "DTSTART:20261012\nDTEND:20261017\nSUMMARY:Efterårsferie\nBEGIN:VALARM\nSUMMARY:Husk\nEND:VALARM",
    ],
)
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r"])
def test_calendars_write_whole_days_in_many_ways(inside: str, end_of_line: str) -> None:
    text = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{inside}\nEND:VEVENT\nEND:VCALENDAR\n".replace("\n", end_of_line)
    assert holiday_files.read(text) == holiday_files.HolidayFile([AUTUMN], [])


def test_what_a_calendar_cancels_is_passed_over_and_what_has_no_day_is_told() -> None:
    gone = "BEGIN:VEVENT\nDTSTART:20261012\nSTATUS:CANCELLED\nSUMMARY:Aflyst\nEND:VEVENT\n"
    bare = "BEGIN:VEVENT\nDTSTART:i morgen\nSUMMARY:Uden dag\nEND:VEVENT\n"
    assert holiday_files.read(f"BEGIN:VCALENDAR\n{gone}{bare}END:VCALENDAR") == holiday_files.HolidayFile(
        [], ["Uden dag"]
    )


@pytest.mark.parametrize(
    "line",
    [
        "Efterårsferie;12-10-2026;16-10-2026",
        "Efterårsferie\t12.10.2026\t16.10.2026",
        '2026/27;"Efterårsferie";2026-10-12;2026-10-16;Alle skoler',
        "12/10/26, 16/10/26, Efterårsferie",
        "20261012;20261016;Efterårsferie",
        "Efterårsferie: mandag den 12. oktober 2026 – fredag den 16. oktober 2026. Begge dage inkl.",
        "Efterårsferie: mandag d. 12. oktober til fredag den 16. oktober 2026",
        "Efterårsferie 12.-16. oktober 2026",
        "Fra 12. okt. 2026 til 16. okt. 2026: Efterårsferie",
    ],
)
def test_school_holidays_are_read_as_people_write_them(line: str) -> None:
    assert holiday_files.read(f"Ferie;Fra;Til\n{line}\n") == holiday_files.HolidayFile([AUTUMN], [])


@pytest.mark.parametrize(
    "line",
    ["Jul 24/12", "31-02-2027;31-02-2027;Ingen dag", "2026-10-16;2026-10-12;Baglæns", "2026-01-01;2026-12-31;Altid"],
)
def test_a_line_that_is_no_holiday_is_told_rather_than_lost(line: str, first: Client) -> None:
    assert holiday_files.read(line) == holiday_files.HolidayFile([], [line])
    answer = first.post(at("hours"), {"act": "school", "pasted": f"{line}\n12-10-2026"})
    assert answer.status_code == 200
    assert [each.name for each in answer.context["found"]] == ["Skoleferie"]
    assert f"<li>{line}</li>" in answer.content.decode()


@pytest.mark.parametrize("text", ['"' + "x" * 300_000, "BEGIN:VEVENT" * 50_000 + "BEGIN:VCALENDAR", "1 - " * 100_000])
def test_no_file_of_holidays_is_too_odd(text: str) -> None:
    assert holiday_files.read(text).closings == []


def test_days_that_a_file_names_are_shown_and_kept_when_ticked(first: Client) -> None:
    page = first.post(at("hours"), {"act": "school", "pasted": ICAL}).content.decode()
    assert 'value="2027-02-15/2027-02-19/Vinterferie, alle skoler"' in page
    assert not ClosingDay.objects.exists()
    first.post(at("hours"), {"act": "found", "closing": ["2027-02-15/2027-02-19/Vinterferie", "vrøvl", "1/2"]})
    assert ClosingDay.objects.count() == 5
    days = list(ClosingDay.objects.values_list("pk", flat=True))
    first.post(at("hours"), {"act": "remove", "day": days[:2]})
    assert ClosingDay.objects.count() == 3


def test_a_file_without_days_says_so(first: Client) -> None:
    assert first.post(at("hours"), {"act": "school", "pasted": "bare tekst"}).status_code == 422


def test_a_person_is_invited_once_however_often_they_are_added(first: Client) -> None:
    school = Institution.objects.create(name="Grøndal Skole", kind="school", code="731004")
    posted = {
        "act": "add",
        "name": "Sara",
        "email": "Sara@Skole.example",
        "role": "superuser",
        "institution": school.pk,
    }
    for _time in range(2):
        assert first.post(at("people"), posted).status_code == 302
    sara = User.objects.get(email="sara@skole.example")
    assert sara.memberships.count() == 1
    assert sara.link_wanted == "invitation"
    first.post(at("central"), posted | {"role": "support_entitled"})
    assert sara.roles == {"superuser", "support_entitled"}


def test_the_gaps_of_each_institution_are_shown(first: Client) -> None:
    school = Institution.objects.create(name="Grøndal Skole", kind="school", code="731004")
    page = first.get(at("people")).content.decode()
    assert f"?institution={school.pk}&amp;role=pilot#add" in page
    User.objects.invite("pia@skole.example", "Pia Pilot", Role.PILOT, school)
    page = first.get(at("people")).content.decode()
    assert f"?institution={school.pk}&amp;role=pilot#add" not in page
    assert "Pia Pilot" in page


def test_known_parties_come_without_what_the_demo_made_up(first: Client) -> None:
    keys = [row["key"] for row in starter.missing_parties()]
    posted = {"act": "take", "known": keys, "it_name": "IT-afdelingen", "it_email": "it@nordsoe.example"}
    first.post(at("parties"), posted)
    parties = Party.objects.exclude(key="it")
    assert parties.count() == len(keys)
    assert [each.name for each in parties if ".example" in f"{each.email}{each.status_page}{each.website}"] == []
    assert state("parties") == StepState.DONE
    assert starter.missing_parties() == []


def test_the_it_department_is_shown_as_it_is_known_and_nothing_of_it_is_lost(cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    Party.objects.filter(key="it").update(phone="72 00 10 07")
    sent = form_of(client, "parties", "take")
    assert (sent["it_name"], sent["it_email"], sent["it_phone"]) == ("IT-afdelingen", "it@example.org", "72 00 10 07")
    assert client.post(at("parties"), sent | {"it_email": "ny@example.org"}).status_code == 302
    party = Party.objects.get(key="it")
    assert (party.email, party.phone) == ("ny@example.org", "72 00 10 07")
    answer = client.post(at("parties"), form_of(client, "parties", "take") | {"it_name": ""})
    assert answer.status_code == 422
    assert Party.objects.get(key="it").name == "IT-afdelingen"


def test_what_all_schools_use_is_said_once(first: Client) -> None:
    starter.take_parties(["ist-trio", "meebook", *[row["key"] for row in starter.missing_parties()]])
    schedule = Party.objects.filter(kind="schedule_vendor").order_by("id").first()
    widget = Party.objects.filter(kind="widget_vendor").order_by("id").first()
    school = Institution.objects.create(name="Grøndal Skole", kind="school", code="731004")
    daycare = Institution.objects.create(name="Havlunden", kind="daycare", code="G19814")
    assert schedule is not None
    assert widget is not None
    first.post(at("parties"), {"act": "uses", "schedule": schedule.pk, "school_widgets": [widget.pk]})
    school.refresh_from_db()
    assert school.schedule_vendor == schedule
    assert list(school.widget_vendors.all()) == [widget]
    assert list(daycare.widget_vendors.all()) == []


def test_people_are_named_for_every_kind_of_sensitive_matter(first: Client) -> None:
    user = User.objects.get()
    for _time in range(2):
        first.post(at("sensitive"), {"act": "name", "people": [user.pk]})
    assert NamedPerson.objects.filter(user=user).count() == len(SENSITIVE)
    assert state("sensitive") == StepState.DONE


def test_templates_and_macros_are_taken_once(first: Client) -> None:
    for _time in range(2):
        first.post(at("starting"), {"act": "ready"})
    contents = starter.composer()
    assert AnswerTemplate.objects.count() == len(contents["templates"])
    assert Macro.objects.count() == len(contents["macros"])


def test_the_facts_of_privacy_are_filled_in_beside_the_steps(first: Client) -> None:
    posted = {"act": "save", "adviser_email": "dpo@nordsoe.example", "processors": "Kommunen selv"}
    assert first.post(at("privacy"), posted).status_code == 302
    assert Municipality.objects.get().adviser_email == "dpo@nordsoe.example"


def form_of(client: Client, step: str, act: str, name: str = "form") -> dict[str, Any]:
    """What a browser would send of a form of the step as it is."""
    answer: Any = client.get(at(step))
    form = answer.context[name]
    assert f'name="row_picture" value="{escape(form.picture)}"' in answer.content.decode()
    sent: dict[str, Any] = {}
    for field, control in form.fields.items():
        value = form[field].value()
        if isinstance(value, bool):
            sent |= {field: "on"} if value else {}
        elif value is not None and not isinstance(value, list):
            sent[field] = control.widget.format_value(value) or ""
    return sent | {"act": act, "row_picture": form.picture}


@pytest.mark.parametrize(
    ("which", "theirs", "mine"),
    [
        (("municipality", "save", "form"), ("phone", "72 00 10 00"), ("address", "Torvet 1")),
        (("privacy", "save", "form"), ("adviser_name", "Dorte Rådgiver"), ("adviser_phone", "72 00 10 01")),
        (("sensitive", "duty", "duty"), ("duty_name", "Døgnvagten"), ("duty_phone", "72 00 10 02")),
        (("hours", "hours", "form"), ("opens_1_0", "09:30"), ("closes_2_0", "14:15")),
        (("parties", "take", "form"), ("it_phone", "72 00 10 09"), ("it_name", "IT og Digitalisering")),
    ],
)
def test_of_two_who_set_the_same_up_the_second_sees_what_came_in_between(
    which: tuple[str, str, str], theirs: tuple[str, str], mine: tuple[str, str], cast: Cast
) -> None:
    step, _act, name = which
    first, second = signed_in(cast.municipal_admin), signed_in(person("municipal_admin", None, email="to@example.org"))
    before, early = form_of(second, *which), form_of(first, *which)
    assert first.post(at(step), early | dict([theirs])).status_code == 302
    answer: Any = second.post(at(step), before | dict([mine]))
    assert answer.status_code == 409
    form, page = answer.context[name], answer.content.decode()
    assert "mens du skrev" in page
    assert [form[field].value() for field, _value in (theirs, mine)] == [theirs[1], mine[1]]
    assert mine[1] in page
    again = before | dict([theirs, mine]) | {"row_picture": form.picture}
    assert second.post(at(step), again).status_code == 302
    kept = form_of(second, *which)
    assert [kept[field] for field, _value in (theirs, mine)] == [theirs[1], mine[1]]


def test_who_saved_in_between_is_named(cast: Cast) -> None:
    second = signed_in(person("municipal_admin", None, email="to@example.org"))
    before, first = form_of(second, "municipality", "save"), signed_in(cast.municipal_admin)
    first.post(at("municipality"), form_of(first, "municipality", "save") | {"phone": "72 00 10 00"})
    page = second.post(at("municipality"), before | {"address": "Torvet 1"}).content.decode()
    assert "Person municipal_admin gemte" in page
    assert Municipality.objects.get().address == ""


def test_a_stretch_that_somebody_added_in_between_is_not_taken_away(cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    client.post(at("hours"), form_of(client, "hours", "hours"))
    before = form_of(client, "hours", "hours")
    OpeningWindow.objects.filter(weekday=0).update(closes=time(10))
    for opens in (11, 13):
        OpeningWindow.objects.create(weekday=0, opens=time(opens), closes=time(opens + 1))
    answer: Any = client.post(at("hours"), before)
    assert answer.status_code == 409
    assert answer.context["form"]["opens_0_2"].value() == "13:00"
    assert OpeningWindow.objects.filter(weekday=0).count() == 3


def test_a_form_of_the_guide_of_which_nothing_has_changed_since_is_saved_at_once(cast: Cast) -> None:
    client = signed_in(cast.municipal_admin)
    for which in (("municipality", "save", "form"), ("appearance", "save", "form"), ("hours", "closing", "days")):
        assert client.post(at(which[0]), form_of(client, *which)).status_code == 302


def test_what_a_school_has_of_its_own_is_neither_shown_nor_taken_away(cast: Cast) -> None:
    """The guide is about the whole municipality."""
    OpeningWindow.objects.create(weekday=0, opens=time(9), closes=time(11), institution=cast.school)
    offered = closing.usual(date.today())[0].days[0]  # noqa: DTZ011  the guide asks for the day here
    for place in (cast.school, cast.daycare):
        ClosingDay.objects.create(day=offered, name="Fagdag", institution=place)
    client = signed_in(cast.municipal_admin)
    page: Any = client.get(at("hours"))
    assert page.context["form"]["opens_0_0"].value() == time(8)
    assert not page.context["entered"]
    assert state("hours") == StepState.DEFAULT
    posted = {"act": "hours", "opens_0_0": "08:00", "closes_0_0": "12:00", "meant": "on"}
    assert client.post(at("hours"), posted).status_code == 302
    assert client.post(at("hours"), {"act": "closing", "first": offered, "name": "Lukket"}).status_code == 302
    own = ClosingDay.objects.filter(day=offered, institution=None)
    assert own.get().name == "Lukket"
    kept = ClosingDay.objects.exclude(institution=None).values_list("pk", flat=True)
    client.post(at("hours"), {"act": "remove", "day": list(kept)})
    assert ClosingDay.objects.exclude(institution=None).count() == 2
    assert OpeningWindow.objects.filter(institution=cast.school).count() == 1
    assert OpeningWindow.objects.filter(institution=None).count() == 1
