"""Links, paths, commands and settings that the documents name are there."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import BaseCommand, get_commands, load_command_class

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


OPTIONS = re.compile(r"manage\.py (\w+)((?: (?!manage\.py)[^\n`|]+)?)")


@every
def test_every_option_of_a_command_exists(document: Document) -> None:
    named = [
        (name, option)
        for name, rest in OPTIONS.findall(document.text)
        if name in get_commands()
        for option in re.findall(r"--[a-z-]+", rest)
    ]
    assert [(name, option) for name, option in named if option not in options_of(name)] == []


def options_of(name: str) -> set[str]:
    app: Any = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    return set(command.create_parser("manage.py", name)._option_string_actions)


def test_the_readme_names_every_command_of_ours() -> None:
    own = {path.stem for path in ROOT.glob("*/management/commands/*.py")} - {"__init__"}
    assert own - set(CODE.findall((ROOT / "README.md").read_text())) == set()


def test_every_number_for_prometheus_that_is_named_is_counted() -> None:
    counted = set(re.findall(r'(?:gauge|one)\(\s*"(\w+)"', (ROOT / "monitoring" / "numbers.py").read_text()))
    texts = [document.text for document in documents()]
    named = {name for text in texts for name in re.findall(r"\bhelpdesk_([a-z_]+)", text)}
    assert "standstill" in named
    assert named - counted == set()


def test_every_task_of_the_clock_is_told_with_its_time() -> None:
    rows = re.findall(r"^\| ([\w: ]+) \| `(\w+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    told = {task: when for when, task in rows}
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    real = {entry["task"].rpartition(".")[2]: as_told(entry["schedule"]) for entry in schedule.values()}
    assert told == real


def as_told(schedule: Any) -> str:
    if not isinstance(schedule, float):
        time = f"{min(schedule.hour)}:{min(schedule.minute):02}"
        return f"weekdays {time}" if schedule.day_of_week == {1, 2, 3, 4, 5} else time
    return "hour" if schedule == 3600 else f"{schedule:.0f} s"


@every
def test_every_setting_that_is_named_can_be_set(document: Document) -> None:
    known = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    parameters = set(re.findall(r"\b([A-Z]+)=", (ROOT / "Makefile").read_text())) | {"ARGS", "PORT", "FILE", "REPLACE"}
    named = {code for code in CODE.findall(document.prose) if SETTING.fullmatch(code) and "_" in code}
    assert {name for name in named - known - parameters if not is_in_the_code(name)} == set()


def is_in_the_code(name: str) -> bool:
    """A constant, rather than a setting."""
    return subprocess.run(["git", "grep", "-qw", name, "--", "*.py"], cwd=ROOT, check=False).returncode == 0


FOR_DEVELOPERS = ("STYLE.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/decisions/")
DOTTED = re.compile(r"([a-z_]+(?:\.\w+)+)(?:\(.*\))?")
NAME = re.compile(r"([A-Z]\w*[a-z]\w*)((?:\.\w+)*)(?:\(.*\))?")


def is_module(path: Path) -> bool:
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def is_there(dotted: str) -> bool:
    """Whether the module is there, and what follows its name is written in it."""
    parts = dotted.split(".")
    length = max((at for at in range(len(parts) + 1) if is_module(ROOT.joinpath(*parts[:at]))), default=0)
    found = ROOT.joinpath(*parts[:length])
    text = (found / "__init__.py" if found.is_dir() else found.with_suffix(".py")).read_text() if length else ""
    return bool(length) and all(re.search(rf"\b{part}\b", text) for part in parts[length : length + 1])


@pytest.mark.parametrize(
    "document", [one for one in documents() if one.name.startswith(FOR_DEVELOPERS)], ids=lambda one: one.name
)
def test_every_class_and_module_that_is_named_to_developers_is_in_the_code(document: Document) -> None:
    named = set(CODE.findall(document.prose))
    dotted = {match[1] for code in named if (match := DOTTED.fullmatch(code))}
    assert [name for name in sorted(dotted) if name.split(".")[0] in top() and not is_there(name)] == []
    classes = {match[1]: match[2] for code in named if (match := NAME.fullmatch(code))}
    assert [name for name in sorted(classes) if not is_in_the_code(name)] == []
    members = {part for rest in classes.values() for part in rest.split(".") if part}
    assert [name for name in sorted(members) if not is_in_the_code(name)] == []


def test_every_room_stands_in_the_picture_of_the_house() -> None:
    """What a newcomer sees in `ls`, `ls desk` and `ls triage`, the architecture tells them."""
    listed = subprocess.run(["git", "ls-files", "*/__init__.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    packages = {str(Path(name).parent) for name in listed.stdout.splitlines()}
    wiring = {"management", "migrations", "models", "templatetags", "admin"}
    rooms = {name for name in packages if "/" not in name or re.fullmatch(r"(desk|triage)/\w+", name)}
    shown = (ROOT / "docs" / "architecture.md").read_text()
    hidden = {name for name in rooms if name.partition("/")[2] not in wiring and f"`{name}/`" not in shown}
    assert hidden == set()


@pytest.mark.parametrize("name", ["STYLE.md", "docs/architecture.md"])
def test_the_layers_are_told_as_they_are_held(name: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == "Apps point one way")
    assert f"`{' → '.join(layers)}`" in (ROOT / name).read_text()


GUIDES = ["docs/en/project-lead.md", "docs/en/superuser.md", "docs/da/projektleder.md", "docs/da/superbruger.md"]


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_buttons_and_pages_as_they_are_written(guide: str) -> None:
    """What stands in *italics* in a guide is a word of the interface, in the guide's language."""
    texts = polib.pofile(str(ROOT / "locale/da/LC_MESSAGES/django.po"))
    danish = guide.startswith("docs/da/")
    written = {(entry.msgstr if danish else entry.msgid).casefold() for entry in texts}
    named = re.findall(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])", Document(ROOT / guide).prose)
    assert [name for name in named if name.casefold() not in written and name not in {"?", "To do"}] == []
