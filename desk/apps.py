from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from desk import data_categories  # noqa: PLC0415  models exist from here on
        from desk.team import leaving, merging_institutions  # noqa: PLC0415  models exist from here on

        data_categories.declare_all()
        leaving.declare()
        merging_institutions.declare()
