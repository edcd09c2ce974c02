"""The plain widgets of a form, written without a template each: a page of the workspace has some thirty of them."""

from collections.abc import Callable, Mapping
from html import escape as escaped
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
"""What Django calls `widget` in the context of a widget's template: name, value, attrs, type, optgroups."""


class PlainWidgets(TemplatesSetting):
    """Answers as the templates of Django's forms; everything that is not in `WRITERS` still is one."""

    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> SafeString:
        write = WRITERS.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308  a template's own answer
        return mark_safe(write(context["widget"]))  # noqa: S308  every value below is escaped


def escape(value: object) -> str:
    """As Django's, for text that is never lazy and never marked as safe."""
    return escaped(str(value))


def attributes(attrs: Mapping[str, Any]) -> str:
    """Each with a blank before it. True stands for an attribute without a value, False for none."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def input_of(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def textarea(widget: Widget) -> str:
    value = "" if widget["value"] is None else escape(widget["value"])
    return f'<textarea name="{escape(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def select(widget: Widget) -> str:
    groups = "".join(
        f'<optgroup label="{escape(name)}">{options_of(options)}</optgroup>' if name else options_of(options)
        for name, options, _index in widget["optgroups"]
    )
    return f'<select name="{escape(widget["name"])}"{attributes(widget["attrs"])}>{groups}</select>'


def options_of(options: list[Widget]) -> str:
    return "".join(
        f'<option value="{escape(row["value"])}"{attributes(row["attrs"])}>{escape(row["label"])}</option>'
        for row in options
    )


def choices(widget: Widget) -> str:
    """Tick boxes or radio buttons, one below the other."""
    box = {name: value for name, value in widget["attrs"].items() if name in {"id", "class"} and value}
    rows = "".join(choice(option) for _name, options, _index in widget["optgroups"] for option in options)
    return f"<div{attributes(box)}>{rows}</div>"


def choice(option: Widget) -> str:
    attrs = option["attrs"]
    label = f' for="{escape(attrs["id"])}"' if attrs.get("id") else ""
    return f"<div><label{label}>{input_of(option)} {escape(option['label'])}</label></div>"


WRITERS: Final[dict[str, Callable[[Widget], str]]] = {
    f"django/forms/widgets/{name}.html": write
    for write, names in {
        input_of: "input text number email url password hidden date datetime time file checkbox",
        textarea: "textarea",
        select: "select",
        choices: "checkbox_select radio",
    }.items()
    for name in names.split()
}
