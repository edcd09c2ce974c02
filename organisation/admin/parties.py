"""Administration of the outside parties: how each is reached, where its status stands, and who uses which vendor."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisation.models import Institution, Party

VENDORS: Final = frozenset({Party.Kind.SCHEDULE_VENDOR, Party.Kind.WIDGET_VENDOR})


def institutions_of(party: Party) -> QuerySet[Institution]:
    """The institutions that use the vendor."""
    is_schedule = party.kind == Party.Kind.SCHEDULE_VENDOR
    return party.schedule_institutions.all() if is_schedule else party.widget_institutions.all()


class UsersField(forms.ModelMultipleChoiceField[Institution]):
    """Institutions, each with the schedule vendor that it has now."""

    def label_from_instance(self, obj: Institution) -> str:
        return f"{obj.name} ({obj.schedule_vendor.name})" if obj.schedule_vendor else obj.name


class PartyForm(forms.ModelForm[Party]):
    institutions = UsersField(
        label=gettext_lazy("Used by"),
        queryset=Institution.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "For vendors of schedules and widgets: cases of these institutions go to them. An institution has one "
            "schedule vendor, which stands in brackets; one that you tick changes to this vendor."
        ),
    )

    class Meta:
        model = Party
        fields = (
            "name",
            "kind",
            "products",
            "email",
            "phone",
            "website",
            "opening_hours",
            "status_page",
            "note",
            "key",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "products": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "institutions" not in self.fields:
            return
        self.fields["institutions"].queryset = (  # type: ignore[attr-defined]
            Institution.objects.active().select_related("schedule_vendor").by_name()
        )
        if self.instance.pk:
            self.initial["institutions"] = institutions_of(self.instance)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("institutions") and data.get("kind") not in VENDORS:
            self.add_error("institutions", _("Only vendors of schedules and widgets belong to single institutions."))
        return data


def give(party: Party, chosen: QuerySet[Institution]) -> None:
    """These institutions use the vendor, and no other active one does."""
    with transaction.atomic():
        if party.kind == Party.Kind.SCHEDULE_VENDOR:
            party.schedule_institutions.active().exclude(pk__in=chosen).update(schedule_vendor=None)
            Institution.objects.filter(pk__in=chosen).update(schedule_vendor=party)
        elif party.kind == Party.Kind.WIDGET_VENDOR:
            closed = party.widget_institutions.filter(is_active=False)
            party.widget_institutions.set([*chosen, *closed])


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin[Party]):
    form = PartyForm
    list_display = ("name", "kind", "contact", "status", "used_by")
    list_filter = ("kind",)
    search_fields = ("name", "products", "email", "phone", "note", "schedule_institutions__name")
    search_help_text = gettext_lazy("A name, a product, an address, or an institution.")
    formfield_overrides: ClassVar[Any] = {models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})}}
    ordering = ("kind", "name", "id")
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("name", "kind", "products")}),
        (gettext_lazy("How to reach them"), {"fields": ("email", "phone", "website", "opening_hours")}),
        (
            gettext_lazy("Is it running?"),
            {
                "fields": ("status_page",),
                "description": gettext_lazy(
                    "For example Skemastatus or Widgetstatus. Everybody sees the link on the page of disturbances, "
                    "and whoever passes a case on sees it before."
                ),
            },
        ),
        (gettext_lazy("Institutions"), {"fields": ("institutions",)}),
        (gettext_lazy("For us"), {"fields": ("note", "key")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        schedules = Count("schedule_institutions", distinct=True)
        return super().get_queryset(request).annotate(users=schedules + Count("widget_institutions", distinct=True))

    @admin.display(description=gettext_lazy("contact"))
    def contact(self, party: Party) -> str:
        return ", ".join(filter(None, [party.email, party.phone])) or "–"

    @admin.display(description=gettext_lazy("status page"))
    def status(self, party: Party) -> SafeString | str:
        if not party.status_page:
            return "–"
        return format_html('<a href="{}" rel="noreferrer">{}</a>', party.status_page, _("Status"))

    @admin.display(description=gettext_lazy("institutions"), ordering="users")
    def used_by(self, party: Any) -> str:
        return str(party.users) if party.kind in VENDORS else _("all")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        give(form.instance, form.cleaned_data["institutions"])

    def has_delete_permission(self, request: HttpRequest, obj: Party | None = None) -> bool:
        """A party to which cases have gone stays: the cases say so."""
        fresh = obj is not None and not obj.forwardings.exists()
        return super().has_delete_permission(request, obj) and fresh
