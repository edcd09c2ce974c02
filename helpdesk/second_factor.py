"""The pages of the second factor: the second step of signing in, and how somebody sets theirs up and takes it away."""

import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import urlencode

import segno
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.parked import PROVED_AT, is_fresh, park, parked, sign_in
from organisation.importing.pages import administrator
from organisation.models import Municipality, RecoveryCode, SecondFactor, UnableToProve, User
from organisation.pages.refusals import CONFLICT, UnableTo, comes_back, with_refusal
from organisation.people.staff import is_of_staff, person
from organisation.second_factor import passkeys, totp
from organisation.second_factor.required import is_lacking, is_required, time_to_get_it
from organisation.security import limits
from organisation.security.sealing import Unreadable, seal, unseal
from organisation.sign_in import kept_forms

SEED: Final = "helpdesk.second_factor.seed"
ASKED: Final = "passkey_asked"
INVALID: Final = 422
Given = ParamSpec("Given")
Page = Callable[Concatenate[HttpRequest, User, Given], HttpResponse]
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
    )


class AppForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example “My phone”."),
    )
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PasskeyForm(forms.Form):
    name = AppForm.base_fields["name"]
    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is wrong."))
        return password


def after_password(request: HttpRequest, user: User, after: str) -> HttpResponse:
    """The password was right: the second step, the set-up of one when the time is over, or in."""
    if SecondFactor.objects.filter(user=user).exists():
        park(request, user, after)
        return redirect("second_step")
    if is_required(user) and time_to_get_it(user) <= timezone.now():
        park(request, user, after)
        return redirect("my_second_factor")
    sign_in(request, user)
    if is_required(user):
        sentence = _("From %(day)s you need more than your password to sign in.")
        day = date_format(timezone.localtime(time_to_get_it(user)), "DATE_FORMAT")
        link = format_html('<a href="{}">{}</a>', reverse("my_second_factor"), _("Set up a second factor"))
        messages.warning(request, format_html("{} {}", sentence % {"day": day}, link))
    return redirect(after)


@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code, or a passkey, of who has typed their password."""
    waiting = parked(request)
    if waiting is None:
        return begin_again(request)
    user, form = waiting.user, CodeForm(request.POST or None)
    if request.POST.get("answer"):
        comes_back(request, lambda refusal: step_page(request, user, CodeForm(), CONFLICT, str(refusal.message)))
        prove_by_passkey(request, user)
    elif form.is_valid():
        comes_back(request, lambda refusal: step_page(request, user, with_refusal(form, refusal, "code"), CONFLICT))
        SecondFactor.prove(user, form.cleaned_data["code"])
    else:
        return step_page(request, user, form, status_of(form))
    packed = request.session.pop(kept_forms.FIELD, "")
    sign_in(request, user)
    return kept_forms.after_second_step(request, packed, redirect(waiting.after))


def step_page(request: HttpRequest, user: User, form: CodeForm, status: int, trouble: str = "") -> HttpResponse:
    kinds = set(SecondFactor.objects.filter(user=user).values_list("kind", flat=True))
    context = {"form": form, "trouble": trouble, "has_app": SecondFactor.Kind.APP in kinds, "options": ""}
    if SecondFactor.Kind.PASSKEY in kinds and passkeys.are_possible(request):
        context["options"], request.session[ASKED] = passkeys.ask_for_known(request, user)
    return render(request, "admin/second_step.html", {**admin.site.each_context(request), **context}, status=status)


def prove_by_passkey(request: HttpRequest, user: User) -> None:
    """What was asked is good for one answer."""
    try:
        used = passkeys.read_known(request, user, request.session.pop(ASKED), request.POST["answer"])
    except (passkeys.WrongPasskey, KeyError):
        raise UnableToProve(_("The passkey was not accepted. Try again, or use another way.")) from None
    SecondFactor.prove_passkey(user, *used)


def begin_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("It took too long. Sign in once more."))
    return redirect("admin:login")


def own(page: Page[Given]) -> View[Given]:
    """A page for who is signed in, or who must set up a second factor before they are."""

    @wraps(page)
    def shown(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if is_of_staff(request):
            return page(request, request.user, *args, **kwargs)
        waiting = parked(request)
        if waiting is None or not is_lacking(waiting.user):
            return redirect(f"{reverse('admin:login')}?{urlencode({'next': reverse('my_second_factor')})}")
        return page(request, waiting.user, *args, **kwargs)

    return shown


def fresh(page: Page[Given]) -> Page[Given]:
    """Changes how somebody signs in, so that a computer left open is not enough."""

    @wraps(page)
    def shown(request: HttpRequest, user: User, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not user.has_usable_password():
            return redirect("my_second_factor")
        if is_of_staff(request) and not is_fresh(request):
            back = request.path if request.method == "GET" else reverse("my_second_factor")
            return redirect(f"{reverse('confirm_password')}?{urlencode({'next': back})}")
        return page(request, user, *args, **kwargs)

    return shown


def page(request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": title, "is_parked": not is_of_staff(request), **context}
    return render(request, f"admin/{name}.html", whole, status=status)


@require_safe
@own
def mine(request: HttpRequest, user: User) -> HttpResponse:
    lacking = is_lacking(user)
    context = {
        "person": user,
        "factors": SecondFactor.objects.filter(user=user).order_by("id"),
        "codes_left": RecoveryCode.objects.filter(user=user).count(),
        "passkeys": passkeys.are_possible(request),
        "by": time_to_get_it(user) if lacking else None,
        "is_required": is_required(user),
    }
    return page(request, "second_factor", _("Second factor"), context)


@require_http_methods(["GET", "POST"])
@own
def confirm_password(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        limits.require(request, "confirm_password", link=f"person:{user.pk}")
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        request.session[PROVED_AT] = time.time()
        wanted = request.GET.get("next", "")
        ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if ours else "my_second_factor")
    return page(request, "confirm_password", _("Confirm that it is you"), {"form": form}, status_of(form))


def status_of(form: forms.Form) -> int:
    return INVALID if form.is_bound else 200


@require_http_methods(["GET", "POST"])
@own
@fresh
def add_app(request: HttpRequest, user: User) -> HttpResponse:
    form, seed = AppForm(request.POST or None), seed_in(request)
    if form.is_valid():
        again = partial(app_page, request, user, form, seed)
        comes_back(request, lambda refusal: again(refusal=refusal))
        name = form.cleaned_data["name"] or str(SecondFactor.Kind.APP.label)
        SecondFactor.add_app(user, seed=seed, code=form.cleaned_data["code"], name=name)
        del request.session[SEED]
        return added(request, user)
    return app_page(request, user, form, seed)


def seed_in(request: HttpRequest) -> str:
    """The same until the app has it: a mistyped code does not change the picture."""
    try:
        return unseal(SEED, request.session[SEED])
    except (KeyError, Unreadable):
        seed = totp.new_seed()
        request.session[SEED] = seal(SEED, seed)
        return seed


def app_page(
    request: HttpRequest, user: User, form: AppForm, seed: str, *, refusal: UnableTo | None = None
) -> HttpResponse:
    picture = segno.make(totp.address(seed, user.email, Municipality.current().name), error="m")
    context = {
        "form": with_refusal(form, refusal, "code") if refusal else form,
        "picture": picture.svg_data_uri(scale=5, border=4, light="#fff"),
        "seed": totp.in_groups(seed),
    }
    return page(request, "add_app", _("Set up an app"), context, CONFLICT if refusal else status_of(form))


@require_http_methods(["GET", "POST"])
@own
@fresh
def add_passkey(request: HttpRequest, user: User) -> HttpResponse:
    if not passkeys.are_possible(request):
        return redirect("my_second_factor")
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        comes_back(request, lambda refusal: passkey_page(request, user, with_refusal(form, refusal), CONFLICT))
        try:
            asked = request.session.pop(ASKED)
            stored = passkeys.read_new(request, asked, form.cleaned_data["answer"])
        except (passkeys.WrongPasskey, KeyError):
            raise UnableToProve(_("The passkey was not accepted. Try again, or use another way.")) from None
        SecondFactor.add_passkey(user, stored=stored, name=form.cleaned_data["name"] or _("Passkey"))
        return added(request, user)
    return passkey_page(request, user, form, status_of(form))


def passkey_page(request: HttpRequest, user: User, form: PasskeyForm, status: int) -> HttpResponse:
    options, request.session[ASKED] = passkeys.ask_for_new(request, user)
    return page(request, "add_passkey", _("Set up a passkey"), {"form": form, "options": options}, status)


def added(request: HttpRequest, user: User) -> HttpResponse:
    """In, for who waited for it; and with the first second factor come the recovery codes."""
    waiting = parked(request)
    after = waiting.after if waiting and not is_of_staff(request) else reverse("my_second_factor")
    if not is_of_staff(request):
        sign_in(request, user)
    messages.success(request, _("Your second factor is set up."))
    if RecoveryCode.objects.filter(user=user).exists():
        return redirect(after)
    return codes_page(request, user, after)


def codes_page(request: HttpRequest, user: User, after: str) -> HttpResponse:
    context = {"codes": RecoveryCode.make(user), "after": after}
    return page(request, "recovery_codes", _("Your recovery codes"), context)


@require_POST
@own
@fresh
def new_codes(request: HttpRequest, user: User) -> HttpResponse:
    if not SecondFactor.objects.filter(user=user).exists():
        return redirect("my_second_factor")
    return codes_page(request, user, reverse("my_second_factor"))


@require_POST
@own
@fresh
def remove(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    get_object_or_404(SecondFactor, user=user, pk=pk).remove(by=user)
    messages.success(request, _("It has been removed, and does not sign you in any more."))
    return redirect("my_second_factor")


@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator takes a colleague's second factor away, whose phone is lost."""
    administrator(request)
    colleague = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        SecondFactor.reset(colleague, by=person(request))
        messages.success(request, _("The second factor of %(name)s has been reset.") % {"name": colleague.name})
        return redirect("admin:organisation_user_change", pk)
    context = {"person": colleague, "factors": SecondFactor.objects.filter(user=colleague).order_by("id")}
    return page(request, "reset_second_factor", _("Reset the second factor"), context)
