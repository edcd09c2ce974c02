from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Numbers")

    def ready(self) -> None:
        from reporting import data_categories  # noqa: PLC0415  models exist from here on

        data_categories.declare_all()
