from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        from helpdesk import audit  # noqa: PLC0415  needs the models

        audit.listen()
