"""What every answer says to the browser, on the portal as it really runs: headers, cookies, HTTPS."""

from __future__ import annotations

import http.client
import re
from email.message import Message
from urllib.parse import urlsplit

import pytest

from portal.lib.headers import client_address
from tests.kit.server import Portal, environment, run

pytestmark = pytest.mark.slow
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def ask(server: Portal, path: str, **headers: str) -> tuple[int, Message, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def stylesheet(server: Portal) -> str:
    found = re.search(rb'href="(/static/portal\.\w+\.css)"', ask(server, "/")[2])
    assert found is not None
    return found.group(1).decode()


@pytest.mark.parametrize("path", ["/", "/jura/", "/soeg/?q=tavshed", "/findes-ikke/", "/admin/login/", "/healthz"])
def test_every_page_forbids_what_it_does_not_need(server, path):
    _, headers, _ = ask(server, path)
    directives = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert directives == POLICY
    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/findes-ikke/", "/admin/login/", "/healthz"])
def test_no_header_tells_a_version(server, path):
    _, headers, _ = ask(server, path)
    assert re.search(r"\d", headers.get("server", "")) is None
    assert headers["x-powered-by"] is None


def test_a_reader_is_given_no_cookie(server):
    paths = ["/", "/jura/", "/moeder/", "/soeg/?q=ferie", "/min-introduktion/", "/findes-ikke/"]
    assert [ask(server, path)[1].get_all("set-cookie") for path in paths] == [None] * len(paths)


def test_the_cookie_of_a_form_is_for_this_host_alone(server):
    [cookie] = ask(server, "/admin/login/")[1].get_all("set-cookie") or []
    name, *attributes = [part.strip() for part in cookie.split(";")]
    assert name.startswith("csrf=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_a_staff_page_is_kept_by_nobody(server):
    status, headers, _ = ask(server, "/admin/")
    assert (status, headers["location"]) == (302, "/admin/login/?next=/admin/")
    assert "no-store" in headers["cache-control"]


def test_a_static_file_is_named_by_its_content_and_kept_for_ever(server):
    status, headers, _ = ask(server, stylesheet(server), Accept_Encoding="br")
    assert (status, headers["cache-control"]) == (200, "max-age=315360000, public, immutable")
    assert (headers["content-encoding"], headers["x-content-type-options"]) == ("br", "nosniff")
    assert headers["access-control-allow-origin"] is None


def test_https_is_demanded_for_a_year_where_the_proxy_says_that_it_is_used(client):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    response = client.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_without_a_proxy_before_it_the_portal_believes_no_forwarded_header(server):
    assert ask(server, "/", X_Forwarded_Proto="https")[1]["strict-transport-security"] is None


@pytest.mark.parametrize("path", ["/guide", "/findes/ikke", "/static/ikke.css"])
def test_an_answer_that_no_view_gives_says_the_same_to_the_browser(server, path):
    _, headers, _ = ask(server, path)
    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert (headers["x-frame-options"], "default-src 'none'" in headers["content-security-policy"]) == ("DENY", True)


def test_the_way_to_https_says_the_same_to_the_browser(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    headers = client.get("/guide/").headers
    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert (headers["x-frame-options"], "default-src 'none'" in headers["content-security-policy"]) == ("DENY", True)


@pytest.mark.parametrize("charset", ["utf-16", "cp037", "utf-7"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/soeg/?q=a"), ("POST", "/admin/login/"), ("POST", "/ingen")])
def test_a_request_in_another_alphabet_is_refused_and_not_a_fault(server, method, path, charset):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    connection.request(method, path, b"q=a", {"Content-Type": kind, "Cookie": f"csrf={'a' * 32}"})
    answer = connection.getresponse()
    assert (answer.status, "Adressen kan ikke læses" in answer.read().decode()) == (400, True)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE


def test_the_settings_of_production_pass_djangos_own_check():
    settings = environment(SECRET_KEY="kA9-xY" * 10, ALLOWED_HOSTS="portal.example.dk")
    checked = run("check", "--deploy", "--fail-level", "WARNING", **settings)
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/guide/", (301, "https://testserver/guide/")), ("/healthz", (200, None))],
)
def test_in_production_readers_are_sent_to_https_and_a_watchman_is_not(client, settings, path, answer):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path)
    assert (response.status_code, response.headers.get("location")) == answer


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("10.9.8.7, 203.0.113.7:51234", "203.0.113.7"),
        ("10.9.8.7,203.0.113.7", "203.0.113.7"),
        ('"203.0.113.7:51234"', "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:51234", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8::1]:4711", "2001:db8::"),
        ("[2001:db8::1]", "2001:db8::"),
        ('"[2001:db8:1:2::1]:4711"', "2001:db8:1:2::"),
        ("203.0.113.7, [2001:db8::1%eth0]:4711", "2001:db8::"),
        ("", "198.51.100.9"),
        ("unknown", "198.51.100.9"),
        ("203.0.113.7, ", "198.51.100.9"),
    ],
)
def test_the_address_of_a_reader_is_read_with_and_without_a_port(rf, settings, forwarded, address):
    settings.TRUST_PROXY = True
    request = rf.get("/", REMOTE_ADDR="198.51.100.9", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_no_forwarded_address_is_believed_without_a_proxy(rf, settings):
    settings.TRUST_PROXY = False
    request = rf.get("/", REMOTE_ADDR="198.51.100.9", headers={"X-Forwarded-For": "203.0.113.7:51234"})
    assert client_address(request) == "198.51.100.9"
