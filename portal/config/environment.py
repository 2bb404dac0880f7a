"""The one reader of the environment: typed values, or one sentence to the person who starts the portal."""

from __future__ import annotations

import ipaddress
import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from portal.config import env_file

SHORTEST_KEY = 50
FEWEST_LETTERS = 5
"""As Django's own check of a key (security.W009)."""
HOW_TO_MAKE_A_KEY = "Lav en med: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names by which this machine reaches itself."""


class SettingError(SystemExit):
    """A setting that cannot be used; ends the process with status 1 and the sentence on stderr."""


def is_set(name: str) -> bool:
    return bool(os.environ.get(name, "").strip())


def file(name: str) -> None:
    """Set what the file says that `name` names. Its values go before those that are set already, as with systemd."""
    path = text(name, "")
    if not path:
        return
    try:
        os.environ.update(env_file.values(Path(path).read_text(encoding="utf-8")))
    except env_file.LineError as error:
        raise SettingError(f"{path}, {error} Ret det, og start igen.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "den er ikke almindelig tekst i UTF-8"
        raise SettingError(f"{name}: Filen {path} kan ikke læses ({reason}).") from None


def text(name: str, default: str | None = None, why: str = "") -> str:
    """The value of `name`; SettingError when it is missing and there is no default. `why` says how to set it."""
    if is_set(name):
        return os.environ[name].strip()
    if default is None:
        raise SettingError(f"{name} mangler. {why}".strip())
    return default


def flag(name: str, default: bool) -> bool:
    """1, true, ja, on or 0, false, nej, off."""
    value = text(name, "1" if default else "0").casefold()
    if value in {"1", "true", "ja", "on"}:
        return True
    if value in {"0", "false", "nej", "off"}:
        return False
    raise SettingError(f"{name} skal være 1 eller 0, men er ”{value}”. Ret det, og start igen.")


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise SettingError(f"{name} skal være et tal fra {least} til {most}, men er ”{value}”. Ret det, og start igen.")


def address(name: str, default: str) -> str:
    """The IP address of one of this machine's networks, to listen on."""
    value = text(name, default)
    try:
        return str(ipaddress.ip_address("127.0.0.1" if value == "localhost" else value))
    except ValueError:
        raise SettingError(
            f"{name} skal være en IP-adresse som 127.0.0.1, men er ”{value}”. Ret det, og start igen."
        ) from None


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    return ipaddress.ip_address(host).is_loopback


def words(name: str, default: tuple[str, ...] | None = None, why: str = "") -> list[str]:
    """Values separated by commas."""
    value = text(name, None if default is None else ",".join(default), why)
    return [word.strip() for word in value.split(",") if word.strip()]


def key(name: str, why: str) -> str:
    """A secret: long, and not of a few letters over and over."""
    value = text(name, why=why)
    if len(value) < SHORTEST_KEY or len(set(value)) < FEWEST_LETTERS:
        raise SettingError(
            f"{name} er for let at gætte: Den skal være tilfældig og på mindst {SHORTEST_KEY} tegn. {HOW_TO_MAKE_A_KEY}"
        )
    return value


def hosts(name: str, default: tuple[str, ...] | None, why: str) -> list[str]:
    """Return the portal's host names. A wildcard would let the client choose the portal's name."""
    found = words(name, default, why)
    if every := [host for host in found if "*" in host or not host.strip(".")]:
        raise SettingError(f"{name} må ikke indeholde ”{every[0]}”, som er ethvert navn. {why}")
    return found


def database(name: str, base: Path, default: Path) -> dict[str, Any]:
    """Django's settings for a database URL; a relative SQLite path starts at `base`. Without one, SQLite in the file
    `default`, whatever signs its path has."""
    if not is_set(name):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": default}
    url = text(name)
    try:
        found = dict(dj_database_url.parse(url))
    except ValueError:
        found = {}
    kind = str(found.get("ENGINE", "")).rpartition(".")[2]
    if kind not in {"sqlite3", "postgresql"} or not found["NAME"]:
        raise SettingError(
            f"{name} skal være en adresse som sqlite:///var/portal.sqlite3 eller "
            "postgres://bruger:kodeord@vaert:5432/portal. Ret den, og start igen."
        )
    if kind == "sqlite3" and found["NAME"] != ":memory:":
        found["NAME"] = base / str(found["NAME"])
    return found


MAIL_SCHEMES = {
    "smtp": (25, {}),
    "smtp+starttls": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}
"""How a mail server is talked to: its port where none is given, and Django's settings for it."""


def mail(name: str) -> dict[str, Any]:
    """Django's settings for the mail server of a URL; none where it is not set. Passwords and addresses cross a network
    only behind TLS, with a certificate that is verified."""
    if not is_set(name):
        return {}
    try:
        url = urlsplit(text(name))
        port, secured = url.port, MAIL_SCHEMES[url.scheme]
        host = url.hostname or ""
    except (ValueError, KeyError):
        host = ""
    if not host or url.path.strip("/") or url.query or url.fragment:
        raise SettingError(
            f"{name} skal være en adresse som smtp+starttls://bruger:kodeord@mail.example.dk:587 eller "
            "smtps://bruger:kodeord@mail.example.dk. Tegn som @ og / i et kodeord skrives %40 og %2F. Ret den, "
            "og start igen."
        )
    if not secured[1] and host not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingError(
            f"{name} sender mails og kodeord uden kryptering til {host}. Skriv smtp+starttls:// eller smtps://; "
            "smtp:// er kun til en mailserver på maskinen selv."
        )
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or secured[0],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        **secured[1],
    }


def sender(name: str, why: str) -> str:
    """An address to send from, with or without a name: `Socialudvalget <portal@example.dk>`."""
    value = text(name, why=why)
    address = parseaddr(value)[1]
    if "@" not in address[1:-1] or not value.isprintable():
        raise SettingError(f"{name} skal være en mailadresse, men er ”{value}”. {why}")
    return value
