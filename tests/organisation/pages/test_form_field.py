"""The fields of the staff's forms: tied together by ids, and safe whatever they hold."""

from typing import Any

import pytest
from django import forms
from django.test import SimpleTestCase
from django.utils.safestring import mark_safe
from django.utils.translation import override

from organisation.templatetags.fields import form_field

HOSTILE = '"><script>alert(1)</script>'


class Example(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE, max_length=3)
    note = forms.CharField(label="Note", required=False, help_text=mark_safe("<em>Short</em>"))
    sure = forms.BooleanField(label="I am sure", required=False)
    where = forms.MultipleChoiceField(
        label="Where?", choices=[("a", HOSTILE)], required=False, widget=forms.CheckboxSelectMultiple
    )


def drawn(name: str, data: dict[str, Any] | None = None) -> str:
    with override("en"):
        return form_field(Example(data, prefix="x")[name])


def test_label_hint_error_and_control_belong_together() -> None:
    html = drawn("name", {"x-name": "abcd"})
    assert 'class="form-group form-error" id="div_id_x-name"' in html
    for part in ('for="id_x-name"', 'id="id_x-name"', 'id="id_x-name_helptext"', 'id="id_x-name_error"'):
        assert part in html
    assert 'aria-invalid="true"' in html
    assert "aria-describedby=" in html


@pytest.mark.parametrize("name", ["name", "where"])
def test_nothing_in_a_field_is_taken_for_markup(name: str) -> None:
    for data in (None, {"x-name": HOSTILE, "x-where": HOSTILE}):
        html = drawn(name, data)
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_an_optional_field_says_so_and_a_hint_of_ours_may_hold_markup() -> None:
    expected = """
        <div class="form-group" id="div_id_x-note">
          <label class="form-label" for="id_x-note">Note <span class="weight-normal">(optional)</span></label>
          <span class="form-hint" id="id_x-note_helptext"><em>Short</em></span>
          <input type="text" name="x-note" id="id_x-note" aria-describedby="id_x-note_helptext">
        </div>"""
    SimpleTestCase().assertHTMLEqual(drawn("note"), expected)


def test_one_tick_box_stands_before_its_words() -> None:
    expected = """
        <div class="form-group" id="div_id_x-sure">
          <div class="form-tick">
            <input type="checkbox" name="x-sure" id="id_x-sure"><label for="id_x-sure">I am sure</label>
          </div>
        </div>"""
    SimpleTestCase().assertHTMLEqual(drawn("sure"), expected)


def test_tick_boxes_stand_in_a_fieldset_with_a_legend() -> None:
    html = drawn("where")
    assert html.index("<fieldset><legend") < html.index('type="checkbox"') < html.index("</fieldset>")
