"""Who may do what at the desk: the groups and their permissions, created by a migration."""

from __future__ import annotations

from typing import Any

SECRETARIAT = "Sekretariat"
EDITOR = "Redaktør"

PLAN = {
    *("committee.committee", "committee.meetingplan", "committee.meeting", "committee.meetingsession"),
    "committee.agendaitem",
    *("committee.meetingkind", "committee.schoolholiday"),
}
PEOPLE = {"committee.person", "committee.membership"}
AMOUNTS = {"budget.budget", "budget.budgetline"}
"""Records that an editor of texts does not touch."""
READ_ONLY = {"committee.meetingchange", "portal.newsitem", "portal.searchmiss"}
SENT = {"portal.mail"}
"""What the secretariat reads, sends at once or withholds, and nobody edits."""
OF_THE_SECRETARIAT = {"portal.synonym"}


def permissions(role: str, models: list[Any]) -> set[tuple[str, str]]:
    """`(app label, codename)` of all that the role may do with the models; content has a `revision` field."""
    allowed = set()
    for model in models:
        label = f"{model._meta.app_label}.{model._meta.model_name}"
        for action in _actions(role, label, _is_content(model)):
            allowed.add((model._meta.app_label, f"{action}_{model._meta.model_name}"))
    return allowed


def _actions(role: str, label: str, content: bool) -> tuple[str, ...]:
    if role == EDITOR:
        return ("view", "change") if content and label not in PLAN | PEOPLE | AMOUNTS else ()
    if label in READ_ONLY:
        return ("view",)
    if label in SENT:
        return ("view", "change")
    return ("view", "add", "change", "delete") if content or label in PLAN | OF_THE_SECRETARIAT else ()


def _is_content(model: Any) -> bool:
    """Records have a search text and a revision; their parts belong to one of them."""
    names = {field.name for field in model._meta.get_fields()}
    return "confirm_note" in names or model._meta.model_name in {"meetingsession", "walkanswer"}


def create(apps: Any, schema_editor: Any) -> None:
    """Give both groups their permissions; what an administrator has added stays."""
    from django.apps import apps as installed
    from django.contrib.auth.management import create_permissions

    ours = ("portal", "committee", "services", "budget")
    for name in ours:
        create_permissions(installed.get_app_config(name), verbosity=0, using=schema_editor.connection.alias)
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    models = [model for name in ours for model in installed.get_app_config(name).get_models()]
    for role in (SECRETARIAT, EDITOR):
        group, _ = group_model.objects.get_or_create(name=role)
        for app_label, codename in permissions(role, models):
            found = permission_model.objects.filter(content_type__app_label=app_label, codename=codename)
            group.permissions.add(*found)
