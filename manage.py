#!/usr/bin/env python
"""Django's command line for the portal. Settings may stand in `.env` beside it (docs/operations.md)."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

ENV_FILE = Path(__file__).resolve().parent / ".env"

if __name__ == "__main__":
    if ENV_FILE.is_file():
        os.environ.setdefault("PORTAL_ENV_FILE", str(ENV_FILE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(sys.argv)
