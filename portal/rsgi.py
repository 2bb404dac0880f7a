"""The RSGI application that the server runs."""

from portal.gateway import Gateway
from portal.wsgi import application as wsgi_application

application = Gateway(wsgi_application)
