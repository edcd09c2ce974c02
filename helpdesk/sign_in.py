"""Ways in for people who have no password yet, or forgot it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk import second_factor
from organisation.models import ResetRequest, StartPage, User
from organisation.models.people import as_stored
from organisation.people.staff import is_of_staff
from organisation.roles import Verb
from organisation.sign_in import sessions
from organisation.sign_in.links import EitherToken

START_ADDRESSES = {
    StartPage.HOME: "",
    StartPage.QUEUE: "tickets/ticket/?list=needs_us",
    StartPage.MINE: "tickets/ticket/?list=mine",
}


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class SignInForm(AdminAuthenticationForm):
    def confirm_login_allowed(self, user: Any) -> None:
        """Asked once the password was right, so that a stranger learns nothing by it."""
        super().confirm_login_allowed(user)
        if isinstance(user, User) and not user.may_use_password():
            raise forms.ValidationError(
                _("You sign in with your work account. Use the button for it."), code="no_passwords"
            )


class SignIn(LoginView):
    """A password, and then whatever more it takes."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return second_factor.after_password(self.request, form.get_user(), self.get_success_url())


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Mails a link to whoever has an account. It does and says the same for everybody, so nobody learns who has one."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "admin/forgotten.html", {"form": form}, status=422 if form.is_bound else 200)
    ResetRequest.objects.get_or_create(email=as_stored(form.cleaned_data["email"]))
    messages.success(request, _("If the address has an account, a mail with a link is on its way."))
    return redirect("admin:login")


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link. Django moves the token out of the address at once."""

    template_name = "admin/choose_password.html"
    token_generator = EitherToken()
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> Any:
        """Nobody, where only single sign-on is allowed: the link is as good as used."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.may_use_password() else None

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.request.known_person = self.user  # type: ignore[attr-defined]  # the link came to their own mail
        messages.success(self.request, _("Your password has been saved. Sign in with it."))
        answer = super().form_valid(form)  # type: ignore[arg-type]  # the stubs ask for the set-password form
        sessions.end_all(self.user)  # type: ignore[arg-type]
        return answer


def start(request: HttpRequest) -> HttpResponse:
    """Where the person wants to begin; who sees no cases begins with the numbers."""
    wanted = request.user.start_page if is_of_staff(request) else StartPage.HOME
    if is_of_staff(request) and wanted == StartPage.HOME and not request.user.may(Verb.VIEW):
        return redirect("admin:numbers")
    return redirect(f"{reverse_lazy('admin:index')}{START_ADDRESSES[StartPage(wanted)]}")
