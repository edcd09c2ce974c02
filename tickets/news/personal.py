"""A person's own pages: what they want to hear of and how, their language and start page, and the news itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.models import Portrait, StartPage, User
from organisation.people.staff import person
from tickets.models import Notice, NotificationChoice
from tickets.models.notice import USUAL, ByMail, NoticeChoice, Topic
from tickets.news.own_picture import PictureField

NEWEST = 100
OWN = ("name", "language", "start_page", "support_minutes", "named_publicly")


class SettingsForm(forms.Form):
    """Language and start page, and a choice for each topic."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    start_page = forms.ChoiceField(label=gettext_lazy("Begin at"), choices=StartPage.choices)
    support_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a day I have for the support"),
        min_value=5,
        max_value=480,
        required=False,
        help_text=gettext_lazy(
            "Those who plan the support see it beside how many open cases you have. Leave it empty if you do not know."
        ),
    )
    named_publicly = forms.BooleanField(
        label=gettext_lazy("Show my name where I help"),
        required=False,
        help_text=gettext_lazy(
            "Parents and pupils can then see on the contact page of your school or daycare that you help. Otherwise "
            "they only see how many help."
        ),
    )
    picture = PictureField(
        label=gettext_lazy("My picture beside my name"),
        required=False,
        help_text=gettext_lazy(
            "It is cut to a square around the middle. It is deleted when you take it away, no longer want to be named, "
            "or leave."
        ),
    )
    without_picture = forms.BooleanField(label=gettext_lazy("Take my picture away"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        chosen = {
            choice.topic: NoticeChoice(choice.by_mail, choice.in_page) for choice in user.notification_choices.all()
        }
        first: dict[str, Any] = {name: getattr(user, name) for name in OWN}
        super().__init__(*args, **{**kwargs, "initial": first})
        for topic in Topic:
            wish = chosen.get(topic, USUAL)
            mail = forms.ChoiceField(label=gettext_lazy("By mail"), choices=ByMail.choices, initial=wish.by_mail)
            page = forms.BooleanField(label=gettext_lazy("In the page"), required=False, initial=wish.in_page)
            self.fields |= {f"{topic.value}_mail": mail, f"{topic.value}_page": page}

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("picture") and not self.cleaned_data.get("named_publicly"):
            self.add_error(
                "picture", _("Your picture stands beside your name. Show your name too, or leave the picture out.")
            )
        return self.cleaned_data

    @property
    def topics(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(str(topic.label), self[f"{topic.value}_mail"], self[f"{topic.value}_page"]) for topic in Topic]

    def keep(self, user: User) -> None:
        data = self.cleaned_data
        for name in OWN:
            setattr(user, name, data[name])
        user.save(update_fields=OWN)
        self.keep_picture(user)
        for topic in Topic:
            wish = {"by_mail": data[f"{topic.value}_mail"], "in_page": data[f"{topic.value}_page"]}
            NotificationChoice.objects.update_or_create(user=user, topic=topic, defaults=wish)

    def keep_picture(self, user: User) -> None:
        if self.cleaned_data["picture"]:
            Portrait.put_up(user, self.cleaned_data["picture"])
        elif self.cleaned_data["without_picture"] or not user.named_publicly:
            Portrait.take_down(user)


@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = SettingsForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.keep(user)
        translation.activate(user.language)
        messages.success(request, _("Your settings have been saved."))
        response = redirect("admin:my_settings")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
    context = {**admin.site.each_context(request), "title": _("My settings"), "form": form}
    context["portrait"] = Portrait.objects.filter(user=user).defer("data").first()
    return render(request, "tickets/news/my_settings.html", context, status=422 if form.is_bound else 200)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The newest hundred pieces of news, those not read yet marked."""
    notices = list(Notice.objects.shown_to(person(request))[:NEWEST])
    context = {**admin.site.each_context(request), "title": _("News"), "notices": notices}
    return render(request, "tickets/news/news.html", context)


@require_safe
def open_news(request: HttpRequest, pk: int) -> HttpResponse:
    """The case behind a piece of news, which is read by that, with all other news of the case."""
    user = person(request)
    notice = get_object_or_404(Notice.objects.shown_to(user), pk=pk)
    same_case = Notice.objects.unread(user).filter(event__ticket=notice.event.ticket_id)
    same_case.update(read_at=timezone.now())
    return redirect("admin:tickets_ticket_change", notice.event.ticket_id)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Notice.objects.unread(person(request)).update(read_at=timezone.now())
    return redirect("admin:news")
