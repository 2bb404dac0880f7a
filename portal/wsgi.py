"""The WSGI application: kept pages first, then Django. The server runs it behind `portal/rsgi.py`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

from portal.publishing.application import PublishingApplication, release  # noqa: E402 (settings come first)

application = PublishingApplication(django_application, version=release())
