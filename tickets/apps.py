from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Enquiries")

    def ready(self) -> None:
        from tickets import data_categories, search  # noqa: PLC0415  models exist from here on
        from tickets.news import following, notifications  # noqa: PLC0415  models exist from here on
        from tickets.text_messages import text_news  # noqa: PLC0415  models exist from here on
        from tickets.work import recounting, sharing  # noqa: PLC0415  models exist from here on

        data_categories.declare_all()
        notifications.subscribe_all()
        search.subscribe_all()
        following.subscribe_all()
        sharing.subscribe_all()
        text_news.subscribe_all()
        recounting.declare()
