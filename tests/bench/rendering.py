"""What a page costs that is rendered afresh, beside an ordinary Django page: `python -m tests.bench.rendering`.

The ordinary page (`tests/bench/pages.py`) has the portal's own middleware, two queries and a template with twenty rows.
Of each kind of page the longest is measured; `--all` measures every one. No whole page is cached between the requests,
only the HTML of its texts, as after an edit of something that the page does not show. `first` is the page when its
texts are not cached either, as after the start and after an edit of a word. All is asked of Django in this process, by
turns; times are microseconds of CPU, which other work on the machine disturbs little, and the ratios are medians of the
rounds.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterable
from typing import Any

from tests.bench.serving import portal_environment
from tests.kit.graded import queries

BAR = 20.0
"""How many times an ordinary page the longest page but /print/ may cost."""
OTHERS = ("/soeg/", "/nyt/", "/offline/", "/findes-ikke/", "/print/")
QUERIES = 40
Asked = Callable[[str], bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--all", action="store_true", help="every page, not only the longest of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= portal_environment(folder) | {"DJANGO_SETTINGS_MODULE": "tests.bench.afresh"}
        measure(options.rounds, everything=options.all)


def measure(rounds: int, *, everything: bool) -> None:
    import django

    django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    with override_settings(MIDDLEWARE=[]):
        bare = _asking(WSGIHandler())
    portal = _asking(WSGIHandler())
    pages = _pages(portal, everything)
    searches = [f"/soeg/?q={urllib.parse.quote(query['q'])}" for query in queries()[:QUERIES]]
    jobs: dict[str, tuple[Asked, list[str]]] = {
        "bare view": (bare, ["/bench/hello/"] * 10),
        "ordinary page": (portal, ["/bench/ordinary/"] * 10),
        **{address: (portal, [address] * 3) for address in pages},
        f"a search, of {QUERIES}": (portal, searches),
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, (ask, addresses) in jobs.items():
            _forget()
            first, then = _spent(ask, addresses[:1]), _spent(ask, addresses)
            if number:  # the first round parses the templates
                spent[name].append((first, then))
    _report(spent)


def _forget() -> None:
    """Cache no text; the glossary, which all pages share, stays."""
    from portal.pages import prose

    prose._rendered.cache_clear()


def _asking(application: Any) -> Asked:
    """A function that asks the WSGI application for an address and answers the body."""

    def ask(address: str) -> bytes:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        answer = application(environ, lambda status, headers: None)
        try:
            return b"".join(answer)
        finally:
            answer.close()

    return ask


def _pages(ask: Asked, everything: bool) -> list[str]:
    """Every public page, or the longest of each kind."""
    from django.urls import resolve

    from portal.views.public import public_pages

    addresses = [page.address for page in public_pages()]
    if everything:
        return [*addresses, *OTHERS]
    longest: dict[str, tuple[int, str]] = {}
    for address in addresses:
        kind = resolve(address).view_name
        longest[kind] = max(longest.get(kind, (0, "")), (len(ask(address)), address))
    return [*(address for _, address in longest.values()), *OTHERS]


def _spent(ask: Asked, addresses: Iterable[str]) -> float:
    """Microseconds of CPU for one request, on average."""
    addresses = list(addresses)
    started = time.process_time()
    for address in addresses:
        ask(address)
    return (time.process_time() - started) / len(addresses) * 1e6


def _report(spent: dict[str, list[tuple[float, float]]]) -> None:
    ordinary = [then for _, then in spent["ordinary page"]]
    print(f"{'':44}{'CPU µs':>10}{'× ordinary':>12}{'first':>9}   bar {BAR:g}")
    rows = []
    for name, times in spent.items():
        ratio = statistics.median(then / other for (_, then), other in zip(times, ordinary, strict=True))
        first = statistics.median(first / other for (first, _), other in zip(times, ordinary, strict=True))
        rows.append((ratio, first, statistics.median(then for _, then in times), name))
    for ratio, first, microseconds, name in sorted(rows):
        print(f"{name:44}{microseconds:>10.0f}{ratio:>12.2f}{first:>9.2f}   {'' if ratio <= BAR else 'above'}")


if __name__ == "__main__":
    main()
