"""Whether an answer still holds: readers are told, and say why it did not help; its owner hears."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from knowledgebase.models import Article, Feedback
from knowledgebase.models.feedback import TEXT_KEPT
from tests.cast import Cast
from tests.knowledgebase.articles import published

LIST = "/admin/knowledgebase/article/"


def test_readers_are_told_that_an_answer_may_be_outdated(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    address = article.get_absolute_url()
    assert "forældet" not in client.get(address).content.decode()
    Article.objects.update(review_date=timezone.localdate() - timedelta(days=1))
    assert "forældet" in client.get(address).content.decode()


def said_no(client: Client, article: Article) -> str:
    """The key with which the reason is given."""
    address = client.post(f"{article.get_absolute_url()}hjalp/", {"helped": "no"})["Location"]
    said = client.get(address).context["said"]
    assert isinstance(said, str)
    return said


def test_a_reason_reaches_the_owner_and_no_reader(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    key = said_no(client, article)
    posted = {"nr": key, "reason": "outdated", "text": "Knappen hedder noget andet nu. 010203-1234"}
    assert client.post(f"{article.get_absolute_url()}hvorfor/", posted).status_code == 302
    client.post(f"{article.get_absolute_url()}hvorfor/", posted | {"text": "en gang til"})
    said = Feedback.objects.get()
    assert (said.helped, said.reason, "Knappen hedder" in said.text) == (False, "outdated", True)
    assert "010203" not in said.text
    assert "Knappen" not in client.get(article.get_absolute_url()).content.decode()
    client.force_login(cast.support_entitled)
    assert "Knappen hedder" in client.get(f"{LIST}{article.pk}/change/").content.decode()
    client.post(f"{LIST}{article.pk}/heard/")
    assert Feedback.objects.get().is_read


def test_a_reason_is_given_only_by_who_has_just_said_no(cast: Cast, client: Client) -> None:
    article, other = published(cast.support_entitled), published(cast.support_entitled, title="Et andet")
    key = said_no(client, article)
    address = f"{article.get_absolute_url()}hvorfor/"
    for posted in ({"nr": "1", "reason": "missing"}, {"nr": key, "reason": "fordi"}, {"reason": "missing"}):
        assert client.post(address, posted).status_code == 400
    client.post(f"{other.get_absolute_url()}hvorfor/", {"nr": key, "reason": "missing", "text": "x"})
    assert Feedback.objects.get().reason == ""


def test_what_was_written_about_an_answer_is_forgotten(cast: Cast) -> None:
    article = published(cast.support_entitled)
    article.count_help(helped=False).explain("missing", "noget")
    Feedback.drop_old_texts()
    assert Feedback.objects.get().text == "noget"
    Feedback.objects.update(day=timezone.localdate() - TEXT_KEPT - timedelta(days=1))
    Feedback.drop_old_texts()
    assert (Feedback.objects.get().text, Feedback.objects.get().reason) == ("", "missing")


def test_a_translation_says_that_the_original_has_changed_since(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    english = article.begin_translation(by=cast.support_entitled)
    assert article.begin_translation(by=cast.support_entitled) == english
    english.keep(by=cast.support_entitled, title="Mute notifications", answer="Open your profile.")
    english.publish(by=cast.support_entitled)
    assert not english.is_behind(article)
    Article.objects.get(pk=article.pk).revise(by=cast.support_entitled, answer="Et helt nyt svar.")
    assert english.is_behind(article)
    client.force_login(cast.superuser)
    assert "Originalen er ændret" in client.get(f"{LIST}{english.pk}/change/").content.decode()


def test_the_overview_tells_what_waits_and_to_whom(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled)
    Article.objects.update(review_date=timezone.localdate() - timedelta(days=1))
    article.count_help(helped=False).explain("missing", "")
    proposal = published(cast.superuser, title="Skolens eget", institution=cast.school).begin_change(by=cast.pilot)
    proposal.propose(by=cast.pilot)
    by_person = {}
    for person in (cast.support_entitled, cast.superuser, cast.stranger, cast.pilot):
        client.force_login(person)
        by_person[person] = client.get("/admin/").context["waiting_answers"]
    owner, decider = by_person[cast.support_entitled], by_person[cast.superuser]
    assert (owner.waiting, owner.overdue, owner.reasons) == (1, 1, 1)
    assert (decider.waiting, decider.overdue, decider.reasons) == (1, 0, 0)
    assert (by_person[cast.stranger], by_person[cast.pilot]) == (None, None)
    client.force_login(cast.support_entitled)
    assert article.title in client.get(LIST, {"vis": "unread"}).content.decode()
