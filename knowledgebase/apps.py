from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgebaseConfig(AppConfig):
    name = "knowledgebase"
    verbose_name = _("Shared answers")

    def ready(self) -> None:
        from knowledgebase import data_categories  # noqa: PLC0415  models exist from here on

        data_categories.declare_all()
