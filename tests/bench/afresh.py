"""The portal's settings without kept pages for members: every page is rendered afresh."""

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE

MIDDLEWARE.remove("portal.publishing.members.MembersPagesMiddleware")
