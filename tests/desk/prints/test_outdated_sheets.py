"""Who looks after a place hears once that the sheet on its wall no longer says who helps."""

from desk.prints import reminding
from desk.prints.making import note_printed
from desk.prints.sheets import PrintKind
from organisation.models import Membership, User
from organisation.roles import Role
from tests.cast import Cast
from tickets.models import Delivery


def mails() -> dict[str, str]:
    return {mail.recipient: mail.body for mail in Delivery.objects.filter(kind="sheets_outdated")}


def new_pilot(cast: Cast) -> None:
    User.objects.filter(pk=cast.pilot.pk).update(name="Solvej Mikkelsen")


def test_those_who_look_after_the_place_hear_of_it_once(cast: Cast) -> None:
    note_printed(PrintKind.SHEET, [cast.school, cast.daycare])
    assert reminding.tell() == 0
    Membership.objects.create(user=cast.observer, role=Role.PILOT, institution=cast.school)
    assert reminding.tell() == 2
    assert set(mails()) == {cast.superuser.email, cast.institution_admin.email}
    body = mails()[cast.superuser.email]
    assert cast.school.name in body
    assert cast.daycare.name not in body
    assert "/admin/tickets/ticket/prints/" in body
    assert cast.observer.name not in body
    assert reminding.tell() == 0


def test_a_sheet_that_is_printed_anew_begins_from_the_start(cast: Cast) -> None:
    note_printed(PrintKind.SHEET, [cast.school])
    new_pilot(cast)
    assert reminding.tell() == 2
    note_printed(PrintKind.SHEET, [cast.school])
    assert reminding.tell() == 0
    Membership.objects.filter(role=Role.PILOT).delete()
    assert reminding.tell() == 2


def test_where_nobody_looks_after_the_place_those_of_all_hear_of_it(cast: Cast) -> None:
    note_printed(PrintKind.SHEET, [cast.school])
    Membership.objects.filter(institution=cast.school).delete()
    assert reminding.tell() > 0
    assert cast.municipal_admin.email in mails()
