"""Two people, one row: whoever saves a form that was made from an old picture of the row sees what came in between.

The form carries a picture of the row as it was: a short digest of each value. When others have saved meanwhile, nothing
is stored; the form comes back with what was typed, with their values where nobody typed anything, and with the news.
Saving it then is a decision. A case does the same by its version (`desk.case.conflicts`), a shared answer by the stamp
of its text (`desk.answers.writing`).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar

from django import forms
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceField
from django.http import Http404, HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from organisation import json_of_others

FIELD: Final = "row_picture"
LONGEST: Final = 20_000
SHOWN: Final = 120
Form = forms.ModelForm[Any]
SomeForm = TypeVar("SomeForm", bound=forms.BaseForm)
GetForm = Callable[..., type[Form]]


def watched(get_form: GetForm) -> GetForm:
    """For `ModelAdmin.get_form`: the form of a row that is there already keeps its picture."""

    def with_picture(self: Any, request: HttpRequest, obj: Model | None = None, **options: Any) -> type[Form]:
        form = get_form(self, request, obj, **options)
        return watching(form, rows_beside(self, obj)) if obj is not None and options.get("change") else form

    return with_picture


def holding(get_object: Callable[..., Any]) -> Callable[..., Any]:
    """For `ModelAdmin.get_object`: while a form is saved the row stands still, so that of two at once one is second."""

    def held(self: Any, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = get_object(self, request, object_id, from_field)
        if row is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return row
        if not all_rows(self.model).select_for_update().filter(pk=row.pk).first():
            return None
        return get_object(self, request, object_id, from_field)

    return held


def watching(form: type[SomeForm], beside: Mapping[str, str]) -> type[SomeForm]:
    """The form with its picture. `beside`: a digest of what is changed together with it, by what that is called."""

    def begin(self: Any, *args: Any, **options: Any) -> None:
        form.__init__(self, *args, **options)
        now = {
            name: digest(submitted(self, name, self.get_initial_for_field(field, name)))
            for name, field in shown_fields(self)
        }
        self.picture = json.dumps(now | dict(beside), separators=(",", ":"))
        self.news = news_of(self, now, beside) if self.is_bound else []

    def clean(self: Any) -> Any:
        cleaned = form.clean(self)
        if self.news:
            self.add_error(None, sentence(getattr(self, "instance", None), self.news))
        return cleaned

    return type(form.__name__, (form,), {"__init__": begin, "clean": clean, "__module__": form.__module__})


@contextmanager
def standing_still(row: Model) -> Iterator[None]:
    """While a form of the row is read and saved on a page of our own, so that of two at once one is second."""
    with transaction.atomic():
        if all_rows(type(row)).select_for_update().filter(pk=row.pk).first() is None:
            raise Http404
        row.refresh_from_db()
        yield


def status_of(form: Any) -> int:
    """Of the answer that shows a form which was not saved."""
    return 409 if getattr(form, "news", None) else 422


def shown_fields(form: Any) -> list[tuple[str, forms.Field]]:
    """The fields whose value the page shows."""
    fields = form.fields.items()
    return [(name, field) for name, field in fields if not field.disabled and not hidden(field.widget)]


def hidden(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.PasswordInput | forms.FileInput)


def news_of(form: Any, now: Mapping[str, str], beside: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, value now) of all that others have changed; where nobody typed anything, the form takes theirs over."""
    seen = read(form.data.get(form.add_prefix(FIELD), form.data.get(FIELD, "")))
    changed = [name for name in now if seen and seen.get(name) != now[name]]
    for name in changed:
        theirs = submitted(form, name, form.get_initial_for_field(form.fields[name], name))
        empty = digest({key: [] for key in theirs})  # of a field that came in between nobody has typed anything
        if digest(typed(form, theirs)) == seen.get(name, empty):
            form.data = form.data.copy()
            for key, values in theirs.items():
                form.data.setlist(key, values)
    news = [(str(form[name].label), shown(form, name)) for name in changed]
    return news + [(label, "") for label, stands in beside.items() if label in seen and seen[label] != stands]


def read(picture: str) -> dict[str, str]:
    try:
        fields = json_of_others.read(picture[:LONGEST])
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in fields.items()} if isinstance(fields, dict) else {}


def submitted(form: Any, name: str, value: Any) -> dict[str, list[str]]:
    """What a browser sends of a field with this value, by the names of its inputs."""
    field, key = form.fields[name], form.add_prefix(name)
    widget, value = field.widget, field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        parts: Any = value if isinstance(value, list | tuple) else widget.decompress(value)
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]  # not in Django's stubs
        inputs = zip(names, widget.widgets, parts, strict=True)
        return {f"{key}{ending}": plain(each.format_value(part)) for ending, each, part in inputs}
    if isinstance(widget, forms.CheckboxInput):
        return {key: ["on"] if value else []}
    wrapped = getattr(widget, "widget", widget)
    return {key: plain(wrapped.format_value(value))}


def plain(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return sorted("" if each is None else str(each).replace("\r\n", "\n").strip() for each in values)


def typed(form: Any, inputs: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: plain(form.data.getlist(key)) for key in inputs}


def digest(values: Mapping[str, list[str]]) -> str:
    text = json.dumps({key: [each for each in values[key] if each] for key in sorted(values)}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shown(form: Any, name: str) -> str:
    """The value that others saved, as a person reads it."""
    field, value = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        keys = value if isinstance(value, list | tuple) else [value]
        return ", ".join(
            str(row) for row in field.queryset.filter(pk__in=[getattr(key, "pk", key) for key in keys if key])
        )
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = {
        str(key): str(label) for key, label in getattr(field, "choices", ()) if not isinstance(label, list | tuple)
    }
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(choices.get(str(each), "" if each is None else str(each)) for each in values)


def rows_beside(model_admin: Any, obj: Model | None) -> dict[str, str]:
    """A digest of the rows that are edited together with the row, by what they are called."""
    digests: dict[str, str] = {}
    for inline in model_admin.inlines if obj is not None and obj.pk else ():
        for relation in inline.model._meta.fields:
            if relation.related_model is type(obj):
                rows = all_rows(inline.model).filter(**{relation.name: obj}).order_by("pk").values_list()
                text = "\n".join(str(row) for row in rows)
                digests[str(inline.model._meta.verbose_name_plural)] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return digests


def all_rows(model: type[Model]) -> QuerySet[Any]:
    """Without what a manager leaves out."""
    return model._base_manager.all()  # noqa: SLF001  Django documents it


def sentence(row: Model | None, news: list[tuple[str, str]]) -> SafeString:
    if row is None:
        return in_between(None, None, news)
    last = LogEntry.objects.filter(object_id=str(row.pk), content_type__model=row._meta.model_name)
    saved = last.filter(content_type__app_label=row._meta.app_label).select_related("user").order_by("-action_time")
    entry = saved.first()
    return in_between(entry.user if entry else None, entry.action_time if entry else None, news)


def in_between(by: object, at: datetime | None, news: list[tuple[str, str]]) -> SafeString:
    """What came in between, for whoever is second: who saved it and when, as far as that is known, and each value."""
    who = _("Somebody saved this while you were writing.")
    if by is not None and at is not None:
        names = {"name": by, "time": date_format(localtime(at), "TIME_FORMAT")}
        who = _("%(name)s saved this at %(time)s, while you were writing.") % names
    rows = format_html_join(
        "", "<li>{}{}</li>", ((label, f": {short(value)}" if value else "") for label, value in news)
    )
    rest = _("What you typed is kept, and nothing has been saved yet. Save again if it is to stand.")
    return format_html("{} {}<ul>{}</ul>{}", who, _("In between came:"), rows, rest)


def short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
