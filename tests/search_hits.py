"""The first ten hits of the graded queries on the configured database, as JSON: `python -m tests.search_hits`.

A program of its own, so that a test can ask two databases with the same content.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Load the shipped content into the empty database of TEST_DATABASE_URL, search, and print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from portal.search.engine import search
    from tests.graded import queries

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    found = {
        query["q"]: [[hit.title, hit.address, hit.score] for hit in search(query["q"], limit=10).hits]
        for query in queries()
    }
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
