"""Ten thousand bad requests: every parameter, path, header, method and body. No fault, no echo, no trace, no wait.

They ask the portal as it runs, with its whole content, as a stranger and as a superuser at the desk.
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.kit.person import Person
from tests.kit.server import ROOT
from tests.prove.hostile import MARK, Request, faults, is_refused_by_server, send, texts, values
from tests.prove.service import Service, scaled

ALL = 10_000
SHARES = {"parameters": 0.3, "lists": 0.2, "desk": 0.1, "paths": 0.1, "headers": 0.15, "bodies": 0.1, "forms": 0.05}
"""What part of all requests each proof sends; half of them to each database."""


def words(text: str) -> list[str]:
    return text.split()


IN_CODE = r'(?:\.GET\.get(?:list)?|parameters\.get|query\.get|\bFilter)\(\s*"(\w+)"|\.GET\["(\w+)"\]'
FOUND = [re.findall(IN_CODE, path.read_text(encoding="utf-8")) for path in ROOT.glob("[bcps]*/**/*.py")]
PARAMETERS = sorted({name for module in FOUND for found in module for name in found if name} | {"next", "marker"})
"""What the code reads of an address, as the code says it."""
LISTS = words("pk id q o p e all _popup _to_field _changelist_filters _facets app_label model_name field_name term")
FIELDS = words("""
    title slug name year kind status plan plan__year sessions__date modified_at reviewed_on confirm_note starts_on
    adopted_on law themes chapter order revision username password is_active groups user user__username
    user__password ip_address attempt_time date_created date_joined last_login day words word
""")
LOOKUPS = words("year month day gte lt in isnull range regex exact contains date hour week_day iexact foo")
"""What Django's lists read of an address."""
HEADERS = words("""
    Accept Accept-Encoding Accept-Language Authorization Cache-Control Connection Content-Encoding Content-Length
    Content-Type Cookie Expect Forwarded Host HX-Boosted HX-Current-URL HX-Current-URL-URI-AutoEncoded
    HX-History-Restore-Request HX-Request HX-Request-URI-AutoEncoded HX-Target HX-Trigger HX-Trigger-Name If-Match
    If-Modified-Since If-None-Match If-Range If-Unmodified-Since Origin Pragma Range Referer Save-Data TE Trailer
    Transfer-Encoding Upgrade User-Agent X-CSRFToken X-Forwarded-For X-Forwarded-Host X-Forwarded-Port X-Forwarded-Proto
    X_Forwarded_For X-HTTP-Method-Override X-Original-URL X-Portal-Keep X-Request-ID X-Requested-With
""")
SAID = [
    *("gzip", "br", "br;q=0", "*;q=0", "identity;q=0", "gzip;q=x", "*", "true", "false", 'W/"abc"', '"*"', MARK, "æøå"),
    *("bytes=0-10", "bytes=-1", "bytes=99999999999-", "bytes=0-0,1-1", "bytes=" + ",".join(["0-1"] * 500)),
    *("Wed, 21 Oct 2015 07:28:00 GMT", "Thu, 99 Foo 99999 99:99:99 GMT", "127.0.0.1", "127.0.0.1:99999", "localhost"),
    *("127.0.0.1:8000@evil.example", "evil.example", "[::1", "[::1]", "a" * 300 + ".dk", "127.0.0.1, evil.example"),
    *("chunked", "chunked, chunked", "identity", "gzip, chunked", "100-continue", "websocket", "h2c", "close, Upgrade"),
    *("application/json", "multipart/form-data", "multipart/form-data; boundary=", "text/html; charset=utf-7"),
    *("application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=cp037"),
    *("session=", "session=abc", "session=" + "a" * 5000, 'session="\\000"; csrf=x', "csrf=" + "x" * 64, "a=b; " * 500),
    *("$Version=1; session=x; $Path=/", "=;=;==", "session=æ", "https", "https, http", "unknown", "1.2.3.4:80"),
    *("::ffff:1.2.3.4", "fe80::1%eth0", "for=1.2.3.4", "999.1.1.1", "1.2.3.4, , ", "-1", "0", "5", "9" * 20, "5, 6"),
    *("%0d%0aX: y", "x" * 9000, "http://127.0.0.1/?q=a", "//[", "http://[::1/?q=", "javascript:alert(1)", "null"),
]
METHODS = ["POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "PROPFIND", "CONNECT", "get", "G" * 500, "POST", "*", "<x>", "æ", "", "POST /x", "POST"]  # fmt: skip # noqa: E501
FORM = "application/x-www-form-urlencoded"
KINDS = [
    *(
        FORM,
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=æ",
        "text/xml",
        "",
    ),
    *("multipart/mixed; boundary=x", "application/json", f"{FORM}; charset=utf-16", f"{FORM}; charset=nonsense"),
    *("multipart/form-data; boundary=x; charset=utf-16", "x" * 500),
]
PART = b'--x\r\nContent-Disposition: form-data; name="a"'
BODIES = [
    *(b"", b"{}", b"[", b"null", b"a=b", b"a=b&" * 3000, b"&" * 5000, b"a" * 3_000_000, b"\0" * 100, b"\xff\xfe" * 50),
    *(PART + b"\r\n\r\nb\r\n--x--\r\n", PART + b'; filename="../../x"\r\n\r\nb', b"--x\r\n" * 1000),
    PART + b'; filename="b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--',
    *(b"username=%00&password=%00", b"username=x&password=x&code=%D9%A1", b"username=" + b"x" * 100_000),
    *(b"%00=%00&csrfmiddlewaretoken=" + b"x" * 64, b"5\r\nabc", b"0\r\n\r\n", b"f" * 16 + b"\r\n"),
]


class Portal:
    """The running portal, its addresses, and what two kinds of people send with every request."""

    def __init__(self, service: Service, addresses: dict[str, Any]) -> None:
        self.service, self.port = service, service.port
        self.public, self.desk, self.routes = addresses["public"], addresses["desk"], addresses["routes"]
        self.session = addresses["session"]
        token, origin = "a" * 32, f"http://127.0.0.1:{service.port}"
        form = (("X-CSRFToken", token), ("Origin", origin))
        self.stranger = (("Cookie", f"csrf={token}"), *form)
        self.superuser = (("Cookie", f"csrf={token}; session={self.session}"), *form)


@pytest.fixture(scope="module")
def portal(whole_service: Service) -> Portal:
    return Portal(whole_service, whole_service.run("tests.prove.addresses"))


def prove(portal: Portal, kind: str, requests: st.SearchStrategy[Request], *, is_http: bool = True) -> None:
    """Send this kind's share of the requests, the same in every run. What is not HTTP the server may refuse itself."""
    wrong: list[str] = []
    sent = 0

    @seed(2026)
    @settings(
        max_examples=scaled(round(ALL / 2 * SHARES[kind])),
        deadline=None,
        database=None,
        phases=[Phase.generate],  # the portal remembers what it is sent, so that nothing can be tried again as it was
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def ask(request: Request) -> None:
        nonlocal sent
        answer, sent = send(portal.port, request), sent + 1
        if is_http or not is_refused_by_server(answer):
            wrong.extend(f"{request.encoded(portal.port)[:500]!r}: {fault}" for fault in faults(answer))

    ask()
    print(f"{kind}: {sent} requests")
    assert wrong == []


def queries(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.builds("{}={}".format, names | values, values)
    return st.lists(pairs, min_size=1, max_size=4).map("&".join)


def test_no_parameter_of_a_page_breaks_it(portal: Portal) -> None:
    headers = [(), (("HX-Request", "true"),), (("HX-Request", "true"), ("HX-Current-URL", "http://x/?q=a"))]
    headers += [portal.superuser]
    addresses = [address for address in portal.public if address not in {"/print/", "/velkomstguide.pdf"}]
    build = st.builds(
        lambda address, query, sent: Request(f"{address}?{query}", headers=sent),
        st.sampled_from(addresses),
        queries(st.sampled_from(PARAMETERS)),
        st.sampled_from(headers),
    )
    prove(portal, "parameters", build)


def asked_of_the_desk(portal: Portal, addresses: list[str]) -> st.SearchStrategy[Request]:
    fields = st.builds("{}__{}".format, st.sampled_from(FIELDS), st.sampled_from(LOOKUPS)) | st.sampled_from(FIELDS)
    return st.builds(
        lambda address, query: Request(f"{address}?{query}", headers=portal.superuser),
        st.sampled_from(addresses),
        queries(st.sampled_from(LISTS) | fields),
    )


def test_no_filter_search_or_order_breaks_a_list_of_the_desk(portal: Portal) -> None:
    prove(portal, "lists", asked_of_the_desk(portal, [path for path in portal.desk if path.count("/") == 4]))


def test_no_parameter_breaks_a_page_of_the_desk(portal: Portal) -> None:
    prove(portal, "desk", asked_of_the_desk(portal, portal.desk))


def filled(route: str, given: list[str]) -> str:
    turns = cycle(given)
    return re.sub(r"<[^>]*>", lambda _: next(turns), route)


def test_no_path_breaks_the_portal(portal: Portal) -> None:
    routes = [route for route in portal.routes if "<" in route and "(?P" not in route]
    meant = st.builds(filled, st.sampled_from(routes), st.lists(values, min_size=1, max_size=2))
    before = ["/", "//", "/admin/", "/static/", "/jura/", "/moeder/", "/../", "/./", "/;/"]
    odd = st.builds(
        "{}{}{}".format,
        st.sampled_from(before),
        values | st.sampled_from(["%", "%zz", "%C0%AE", "%u0041", "{}", "|", '"', "<x>"]),
        st.sampled_from(["", "/", ".php", "?", "/..%2f", "%00", "#"]),
    )
    people = st.sampled_from([(), portal.superuser])
    build = st.builds(lambda path, sent: Request(path, headers=sent), meant | odd, people)
    prove(portal, "paths", build, is_http=False)


def test_no_header_breaks_the_portal(portal: Portal) -> None:
    places = ["/", "/jura/", "/jura", "/soeg/?q=ferie", "/moeder/kalender.ics", "/static/portal.css", "/admin/login/"]
    places += ["/konto/log-ind/", "/healthz", "/findes-ikke/", "/nyt/atom.xml", "/admin/", "/budget/2026.csv"]
    letters = st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")
    said = st.sampled_from(SAID) | st.text(letters, max_size=80)
    names = st.sampled_from(HEADERS) | st.sampled_from([f"X-{MARK}", "A" * 200, "æ", ""])
    build = st.builds(
        lambda path, sent, who: Request(path, headers=(*who, *sent)),
        st.sampled_from(places),
        st.lists(st.tuples(names, said), min_size=1, max_size=4),
        st.sampled_from([(), portal.superuser]),
    )
    prove(portal, "headers", build, is_http=False)


def test_no_method_and_no_body_breaks_the_portal(portal: Portal) -> None:
    plan = next(path for path in portal.desk if path.endswith("/indlaes/"))
    places = ["/", "/soeg/", "/jura", "/admin/login/", "/konto/log-ind/", "/konto/adgangskode/", "/konto/kalender/ny/"]
    places += ["/admin/forhaandsvis/", "/admin/totrin/", "/konto/velkommen/MQ/adgangskode/", "/healthz", plan, "*"]
    places += ["/admin/committee/meeting/", "/static/portal.css", "/ingen"]
    odd = [(), (), (("Transfer-Encoding", "chunked"),), (("Content-Length", "3"),), (("Content-Length", "-1"),)]
    build = st.builds(
        lambda path, method, body, kind, who, sent: Request(path, method, (*who, ("Content-Type", kind), *sent), body),
        st.sampled_from(places),
        st.sampled_from(METHODS),
        st.sampled_from(BODIES) | st.binary(max_size=200),
        st.sampled_from(KINDS),
        st.sampled_from([(), portal.stranger, portal.superuser]),
        st.sampled_from(odd),
    )
    prove(portal, "bodies", build, is_http=False)


def test_no_value_in_a_form_of_the_desk_breaks_it(portal: Portal) -> None:
    """Each form is sent as it stands, with some of its fields spoilt."""
    person = Person(portal.port, portal.session)
    paths = [path for path in portal.desk if path.endswith(("/add/", "/change/", "/flyt/", "/aflys/", "/godkend/"))]
    forms = {path: form.fields() for path in paths if (form := person.get(path)).status == 200}
    forms = {path: fields for path, fields in forms.items() if fields}
    person.cookies["csrf"] = "a" * 32

    def spoilt(path: str, chance: Any, wrong: list[str]) -> Request:
        fields = dict(forms[path])
        for value in wrong:
            fields[chance.choice(sorted(fields))] = value
        fields.pop("csrfmiddlewaretoken", None)
        body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields.items())
        return Request(path, "POST", (*portal.superuser, ("Content-Type", FORM)), body.encode())

    build = st.builds(
        spoilt,
        st.sampled_from(sorted(forms)),
        st.randoms(use_true_random=False),
        st.lists(texts, min_size=1, max_size=3),
    )
    prove(portal, "forms", build)


def quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def test_no_page_for_strangers_holds_a_person_a_cookie_or_a_token(portal: Portal) -> None:
    """Each page as a stranger, as a superuser, and as a stranger again: the same page, with nobody in it."""
    wrong = []
    personal = re.compile(rb"csrfmiddlewaretoken|nonce=|angriber|/admin/logout/|sessionid")
    signed_in = (("Cookie", f"session={portal.session}"),)
    for path in portal.public:
        first, theirs, again = (send(portal.port, Request(path, headers=who)) for who in ((), signed_in, ()))
        if path.startswith("/konto/"):
            wrong += [path for answer in (first, theirs) if "no-store" not in answer.headers["cache-control"]]
            continue
        wrong += [f"{path}: {found[0]!r}" for answer in (first, again) if (found := personal.search(answer.body))]
        wrong += [f"{path}: a cookie" for answer in (first, again) if "set-cookie" in answer.headers]
        if first.headers["content-type"].startswith("text/html"):  # a file or an empty feed says when it was made
            wrong += [f"{path}: another page after somebody else"] if first.body != again.body else []
        if "no-store" not in theirs.headers["cache-control"] and theirs.body != first.body:
            wrong += [f"{path}: a page for one person may be kept by others"]
    assert wrong == []


def test_after_all_of_it_the_portal_answers_and_nothing_went_wrong_unseen(portal: Portal) -> None:
    assert send(portal.port, Request("/")).status == 200
    log = portal.service.log.read_text(errors="replace")
    gone_wrong = re.compile(r" ERROR django\.request| CRITICAL |panicked|Unexpected exit")
    assert [line for line in log.splitlines() if gone_wrong.search(line)] == []
