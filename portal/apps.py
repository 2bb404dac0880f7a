"""The portal app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portalen"

    def ready(self) -> None:
        from portal.accounts import audit_log as trail
        from portal.config import log_format as log_lines
        from portal.content import records as content
        from portal.notices import news

        content.connect()
        log_lines.connect()
        news.connect()
        trail.connect()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin as the secretariat's desk."""

    default = False
    default_site = "portal.views.admin_site.Desk"
