"""What authors write becomes HTML that may stand on every page."""

import re
from html.parser import HTMLParser

import pytest

from knowledgebase.links import found_in
from knowledgebase.markdown import MOST_LINES, plain, render, step_titles


class Elements(HTMLParser):
    """The tags of a text, each with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_headings_begin_below_the_title_of_the_page():
    assert render("# En\n\n## To") == '<h2 id="afsnit-1">En</h2>\n<h3 id="afsnit-2">To</h3>\n'


def test_steps_have_addresses_and_those_within_a_step_have_none():
    html = render("1. Åbn Aula\n   1. under\n2. Vælg\n\nEller sådan:\n\n1. en anden liste")
    assert re.findall(r'<li id="([^"]+)"', html) == ["trin-1", "trin-2"]
    assert step_titles("1. Åbn **Aula**\n2. Vælg [Beskeder](https://aula.dk)") == ["Åbn Aula", "Vælg Beskeder"]


def test_a_picture_is_shown_if_it_is_ours_and_says_what_it_shows():
    ours = "/svar/billeder/abcdefghijkl/"
    assert f'<img src="{ours}" alt="Menuen"' in render(f"![Menuen]({ours})")
    for foreign in (f"![]({ours})", "![x](https://evil.example/x.png)", f"![x]({ours}?a)", f"![x](/{ours})"):
        assert "<img" not in render(foreign), foreign
    assert "Menuen" in render("![Menuen](https://evil.example/x.png)")


def test_line_breaks_are_kept():
    assert render("Først\nDerefter") == "<p>Først<br>\nDerefter</p>\n"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "![billede](https://example.org/spion.png)",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<style>body{display:none}</style>",
        "[klik](data:text/html,<script>alert(1)</script>)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(attack: str):
    seen = Elements()
    seen.feed(render(attack))
    assert {tag for tag, _attributes in seen.found} <= {"p", "a", "em", "strong"}
    for _tag, attributes in seen.found:
        assert set(attributes) <= {"href", "rel", "title"}
        assert attributes.get("href", "https://").startswith(("https://", "http://"))


def test_links_do_not_tell_where_one_comes_from():
    html = render("[Aula](https://www.aula.dk)")
    assert html == '<p><a href="https://www.aula.dk" rel="noopener noreferrer">Aula</a></p>\n'


def test_plain_text_has_the_words_and_not_the_marks():
    assert plain("**Åbn** [Aula](https://www.aula.dk)").split() == ["Åbn", "Aula"]


def test_a_text_of_more_lines_than_any_answer_is_shown_and_not_obeyed():
    text = "- <b>en</b> & **to**\n" * (MOST_LINES + 1)
    html = render(text)
    assert html.count("<br>") == MOST_LINES
    assert html.startswith("<p>- &lt;b&gt;en&lt;/b&gt; &amp; **to**<br>")
    assert not found_in("[a](https://example.org)\n" * (MOST_LINES + 1))
    assert not step_titles("1. a\n" * (MOST_LINES + 1))
