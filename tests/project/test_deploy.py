"""What a server is given (deploy/): one script for the service and its commands, and a release that is put in place
while the old one runs."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.kit.server import KEY, ROOT, Portal, copy_of, environment, free_port

DEPLOY = ROOT / "deploy"
PARTS = ("portal", "committee", "services", "budget", "templates", "static", "fixtures")
pytestmark = pytest.mark.slow


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def hardening(unit: str) -> set[str]:
    """The lines of the unit that shut its service in."""
    rules = "NoNewPrivileges|Protect|Private|Restrict|Lock|Capability|SystemCall|UMask"
    return set(re.findall(rf"^(?:{rules})\S*$", text(unit), re.MULTILINE))


def test_units_run_the_script_that_reads_the_settings():
    started = {unit: re.findall(r"/usr/local/bin/portal (\w+)", text(unit)) for unit in UNITS}
    assert started == {"portal.service": ["serve"], "portal-backup.service": ["backup"]}
    assert [unit for unit in UNITS if "EnvironmentFile" in text(unit) or "/srv/portal" in text(unit)] == []


def test_the_copy_is_taken_in_the_sandbox_of_the_service():
    assert hardening("portal-backup.service") == hardening("portal.service")
    assert len(hardening("portal.service")) > 15


UNITS = ("portal.service", "portal-backup.service")


class Machine:
    """A server's folders, in a folder of the test; `script` is deploy/portal with them in the place of its own."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        self.releases = folder / "srv"
        self.var = copy_of(prepared, folder / "var")
        self.settings = folder / "portal.env"
        self.script = folder / "portal"
        written = text("portal")
        for path, ours in (
            ("/srv/portal", self.releases),
            ("/etc/portal.env", self.settings),
            ("/var/lib/portal", self.var),
            ("= portal ]", f"= {pwd.getpwuid(os.getuid()).pw_name} ]"),
        ):
            assert path in written
            written = written.replace(path, str(ours))
        self.script.write_text(written)
        self.script.chmod(0o755)

    def release(self, name: str, source: Path = ROOT) -> Path:
        """Put a release beside the others."""
        folder = self.releases / name
        for part in PARTS:
            shutil.copytree(source / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(source / "manage.py", folder)
        (folder / ".venv").symlink_to(sys.prefix)
        return folder

    def use(self, release: Path) -> None:
        (self.releases / "next").symlink_to(release)
        (self.releases / "next").rename(self.releases / "current")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([self.script, *command], env=environment(), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done


@pytest.fixture
def machine(tmp_path: Path, prepared: Path) -> Machine:
    return Machine(tmp_path, prepared)


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        content: bytes = answer.read()
        return content.decode(errors="replace")


def addresses(portal: Portal) -> list[str]:
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", get(f"{portal.url}/sitemap.xml"))


def test_new_release_takes_effect_at_the_next_start(machine):
    port = free_port()
    machine.settings.write_text(f"SECRET_KEY='{KEY}'\nALLOWED_HOSTS=127.0.0.1\nHTTPS=0\nPORT={port}\n")
    first = machine.release("1")
    machine.use(first)
    settings = environment(VAR_DIR=str(machine.var), PORT=str(port))
    with Portal(settings, str(machine.script), "serve") as portal:
        [stylesheet] = re.findall(r'href="(/static/portal\.\w+\.css)"', get(f"{portal.url}/"))
        second = machine.release("2", first)
        for template in (second / "templates").rglob("*.html"):
            template.write_text("Udgave 2 {% skabelon fra en anden udgave %}")
        (second / "templates" / "pdf" / "guide.typ").write_text("#panic()")
        machine.use(second)
        pages = {path: get(f"{portal.url}{path}") for path in [*addresses(portal), "/velkomstguide.pdf"]}
        assert len(pages) > 80
        assert [path for path, page in pages.items() if "Udgave 2" in page] == []
    base = first / "templates" / "base.html"
    shutil.rmtree(second / "templates")
    shutil.copytree(first / "templates", second / "templates")
    (second / "templates" / "base.html").write_text(base.read_text().replace("<body>", "<body><p>Udgave 2</p>"))
    with (second / "static" / "portal.css").open("a") as file:
        file.write("\n.udgave-2 { color: inherit }\n")
    with Portal(settings, str(machine.script), "serve") as portal:
        page = get(f"{portal.url}/")
        assert "Udgave 2" in page
        assert stylesheet not in page
        assert ".masthead" in get(f"{portal.url}{stylesheet}")


def test_command_uses_the_database_of_the_service(machine, tmp_path):
    database = tmp_path / "a&b$HOME;c.sqlite3"
    shutil.copy(machine.var / "portal.sqlite3", database)
    (machine.var / "portal.sqlite3").write_bytes(b"abandoned")
    address = f"sqlite:///{database}?timeout=4&x=1"
    machine.settings.write_text(f"SECRET_KEY={KEY}\nALLOWED_HOSTS=portal.example.dk\nDATABASE_URL={address}\n")
    machine.use(machine.release("1"))
    told = machine.run("backup", str(tmp_path / "copy.backup")).stdout.splitlines()
    assert told[0] == f"Database: {database}"
    assert " er skrevet og kontrolleret: " in told[1]
