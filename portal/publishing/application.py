"""The WSGI application: answers with a kept page where one holds, and lets Django render the rest."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string

from portal import log_lines
from portal.publishing import access_log
from portal.publishing.middleware import KEEP
from portal.publishing.revision import DatabaseAwayError, RevisionReader
from portal.publishing.shelf import Edition, Shelf, accepted_encoding, is_short
from portal.publishing.store import Address, KeptPage, Store, compress, fragment_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

NOTICE_PLACE = b"<main"


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]
    kept: str = ""
    """Where the page came from: `hit` and `304` from the shelf, `old` from it for want of the database, `fresh` when
    it was put there now; empty for what is not kept."""


class PublishingApplication:
    """Wraps Django's WSGI application. `version` tells one release's pages from another's."""

    def __init__(
        self,
        application: WSGIApplication,
        revisions: RevisionReader | None = None,
        store: Store | None = None,
        version: str = "",
    ) -> None:
        self._application = application
        self._shelf = Shelf(revisions, store, version)
        self._hosts = {host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))}
        self._port = urlsplit(settings.SITE_URL).netloc.partition(":")[2]
        self._session = f"{settings.SESSION_COOKIE_NAME}="

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(environ)
        start_response(answer.status, answer.headers)
        return answer.body

    def known_edition(self) -> Edition | None:
        """The edition that holds, where it is known without asking the database."""
        return self._shelf.known_edition(time.time())

    def edition(self) -> Edition:
        """The edition that holds. DatabaseAwayError where the database does not say."""
        return self._shelf.edition(time.time())

    def kept(self, environ: Environ, edition: Edition) -> Answer | None:
        """The kept page, where there is one of the edition that holds now; nothing is asked or rendered for it."""
        started = time.perf_counter()
        address = self._address(environ)
        page = self._shelf.find(address, edition, time.time()) if address else None
        return self._tell(environ, started, access_log.new_id(), self._kept(page, environ)) if page else None

    def last(self, environ: Environ) -> Answer | None:
        """For a reader without the database: the page as it was last, with a notice; None where none was made."""
        started = time.perf_counter()
        address = self._address(environ)
        answer = self._last(address, environ) if address else None
        return self._tell(environ, started, access_log.new_id(), answer) if answer else None

    def answer(self, environ: Environ, edition: Edition | None = None) -> Answer:
        """A kept page where one holds; else what Django renders. `edition` is given by whoever has asked for it."""
        started = time.perf_counter()
        request_id = environ["portal.request_id"] = access_log.new_id()
        return self._tell(environ, started, request_id, self._answer(environ, edition))

    def _tell(self, environ: Environ, started: float, request_id: str, answer: Answer) -> Answer:
        access_log.write(
            request_id, environ["REQUEST_METHOD"], environ["PATH_INFO"], int(answer.status[:3]), started, answer.kept
        )
        if answer.kept:
            return answer
        return answer._replace(headers=[*answer.headers, ("X-Request-ID", request_id)])

    def _answer(self, environ: Environ, edition: Edition | None) -> Answer:
        address = self._address(environ)
        if address is None:
            return self._render(environ)
        now = time.time()
        try:
            edition = edition or self._shelf.edition(now)
        except DatabaseAwayError:
            return self._last(address, environ) or self._render(environ)
        page = self._shelf.find(address, edition, now)
        if page is not None:
            return self._kept(page, environ)
        rendered = self._render({**environ, "REQUEST_METHOD": "GET"})
        if rendered.status.startswith("503") and (last := self._last(address, environ)):
            close(rendered.body)  # the database went away while the page was made
            return last
        fresh = self._keep(address, edition, rendered)
        return rendered if fresh is None else self._kept(fresh, environ)._replace(kept="fresh")

    def _address(self, environ: Environ) -> Address | None:
        """The address of a page that may be kept; None for everything else."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._session in environ.get("HTTP_COOKIE", ""):
            return None
        host = environ.get("HTTP_HOST", "")
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        name, _, port = host.partition(":")
        if (
            name not in self._hosts
            or port not in ("", environ.get("SERVER_PORT"), self._port)
            or not is_short(path, query)
        ):
            return None  # anybody may name another port, and would push the ordinary pages out
        fragment = fragment_of(environ)
        if fragment is None:
            return None
        forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip()  # as Django reads it
        scheme = "https" if forwarded == "https" else environ["wsgi.url_scheme"]
        return Address(f"{scheme}://{host}", path, query, fragment)

    def _render(self, environ: Environ) -> Answer:
        answer: list[Any] = []
        log_lines.request_id.set(environ["portal.request_id"])

        def remember(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            answer[:] = [status, headers]

        body = self._application(environ, remember)
        return Answer(answer[0], answer[1], body)

    def _keep(self, address: Address, edition: Edition, rendered: Answer) -> KeptPage | None:
        """Keep the rendered page where its view allows it."""
        until = next((value for name, value in rendered.headers if name == KEEP), None)
        if until is None:
            return None
        body = b"".join(rendered.body)
        close(rendered.body)
        return self._shelf.put(address, edition, float(until), rendered.headers, body)

    def _kept(self, page: KeptPage, environ: Environ) -> Answer:
        if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            return Answer("304 Not Modified", page.not_modified, [], "304")
        body, headers = page.variant(accepted_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        # A list: the server sends it at once; of any other iterable it makes a stream.
        return Answer("200 OK", headers, [] if environ["REQUEST_METHOD"] == "HEAD" else [body], "hit")

    def _last(self, address: Address, environ: Environ) -> Answer | None:
        page = self._shelf.last(address)
        if page is None:
            return None
        body = page.body
        if page.content_type.startswith("text/html") and not address.fragment:
            notice = render_to_string("includes/old_page.html").encode()
            body = body.replace(NOTICE_PLACE, notice + NOTICE_PLACE, 1)
        encoding = accepted_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) if page.is_compressible else ""
        sent = compress(body, encoding)
        headers = [(name, value) for name, value in page.headers if name.lower() != "cache-control"]
        headers += [("Cache-Control", "no-store"), ("Content-Length", str(len(sent)))]
        headers += [("Content-Encoding", encoding)] if encoding else []
        return Answer("200 OK", headers, [] if environ["REQUEST_METHOD"] == "HEAD" else [sent], "old")


def close(body: Iterable[bytes]) -> None:
    """Tell Django that its answer is done with (PEP 3333)."""
    if hasattr(body, "close"):
        body.close()


def release() -> str:
    """A mark of the code, the templates and the static files; another release makes other pages."""
    base = str(settings.BASE_DIR)
    apps_of_ours = [app.path for app in apps.get_app_configs() if os.path.dirname(app.path) == base]
    files = [file for folder in apps_of_ours for file in _files(folder) if file.endswith(".py")]
    files += _files(os.path.join(base, "templates"))
    mark = hashlib.blake2b(digest_size=8)
    for file in [*sorted(files), os.path.join(settings.STATIC_ROOT, "staticfiles.json")]:
        with contextlib.suppress(FileNotFoundError), open(file, "rb") as content:
            mark.update(content.read())
    return mark.hexdigest()


def _files(folder: str) -> list[str]:
    """All files under the folder; by `os`, as pathlib takes three times as long and every start waits for it."""
    return [os.path.join(inside, name) for inside, _, names in os.walk(folder) for name in names]
