"""Puts our admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "helpdesk.admin_site.HelpdeskAdminSite"
