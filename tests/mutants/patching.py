"""Puts a changed module in place of the one that runs, without importing anything again.

A function that changed gets its new code, wherever it is held by then. A constant that changed is assigned again, with
what is made of it in its module, and wherever another module has imported it by its name.
"""

import ast
import functools
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Final

from tests.mutants.table import ROOT
from tickets import events

PASS_BY: Final = "__pass_by__"
Place = tuple[str, int]
"""A piece of code by its qualified name and first line."""


class Nothing(Exception):
    """The changed module does the same, or is no Python."""


def module_of(path: str) -> ModuleType:
    """The module in the file, which Django has imported by now."""
    return sys.modules[path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")]


@dataclass
class Running:
    """What was made of a module: its functions, and those of them that keep their answers. Looked for once, before
    any child is forked, since it means looking at everything there is."""

    path: str
    functions: dict[Place, list[FunctionType]] = field(default_factory=lambda: defaultdict(list))
    keeping: list["functools._lru_cache_wrapper[object]"] = field(default_factory=list)

    @property
    def module(self) -> ModuleType:
        return module_of(self.path)

    def forget_what_was_kept(self) -> None:
        for each in self.keeping:
            each.cache_clear()


def running(paths: Iterable[str]) -> dict[str, Running]:
    """Wherever functions are held by now: by a class, a decorator, a list of handlers."""
    by_path = {path: Running(path) for path in paths}
    files = {str(ROOT / path): each for path, each in by_path.items()}
    modules = {each.module.__name__: each for each in by_path.values()}
    gc.unfreeze()  # what is frozen is not told of
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in files:
            code = thing.__code__
            files[code.co_filename].functions[code.co_qualname, code.co_firstlineno].append(thing)
        elif type(thing) is functools._lru_cache_wrapper and thing.__module__ in modules:
            modules[thing.__module__].keeping.append(thing)
    if not any(each.functions for each in by_path.values()):
        raise RuntimeError("No function of these modules was found, so no change of one could be tried.")
    return by_path


def put_in_place(there: Running, before: ast.Module, after: ast.Module, where: str) -> None:
    """`where`: the function that changed; empty for a constant. Raises `Nothing` when the same comes out."""
    if where:
        change_functions(there, compiled(before, there.path), after)
    else:
        change_constants(there, [ast.dump(statement) for statement in before.body], after)
    there.forget_what_was_kept()
    if where == "subscribe_all":
        subscribe_anew()


def compiled(tree: ast.Module, path: str) -> CodeType:
    try:
        return compile(tree, str(ROOT / path), "exec")
    except (SyntaxError, ValueError, TypeError) as error:
        raise Nothing from error


def subscribe_anew() -> None:
    """Who hears of what was settled when Django started; with a change of that it is settled again."""
    events._handlers.clear()
    for module in list(sys.modules.values()):
        if "subscribe_all" in getattr(module, "__dict__", {}):
            module.subscribe_all()


# Following


def follow(there: Running, tree: ast.Module, pass_by: Callable[[int, int], None]) -> None:
    """Every statement of the module's functions tells from now on that it is run: its first line, and its last or,
    where it holds others, the last before them."""
    before = compiled(tree, there.path)
    vars(there.module)[PASS_BY] = pass_by
    for node in list(ast.walk(tree)):
        for name in () if isinstance(node, ast.Module | ast.ClassDef) else ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, [each for statement in statements for each in (telling(statement), statement)])
    with suppress(Nothing):  # there may be constants alone
        change_functions(there, before, tree)
    there.forget_what_was_kept()


def telling(statement: ast.stmt) -> ast.stmt:
    inner = getattr(statement, "body", None) or getattr(statement, "cases", None)
    first = inner[0] if inner else None
    last = getattr(first, "lineno", None) or getattr(getattr(first, "pattern", None), "lineno", None)
    end = max(last - 1, statement.lineno) if last else statement.end_lineno or statement.lineno
    call = ast.Call(ast.Name(PASS_BY, ast.Load()), [ast.Constant(statement.lineno), ast.Constant(end)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement))


# Functions


def change_functions(there: Running, before: CodeType, tree: ast.Module) -> None:
    old, new = pieces(before), pieces(compiled(tree, there.path))
    differing = [place for place, codes in new.items() if codes != old.get(place)]
    if not differing:
        raise Nothing
    if any(free(new[place]) != free(old.get(place, [])) for place in differing):
        new = pieces(compiled(with_all_names(tree), there.path))
        differing = [place for place in new if place in old and len(new[place]) == len(old[place])]
    for place in differing:
        for function in there.functions.get(place, ()):
            function.__code__ = new[place][old[place].index(function.__code__)]


def free(codes: list[CodeType]) -> list[tuple[str, ...]]:
    return [code.co_freevars for code in codes]


def pieces(code: CodeType) -> dict[Place, list[CodeType]]:
    """All code in the code, in order."""
    by_place: dict[Place, list[CodeType]] = defaultdict(list)

    def walk(outer: CodeType) -> None:
        for inner in outer.co_consts:
            if isinstance(inner, CodeType):
                by_place[inner.co_qualname, inner.co_firstlineno].append(inner)
                walk(inner)

    walk(code)
    return dict(by_place)


def with_all_names(tree: ast.Module) -> ast.Module:
    """Every function names all that it named before, so that it closes over the same: `if 0: …` is never run."""
    for node in ast.walk(tree):
        names = getattr(node, "all_names", None)
        if isinstance(node, ast.FunctionDef) and names:
            named: list[ast.stmt] = [ast.Expr(ast.Name(name, ast.Load())) for name in names]
            unreached = ast.If(ast.Constant(0), named, [])
            node.body.insert(0, ast.fix_missing_locations(ast.copy_location(unreached, node.body[0])))
    return tree


def note_names(tree: ast.Module) -> None:
    """For `with_all_names`: what each function inside a function names, before anything is changed."""
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.FunctionDef):
                    read = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                    stored = {
                        each.id
                        for each in ast.walk(node)
                        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
                    }
                    node.all_names = sorted(read - stored)  # type: ignore[attr-defined]


# Constants


def change_constants(there: Running, before: list[str], after: ast.Module) -> None:
    """Assigns what changed, and what is made of it further down."""
    module, touched = there.module, set[str]()
    for text, statement in zip(before, after.body, strict=True):
        made = names_made(statement)
        if made and (ast.dump(statement) != text or touched & names_read(statement)):
            kept = {name: getattr(module, name) for name in made}
            run(statement, module, there.path)
            touched |= made
            for name, value in kept.items():
                hand_round(name, value, getattr(module, name))
    if not touched:
        raise Nothing


def run(statement: ast.stmt, module: ModuleType, path: str) -> None:
    code = compiled(ast.Module([statement], []), path)
    try:
        exec(code, vars(module))  # noqa: S102  the module's own statement, changed by us
    except Exception as error:
        raise Nothing from error


def names_made(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    is_one = isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
    return {target.id for target in targets if isinstance(target, ast.Name)} if is_one else set()


def names_read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def lines_reading(tree: ast.Module, line: int, elsewhere: frozenset[str]) -> set[int] | None:
    """Of the functions that read the constant at the line, or what is made of it further down. None where it may be
    read by more than those: its name stands `elsewhere`, or a class is made with it."""
    names: set[str] = set()
    lines: set[int] = set()
    for statement in tree.body:
        begins = statement.lineno <= line <= (statement.end_lineno or 0)
        if not begins and not names & names_read(statement):
            continue
        if isinstance(statement, ast.FunctionDef):
            lines |= set(range(statement.body[0].lineno, (statement.end_lineno or 0) + 1))
        elif made := names_made(statement) - elsewhere:
            names |= made
        elif names_of_methods(statement) >= names & names_read(statement) and not begins:
            lines |= set(range(statement.lineno, (statement.end_lineno or 0) + 1))
        else:
            return None
    return lines


def names_of_methods(statement: ast.stmt) -> set[str]:
    """What a class reads in the bodies of its methods alone: there it is read when they are called."""
    if not isinstance(statement, ast.ClassDef):
        return set()
    inside = {
        id(node)
        for method in statement.body
        if isinstance(method, ast.FunctionDef)
        for part in method.body
        for node in ast.walk(part)
    }
    read = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return {node.id for node in read} - {node.id for node in read if id(node) not in inside}


def hand_round(name: str, old: object, new: object) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(name) is old:
            vars(module)[name] = new
