"""A thousand wrong sign-ins: shut out at the tenth, whatever the guesser says; the right person comes in elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.prove.service import Service, scaled

GUESSES = scaled(1000)
PASSWORD = "en-lang-adgangskode"
DOORS = ("/admin/login/", "/konto/log-ind/")
TOKEN = "a" * 32


def sign_in(port: int, door: str, password: str, **headers: str) -> int:
    """The status of one try, with the headers that the guesser, or a proxy, adds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={TOKEN}"}
    sent |= {"Origin": f"http://127.0.0.1:{port}", "X-CSRFToken": TOKEN}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("POST", door, urlencode({"username": "mette", "password": password}), sent)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def guarded(service: Service, request: pytest.FixtureRequest) -> Service:
    """A running portal with a person in it, behind a proxy or not."""
    service.environment["TRUST_PROXY"] = request.param
    service.environment["LOCKED_MINUTES"] = "1440"
    service.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    service.manage("createsuperuser", "--noinput", "--username", "mette", "--email", "mette@example.dk", "-v0")
    service.start()
    return service


@pytest.mark.parametrize("guarded", ["0"], indirect=True)
def test_without_a_proxy_no_header_and_no_door_gives_an_eleventh_try(guarded: Service) -> None:
    def guess(number: int) -> int:
        said = {"X_Forwarded_For": f"10.{number % 250}.0.1", "User_Agent": f"guesser {number}"}
        return sign_in(guarded.port, DOORS[number % 2], f"gæt {number}", **said)

    first = [guess(number) for number in range(10)]
    assert first == [200] * 9 + [429]
    with ThreadPoolExecutor(4) as many:
        assert set(many.map(guess, range(10, GUESSES))) == {429}
    assert {sign_in(guarded.port, door, PASSWORD) for door in DOORS} == {429}


@pytest.mark.parametrize("guarded", ["1"], indirect=True)
def test_behind_a_proxy_the_address_that_it_saw_is_shut_out_and_no_other(guarded: Service) -> None:
    def guess(number: int) -> int:
        said = f"10.{number % 250}.0.1, 192.0.2.66"  # what the guesser says, and then what the proxy saw
        return sign_in(guarded.port, DOORS[number % 2], f"gæt {number}", X_Forwarded_For=said)

    first = [guess(number) for number in range(10)]
    assert first == [200] * 9 + [429]
    with ThreadPoolExecutor(4) as many:
        assert set(many.map(guess, range(10, GUESSES))) == {429}
    assert sign_in(guarded.port, DOORS[0], PASSWORD, X_Forwarded_For="192.0.2.66") == 429
    assert [sign_in(guarded.port, door, PASSWORD, X_Forwarded_For="192.0.2.7") for door in DOORS] == [302, 302]
