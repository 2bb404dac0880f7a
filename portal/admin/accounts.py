"""Accounts at the desk: forms that do not take the reader's place on the page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import PasswordChangeForm


class CalmPasswordChangeForm(PasswordChangeForm):
    """Django's, without the autofocus."""

    required_css_class = AdminPasswordChangeForm.required_css_class
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
