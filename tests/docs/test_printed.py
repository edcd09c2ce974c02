"""The guide that is kept for paper says what the guide on the screen says."""

import html
import re
import unicodedata

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from tests.docs.reading import ROOT


def letters(text: str) -> str:
    """Without blanks, figures and signs, and with letters apart that are printed as one."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalpha())


@pytest.mark.parametrize("guide", ["docs/da/superbruger.md", "docs/en/superuser.md"])
def test_the_guide_on_paper_is_the_one_on_the_screen(guide: str) -> None:
    """`PICTURES=yes make test ARGS=tests/browser/test_pictures.py` prints it anew."""
    shown = html.unescape(re.sub(r"<[^>]+>", "", MarkdownIt().render((ROOT / guide).read_text())))
    printed = PdfReader((ROOT / guide).with_suffix(".pdf"))
    assert letters("".join(page.extract_text() for page in printed.pages)) == letters(shown)
