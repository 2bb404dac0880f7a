"""Somebody at a browser: what is asked, what is answered, what its forms would send."""

from __future__ import annotations

import json
import urllib.request
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlencode

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.text)

    def fields(self) -> dict[str, str]:
        """What a browser would send back from the page's form, as it stands."""
        document = html5lib.parse(self.text)
        sent: dict[str, str] = {}
        for field in document.iter():
            if field.tag not in {f"{HTML}input", f"{HTML}textarea", f"{HTML}select"}:
                continue
            name, kind = field.get("name"), field.get("type", "text")
            if not name or kind in {"submit", "button", "file"} or name.startswith(("_", "action", "select_across")):
                continue
            if field.tag == f"{HTML}select":
                chosen = [o.get("value", "") for o in field.iter(f"{HTML}option") if o.get("selected") is not None]
                sent |= {name: chosen[0]} if chosen else {}
            elif kind not in {"checkbox", "radio"} or field.get("checked") is not None:
                sent[name] = field.get("value", "on") if kind == "checkbox" else field.get("value", field.text or "")
        return sent


class Person:
    """Somebody at a browser: keeps cookies, sends forms."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"session": session}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def download(self, path: str) -> bytes:
        """A file, as a browser fetches it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, "Referer": origin + path}
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition("=")
                self.cookies[name] = value.partition(";")[0]
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            connection.close()
