"""Our plain widgets are Django's own, whatever stands in them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.test import SimpleTestCase

from desk.fast.plain_widgets import WRITERS, PlainWidgets
from tickets.fields import FilesInput

HOSTILE = '"><script>alert(1)</script>&amp; æ 🎒'
CHOICES = [("", "---"), ("a", HOSTILE), (HOSTILE, "b"), ("Group", [(7, "seven"), ("x", "<b>")])]
FLAT = [("a", HOSTILE), (HOSTILE, "b")]


class Everything(forms.Form):
    text = forms.CharField(widget=forms.TextInput(attrs={"data-x": HOSTILE, "autofocus": True, "readonly": False}))
    empty = forms.CharField(required=False)
    email = forms.EmailField(max_length=80)
    url = forms.URLField(assume_scheme="https")
    number = forms.IntegerField(min_value=3)
    password = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    date = forms.DateField()
    when = forms.DateTimeField()
    time = forms.TimeField()
    file = forms.FileField()
    tick = forms.BooleanField()
    ticked = forms.BooleanField(initial=True)
    area = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "class": "wide"}))
    one = forms.ChoiceField(choices=CHOICES)
    many = forms.MultipleChoiceField(choices=CHOICES)
    ticks = forms.MultipleChoiceField(choices=FLAT, widget=forms.CheckboxSelectMultiple(attrs={"class": "short"}))
    radio = forms.ChoiceField(choices=FLAT, widget=forms.RadioSelect)


INITIAL: dict[str, Any] = {
    "text": HOSTILE,
    "email": 'a"b@example.org',
    "number": 1200,
    "hidden": HOSTILE,
    "date": "2026-11-26",
    "area": f"\n two lines\n{HOSTILE}",
    "one": HOSTILE,
    "many": ["a", "7"],
    "ticks": [HOSTILE],
    "radio": "a",
}


def written(renderer: BaseRenderer, name: str, *, bound: bool) -> str:
    form = Everything({**INITIAL, "empty": ""} if bound else None, initial=INITIAL, renderer=renderer, prefix='p"')
    return str(form[name])


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_a_widget_is_what_django_writes(name: str, bound: bool) -> None:
    ours, theirs = (written(renderer(), name, bound=bound) for renderer in (PlainWidgets, DjangoTemplates))
    SimpleTestCase().assertHTMLEqual(ours, theirs)
    assert "<script>" not in ours


def test_the_widgets_of_forms_are_written_here() -> None:
    used = {field.widget.template_name for field in Everything.base_fields.values()}
    assert used - set(WRITERS) == {"django/forms/widgets/clearable_file_input.html"}


def test_the_files_of_an_answer_are_chosen_in_a_plain_widget() -> None:
    assert FilesInput.template_name in WRITERS
