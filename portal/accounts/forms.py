"""The one form that everybody signs in with: name, password and, where the account has one, the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError

from portal.accounts import second_factor


class CodeField(forms.CharField):
    """Six digits from an app; spaces among them do not matter."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        kwargs.setdefault("label", "Kode fra din app")
        kwargs.setdefault("help_text", "Seks tal. De skifter hvert halve minut.")
        super().__init__(required=False, max_length=12, widget=forms.TextInput(attrs=attributes), **kwargs)


class LoginForm(AuthenticationForm):
    """Asks for the code only when the password is right and the account has a device."""

    code = CodeField()
    error_messages = {
        "invalid_login": "Brugernavn og adgangskode passer ikke sammen. Se efter store og små bogstaver.",
        "inactive": "Kontoen er lukket. Spørg sekretariatet.",
    }
    asks_for_code = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)  # the page opens at its top

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = self.get_user()
        device = second_factor.confirmed(user) if user else None
        if user and device:
            self._check(user, device, cleaned.get("code", ""))
        return cleaned

    def _check(self, user: Any, device: Any, code: str) -> None:
        problem = second_factor.verify_code(device, code)
        if not problem:
            user.otp_device = device
            return
        self.asks_for_code = True
        self.fields["password"].widget.render_value = True
        if problem == second_factor.WRONG:
            credentials = {"username": user.get_username()}
            user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
        raise ValidationError({"code": problem})


class AdminLoginForm(LoginForm, AdminAuthenticationForm):
    """The same for the desk, which is for staff."""

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": "Brugernavn og adgangskode passer ikke sammen, eller kontoen må ikke åbne redaktionen.",
    }


class CodeForm(forms.Form):
    """The code that confirms or removes a device."""

    code = CodeField()

    def __init__(self, *args: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if problem := second_factor.verify_code(self.device, code):
            raise ValidationError(problem)
        return code
