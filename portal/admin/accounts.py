"""The accounts: a superuser invites people, gives them their groups, and resets a lost second factor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm as SetForSomebodyForm
from django.contrib.auth.forms import PasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ChoiceField, ModelForm, ModelMultipleChoiceField, RadioSelect
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import invitations
from portal.admin.audit_log import ReadOnlyAdmin
from portal.admin.content import Choices
from portal.admin.deleted import PlainDeletion
from portal.admin.locking import OptimisticLockForm
from portal.lib import clock
from portal.models import SecondFactor
from portal.notices import personal

admin.site.unregister([User, Group])
admin.site.unregister(TOTPDevice)


class OnlySuperusers:
    """Who may give rights could give them to oneself: that is for superusers."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class Rights(ModelMultipleChoiceField):
    """What a group may do; Django's own names of it are English."""

    actions = {"view": "se", "add": "tilføje", "change": "rette", "delete": "slette"}

    def label_from_instance(self, right: Any) -> str:
        return f"{right.content_type.name}: {self.actions.get(right.codename.partition('_')[0], right.name)}"


@admin.register(Group)
class RoleAdmin(OnlySuperusers, PlainDeletion, GroupAdmin):
    filter_horizontal = ()
    apps_with_rights = ("portal", "committee", "services", "budget", "auth", "reversion")
    """The apps whose records somebody meets at the desk; the others' are Django's and the libraries' own."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        rights = Permission.objects.filter(content_type__app_label__in=self.apps_with_rights).order_by(
            "content_type__app_label", "content_type__model", "codename"
        )
        asked = {"form_class": Rights, "widget": Choices, "queryset": rights}
        return super().formfield_for_manytomany(db_field, request, **(kwargs | asked))


class InvitedForm(ModelForm):
    """A new account: no password, which the person chooses by the invitation."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class AccountForm(OptimisticLockForm, UserChangeForm):
    """An account: two superusers who give it rights at the same time see it."""


class GivenPasswordForm(SetForSomebodyForm):
    """Django's, in words of our own where it has none in Danish, and without the autofocus."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].widget.attrs.pop("autofocus", None)
        if "usable_password" in self.fields:
            self.fields["usable_password"] = ChoiceField(
                label="Log ind med adgangskode",
                required=False,
                initial="true",
                choices=[("true", "ja"), ("false", "nej")],
                widget=RadioSelect,
                help_text="Med nej glemmer portalen adgangskoden, og brugeren kan ikke logge ind, før der er en ny.",
            )


@admin.register(User)
class AccountAdmin(OnlySuperusers, PlainDeletion, UserAdmin):
    form = AccountForm
    add_form = InvitedForm
    change_password_form = GivenPasswordForm
    add_fieldsets = ((None, {"fields": InvitedForm.Meta.fields}),)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rettigheder", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Brug", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    add_form_template = "admin/invite.html"
    change_form_template = "admin/account.html"
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")

    def get_urls(self) -> list[Any]:
        invite = self.admin_site.admin_view(require_POST(self.invite_view))
        return [path("<int:pk>/invitation/", invite, name="auth_user_invitation"), *super().get_urls()]

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new invitation for somebody who has an account. Template `admin/invitation.html`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404("Kontoen findes ikke.")
        self.log_change(request, user, "Lavede en invitation.")
        return self._invitation(request, user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._invitation(request, obj)

    def _invitation(self, request: HttpRequest, user: Any) -> HttpResponse:
        is_sent = settings.SENDS_MAIL and bool(user.email)
        if is_sent:
            personal.send_invitation(user, invitations.path(user), clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": "Invitation",
            "is_sent": is_sent,
            "invited": user,
            "address": request.build_absolute_uri(invitations.path(user)),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/invitation.html", context)


@admin.register(SecondFactor)
class SecondFactorAdmin(OnlySuperusers, ReadOnlyAdmin):
    """Deleting a device lets its person sign in with the password alone, and make a new one."""

    list_display = ("person", "is_confirmed", "made", "used")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = list_display

    @admin.display(description="bruger", ordering="user__username")
    def person(self, device: SecondFactor) -> str:
        return str(device.user.get_username())

    @admin.display(description="taget i brug", boolean=True, ordering="confirmed")
    def is_confirmed(self, device: SecondFactor) -> bool:
        return bool(device.confirmed)

    @admin.display(description="oprettet", ordering="created_at")
    def made(self, device: SecondFactor) -> Any:
        return device.created_at

    @admin.display(description="sidst brugt", ordering="last_used_at")
    def used(self, device: SecondFactor) -> Any:
        return device.last_used_at

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CalmPasswordChangeForm(PasswordChangeForm):
    """Django's, without the autofocus."""

    required_css_class = AdminPasswordChangeForm.required_css_class
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
