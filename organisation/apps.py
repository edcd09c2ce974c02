from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = _("The municipality")

    def ready(self) -> None:
        from database import numbers  # noqa: PLC0415  as the other imports
        from organisation import data_categories  # noqa: PLC0415  models exist from here on
        from organisation.api import client_contacts  # noqa: PLC0415  models exist from here on

        numbers.register()
        data_categories.declare_all()
        client_contacts.declare()
