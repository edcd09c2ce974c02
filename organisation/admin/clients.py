"""Administration of the programs that use the API: made, given a new token and ended here, never on a command line."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from organisation.models import ApiClient, Institution, User
from organisation.people.staff import person
from organisation.roles import Scope

LASTS: Final = timedelta(days=365)
LONGEST: Final = timedelta(days=2 * 366)


class ApiClientForm(forms.ModelForm[ApiClient]):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiClient
        fields = ("name", "contact", "scopes", "everywhere", "institutions", "expires_on", "per_minute")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "institutions": forms.CheckboxSelectMultiple(),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institutions"].queryset = Institution.objects.active().by_name()  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial.setdefault("expires_on", timezone.localdate() + LASTS)

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Two years at most. It can be made longer when the time comes."))
        return day

    def clean_per_minute(self) -> int:
        return max(int(self.cleaned_data["per_minute"]), 1)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("everywhere")) == bool(data.get("institutions")):
            self.add_error("institutions", _("Choose institutions, or the whole municipality."))
        elif Scope.COLLECT in data.get("scopes", []) and not data.get("everywhere"):
            self.add_error("everywhere", _("Change requests are collected for the whole municipality."))
        elif Scope.PEOPLE in data.get("scopes", []) and not data.get("everywhere"):
            self.add_error("everywhere", _("People are kept for the whole municipality."))
        return data


@admin.register(ApiClient)
class ApiClientAdmin(admin.ModelAdmin[ApiClient]):
    form = ApiClientForm
    change_form_template = "organisation/admin/client_form.html"
    list_display = ("name", "contact", "scopes_in_words", "places", "expires_on", "last_used_at", "is_in_use")
    search_fields = ("name", "contact")
    ordering = ("name", "id")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiClient]:
        return ApiClient.objects.prefetch_related("institutions").order_by(*self.ordering)

    @admin.display(description=gettext_lazy("What it may do"))
    def scopes_in_words(self, client: ApiClient) -> str:
        return "; ".join(str(Scope(scope).label) for scope in client.scopes if scope in Scope)

    @admin.display(description=gettext_lazy("institutions"))
    def places(self, client: ApiClient) -> str:
        names = [place.name for place in client.institutions.all()]
        return str(_("the whole municipality")) if client.everywhere else ", ".join(names) or "–"

    @admin.display(description=gettext_lazy("gets in"), boolean=True)
    def is_in_use(self, client: ApiClient) -> bool:
        return client.is_usable

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/token/", self.admin_site.admin_view(require_POST(self.renew)), name="renew_client_token"),
            path("<int:pk>/revoke/", self.admin_site.admin_view(require_POST(self.revoke)), name="revoke_client"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:  # noqa: FBT001
        """A new client gets its account and its token; an account carries the name of its client."""
        if not change:
            obj.shown_token = obj.open_account(by=person(request))  # type: ignore[attr-defined]
            return
        super().save_model(request, obj, form, change)
        User.objects.filter(pk=obj.account_id).update(name=obj.name)

    def response_add(self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None) -> HttpResponse:
        return self.show_token(request, obj, obj.shown_token)  # type: ignore[attr-defined]

    def show_token(self, request: HttpRequest, client: ApiClient, token: str) -> HttpResponse:
        """The one time that anybody sees it: kept in no message, cookie or row."""
        context = {**self.admin_site.each_context(request), "client": client, "token": token, "title": str(client)}
        return render(request, "organisation/admin/client_token.html", context)

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        client = self.client_or_404(request, pk)
        token = client.renew_token(by=person(request))
        self.log_change(request, client, _("New token"))
        return self.show_token(request, client, token)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        client = self.client_or_404(request, pk)
        client.revoke(by=person(request))
        self.log_change(request, client, _("Ended"))
        messages.success(request, _("%(name)s gets in no longer.") % {"name": client})
        return redirect(reverse("admin:organisation_apiclient_changelist"))

    def client_or_404(self, request: HttpRequest, pk: int) -> ApiClient:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(ApiClient, pk=pk)

    def has_delete_permission(self, request: HttpRequest, obj: ApiClient | None = None) -> bool:
        """It is ended instead: what it did keeps its name."""
        return False
