"""A person's own account: sign in and out, the invitation, the password, the address of the calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import invitations, second_factor
from portal.accounts.forms import LoginForm
from portal.lib import clock
from portal.lib.headers import client_address
from portal.models import CalendarKey, Mail
from portal.notices import outbox, personal, subscriptions
from portal.views.subscriptions import TOO_MANY, account_news, require_mail


class LoginView(auth_views.LoginView):
    """Template `portal/sign_in.html`; context: `form`, `next`."""

    template_name = "portal/sign_in.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class LogoutView(auth_views.LogoutView):
    """Sign out, and clear the browser's cache of the pages, so that Back shows nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class WelcomeView(auth_views.PasswordResetConfirmView):
    """An invited person chooses a password. Template `portal/welcome.html`; context: `form`, `validlink`."""

    template_name = "portal/welcome.html"
    token_generator = invitations.tokens
    reset_url_token = "adgangskode"  # noqa: S105 (a word in an address)
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"
    success_url = reverse_lazy("portal:account")

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        """A user with a second factor signs in with it; others are signed in at once."""
        self.post_reset_login = second_factor.confirmed(self.user) is None
        messages.success(self.request, "Din adgangskode er gemt.")
        return super().form_valid(form)


@method_decorator(login_required, "dispatch")
class ChangePassword(auth_views.PasswordChangeView):
    """A new password, which signs the person out everywhere else. Template `portal/password.html`."""

    template_name = "portal/password.html"
    success_url = reverse_lazy("portal:account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Din adgangskode er ændret. Du er logget ud alle andre steder.")
        return super().form_valid(form)


class ForgottenForm(forms.Form):
    """The address of the account whose password is forgotten."""

    address = forms.EmailField(
        label="Din e-mail",
        max_length=254,
        help_text="Den, der står på din konto.",
        error_messages={"required": "Skriv din e-mail.", "invalid": "Skriv e-mailen på én linje, fx navn@example.dk."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password; the answer is the same whether an account has the address or not.

    Template `portal/forgotten.html`; context: `form`, `asked`.
    """
    require_mail()
    form = ForgottenForm(request.POST or None)
    asked, status = False, 200
    if request.method == "POST" and form.is_valid():
        network, now = client_address(request), clock.now()
        try:
            subscriptions.check_origin(network, now)
        except subscriptions.TooManyError:
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            asked = True
            users = list(User.objects.filter(email__iexact=form.cleaned_data["address"], is_active=True)[:3])
            if not users:
                outbox.count_asking(Mail.Kind.INVITATION, subscriptions.digest(network), now)
            for user in users:
                personal.send_new_password(user, invitations.path(user), network, now)
    return render(request, "portal/forgotten.html", {"form": form, "asked": asked}, status=status)


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The person's own page. Template `portal/account.html`; context: `feed` when the portal is for members only,
    `news_form` when it sends mail."""
    feed = feed_address(request) if settings.MEMBERS_ONLY else ""
    context = {"feed": feed, "idle_minutes": settings.SESSION_COOKIE_AGE // 60, **account_news(request.user)}
    return render(request, "portal/account.html", context)


@require_safe
@never_cache
@login_required
def feed(request: HttpRequest) -> HttpResponse:
    """The person's address for the calendar, for the plan's page. Template `includes/feed.html`; context: `feed`."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"{reverse('portal:account')}#kalender")
    return render(request, "includes/feed.html", {"feed": feed_address(request)})


@require_POST
@login_required
def new_feed(request: HttpRequest) -> HttpResponse:
    """Take the address back and give a new one."""
    CalendarKey.objects.of(request.user).take_back()
    messages.success(request, "Du har fået en ny adresse. Den gamle virker ikke mere.")
    return HttpResponseRedirect(f"{reverse('portal:account')}#kalender")


def feed_address(request: HttpRequest) -> str:
    """The whole address of the meetings for this person's calendar."""
    key = CalendarKey.objects.of(request.user).text
    return request.build_absolute_uri(f"{reverse('committee:calendar')}?noegle={key}")
