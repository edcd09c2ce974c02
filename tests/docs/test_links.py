"""Links, paths, commands and settings that the documents name are there."""

import re
import subprocess

import polib
import pytest
from django.core.management import get_commands

from tests.docs.reading import ROOT, Document, documents

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
COMMAND = re.compile(r"manage\.py (\w+)")
TARGET = re.compile(r"\bmake ([a-z]+)\b")
SETTING = re.compile(r"[A-Z][A-Z_]{3,}")
MADE = {"triage/classifier/data/model.npz"}
"""Files that a command makes, and that are not in the repository."""

every = pytest.mark.parametrize("document", documents(), ids=lambda one: one.name)


def top() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split("/")[0] for name in listed.stdout.splitlines()}


@every
def test_every_link_leads_somewhere(document: Document) -> None:
    links = [link for link in LINK.findall(document.prose) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in links if not (document.path.parent / link).exists()] == []


@every
def test_every_path_that_is_named_exists(document: Document) -> None:
    named = {code for code in CODE.findall(document.prose) if "/" in code and PATH.fullmatch(code)}
    ours = {path for path in named if path.split("/")[0] in top()} - MADE
    assert [path for path in sorted(ours) if not (ROOT / path).exists()] == []


@every
def test_every_command_that_is_named_exists(document: Document) -> None:
    assert set(COMMAND.findall(document.text)) - {"NAME", "help"} <= set(get_commands())
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for code in CODE.findall(document.prose) for name in TARGET.findall(code)}
    assert named | {name for command in document.commands() for name in TARGET.findall(command)} <= targets


@every
def test_every_setting_that_is_named_can_be_set(document: Document) -> None:
    known = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    parameters = set(re.findall(r"\b([A-Z]+)=", (ROOT / "Makefile").read_text())) | {"ARGS", "PORT", "FILE", "REPLACE"}
    named = {code for code in CODE.findall(document.prose) if SETTING.fullmatch(code) and "_" in code}
    assert {name for name in named - known - parameters if not is_in_the_code(name)} == set()


def is_in_the_code(name: str) -> bool:
    """A constant, rather than a setting."""
    return subprocess.run(["git", "grep", "-qw", name, "--", "*.py"], cwd=ROOT, check=False).returncode == 0


GUIDES = ["docs/en/project-lead.md", "docs/en/superuser.md", "docs/da/projektleder.md", "docs/da/superbruger.md"]


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_buttons_and_pages_as_they_are_written(guide: str) -> None:
    """What stands in *italics* in a guide is a word of the interface, in the guide's language."""
    texts = polib.pofile(str(ROOT / "locale/da/LC_MESSAGES/django.po"))
    danish = guide.startswith("docs/da/")
    written = {(entry.msgstr if danish else entry.msgid).casefold() for entry in texts}
    named = re.findall(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])", Document(ROOT / guide).prose)
    assert [name for name in named if name.casefold() not in written and name not in {"?", "To do"}] == []
