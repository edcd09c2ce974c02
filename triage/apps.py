from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    name = "triage"
    verbose_name = _("Triage")

    def ready(self) -> None:
        from triage import data_categories, forgetting  # noqa: PLC0415  models exist from here on
        from triage.board import asking  # noqa: PLC0415  models exist from here on
        from triage.faults import alarms  # noqa: PLC0415  models exist from here on
        from triage.flags import doors, flagging  # noqa: PLC0415  models exist from here on
        from triage.forwarding import correspondence, reminders, second_look  # noqa: PLC0415  models exist from here on
        from triage.known_errors import matching  # noqa: PLC0415  models exist from here on
        from triage.learning import from_decisions  # noqa: PLC0415  models exist from here on
        from triage.routing import forwarders  # noqa: PLC0415  models exist from here on
        from triage.suggestions import repeats, suggesting  # noqa: PLC0415  models exist from here on
        from triage.topics import noticing  # noqa: PLC0415  models exist from here on
        from triage.wishes import withholding  # noqa: PLC0415  models exist from here on

        data_categories.declare_all()
        forwarders.subscribe()
        suggesting.subscribe_all()
        repeats.subscribe_all()
        doors.stand()
        flagging.subscribe_all()
        alarms.subscribe_all()
        correspondence.subscribe_all()
        reminders.subscribe_all()
        second_look.subscribe_all()
        forgetting.subscribe_all()
        matching.subscribe_all()
        from_decisions.subscribe_all()
        asking.subscribe_all()
        noticing.subscribe_all()
        withholding.subscribe_all()
