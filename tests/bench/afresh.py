"""The portal's settings for measuring: beside the portal's pages an ordinary one."""

from pathlib import Path

from portal.settings import *  # noqa: F403
from portal.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.pages"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
