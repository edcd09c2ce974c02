"""The template pack that draws every form: labels, hints, errors and the summary that leads to them."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.translation import override


class Example(forms.Form):
    who = forms.ChoiceField(
        label="Who are you?", choices=[("parent", "Parent"), ("pupil", "Pupil")], widget=forms.RadioSelect
    )
    name = forms.CharField(label="Your name", help_text="As others know you.")
    phone = forms.CharField(label="Phone", required=False)
    place = forms.ChoiceField(label="Place", choices=[("", "Choose"), ("1", "Birkeskolen")])
    where = forms.MultipleChoiceField(
        label="Where?", required=False, choices=[("home", "At home")], widget=forms.CheckboxSelectMultiple
    )
    screenshot = forms.FileField(label="Screenshot", required=False)
    agree = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(data=None, layout=None):
    form = Example(data)
    helper = FormHelper(form)
    if layout:
        helper.layout = layout
    with override("en"):
        return render_crispy_form(form, helper)


def control(html, name):
    """The tag of a control, whatever the order of its attributes."""
    tags = re.findall(r"<(?:input|select|textarea)[^>]*>", html)
    return next(tag for tag in tags if f'name="{name}"' in tag)


def test_every_visible_field_has_a_label_for_its_control():
    html = drawn()
    for field in ("name", "phone", "place", "screenshot", "agree", "who_0", "who_1", "where_0"):
        assert f'for="id_{field}"' in html


def test_controls_carry_the_classes_of_the_design_system():
    html = drawn()
    assert "form-input" in control(html, "name")
    assert "form-select" in control(html, "place")
    assert "form-file" in control(html, "screenshot")
    assert "form-checkbox" in control(html, "agree")
    assert 'class="form-radio"' in control(html, "who")


def test_only_optional_fields_say_that_they_are_optional():
    html = drawn()
    assert html.count("(optional)") == 3
    assert re.search(r'for="id_phone">Phone<span class="weight-normal"> \(optional\)', html)


def test_a_group_of_choices_is_a_fieldset_named_by_its_legend():
    html = drawn()
    assert re.search(r"<fieldset>\s*<legend class=\"form-label\">Who are you\?</legend>", html)


def test_hint_and_error_come_before_the_control_and_describe_it():
    html = drawn({})
    hint, error = html.index('id="id_name_helptext"'), html.index('id="id_name_error"')
    assert hint < error < html.index('name="name"')
    assert 'aria-describedby="id_name_helptext id_name_error"' in control(html, "name")
    assert 'aria-invalid="true"' in control(html, "name")


def test_the_error_of_a_group_describes_the_group_and_not_its_choices():
    html = drawn({})
    assert '<fieldset aria-describedby="id_who_error">' in html
    assert "aria-invalid" not in control(html, "who")


def test_the_summary_leads_to_the_first_control_of_each_field_in_the_words_of_its_error():
    html = drawn({})
    summary = html[html.index("data-error-summary") : html.index("</ul>")]
    for target in ("id_who_0", "id_name", "id_place", "id_agree"):
        assert f'<a href="#{target}">This field is required.</a>' in summary
    assert 'role="alert"' in html


def test_a_form_without_errors_has_no_summary():
    assert "data-error-summary" not in drawn()


def test_what_somebody_wrote_is_escaped_wherever_it_comes_back():
    html = drawn({"name": "<b>Ida</b>", "place": "<script>", "who": "parent", "agree": "on"})
    assert "&lt;b&gt;Ida" in html
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_chosen_option_stays_chosen():
    html = drawn({"who": "pupil"})
    chosen = [tag for tag in re.findall(r"<input[^>]*>", html) if 'name="who"' in tag and "checked" in tag]
    assert len(chosen) == 1
    assert 'value="pupil"' in chosen[0]


def test_a_form_is_sent_once_and_checked_by_the_server_in_the_language_of_the_page():
    html = drawn(layout=Layout(Fieldset("About you", "name"), Submit("send", "Send")))
    assert "novalidate data-once" in html
    assert re.search(r'<legend><h2 class="h3">About you</h2></legend>', html)
    assert re.search(r'<button type="submit" class="button button-primary" name="send" value="Send"', html)


def test_no_form_carries_inline_style_or_script():
    html = drawn({})
    assert "style=" not in html
    assert "<script" not in html
