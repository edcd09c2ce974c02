"""One's own mail address: what a phone adds is no fault, and what is missing is named."""

import pytest
from django import forms
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from organisation.people.mail_fields import OwnMailField
from tests.cast import Cast


class OwnForm(forms.Form):
    email = OwnMailField(required=False)


def refusal(typed: str) -> str:
    with translation.override("en"):
        return " ".join(map(str, OwnForm({"email": typed}).errors.get("email", [])))


@pytest.mark.parametrize(
    "typed",
    [
        " maja@post.dk ",
        "<maja@post.dk>",
        "maja@post.dk.",
        "maja @post.dk",
        "maja@ post. dk",
        "mailto:maja@post.dk,",
        "MAILTO:maja@post.dk",
    ],
)
def test_what_stands_beside_an_address_is_no_fault(typed: str) -> None:
    form = OwnForm({"email": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["email"] == "maja@post.dk"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("maja.post.dk", "no @"),
        ("maja@", "missing after the @"),
        ("@post.dk", "missing before the @"),
        ("maja@post@dk", "more than one @"),
        ("maja@post,dk", "a comma"),
        ("maja@post", "lacks its ending"),
        ("søren@post.dk", "“ø”"),
        ("maja(hjem)@post.dk", "“(”"),
        ("maja@post..dk", "Check your email address"),
        ("x" * 250 + "@post.dk", "too long"),
    ],
)
def test_a_refusal_says_what_is_wrong(typed: str, said: str) -> None:
    assert said in refusal(typed)


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_address_or_a_sentence(typed: str) -> None:
    form = OwnForm({"email": typed})
    assert form.is_valid() or form.errors["email"] != [""]


def test_the_public_form_uses_it(cast: Cast, client: Client) -> None:
    answer = client.post("/henvendelse/", {"audience": "parent", "email": "maja@"}, headers={"Accept-Language": "da"})
    assert "Der mangler noget efter @" in answer.content.decode()
