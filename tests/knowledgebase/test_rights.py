"""Who may do what with an answer: every right, of every role, for all and for the own place and another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from knowledgebase.models import Article, Comment, Picture
from knowledgebase.words import Status
from organisation.models import User
from tests.cast import Cast
from tests.knowledgebase.articles import draft, published

ROLES = ("superuser", "institution_admin", "pilot", "support_entitled", "project_lead", "municipal_admin", "observer")
TABLE = """
                  su ia pi se pl ma ob
draft:all         +  +  +  +  +  +  -
draft:own         +  +  +  +  +  +  -
draft:other       -  -  -  +  +  +  -
write:all         -  -  -  +  +  +  -
write:own         +  +  -  +  +  +  -
write:other       -  -  -  +  +  +  -
propose:mine      +  +  +  +  +  +  -
change:all        +  +  +  +  +  +  -
change:own        +  +  +  +  +  +  -
comment:all       +  +  +  +  +  +  -
comment:own       +  +  +  +  +  +  -
comment:other     -  -  -  +  +  +  -
send_back:all     -  -  -  +  +  +  -
send_back:own     +  +  -  +  +  +  -
send_back:other   -  -  -  +  +  +  -
publish:all       -  -  -  +  +  +  -
publish:own       +  +  -  +  +  +  -
publish:other     -  -  -  +  +  +  -
revise:all        -  -  -  +  +  +  -
revise:own        +  +  -  +  +  +  -
retire:all        -  -  -  +  +  +  -
retire:own        +  +  -  +  +  +  -
retire:other      -  -  -  +  +  +  -
bring_back:all    -  -  -  +  +  +  -
bring_back:own    +  +  -  +  +  +  -
review:all        -  -  -  +  +  +  -
review:own        +  +  -  +  +  +  -
give_to:all       -  -  -  +  +  +  -
give_to:own       +  +  -  +  +  +  -
discard:all       -  -  -  +  +  +  -
discard:own       +  +  -  +  +  +  -
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}
CELLS = [(row, role, mark) for row, marks in ROWS.items() for role, mark in zip(ROLES, marks, strict=True)]


def proposal(cast: Cast, **facts: Any) -> Article:
    """A colleague's."""
    article = draft(cast.municipal_admin, **facts)
    article.propose(by=cast.municipal_admin)
    return article


def retired(cast: Cast, **facts: Any) -> Article:
    article = published(cast.municipal_admin, **facts)
    article.retire(by=cast.municipal_admin)
    return article


def ready(cast: Cast, **facts: Any) -> Article:
    return published(cast.municipal_admin, **facts)


Begin = Callable[..., Article]
Act = Callable[[Article, User], Any]
ACTS: dict[str, tuple[Begin, Act]] = {
    "write": (proposal, lambda article, user: article.keep(by=user, answer="Et andet svar.")),
    "change": (ready, lambda article, user: article.begin_change(by=user)),
    "comment": (proposal, lambda article, user: Comment.write(article, "Hvad med pædagoger?", by=user)),
    "send_back": (proposal, lambda article, user: article.send_back(by=user, text="Skriv det kortere.")),
    "publish": (proposal, lambda article, user: article.publish(by=user)),
    "revise": (ready, lambda article, user: article.revise(by=user, answer="Et andet svar.")),
    "retire": (ready, lambda article, user: article.retire(by=user)),
    "bring_back": (retired, lambda article, user: article.publish(by=user)),
    "review": (ready, lambda article, user: article.review(by=user)),
    "give_to": (ready, lambda article, user: article.give_to(user, by=user)),
    "discard": (proposal, lambda article, user: article.discard(by=user)),
}


def attempt(row: str, user: User, cast: Cast) -> None:
    verb, _colon, where = row.partition(":")
    place = {"own": cast.school, "other": cast.daycare}.get(where)
    if verb == "draft":
        draft(user, institution=place)
    elif verb == "propose":
        article = draft(cast.municipal_admin)
        Article.objects.filter(pk=article.pk).update(written_by=user)
        Article.objects.get(pk=article.pk).propose(by=user)
    else:
        begin, act = ACTS[verb]
        act(begin(cast, institution=place), user)


@pytest.mark.parametrize(("row", "role", "mark"), CELLS)
def test_the_table_of_rights(row: str, role: str, mark: str, cast: Cast) -> None:
    user = cast.by_role(role)
    if mark == "+":
        attempt(row, user, cast)
        return
    with pytest.raises(PermissionDenied):
        attempt(row, user, cast)


def test_a_draft_is_its_authors_until_it_is_proposed(cast: Cast) -> None:
    article = draft(cast.superuser)
    assert article in Article.objects.in_hand_of(cast.superuser)
    assert article in Article.objects.in_hand_of(cast.support_entitled)
    for other in (cast.institution_admin, cast.pilot, cast.stranger, cast.observer):
        assert article not in Article.objects.in_hand_of(other)
    article.propose(by=cast.superuser)
    assert article in Article.objects.in_hand_of(cast.pilot)
    assert article in Article.objects.in_hand_of(cast.stranger)
    assert article not in Article.objects.in_hand_of(cast.observer)


def test_a_proposal_waits_for_those_who_may_decide_it(cast: Cast) -> None:
    for_all, for_school = draft(cast.superuser), draft(cast.pilot, institution=cast.school)
    for article in (for_all, for_school):
        article.propose(by=cast.superuser if article is for_all else cast.pilot)
    waiting = {user: set(Article.objects.waiting_for(user)) for user in (cast.superuser, cast.stranger, cast.pilot)}
    assert waiting == {cast.superuser: {for_school}, cast.stranger: set(), cast.pilot: set()}
    assert set(Article.objects.waiting_for(cast.project_lead)) == {for_all, for_school}


def test_nobody_moves_an_answer_to_a_place_where_they_do_not_publish(cast: Cast) -> None:
    article = published(cast.superuser, institution=cast.school)
    for place in (None, cast.daycare):
        with pytest.raises(PermissionDenied):
            article.revise(by=cast.superuser, institution=place)
    change = Article.objects.get().begin_change(by=cast.superuser)
    change.keep(by=cast.superuser, institution=None)
    change.propose(by=cast.superuser)
    with pytest.raises(PermissionDenied):
        change.publish(by=cast.superuser)
    assert Article.objects.get(pk=article.pk).institution == cast.school
    change.publish(by=cast.project_lead)
    assert Article.objects.get(pk=article.pk).institution is None
    assert Article.objects.get(pk=change.pk).status == Status.TAKEN_IN


def test_who_wrote_an_answer_changes_its_pictures_until_others_read_it(cast: Cast) -> None:
    article = draft(cast.pilot)
    picture = Picture.objects.create(article=article, description="Menuen", content_type="image/png", data=b"png")
    assert picture.may_be_changed_by(cast.pilot)
    article.propose(by=cast.pilot)
    article.publish(by=cast.municipal_admin)
    picture = Picture.objects.get()
    assert not picture.may_be_changed_by(cast.pilot)
    with pytest.raises(PermissionDenied):
        picture.redraw(b"other", "image/png", by=cast.pilot)
    assert picture.may_be_changed_by(cast.municipal_admin)
