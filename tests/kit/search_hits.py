"""The first ten hits of the graded queries on the database of TEST_DATABASE_URL: `python -m tests.kit.search_hits`.

A program of its own, so that a test can ask two databases with the same content.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Search, and print what was found as JSON. An empty database gets the shipped content first."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from portal.content.records import ContentRevision

    call_command("migrate", verbosity=0)
    if not ContentRevision.current():
        call_command("load_content", verbosity=0)
    json.dump(found(), sys.stdout, ensure_ascii=False)


def found() -> dict[str, list[list[object]]]:
    """Title, address and score of the hits of every graded query."""
    from portal.search.query.engine import search
    from tests.kit.graded import queries

    return {
        query["q"]: [[hit.title, hit.address, hit.score] for hit in search(query["q"], limit=10).hits]
        for query in queries()
    }


if __name__ == "__main__":
    main()
