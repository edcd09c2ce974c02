from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from monitoring import data_categories, runs  # noqa: F401, PLC0415  listens to the end of tasks

        data_categories.declare_all()
