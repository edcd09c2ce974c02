"""Our `translate` and `url` say what Django's say, and ask once."""

from typing import Any

import pytest
from django.template import Context, Engine
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from helpdesk import fast_tags

ENGINES = {
    "ours": Engine(libraries={"i18n": "helpdesk.fast_tags"}, builtins=["helpdesk.fast_tags"]),
    "Django's": Engine(libraries={"i18n": "django.templatetags.i18n"}),
}
TEXTS = [
    '{% translate "Close" %}',
    '{% trans "Close" %}',
    '{% translate "Close"|upper %}',
    '{% translate "Close" as closed %}{{ closed }}',
    '{% translate "May" context "month name" %}',
    "{% translate word %}",
    '{% translate "100 %% <b>" %}',
    '{% url "admin:tickets_ticket_change" 7 %}',
    '{% url "admin:tickets_ticket_change" pk %}',
    '{% url "admin:tickets_ticket_change" text %}',
    '{% url "admin:tickets_ticket_change" less %}',
    '{% url "admin:ticket_part" pk "timeline" %}',
    '{% url "admin:index" %}',
    '{% url "frontpage" %}',
    '{% url "admin:index" as there %}[{{ there }}]',
    "{% url page %}",
    "{% url page pk %}",
    '{% autoescape off %}{% url "admin:tickets_ticket_change" pk %}{% endautoescape %}',
]


def rendered(whose: str, text: str, **more: Any) -> str:
    request = RequestFactory().get("/")
    values = {"word": "Close", "pk": 12, "text": "12", "less": -1, "page": "admin:index", **more}
    context = Context(values)
    setattr(context, "request", request)  # noqa: B010  as RequestContext has it
    template = ENGINES[whose].from_string("{% load i18n %}" + text)
    try:
        return "".join(template.render(context) for _turn in range(2))
    except Exception as error:  # noqa: BLE001  ours must fail as Django's does
        return type(error).__name__


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("text", TEXTS)
def test_they_say_what_django_says(text: str, language: str) -> None:
    with override(language):
        assert rendered("ours", text) == rendered("Django's", text) != ""


def test_a_text_is_said_in_the_language_of_each_page() -> None:
    template = ENGINES["ours"].from_string('{% load i18n %}{% translate "Close" %}')
    said = []
    for language in ("da", "en", "da"):
        with override(language):
            said.append(template.render(Context()))
    assert said == ["Luk", "Close", "Luk"]


def test_every_number_has_its_own_address_and_the_shape_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def asking(*args: Any, **how: Any) -> str:
        asked.append(args)
        return reverse(*args, **how)

    monkeypatch.setattr(fast_tags, "reverse", asking)
    template = ENGINES["ours"].from_string('{% url "admin:tickets_ticket_change" pk %}')
    pages = [template.render(Context({"pk": pk})) for pk in (1, 2, 10**12, 3)]
    assert pages == [reverse("admin:tickets_ticket_change", args=[pk]) for pk in (1, 2, 10**12, 3)]
    assert len(asked) == 1
