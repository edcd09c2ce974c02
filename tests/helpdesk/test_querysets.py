"""A chained query is never ignored: what a queryset is asked, it answers of itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("organisation", "tickets", "knowledgebase", "triage", "reporting", "desk", "helpdesk")


def names_by_method() -> Iterator[tuple[str, set[str]]]:
    """Every method of every queryset of ours, with the names that it uses."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet"):
                for method in (each for each in node.body if isinstance(each, ast.FunctionDef)):
                    used = {each.id for each in ast.walk(method) if isinstance(each, ast.Name)}
                    yield f"{node.name}.{method.name}", used


def test_every_word_of_a_queryset_asks_the_queryset() -> None:
    methods = list(names_by_method())
    assert len(methods) > 60
    assert [name for name, used in methods if "self" not in used] == []
