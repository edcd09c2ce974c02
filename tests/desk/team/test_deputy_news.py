"""Who hears that a deputy waits for a word: those of the place who can say it, else those of the municipality."""

from datetime import timedelta

from django.utils import timezone

from desk.team import deputy_news
from organisation.models import Absence, User
from organisation.people import deputies
from tests.cast import Cast
from tickets.models import Delivery


def told_of(cast: Cast, user: User, deputy: User) -> set[str]:
    today = timezone.localdate()
    absence = Absence.enter(user, starts_on=today, ends_on=today + timedelta(days=3), deputy=deputy, by=user)
    deputy_news.tell(absence, deputies.lendable(absence))
    return set(Delivery.objects.filter(kind="deputy_waits").values_list("recipient", flat=True))


def test_who_administers_the_place_hears_of_it_in_their_language(cast: Cast) -> None:
    User.objects.filter(pk=cast.institution_admin.pk).update(language="en")
    assert told_of(cast, cast.superuser, cast.stranger) == {cast.institution_admin.email}
    mail = Delivery.objects.get()
    assert mail.language == "en"
    assert f"{cast.stranger} is to stand in for {cast.superuser} from" in mail.body
    assert "Kind regards" in mail.body


def test_where_a_place_has_nobody_the_municipality_hears_of_it(cast: Cast) -> None:
    cast.institution_admin.memberships.all().delete()
    assert told_of(cast, cast.superuser, cast.stranger) == {cast.municipal_admin.email}


def test_who_is_to_stand_in_does_not_confirm_themselves(cast: Cast) -> None:
    assert told_of(cast, cast.superuser, cast.institution_admin) == {cast.municipal_admin.email}
