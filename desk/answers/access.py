"""The answer that somebody of the support asks for, and who may be there at all."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from knowledgebase.models import Article
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb


def writer(request: HttpRequest) -> User:
    """The person, if they may propose answers. Raises `PermissionDenied` for others."""
    user = person(request)
    if not user.may(Verb.PROPOSE):
        raise PermissionDenied
    return user


def find(request: HttpRequest, pk: int) -> tuple[Article, User]:
    """The answer, if the person meets it at work; otherwise 404, as if it did not exist."""
    user = writer(request)
    related = ("institution", "change_to", "replaced_by", "owner", "written_by", "translation_of")
    return get_object_or_404(Article.objects.in_hand_of(user).select_related(*related), pk=pk), user
