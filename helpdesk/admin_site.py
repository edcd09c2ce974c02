"""The staff side: Django's admin in our clothes."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class HelpdeskAdminSite(AdminSite):
    site_header = _("Aula support")
    site_title = _("Aula support")
    index_title = _("Overview")
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Anybody active with a role; what they see is decided page by page."""
        user = request.user
        return user.is_authenticated and user.is_active and bool(user.roles)
