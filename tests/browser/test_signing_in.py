"""Signing in on the machine that the portal runs on: the cookies are for HTTPS, and still work at 127.0.0.1."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("name", ["admin", "sekretariat"])
def test_the_first_users_sign_in_with_the_passwords_that_were_shown(page: Page, server: Portal, name: str):
    page.goto("/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", server.passwords[name])
    page.click("[type=submit]")
    assert page.url == f"{server.url}/admin/"
    cookies = [(cookie["name"], cookie["secure"], cookie["httpOnly"]) for cookie in page.context.cookies()]
    assert sorted(cookies) == [("csrf", True, True), ("session", True, True)]


def test_a_reader_is_given_no_cookie(page: Page):
    for address in ("/", "/jura/", "/moeder/"):
        page.goto(address)
    assert page.context.cookies() == []
