"""Who looks after an answer hears once that it is to be reviewed, and once of each reason why it did not help."""

from datetime import timedelta

from django.utils import timezone

from desk.answers.reminding import tell_owners
from desk.tasks import tell_owners as task
from knowledgebase.models import Article, Feedback
from organisation.models import Absence, Membership, User
from tests.cast import Cast
from tests.knowledgebase.articles import published
from tickets.models import Delivery

YESTERDAY = timezone.localdate() - timedelta(days=1)


def overdue(by: User, **facts: object) -> Article:
    article = published(by, **facts)
    Article.objects.filter(pk=article.pk).update(review_date=YESTERDAY)
    article.refresh_from_db()
    return article


def letters() -> dict[str, str]:
    return {mail.recipient: mail.body for mail in Delivery.objects.filter(kind="answers_due")}


def test_the_owner_hears_once_for_each_date_and_finds_the_answer_by_the_link(cast: Cast) -> None:
    article = overdue(cast.support_entitled, title="Meld barnet sygt")
    published(cast.support_entitled, title="Kalenderen")
    task()
    assert list(letters()) == [cast.support_entitled.email]
    body = letters()[cast.support_entitled.email]
    assert f"/admin/knowledgebase/article/{article.pk}/change/" in body
    assert "Kalenderen" not in body
    assert tell_owners() == 0
    article.review(by=cast.support_entitled, again_on=YESTERDAY - timedelta(days=1))
    assert tell_owners() == 1


def test_all_of_one_person_stand_in_one_mail(cast: Cast) -> None:
    for number in range(23):
        overdue(cast.support_entitled, title=f"Svar {number}")
    assert tell_owners() == 1
    [body] = letters().values()
    assert body.count("/change/") == 20
    assert "?vis=overdue" in body


def test_while_the_owner_is_away_the_deputy_hears_of_it(cast: Cast) -> None:
    overdue(cast.support_entitled)
    today = timezone.localdate()
    Absence.enter(
        cast.support_entitled, starts_on=today, ends_on=today, deputy=cast.project_lead, by=cast.support_entitled
    )
    tell_owners()
    assert list(letters()) == [cast.project_lead.email]


def test_where_nobody_owns_an_answer_those_who_publish_at_its_place_hear_of_it(cast: Cast) -> None:
    overdue(cast.superuser, institution=cast.school)
    Membership.objects.filter(user=cast.superuser).delete()
    tell_owners()
    assert list(letters()) == [cast.institution_admin.email]
    Article.objects.update(institution=cast.daycare, reminded_for=None)
    Membership.objects.filter(institution=cast.daycare).delete()
    Delivery.objects.all().delete()
    tell_owners()
    everywhere = {cast.support_entitled.email, cast.project_lead.email, cast.municipal_admin.email}
    assert set(letters()) == everywhere


def test_a_reason_reaches_the_owner_once_without_the_words_of_the_reader(cast: Cast) -> None:
    article = published(cast.support_entitled, title="Kalenderen")
    said = article.count_help(helped=False)
    assert tell_owners() == 0
    said.explain("outdated", "Maja Holm siger, at knappen hedder noget andet")
    assert tell_owners() == 1
    [body] = letters().values()
    assert "Kalenderen" in body
    assert "Maja" not in body
    assert Feedback.objects.get().is_told
    assert tell_owners() == 0


def test_a_reason_that_was_read_on_the_page_makes_no_mail_nor_does_one_for_an_answer_without_readers(
    cast: Cast,
) -> None:
    read, retired = published(cast.support_entitled), published(cast.support_entitled, title="Kalenderen")
    for article in (read, retired):
        article.count_help(helped=False).explain("missing", "")
    read.feedback.update(is_read=True)
    retired.retire(by=cast.support_entitled)
    assert tell_owners() == 0
