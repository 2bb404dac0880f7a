"""The second factor of staff: made, asked for, lost and demanded. The codes are real ones."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import second_factor
from tests.kit.factories import PASSWORD, make_superuser, make_user
from tests.kit.reading import Page

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
TOTRIN = "/admin/totrin/"


def code(device: TOTPDevice, later: int = 0) -> str:
    """What the app shows now, or `later` half minutes from now."""
    return f"{totp(device.bin_key, drift=later):06}"


def wrong(device: TOTPDevice) -> str:
    near = {code(device, later) for later in range(-2, 4)}
    return next(
        guess for guess in ("000000", "111111", "222222", "333333", "444444", "555555", "666666") if guess not in near
    )


def with_device(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="Telefon", confirmed=True)


def sign_in(client: Client, address: str = LOGIN, **fields: str):
    return client.post(address, {"username": "mette", "password": PASSWORD, **fields})


def opens_the_desk(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_it_is_turned_on_with_a_code_from_the_app(client, mette):
    sign_in(client)
    page = client.get(TOTRIN)
    device = TOTPDevice.objects.get()
    assert (device.user, device.confirmed) == (mette, False)
    secret = second_factor.secret(device)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    html = page.content.decode()
    assert secret in html
    assert "<svg" in html
    assert "otpauth://totp/Introduktionsportalen%3Amette?secret=" in html
    assert client.post(TOTRIN, {"code": code(device)}).status_code == 302
    assert TOTPDevice.objects.get().confirmed
    assert opens_the_desk(client)


def test_the_secret_is_never_shown_again(client, mette):
    sign_in(client)
    client.get(TOTRIN)
    device = TOTPDevice.objects.get()
    client.post(TOTRIN, {"code": code(device)})
    seen = [
        reverse("admin:portal_secondfactor_changelist"),
        reverse("admin:portal_secondfactor_change", args=[device.pk]),
    ]
    for address in [TOTRIN, *seen]:
        html = client.get(address).content.decode()
        assert device.key not in html
        assert second_factor.secret(device)[:9] not in html
        assert "otpauth" not in html


def test_a_wrong_code_does_not_turn_it_on(client, mette):
    sign_in(client)
    client.get(TOTRIN)
    answer = client.post(TOTRIN, {"code": wrong(TOTPDevice.objects.get())})
    assert "Koden passer ikke" in Page(answer).text
    assert not TOTPDevice.objects.get().confirmed


@pytest.mark.parametrize("address", [LOGIN, "/konto/log-ind/"])
def test_the_code_is_asked_for_only_when_the_password_is_right(client, mette, address):
    device = with_device(mette)
    assert "Kode fra din app" not in client.get(address).content.decode()
    assert "Kode fra din app" not in sign_in(client, address, password="forkert").content.decode()
    asked = sign_in(client, address)
    assert "Skriv koden fra appen" in Page(asked).text
    assert not opens_the_desk(client)
    number = code(device)
    assert sign_in(client, address, code=f"{number[:3]} {number[3:]}").status_code == 302
    assert opens_the_desk(client)


@pytest.mark.parametrize("typed", ["abc", "12345678901234567890", "١٢٣", "-1", "\x00"])
def test_invalid_code_is_refused_with_a_sentence(client, mette, typed):
    with_device(mette)
    answer = sign_in(client, code=typed)
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert not opens_the_desk(client)


def test_a_code_is_good_once(client, mette):
    device = with_device(mette)
    number = code(device)
    assert sign_in(client, code=number).status_code == 302
    assert "Koden passer ikke" in Page(sign_in(Client(), code=number)).text


def test_after_a_wrong_code_even_the_right_one_must_wait(client, mette):
    device = with_device(mette)
    assert "Koden passer ikke" in Page(sign_in(client, code=wrong(device))).text
    assert "Vent lidt" in Page(sign_in(client, code=code(device))).text
    device.refresh_from_db()
    device.throttle_reset()
    assert sign_in(client, code=code(device)).status_code == 302


def test_wrong_codes_lock_the_login_as_wrong_passwords_do(client, mette):
    device = with_device(mette)
    answers = []
    for _ in range(12):
        answers.append(sign_in(client, code=wrong(device)).status_code)
        device.refresh_from_db()
        device.throttle_reset()
    assert answers == [200] * 9 + [429] * 3
    assert AccessAttempt.objects.get().username == "mette"
    assert sign_in(client, code=code(device)).status_code == 429


def test_another_persons_code_opens_nothing(client, mette):
    with_device(mette)
    other = with_device(make_superuser("jens"))
    assert sign_in(client, code=code(other)).status_code == 200
    assert not opens_the_desk(client)


def test_a_session_from_before_the_device_no_longer_opens_the_desk(client, mette):
    before = Client()
    sign_in(before)
    assert opens_the_desk(before)
    with_device(mette)
    assert before.get("/admin/").headers["location"] == f"{LOGIN}?next=/admin/"
    assert before.get(TOTRIN).headers["location"] == f"{LOGIN}?next={TOTRIN}"


def test_it_is_turned_off_with_a_code(client, mette):
    device = with_device(mette)
    sign_in(client, code=code(device))
    assert "Koden passer ikke" in Page(client.post(TOTRIN, {"code": code(device)})).text
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post(TOTRIN, {"code": code(device, 1)}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert sign_in(Client()).status_code == 302


def test_where_it_is_demanded_nothing_else_opens_before_it_is_made(client, mette, settings):
    settings.REQUIRE_TOTP = True
    assert sign_in(client).status_code == 302
    for address in (
        "/admin/",
        "/admin/portal/chapter/",
        "/admin/jsi18n/",
        "/admin/forhaandsvis/",
        "/admin/password_change/",
    ):
        assert client.get(address).headers["location"] == TOTRIN
    assert "kræver totrinsbekræftelse" in Page(client.get(TOTRIN)).text
    client.post(TOTRIN, {"code": code(TOTPDevice.objects.get())})
    assert opens_the_desk(client)


def test_where_it_is_not_demanded_it_is_each_persons_choice(client, mette):
    sign_in(client)
    assert opens_the_desk(client)
    assert not TOTPDevice.objects.exists()


def test_only_signed_in_staff_see_the_page(client):
    assert client.get(TOTRIN).headers["location"] == f"{LOGIN}?next={TOTRIN}"
    client.force_login(make_user("medlem"))
    assert client.get(TOTRIN).headers["location"] == f"{LOGIN}?next={TOTRIN}"
    assert not TOTPDevice.objects.exists()


def test_a_superuser_resets_a_lost_device_and_nobody_else_does(client, mette):
    jens = make_user("jens", is_staff=True)
    device = with_device(jens)
    address = reverse("admin:portal_secondfactor_delete", args=[device.pk])
    other = Client()
    other.force_login(make_user("kim", is_staff=True))
    assert other.post(address, {"post": "yes"}).status_code == 403
    sign_in(client)
    assert client.get(reverse("admin:portal_secondfactor_add")).status_code == 403
    change = reverse("admin:portal_secondfactor_change", args=[device.pk])
    assert client.post(change, {"confirmed": ""}).status_code == 403
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert Client().post(LOGIN, {"username": "jens", "password": PASSWORD}).status_code == 302


def test_the_secret_is_shown_nowhere_else_at_the_desk(client, mette):
    device = with_device(mette)
    sign_in(client, code=code(device))
    for page in ("", f"{device.pk}/config/", f"{device.pk}/qrcode/"):
        assert client.get(f"/admin/otp_totp/totpdevice/{page}").status_code == 404


@pytest.mark.parametrize(
    "lookup", ["key__startswith", "key", "throttling_failure_count__gt", "user__password__startswith"]
)
def test_the_secret_cannot_be_guessed_letter_by_letter_in_the_lists_address(client, mette, lookup):
    device = with_device(mette)
    sign_in(client, code=code(device))
    address = reverse("admin:portal_secondfactor_changelist")
    assert client.get(address, {lookup: device.key[:2]}).status_code == 400
    assert client.get(address, {"confirmed__exact": "1"}).status_code == 200


def test_the_wait_after_wrong_codes_has_an_end(mette):
    device = with_device(mette)
    for _ in range(20):
        assert second_factor.verify_code(device, wrong(device)) == second_factor.WRONG
        assert second_factor.verify_code(device, code(device)) == second_factor.TOO_SOON
        device.refresh_from_db()
        device.throttling_failure_timestamp -= dt.timedelta(minutes=10)
        device.save()
    assert second_factor.verify_code(device, code(device)) == ""
