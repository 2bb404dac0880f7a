"""Write the public portal as plain files, when its term is over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from committee.models import Committee
from committee.term import TermNote, TermPart, term_part
from portal.lib import clock
from portal.management.base import DatabaseCommand
from portal.management.frozen import FreezeError, freeze
from portal.printing.pdf.paper import PaperError
from portal.text.danish import format_date


class Command(DatabaseCommand):
    help = "Skriver den offentlige portal som filer med PDF, der kan åbnes fra en disk eller stå på fx /2026-2029/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="en mappe, der er tom eller ikke findes endnu")
        parser.add_argument("--note", default="", help="det, hver side siger om sig selv; ellers at perioden er slut")
        parser.add_argument("--replaced-by", default="", help="adressen på det, der afløser portalen")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, link = options["folder"], options["replaced_by"]
        if link and not link.startswith(("https://", "http://", "/")):
            raise SystemExit(f"”{link}” er ikke en adresse. Skriv den med https:// foran.")
        try:
            frozen = freeze(folder, TermNote(options["note"].strip() or note_of(Committee.current()), link))
        except (FreezeError, PaperError) as error:
            raise SystemExit(str(error)) from None
        except OSError as error:
            raise SystemExit(f"{folder} kan ikke skrives ({error.strerror}).") from None
        self.stdout.write(
            f"{folder} er skrevet: {frozen.pages} sider, {frozen.documents} dokumenter, "
            f"{frozen.static} andre filer, {frozen.size / 1e6:.1f} MB. Åbn {folder / 'index.html'}."
        )


def note_of(committee: Committee | None) -> str:
    """What a page of the copy says where nobody has written it."""
    day = clock.today()
    copied = f"Det her er en kopi fra {format_date(day)}. Den bliver ikke rettet."
    if committee is None:
        return copied
    ends = "er slut" if term_part(committee, day) is TermPart.OVER else f"slutter 31. december {committee.term_end}"
    return f"Perioden {committee.term} {ends}. {copied}"
