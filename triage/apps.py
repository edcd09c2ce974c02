from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    name = "triage"
    verbose_name = _("Triage")

    def ready(self) -> None:
        from triage import fitting, forgetting, posting, suggesting  # noqa: PLC0415  models exist from here on

        suggesting.subscribe_all()
        posting.subscribe_all()
        forgetting.subscribe_all()
        fitting.subscribe_all()
