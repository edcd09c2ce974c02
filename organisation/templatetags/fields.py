"""`{% form_field form.name %}`: a field of the staff's forms, as the crispy pack draws it but by fewer steps.

A page of the workspace has many.
"""

from collections.abc import Hashable, Iterable
from html import escape
from typing import Final

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
MANY_FIELDS: Final = 200
_drawn: Final[dict[Hashable, SafeString]] = {}
"""Fields of empty forms, by all that their looks depend on; a process begins anew when it holds `MANY_FIELDS`."""


@register.filter
def steady_field(field: BoundField) -> SafeString:
    """A field of the public form as the crispy pack draws it. One that nobody has filled in looks the same for
    everybody, so it is drawn once a process, language, first value and set of choices: a page has ten."""
    if field.form.is_bound or settings.DEBUG:
        return SafeString(as_crispy_field(field))
    choices = tuple((str(value), str(label)) for value, label in getattr(field.field, "choices", ()))
    texts = (str(field.label), str(field.help_text), str(field.field.widget.attrs))
    looks = (type(field.form), field.html_name, field.auto_id, get_language(), str(field.value()), choices, texts)
    drawn = _drawn.get(looks)
    if drawn is None:
        if len(_drawn) >= MANY_FIELDS:
            _drawn.clear()
        drawn = _drawn[looks] = SafeString(as_crispy_field(field))
    return drawn


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """Label, hint, errors and control, tied together by their ids; tick boxes and radio buttons in a fieldset.

    A field may be empty and still be asked for later; its `is_needed` says so.
    """
    key, errors = field.auto_id, field.errors
    label = escape(str(field.label))
    is_tick = isinstance(field.field.widget, CheckboxInput)
    if not field.field.required and not is_tick:
        demand = _("must go along") if getattr(field.field, "is_needed", False) else _("optional")
        label += f' <span class="weight-normal">({demand})</span>'
    hint = f'<span class="form-hint" id="{key}_helptext">{written(field.help_text)}</span>' if field.help_text else ""
    said_first = f"{hint}{complaint(key, errors) if errors else ''}"
    if field.use_fieldset:
        inside = f'<fieldset><legend class="form-label">{label}</legend>{said_first}{field}</fieldset>'
    elif is_tick:
        inside = f'{said_first}<div class="form-tick">{field}<label for="{field.id_for_label}">{label}</label></div>'
    else:
        inside = f'<label class="form-label" for="{field.id_for_label}">{label}</label>{said_first}{field}'
    return mark_safe(  # noqa: S308  every text above is escaped
        f'<div class="form-group{" form-error" if errors else ""}" id="div_{key}">{inside}</div>'
    )


def complaint(key: str, errors: Iterable[object]) -> str:
    return f'<span class="form-error-message" id="{key}_error">{" ".join(escape(str(each)) for each in errors)}</span>'


def written(text: object) -> str:
    """A hint may hold markup of our own, which is marked as such."""
    plain = str(text)
    return plain if isinstance(plain, SafeString) else escape(plain)
