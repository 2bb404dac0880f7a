"""Kept pages of a portal for members only: for signed-in members alone, and never one person's for another."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from portal.publishing.members import MembersPagesMiddleware
from portal.publishing.revision import DatabaseAwayError
from portal.publishing.shelf import Shelf

pytestmark = pytest.mark.django_db


class Revisions:
    """A revision that the test turns by hand."""

    number = 1
    away = False

    def current(self) -> int:
        if self.away:
            raise DatabaseAwayError
        return self.number

    def known(self) -> int | None:
        return None


class Portal:
    """A view behind the middleware, and how often it was asked to render."""

    def __init__(self, look=lambda request: None, cookie: bool = False, **headers: str) -> None:
        self.rendered = 0
        self.look = look
        self.cookie = cookie
        self.headers = headers
        self.revisions = Revisions()
        self.pages = MembersPagesMiddleware(self.view, Shelf(self.revisions))

    def view(self, request: HttpRequest) -> HttpResponse:
        self.rendered += 1
        self.look(request)
        response = HttpResponse("Et afsnit om udvalget. " * 60, headers=self.headers)
        if self.cookie:
            response.set_cookie("a", "b")
        return response

    def ask(self, user, path: str = "/guide/", **headers: str) -> HttpResponse:
        request = RequestFactory().get(path, headers=headers)
        request.user = user
        request.session = SessionStore()
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "en-session"
        request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"] = "x" * 32
        response = self.pages(request)
        assert request.user is user
        return response


@pytest.fixture(autouse=True)
def _shut(settings) -> None:
    settings.MEMBERS_ONLY = True


@pytest.fixture
def members() -> list[User]:
    return [User.objects.create_user(name) for name in ("mette", "jens")]


def test_a_page_is_rendered_once_for_all_members(members):
    portal = Portal()
    bodies = {portal.ask(member).content for member in members * 3}
    assert (portal.rendered, len(bodies)) == (1, 1)


def test_an_edit_is_seen_by_the_next_member(members):
    portal = Portal()
    portal.ask(members[0])
    portal.revisions.number += 1
    portal.ask(members[1])
    assert portal.rendered == 2


def test_the_browser_is_told_to_keep_nothing(members):
    portal = Portal(ETag='"1"', **{"Cache-Control": "public, max-age=60"})
    for answer in (portal.ask(members[0]), portal.ask(members[0])):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers.get("ETag") is None


def test_whoever_is_not_signed_in_is_never_given_a_kept_page(members):
    portal = Portal()
    portal.ask(members[0])
    portal.ask(AnonymousUser())
    portal.ask(AnonymousUser())
    assert portal.rendered == 3


@pytest.mark.parametrize(
    "look",
    [
        lambda request: request.user.username,
        lambda request: request.user.is_staff,
        lambda request: request.session.get("x"),
        get_token,
    ],
    ids=["name", "role", "session", "form token"],
)
def test_a_page_that_looked_at_the_person_is_never_kept(members, look):
    portal = Portal(look)
    portal.ask(members[0])
    portal.ask(members[1])
    assert portal.rendered == 2


@pytest.mark.parametrize(
    "answer", [{"Cache-Control": "private"}, {"Cache-Control": "no-store"}, {"cookie": True}], ids=str
)
def test_a_page_that_is_private_or_sets_a_cookie_is_never_kept(members, answer):
    portal = Portal(**answer)
    portal.ask(members[0])
    portal.ask(members[0])
    assert portal.rendered == 2


def test_a_page_comes_in_the_encoding_that_the_reader_takes(members):
    portal = Portal()
    plain = portal.ask(members[0])
    small = portal.ask(members[0], **{"Accept-Encoding": "br"})
    assert small.headers["Content-Encoding"] == "br"
    assert len(small.content) < len(plain.content)
    assert portal.rendered == 1


def test_a_fragment_and_a_page_are_kept_apart(members):
    portal = Portal()
    portal.ask(members[0])
    portal.ask(members[0], **{"HX-Request": "true"})
    assert portal.rendered == 2


def test_without_the_revision_the_page_is_made_afresh(members):
    portal = Portal()
    portal.ask(members[0])
    portal.revisions.away = True
    portal.ask(members[0])
    assert portal.rendered == 2


def test_a_portal_for_everybody_has_no_such_step(settings):
    settings.MEMBERS_ONLY = False
    with pytest.raises(MiddlewareNotUsed):
        Portal()
