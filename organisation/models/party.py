"""Outside parties: who else acts on an enquiry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from database.web_address import WebAddressField
from organisation.stored_text import MaskedCharField, MaskedTextField


class Party(models.Model):
    """Netcompany, KOMBIT, STIL, the IT department, a vendor: how to reach it and where its status is shown."""

    class Kind(models.TextChoices):
        NETCOMPANY = "netcompany", _("Netcompany (Aula support)")
        KOMBIT = "kombit", _("KOMBIT")
        STIL = "stil", _("STIL (UNI-Login)")
        LOCAL_IT = "local_it", _("The municipality's IT department")
        SCHEDULE_VENDOR = "schedule_vendor", _("Schedule vendor")
        WIDGET_VENDOR = "widget_vendor", _("Widget vendor")
        OTHER = "other", _("Other")

    key = models.SlugField(_("key"), unique=True, help_text=_("A short name for imports."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = MaskedCharField(_("name"), max_length=120)
    products = MaskedTextField(
        _("products"), blank=True, help_text=_("One name a line, as people write it. Triage looks for them.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = MaskedCharField(_("phone"), max_length=40, blank=True)
    website = WebAddressField(_("website"), blank=True)
    status_page = WebAddressField(_("status page"), blank=True)
    opening_hours = MaskedCharField(_("opening hours"), max_length=200, blank=True)
    note = MaskedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("outside party")
        verbose_name_plural = _("outside parties")

    def __str__(self) -> str:
        return self.name

    def named_in(self, text: str) -> int:
        """Characters of the longest of its names and products that a casefolded text holds; 0 where it names none."""
        names = [name.strip().casefold() for name in [self.name, *self.products.splitlines()]]
        return max((len(name) for name in names if name and name in text), default=0)
