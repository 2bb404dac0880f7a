"""The public portal as plain files, when its term is over: they open from a disk, and can stand at `/2026-2029/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django_htmx.middleware import HtmxDetails

from committee.models import Committee
from committee.models.meetings import YEARS
from committee.term import TermNote
from portal.http import number
from portal.management.frozen_pages import FrozenPage, Links, assets_of, file_of, links_of, symbols
from portal.views.public import OF_RECORDS, OVERVIEWS, public_pages

PAGES = {*OVERVIEWS, *OF_RECORDS, "portal:print", "portal:news", "committee:walk_step", "budget:comparison"}
DOCUMENTS = {"portal:pdf", "portal:plan_pdf", "budget:csv", "budget:xlsx"}
DOCUMENTS |= {"budget:comparison_csv", "budget:comparison_xlsx"}
LEADING = {"portal:was"}
"""Addresses that lead to another page, which takes their place."""
YEARLY = {"aar", "budget"}
"""Names in a query that choose a year; the copy has the years of the term and the two around it."""
QUERIES = {*YEARLY, "svar", "side", "med"}


class FreezeError(Exception):
    """The copy cannot be made: why, as a sentence."""


@dataclass(frozen=True)
class Frozen:
    """What a copy holds."""

    pages: int
    documents: int
    static: int
    size: int
    """Bytes in all."""


def freeze(folder: Path, note: TermNote) -> Frozen:
    """Write every public page with the note on it, the documents and the static files that they ask for to the folder.
    Raise FreezeError where that is no empty folder, or something cannot be rendered: then nothing is written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FreezeError(f"{folder} er ikke en tom mappe, så intet er skrevet. Vælg en anden.")
    answers, aliases = _answers(note)
    files = {address: file_of(address) for address in answers}
    files |= {alias: files[target] for alias, target in aliases.items() if target in files}
    links = Links(files, settings.STATIC_URL, reverse("portal:print"))
    drawn = symbols(_static("icons.svg").decode())
    contents: dict[str, bytes] = {}
    asked: set[str] = set()
    pages = 0
    for address, answer in answers.items():
        contents[files[address]] = answer.content
        if _is_page(answer):
            page = FrozenPage(address, files[address], links, drawn)
            contents[files[address]] = page.html(answer.text).encode()
            asked |= page.static
            pages += 1
    static = _all_static(asked)
    for name, content in {**contents, **{f"static/{name}": content for name, content in static.items()}}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    size = sum(map(len, contents.values())) + sum(map(len, static.values()))
    return Frozen(pages, len(answers) - pages, len(static), size)


def _answers(note: TermNote) -> tuple[dict[str, HttpResponse], dict[str, str]]:
    """Return what the portal answers at each address of the copy, and where those lead that only lead on."""
    factory = RequestFactory(SERVER_NAME=_host())
    years = _years()
    listed = {*(page.address for page in public_pages()), reverse("portal:print"), reverse("portal:pdf")}
    waiting = sorted(listed)
    answers: dict[str, HttpResponse] = {}
    aliases: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        if address in answers or address in aliases or not _belongs(address, years):
            continue
        request = factory.get(address, secure=True)
        request.frozen = note  # type: ignore[attr-defined]  # for the templates
        answer = _rendered(request)
        if answer.status_code in {301, 302}:
            aliases[address] = answer.headers["Location"]
            waiting.append(aliases[address])
        elif answer.status_code == 200:
            answers[address] = answer
            waiting += links_of(answer.text, address) if _is_page(answer) else []
        elif answer.status_code != 404 or address in listed:
            raise FreezeError(f"{address} kan ikke læses (status {answer.status_code}), så intet er skrevet.")
    return answers, aliases


def _rendered(request: HttpRequest) -> HttpResponse:
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]  # as HtmxMiddleware does
    view, arguments, named = resolve(request.path_info)
    try:
        answer: HttpResponse = view(request, *arguments, **named)
    except Http404:
        return HttpResponseNotFound()
    return answer


def _belongs(address: str, years: range) -> bool:
    """Whether the copy has the address: a public page, a document, or one of them for another year."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return False
    query = parse_qsl(parts.query, keep_blank_values=True)
    asked = {key for key, _ in query}
    of_term = all(number(value) in years for key, value in query if key in YEARLY)
    return name in PAGES | DOCUMENTS | LEADING and asked <= QUERIES and of_term


def _years() -> range:
    committee = Committee.current()
    return range(committee.term_start - 1, committee.term_end + 3) if committee else YEARS


def _is_page(answer: HttpResponse) -> bool:
    return answer.headers["Content-Type"].startswith("text/html")


def _host() -> str:
    """A name that the settings allow in a request."""
    told = urlsplit(settings.SITE_URL).netloc
    allowed = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return told or next(iter(allowed), "localhost")


def _all_static(names: set[str]) -> dict[str, bytes]:
    """Return the files, and those that their stylesheets ask for, by name."""
    found: dict[str, bytes] = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _static(name)
            waiting += assets_of(found[name].decode(), name) if name.endswith(".css") else []
    return found


def _static(name: str) -> bytes:
    """Return a static file by the name that pages use: collected, or as it lies in the source."""
    collected = settings.STATIC_ROOT / name
    source = str(collected) if collected.exists() else finders.find(name)
    if source is None:
        raise FreezeError(f"Den statiske fil {name} mangler, så intet er skrevet. Kør manage.py prepare først.")
    return Path(source).read_bytes()
