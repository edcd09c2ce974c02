"""How forms are laid out by crispy."""

from crispy_forms.helper import FormHelper


def without_form_tag() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
