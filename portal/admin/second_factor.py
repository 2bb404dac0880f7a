"""The page where staff turn their second factor on and off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import second_factor
from portal.accounts.forms import CodeForm


@never_cache
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Without a device: its secret, to put into an app and confirm by a code. With one: remove it, by a code.

    Template `admin/second_factor.html`; context: `device` (None before it is confirmed), `form`, `secret`, `address`,
    `qr_code`.
    """
    device = second_factor.confirmed(request.user)
    wanted = device or second_factor.pending(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None, device=wanted)
    if form.is_valid():
        return _turn_off(request, wanted) if device else _turn_on(request, wanted)
    context = {"device": device, "form": form, "must": second_factor.requires_setup(request.user)}
    if device is None:
        context |= {
            "secret": second_factor.secret(wanted),
            "address": wanted.config_url,
            "qr_code": second_factor.qr_code(wanted),
        }
    return render(request, "admin/second_factor.html", context)


def _turn_on(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    second_factor.confirm(request, device)
    messages.success(request, "Totrinsbekræftelse er slået til. Næste gang du logger ind, skal du også skrive en kode.")
    return HttpResponseRedirect(reverse("admin:second_factor"))


def _turn_off(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    device.delete()
    messages.success(request, "Totrinsbekræftelse er slået fra.")
    return HttpResponseRedirect(reverse("admin:second_factor"))
