"""The portal app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portalen"

    def ready(self) -> None:
        from portal.accounts import audit_log
        from portal.config import log_format
        from portal.content import pending, records
        from portal.notices import news

        records.register_signals()
        pending.register_signals()
        log_format.register_signals()
        news.register_signals()
        audit_log.register_signals()


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the portal's own admin site."""

    default = False
    default_site = "portal.views.admin_site.PortalAdminSite"
