"""The topics of questions and threads: what they are called, in which order they stand, and whether they are in use."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowledgebase.board.topic import guard_topics
from knowledgebase.models import Topic
from organisation.models import User
from organisation.pages import one_picture
from organisation.people.staff import person


class BoardTopicForm(forms.ModelForm[Topic]):
    class Meta:
        model = Topic
        fields = ("name", "name_en", "terms", "position", "is_active")


WatchedForm: Final = one_picture.watching(BoardTopicForm, {})


def arranger(request: HttpRequest) -> User:
    user = person(request)
    guard_topics(user)
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """All topics, and a new one."""
    user = arranger(request)
    form = BoardTopicForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return saved(request, form, user)
    context = {"title": _("Topics"), "topics": Topic.objects.with_use(), "form": form}
    return page(request, "topics", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = arranger(request)
    topic = get_object_or_404(Topic, pk=pk)
    if request.method != "POST":
        return change_page(request, WatchedForm(instance=topic), 200)
    with one_picture.standing_still(topic):
        form = WatchedForm(request.POST, instance=topic)
        if form.is_valid():
            return saved(request, form, user)
    return change_page(request, form, one_picture.status_of(form))


def change_page(request: HttpRequest, form: BoardTopicForm, status: int) -> HttpResponse:
    return page(request, "topic", {"title": _("Change the topic"), "form": form}, status)


def saved(request: HttpRequest, form: BoardTopicForm, user: User) -> HttpResponse:
    form.instance.save_by(user)
    messages.success(request, _("Saved."))
    return redirect("admin:topics")


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, f"desk/board/{name}.html", admin.site.each_context(request) | context, status=status)
