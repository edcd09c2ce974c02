from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    name = "triage"
    verbose_name = _("Triage")

    def ready(self) -> None:
        from triage import (  # noqa: PLC0415  models exist from here on
            fitting,
            flagging,
            forgetting,
            learning,
            posting,
            repeats,
            second_look,
            silence,
            suggesting,
        )

        suggesting.subscribe_all()
        repeats.subscribe_all()
        flagging.subscribe_all()
        posting.subscribe_all()
        silence.subscribe_all()
        second_look.subscribe_all()
        forgetting.subscribe_all()
        fitting.subscribe_all()
        learning.subscribe_all()
