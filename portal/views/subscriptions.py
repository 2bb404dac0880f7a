"""News of the meetings by mail: to ask for it, to confirm, and to stop it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.lib.headers import client_address
from portal.models import Subscription
from portal.notices import subscriptions

TOO_MANY = "Der er bedt om mange mails herfra på kort tid. Vent en time, og prøv igen."


class NewsForm(forms.Form):
    """The kinds of news to have."""

    news = forms.MultipleChoiceField(
        label="Hvad vil du have besked om?",
        choices=Subscription.News,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Vælg mindst én type besked."},
    )


class SubscribeForm(NewsForm):
    """An address and the kinds of news to have."""

    address = forms.EmailField(
        label="Din e-mail",
        max_length=254,
        help_text="Du får et link, som du skal bekræfte med. Adressen gemmes først, når du har gjort det.",
        error_messages={
            "required": "Skriv din e-mail.",
            "invalid": "Skriv én e-mailadresse på én linje, fx navn@example.dk.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("address", "news")


def require_mail() -> None:
    """Raise Http404 where the portal sends no mail: none of this is there."""
    if not settings.SENDS_MAIL:
        raise Http404("Portalen sender ikke mails.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscribe(request: HtmxHttpRequest) -> HttpResponse:
    """Ask for news by mail; the answer is the same whether the address is known or not.

    Template `portal/subscribe.html`, fragment `#form`; context: `form`, `asked`, `days`.
    """
    require_mail()
    form = SubscribeForm(request.POST or None, initial={"news": ["moves", "papers"]})
    asked, status = False, 200
    if request.method == "POST" and form.is_valid():
        try:
            subscriptions.ask(
                form.cleaned_data["address"], form.cleaned_data["news"], client_address(request), clock.now()
            )
        except subscriptions.TooManyError:
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            asked = True
    template = "portal/subscribe.html#form" if request.htmx else "portal/subscribe.html"
    return render(request, template, {"form": form, "asked": asked, "days": subscriptions.DAYS}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """What a link from a mail confirms, and the button that does it: to open the link confirms nothing.

    Template `portal/subscribe_confirm.html`; context: `asked`, `labels`, `done` (True: now; False: it was already).
    """
    require_mail()
    token = request.GET.get("kode", "")
    asked = subscriptions.asked(token)
    done = subscriptions.confirm(asked) if asked and request.method == "POST" else None
    labels = [Subscription.News(value).label for value in asked.news] if asked else []
    context = {"asked": asked, "labels": labels, "done": done, "token": token}
    return render(request, "portal/subscribe_confirm.html", context, status=200 if asked else 410)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest) -> HttpResponse:
    """Stop the mails of the subscription whose key stands in the link, by a button or by one click in a mail program,
    which has no token of ours (RFC 8058 § 3.2). The address is deleted at once.

    Template `portal/subscribe_stop.html`; context: `found`, `done`.
    """
    key = request.GET.get("noegle", "")
    found = subscriptions.of_key(key)
    if found and request.method == "POST":
        found.delete()
    return render(request, "portal/subscribe_stop.html", {"found": found, "done": request.method == "POST", "key": key})


@require_POST
@login_required
def of_account(request: HttpRequest) -> HttpResponse:
    """Let the person's account have the kinds of news that are ticked."""
    require_mail()
    chosen = set(request.POST.getlist("news")) & set(Subscription.News.values)
    subscriptions.choose(request.user, chosen)
    messages.success(request, "Dit valg er gemt." if chosen else "Du får ingen mails mere.")
    return HttpResponseRedirect(f"{reverse('portal:account')}#mail")


def account_news(user: Any) -> dict[str, Any]:
    """What the account's page shows of it: the form with what is ticked."""
    if not settings.SENDS_MAIL:
        return {}
    found = Subscription.objects.filter(user=user).first()
    ticked = [value for value in Subscription.News.values if found and getattr(found, value)]
    return {"news_form": NewsForm(initial={"news": ticked})}
