"""What the pages load: pinned, built here, and named by nothing from outside."""

import json
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LABELLED = re.compile(r'<table class="plan plan--labelled\b[^"]*">.*?</table>', re.DOTALL)
CELL = re.compile(r"<td\b[^>]*>")


def test_the_lock_file_names_no_registry_and_pins_what_is_asked_for():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    wanted = json.loads((ROOT / "package.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
        assert lock["packages"][f"node_modules/{name}"]["integrity"]


def test_no_template_has_inline_style_inline_script_or_marks_text_as_safe():
    inline = re.compile(r"\sstyle\s*=|<style|\son\w+\s*=|hx-on|javascript:|\|\s*safe\b|<script(?![^>]*\bsrc=)")
    assert len(TEMPLATES) > 100
    assert [str(path.relative_to(ROOT)) for path in TEMPLATES if inline.search(path.read_text())] == []


def test_everything_that_the_built_sheets_name_lies_beside_them():
    built = ROOT / "static" / "built"
    sheets = sorted(built.glob("*.css"))
    assert sheets, "run assets/build.py"
    for sheet in sheets:
        for name in re.findall(r"url\(\"?([^)\"]+)", sheet.read_text()):
            assert (built / name).is_file(), name


def test_the_licences_of_fonts_and_icons_travel_with_them():
    built = ROOT / "static" / "built"
    assert "SIL Open Font License" in (built / "fonts" / "LICENSE.txt").read_text()
    assert "Apache License" in (built / "LICENSE-dkfds.md").read_text()


def test_the_municipality_can_replace_every_colour_of_the_theme():
    built = (ROOT / "static" / "built" / "public.css").read_text()
    for name in ("--theme-primary", "--theme-primary-dark", "--theme-primary-light"):
        assert f"var({name})" in built


def test_both_ways_into_the_dark_theme_set_the_same_colours():
    """They are written in one place, `_dark.scss`, and both come out of it."""
    for sheet in (ROOT / "assets" / "scss").rglob("*.scss"):
        ways = re.findall(r"prefers-color-scheme|data-theme=\"dark\"", sheet.read_text())
        assert bool(ways) == (sheet.name == "_dark.scss"), sheet.name
    built = (ROOT / "static" / "built" / "admin.css").read_text()
    by_system = re.findall(r":root:not\(\[data-theme=\"?light\"?\]\) *\{(.*?)\}", built, re.DOTALL)
    by_button = re.findall(r"html\[data-theme=\"?dark\"?\] *\{(.*?)\}", built, re.DOTALL)
    assert by_system
    assert [each.split() for each in by_system] == [each.split() for each in by_button]


def test_every_kind_of_button_that_staff_see_has_a_look_of_its_own():
    """One without would look like the act that is meant to be chosen, as every plain button does."""
    styles = "\n".join(path.read_text() for path in (ROOT / "assets" / "scss" / "desk").rglob("*.scss"))
    named = {
        kind for path in (ROOT / "templates" / "desk").rglob("*.html") for kind in BUTTON.findall(path.read_text())
    }
    assert len(named) > 1
    assert {kind for kind in named - {"button-primary"} if f".{kind}" not in styles} == set()


BUTTON = re.compile(r'class="button (button-[a-z]+)')


def test_each_value_of_a_table_that_becomes_a_list_on_a_phone_says_what_it_is() -> None:
    tables = [table for path in TEMPLATES for table in LABELLED.findall(path.read_text(encoding="utf-8"))]
    assert len(tables) > 5
    assert [cell for table in tables for cell in CELL.findall(table) if "data-label=" not in cell] == []
