"""How the text of a shared answer comes to be, and changes. Each writing is a version, so nothing shown is lost."""

import secrets
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from knowledgebase.markdown import render
from knowledgebase.models.acting import change, deciding, guard
from knowledgebase.models.barriers import UnableToWrite, require_whole
from knowledgebase.models.version import Version
from knowledgebase.slugs import plain_slug
from knowledgebase.words import RESERVED_SLUGS, TEXTS, WRITTEN, Audience
from organisation.models import Municipality, User
from organisation.models.people import Place
from organisation.roles import Verb
from privacy.cpr import mask

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

MOST_NAMESAKES: Final = 50
"""Answers with one title that are numbered; after them comes something that nobody can guess."""


def draft_from(
    kind: "type[Article]", *, title: str, question: str, answer: str, by: User, facts: dict[str, Any]
) -> "Article":
    institution = facts.get("institution")
    if not by.may(Verb.PROPOSE) or (institution and not by.may(Verb.PROPOSE, Place(institution.pk))):
        raise PermissionDenied
    return write_new(kind, own_key(), {"title": title, "question": question, "answer": answer} | facts, by=by)


@transaction.atomic
def write_new(
    kind: "type[Article]", key: str, written: dict[str, Any], *, by: User | None, change_to: "Article | None" = None
) -> "Article":
    values = cleaned(written)
    slug = free_slug(kind, values["title"])
    article = kind(key=key, slug=slug, written_by=by, owner=by, change_to=change_to, **values)
    article.answer_html = render(article.answer)
    article.save(force_insert=True)
    Version.record(article, Version.Kind.DRAFTED, by=by)
    return article


def keep(article: "Article", *, by: User, **changes: Any) -> None:
    """Writes on a text that is not published; what one person writes in one go is one version."""
    guard(article.may_be_written_by(by))
    with article.locked():
        if not article.is_at_work:
            raise UnableToWrite(_("This text is not a draft any more. Begin a change to the answer instead."))
        guard(article.may_be_written_by(by))
        if (place := changes.get("institution", article.institution)) != article.institution and place:
            guard(by.may(Verb.PROPOSE, Place(place.pk)))
        rewrite(article, changes, by=by, in_one_go=True)


def revise(article: "Article", *, by: User, **changes: Any) -> None:
    """Writes the answer anew in the fields given; the former text stays in its versions."""
    with deciding(article, by):
        if article.is_published and Municipality.current().second_pair_of_eyes:
            raise UnableToWrite(_("Somebody else approves changes here. Begin a change and propose it."))
        rewrite(article, changes, by=by)
        guard(article.may_be_published_by(by))
        if article.is_published:
            require_whole(article)


def rewrite(article: "Article", changes: dict[str, Any], *, by: User | None, in_one_go: bool = False) -> None:
    """Under the lock: writes what differs."""
    values = cleaned(changes)
    changed = {name: value for name, value in values.items() if getattr(article, name) != value}
    if not changed:
        return
    if "answer" in changed:
        changed["answer_html"] = render(changed["answer"])
    change(article, **changed)
    if not (in_one_go and Version.go_on(article, by=by)):
        Version.record(article, Version.Kind.REVISED, by=by)


def confirm(article: "Article", keys: list[str], *, by: User) -> None:
    """The author has looked at these pieces (`knowledgebase.persons.Finding.key`), and they may stand."""
    guard(article.may_be_written_by(by))
    with article.locked():
        confirmed = list(dict.fromkeys([*article.confirmed, *keys]))
        if confirmed != article.confirmed:
            change(article, confirmed=confirmed)


def discard(article: "Article", *, by: User) -> None:
    """Throws a draft away, with its versions."""
    guard(article.may_be_written_by(by))
    with article.locked():
        if not article.is_at_work:
            raise UnableToWrite(_("Only a draft is thrown away. A published answer is retired."))
        article.delete()


def cleaned(written: dict[str, Any]) -> dict[str, Any]:
    """What was written, without CPR numbers, each audience once. Raises `TypeError` for an unknown field."""
    if unknown := set(written) - set(WRITTEN):
        raise TypeError(f"not a part of an answer: {sorted(unknown)}")
    values = written | {name: mask(written[name]).text.strip() for name in TEXTS if name in written}
    if "audiences" in values:
        values["audiences"] = [audience.value for audience in Audience if audience.value in values["audiences"]]
    return values


def own_key() -> str:
    """The id of an answer that is written here."""
    return f"own-{secrets.token_hex(8)}"


def free_slug(kind: "type[Article]", title: str) -> str:
    """An address in plain letters that no other answer has."""
    base = plain_slug(title)
    offered = [base, *(f"{base}-{number}" for number in range(2, MOST_NAMESAKES))]
    taken = set(kind.objects.filter(slug__in=offered).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next((slug for slug in offered if slug not in taken), f"{base}-{secrets.token_hex(4)}")
