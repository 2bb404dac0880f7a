"""What must be in place before the portal can answer: tables, content, static files and the first two users.

Each step looks first and does only what is missing, so that a start costs next to nothing when all is there.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from portal.accounts.roles import SECRETARIAT
from portal.content.records import ContentRevision, records
from portal.lib.startup_lock import Report, migrate, startup_lock
from portal.search import index
from portal.search.index.models import SearchState
from portal.search.index.postings import ANALYSIS

UNUSED_FILES = [
    *("ext", "htmx-4*", "htmax-4*", "htmx-2.js"),
    *("jquery.js", "select2.full.js", "select2.css", "xregexp.js"),
    *("gis", "*/i18n/[!d]*", "*/i18n/d[!a]*"),
]
"""What django-htmx carries besides htmx 2; what the desk asks for under DEBUG alone, where nothing is collected; the
desk's maps, and its languages but Danish. Each start looks at every file."""
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def prepare(report: Report) -> None:
    """Bring the database and the static files up to this release. Content and users only where there are none."""
    with startup_lock(report):
        migrate(report)
        load_first_content(report)
        renew_search(report)
        collect_static_files(report)
        create_first_users(report)


def load_first_content(report: Report) -> None:
    """Load the shipped content into a database that has never had any; what staff have edited is never touched."""
    if not ContentRevision.current():
        from portal.transfer.loading.writing import load  # once in a portal's life; it would cost every start 20 ms

        count = load(settings.BASE_DIR / "fixtures")
        report(f"{count} poster med indhold er lagt i databasen.")


def renew_search(report: Report) -> None:
    """Rebuild the search index where a release before this one read texts in another way."""
    if SearchState.objects.exclude(analysis=ANALYSIS).exists():
        report("Skriver søgeindekset forfra ...")
        index.rebuild(records())


def collect_static_files(report: Report) -> None:
    """Copy, name and compress the static files when any of them has changed."""
    mark = settings.STATIC_ROOT / "collected"
    state = _state_of_static_files()
    if not mark.exists() or mark.read_text() != state:
        report("Samler de statiske filer ...")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_FILES)
        mark.write_text(state)


def _state_of_static_files() -> str:
    """A mark that changes with any static file's name, size or time."""
    state = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            state.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return state.hexdigest()


def create_first_users(report: Report) -> None:
    """Create `admin` and `sekretariat` where there is no user at all, and show their passwords this once.

    In production they would be shown to the log; there the first user is made by hand.
    """
    if User.objects.exists():
        return
    if not (settings.EMBEDDED or settings.DEBUG):
        report("Der er ingen brugere endnu: Opret den første med manage.py createsuperuser.")
        return
    passwords = {name: new_password() for name in ("admin", "sekretariat")}
    User.objects.create_superuser("admin", password=passwords["admin"])
    secretariat = User.objects.create_user("sekretariat", password=passwords["sekretariat"], is_staff=True)
    secretariat.groups.set(Group.objects.filter(name=SECRETARIAT))
    report("To brugere er oprettet. Gem deres adgangskoder nu; de vises kun denne ene gang:")
    for name, password in passwords.items():
        report(f"    {name:12} {password}")


def new_password() -> str:
    """Four groups of five letters: some 99 bits, easy to write down."""
    return "-".join("".join(secrets.choice(EASY_LETTERS) for _ in range(5)) for _ in range(4))
