"""Rules of the whole tree that no linter knows. The layers are held by import-linter (`make check`)."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.kit.server import ROOT

APPS = ("portal", "committee", "services", "budget")


def modules() -> dict[str, Path]:
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def tracked(*patterns: str) -> list[Path]:
    """The files of the project, as git knows them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_shared_objects_hold_no_request_state():
    """A process has one of each admin, one desk and one of each middleware, and answers many people at a time."""
    written = [
        f"{module}.{kind.name}.{method.name}: {ast.unparse(node)}"
        for module, path in MODULES.items()
        for kind in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(kind, ast.ClassDef) and re.search(r"(Admin|AdminSite|Middleware|Inline)$", kind.name)
        for method in kind.body
        if isinstance(method, ast.FunctionDef) and method.name != "__init__"
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"
    ]
    assert written == []


def test_no_module_has_a_generic_name():
    nameless = {"utils", "helpers", "misc", "common"}
    assert [str(path) for path in tracked("*.py") if path.stem in nameless or nameless & set(path.parts)] == []


def test_every_security_suppression_has_a_reason():
    """Ruff's S rules are bandit's; the tests are left out of them."""
    silent = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in MODULES.values()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"# noqa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* \(.+\)$)|#\s*nosec", line) and "noqa: E402" not in line
    ]
    assert silent == []


def test_no_template_or_query_trusts_text_of_people():
    """What scanners call |safe, autoescape off, inline handlers and scripts, values without quotes, forms without their
    token, and .raw(), .extra() and RawSQL."""
    inline = re.compile(
        r"\|\s*safe\b|autoescape off|\son\w+=|<script(?![^>]*\bsrc=)|javascript:|\sstyle=|<style"
        r"|<\w[^<>]*\s[\w-]+=\{[{%]"
        r'|<form\b[^>]*\bmethod="post"[^>]*>(?!\s*\{% csrf_token %\})'
    )
    around = re.compile(
        r"\.(?:raw|extra)\(|RawSQL|\beval\(|\bexec\(|\bpickle\b|yaml\.(?:load|unsafe_load)\(|shell=True|_exempt\b"
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path, rule in (
            *((path, inline) for path in tracked("templates/*.html")),
            *((path, around) for path in MODULES.values()),
        )
        for hit in rule.finditer(path.read_text(encoding="utf-8"))
    ]
    of_mail_programs = "portal/views/subscriptions.py: _exempt"  # one click stops the mails, without a token (RFC 8058)
    assert found == [of_mail_programs, of_mail_programs]


def test_no_script_takes_a_text_for_html_or_for_a_script():
    """One place takes HTML (`make` of portal.js); what is put into it is our own: icons, and words of the worker."""
    ways = re.compile(
        r"innerHTML(?! = html;)|outerHTML|insertAdjacentHTML|document\.write|srcdoc"
        r"|\beval\(|\bFunction\(|ContextualFragment"
    )
    ours = re.compile(r'icon\("\w+"\)|icons|name|at|reason|notice')
    found = []
    for path in tracked("static/*.js", "templates/*.js"):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.name}: {hit.group()}" for hit in ways.finditer(text)]
        html = [literal for literal in re.findall(r"`([^`]*)`", text) if re.search(r"<\w", literal)]
        found += [
            f"{path.name}: {put}"
            for part in html
            for put in re.findall(r"\$\{(.*?)\}", part)
            if not ours.fullmatch(put)
        ]
    assert found == []


def test_proxy_never_redirects_to_a_host_from_the_request():
    """`$host` is what the request says that it is; `$server_name` is what is written in the file."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*return 30\d (\S+);$", text, re.MULTILINE) == ["https://$server_name$request_uri"]


def test_nothing_is_left_open_or_passed_over():
    left = re.compile("|".join(["TO" + "DO", "FIX" + "ME", r"mark\.sk" + "ip", r"mark\.xf" + "ail", "no " + "cover"]))
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked("*.py", "*.html", "*.js", "*.css", "Makefile")
        for hit in left.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_holds_a_path_of_a_machine():
    machine = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|farm)/")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in machine.finditer(text)]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_every_package_with_its_hashes_and_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    for block in blocks:
        assert re.match(r"[\w.-]+==[\w.!+-]+( ;[^\\]*)? \\\n", block), block
        assert "--hash=sha256:" in block, block


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = (set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
                for name in ("requirements.lock", "requirements-dev.lock"))  # fmt: skip
    assert {plain(wanted) for wanted in project["project"]["dependencies"]} <= run
    assert {plain(wanted) for wanted in project["dependency-groups"]["dev"]} <= dev
    assert run <= dev


def plain(requirement: str) -> str:
    """`django-stubs[compatible-mypy]>=6.1` is `django-stubs`."""
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower()


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [line for part in lists for line in part.splitlines()]
    assert len(lists) == 2
    assert [line for line in lines if not re.fullmatch(r' {4}"[^"]+", +# \S.{5,}', line)] == []


def test_no_copied_library_in_static():
    foreign = re.compile(r"htmx\.org|@license|sourceMappingURL|/\*!")
    found = [
        str(path) for path in tracked("static/*") if path.suffix in {".js", ".css"} and foreign.search(path.read_text())
    ]
    assert found == []
