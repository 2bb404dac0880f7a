"""Values from the environment, and what hangs on them."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from django.db import connection

from portal.config import env_file, environment
from portal.models import CalendarKey
from portal.page_cache.revision import SQLiteRevision
from tests.kit import coroutines
from tests.kit.factories import make_user
from tests.kit.server import KEY, ROOT, run
from tests.kit.server import environment as environment_of


@pytest.mark.parametrize(("value", "words"), [(None, []), ("", []), ("en", ["en"]), (" en , to,", ["en", "to"])])
def test_words_are_parted_by_commas_and_may_be_none(monkeypatch, value, words):
    monkeypatch.delenv("NAMES", raising=False)
    if value is not None:
        monkeypatch.setenv("NAMES", value)
    assert environment.words("NAMES", ()) == words


def test_words_that_are_demanded_stop_the_start(monkeypatch):
    monkeypatch.delenv("NAMES", raising=False)
    with pytest.raises(environment.SettingError, match=r"^NAMES mangler\. Skriv dem\.$"):
        environment.words("NAMES", why="Skriv dem.")


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["portal#2", "portal%20to", "portal?3", "port al", "påske"])
def test_the_database_lies_in_the_folder_that_was_named_whatever_its_name(tmp_path, folder):
    (tmp_path / folder).mkdir()
    database = tmp_path / folder / "portal.sqlite3"
    shutil.copyfile(connection.settings_dict["NAME"], database)
    production = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "localhost", "VAR_DIR": str(tmp_path / folder)}
    assert run("migrate", "--check", **production).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    assert coroutines.run(SQLiteRevision(str(database)).current()) == 0


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("postgres://p:a&b@db/portal?sslmode=require&x=1", "postgres://p:a&b@db/portal?sslmode=require&x=1"),
        ("a b;c #d $HOME `id` $(id)  ", "a b;c #d $HOME `id` $(id)"),
        ("'a \\ \"b\" $c'", 'a \\ "b" $c'),
        (r'"a \"b\" \$c \n"', r'a "b" $c \n'),
        ("'a'\"b\" c", "abc"),
        ("a'b", "a'b"),
        (r"a\&b\\c", r"a&b\c"),
        ("a\\\nb", "ab"),
        ("", ""),
        ("æ\r", "æ"),
    ],
)
def test_a_file_of_settings_is_read_as_systemd_reads_it_and_by_no_shell(line, value):
    text = f"# en kommentar\n; en til \\\n og mere\n\n  NAME = {line}\nNEXT=1\n"
    assert env_file.values(text) == {"NAME": value, "NEXT": "1"}


@pytest.mark.parametrize("line", ["export NAME=a", "NAME", "1NAME=a", "NAME='a", 'NAME="a'])
def test_a_line_that_is_no_setting_is_told_with_its_number(monkeypatch, tmp_path, line):
    (tmp_path / "portal.env").write_text(f"FIRST=1\n{line}\n")
    monkeypatch.setenv("NAMED", str(tmp_path / "portal.env"))
    with pytest.raises(environment.SettingError, match=r"portal\.env, linje 2: Skriv NAVN=værdi, og luk anførselstegn"):
        environment.file("NAMED")


def test_env_file_overrides_the_environment(monkeypatch, tmp_path):
    (tmp_path / "portal.env").write_text("NAMES=a&b\n")
    monkeypatch.setenv("NAMED", str(tmp_path / "portal.env"))
    monkeypatch.setenv("NAMES", "left in a shell")
    environment.file("NAMED")
    assert environment.text("NAMES") == "a&b"


def test_a_file_that_cannot_be_read_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("NAMED", str(tmp_path / "ingen"))
    with pytest.raises(environment.SettingError, match=r"^NAMED: Filen .*/ingen kan ikke læses \(No such file or dir"):
        environment.file("NAMED")


@pytest.mark.django_db
def test_calendar_addresses_survive_a_new_key_with_the_old_as_fallback(settings):
    key = CalendarKey.objects.of(make_user("medlem"))
    address = key.text
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert CalendarKey.objects.that_opens(address) == key
    assert key.text != address
    settings.SECRET_KEY_FALLBACKS = []
    assert CalendarKey.objects.that_opens(address) is None


def test_manage_reads_the_settings_that_stand_in_env_beside_it(tmp_path):
    for name in ("manage.py", "portal", "committee", "services", "budget"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "manage.py").unlink()
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".env").write_text("WORKERS=nul\n")
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment_of(), capture_output=True, text=True, check=False)
    assert done.stderr == "WORKERS skal være et tal fra 1 til 64, men er ”nul”. Ret det, og start igen.\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+starttls://ida:a%40b%2F@mail.example.dk", ("mail.example.dk", 587, "ida", "a@b/", True, False)),
        ("smtps://mail.example.dk:4650", ("mail.example.dk", 4650, "", "", False, True)),
        ("smtp://localhost", ("localhost", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_named_by_one_address(monkeypatch, url, expected):
    monkeypatch.setenv("MAIL", url)
    found = environment.mail("MAIL")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
    secured = (found.get("EMAIL_USE_TLS", False), found.get("EMAIL_USE_SSL", False))
    assert (*(found[name] for name in names), *secured) == expected


@pytest.mark.parametrize(
    "url",
    ["mail.example.dk", "http://mail.example.dk", "smtps://", "smtps://a:b", "smtps://mail.dk/x", "smtps://m.dk?a=1"],
)
def test_an_address_that_is_no_mail_server_stops_the_start_and_shows_no_password(monkeypatch, url):
    monkeypatch.setenv("MAIL", url)
    with pytest.raises(environment.SettingError, match=r"^MAIL skal være en adresse som smtp\+starttls://"):
        environment.mail("MAIL")


def test_passwords_never_cross_a_network_in_the_open(monkeypatch):
    monkeypatch.setenv("MAIL", "smtp://ida:hemmeligt@mail.example.dk")
    with pytest.raises(environment.SettingError, match="uden kryptering til ") as raised:
        environment.mail("MAIL")
    assert "hemmeligt" not in str(raised.value)


def test_a_mail_server_demands_a_sender_and_the_portals_address():
    base = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "localhost", "EMAIL_URL": "smtp://localhost"}
    assert run("check", **base).stderr.startswith("EMAIL_FROM mangler. Skriv den adresse")
    assert run("check", **base, EMAIL_FROM="ida").stderr.startswith("EMAIL_FROM skal være en mailadresse")
    base["EMAIL_FROM"] = "ida@example.dk"
    assert run("check", **base).stderr.startswith("SITE_URL mangler. Portalen sender mails")
