"""What the desk's forms say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import template
from django.core.exceptions import NON_FIELD_ERRORS

from portal.content.records import ContentRecord

register = template.Library()


@register.filter
def tick_of(record: ContentRecord) -> str:
    """What a ticked box sends of a record: its kind, its key and the revision that is shown."""
    return f"{record._meta.label_lower}:{record.pk}:{record.revision}"


class FormError(NamedTuple):
    """What stands wrong in a form: the id of its place (empty where it has none), the place's name, and the words."""

    place: str
    label: str
    text: str


@register.simple_tag
def form_errors(form: Any, inline_formsets: Iterable[Any] = ()) -> list[FormError]:
    """Everything that must be put right in a form of the desk and in the parts below it, in the order of the page.

    Errors of the form as a whole stand at its top by themselves and are left out.
    """
    found = list(_of_fields(form))
    for inline in inline_formsets or ():
        formset, name = inline.formset, str(inline.opts.verbose_name).capitalize()
        plural = str(inline.opts.verbose_name_plural).capitalize()
        found += [FormError(f"{formset.prefix}-group", plural, error) for error in formset.non_form_errors()]
        for number, part in enumerate(formset.forms, 1):
            found += [FormError(part.prefix, f"{name} {number}", error) for error in part.non_field_errors()]
            found += [one._replace(label=f"{name} {number}, {one.label.lower()}") for one in _of_fields(part)]
    return found


def _of_fields(form: Any) -> Iterator[FormError]:
    for name, errors in form.errors.items():
        if name == NON_FIELD_ERRORS or name not in form.fields:
            continue
        field = form[name]
        place = "" if field.is_hidden else field.id_for_label or field.auto_id
        yield from (FormError(place, str(field.label), error) for error in errors)
