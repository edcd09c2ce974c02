"""Which small changes a module can be given: each is a mistake that somebody might make in it.

Inside functions: conditions that always or never hold, parts of conditions and of unions left out, comparisons turned,
calls, `raise` and assignments to fields left out, words of a query left out (`filter`, `exclude`, `visible_to` …),
named arguments left out and others swapped, another member of the same enum, numbers one higher, a function that does
nothing. Among the constants of a module: entries, numbers and parts of patterns left out.
"""

import ast
import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

TURNED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
PARTED: Final = (ast.Add, ast.Sub, ast.BitOr, ast.BitAnd, ast.Mult)
WORDED: Final = frozenset({"_", "gettext", "ngettext", "pgettext", "gettext_lazy", "pgettext_lazy", "cast", "TypeVar"})
"""What these are called with is text for people, or for the type checker."""
QUIET: Final = frozenset({"log", "logger", "messages"})
"""What is said to these changes nothing."""
FOR_SPEED: Final = frozenset(
    {"select_related", "prefetch_related", "only", "defer", "iterator", "select_for_update", "on_commit"}
)
"""Calls without which the same comes out, later or slower, for one person at a time."""
LOCKS: Final = re.compile(r"\b(?:locked|atomic|standing|common_of|both)\b")
"""What one thread cannot notice; tests with many threads hold them."""
IN_A_QUERY: Final = frozenset({"filter", "exclude", "distinct", "reverse", "order_by"})
ORDERED: Final = frozenset({"isinstance", "getattr", "setattr", "compile", "Field"})
"""Calls that fail at once with their arguments the other way round, or say so to the type checker."""
NOT_READ: Final = frozenset({"target", "targets", "annotation", "returns", "optional_vars", "ops", "format_spec"})
NOTHING_DONE: Final = "does nothing"
NAMED: Final = frozenset({"__str__", "__repr__"})
LOAD: Final = ast.Load()
FEW: Final = 12
SHOWN: Final = 160
AROUND: Final = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.)*\)")
"""What must stand beside a match, or must not."""


Place = tuple[ast.AST, str, int | None]
"""A node of the tree: its parent, the parent's field, and the index where the field is a list."""


@dataclass(frozen=True)
class Change:
    """Something else in one place of the tree. `where`: the function, as Python names it; empty for a constant."""

    line: int
    last_line: int
    where: str
    words: str
    place: Place
    instead: ast.AST | None

    def make(self) -> None:
        """Changes the tree, for good."""
        parent, name, at = self.place
        if at is None:
            setattr(parent, name, self.instead)
        elif self.instead is None:
            del getattr(parent, name)[at]
        else:
            getattr(parent, name)[at] = self.instead


def said(node: ast.AST | None) -> str:
    return " ".join(ast.unparse(node).split())[:SHOWN] if node is not None else "nothing"


def changes_in(
    tree: ast.Module, names: Mapping[str, Any], query_words: frozenset[str], *, patterns: bool = False
) -> list[Change]:
    """All changes, in the order of the lines. `names`: the module's globals; `query_words`: what a query is narrowed
    by in this house; `patterns`: whether parts of its regular expressions are left out too."""
    changes = list(_Finder(names, query_words | IN_A_QUERY, patterns=patterns).in_module(tree))
    return sorted(changes, key=lambda change: (change.line, change.last_line, change.words))


class _Finder:
    """One walk through a module. `where` grows with the classes and functions that one is in."""

    def __init__(self, names: Mapping[str, Any], query_words: frozenset[str], *, patterns: bool) -> None:
        self.names, self.query_words, self.patterns = names, query_words, patterns
        self.answering = set[int]()

    def in_module(self, tree: ast.Module) -> Iterator[Change]:
        for statement in tree.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                yield from self.expression((statement, "value", None), "")
            else:
                yield from self.definitions(statement, "")

    def definitions(self, statement: ast.AST, where: str) -> Iterator[Change]:
        if isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                yield from self.definitions(inner, f"{where}{statement.name}.")
        elif isinstance(statement, ast.FunctionDef) and statement.name not in NAMED:
            yield from self.function(statement, where + statement.name)

    # Statements

    def function(self, function: ast.FunctionDef, where: str) -> Iterator[Change]:
        inner = [node for each in function.body for node in ast.walk(each)]
        body = [at for at, each in enumerate(function.body) if not is_silent(each)]
        if body and not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in inner):
            first = function.body[body[0]]
            nothing = standing_at(ast.Return(ast.Constant(None)), first)
            yield Change(first.lineno, last_line(function), where, NOTHING_DONE, (function, "body", body[0]), nothing)
        if function.returns is not None and said(function.returns) == "bool":
            yield from self.answers(inner, where)
        for at in body:
            yield from self.statement((function, "body", at), where)

    def answers(self, inner: list[ast.AST], where: str) -> Iterator[Change]:
        for node in inner:
            if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
                self.answering.add(id(node))
                yield from (changed((node, "value", None), where, answer) for answer in told_apart(node.value))

    def statement(self, place: Place, where: str) -> Iterator[Change]:
        node = at(place)
        if is_silent(node):
            return
        if isinstance(node, ast.FunctionDef):
            yield from self.function(node, f"{where}.<locals>.{node.name}")
            return
        if can_go(node):
            yield changed(place, where, ast.Pass())
        if isinstance(node, ast.If):
            yield from (changed((node, "test", None), where, answer) for answer in told_apart(node.test))
        if isinstance(node, ast.With) and can_be_left(node):
            always = standing_at(ast.If(ast.Constant(True), node.body, []), node)
            yield Change(node.lineno, node.lineno, where, f"with {heading(node)} → nothing", place, always)
        if not isinstance(node, ast.Raise):
            yield from self.inside(node, where)

    def inside(self, node: ast.AST, where: str) -> Iterator[Change]:
        for field, value in ast.iter_fields(node):
            for index, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(each, ast.stmt):
                    yield from self.statement((node, field, index), where)
                elif isinstance(each, ast.expr) and field not in NOT_READ:
                    yield from self.expression((node, field, index), where)
                elif isinstance(each, ast.comprehension):
                    yield from self.comprehension(each, where)
                elif isinstance(each, ast.excepthandler | ast.withitem | ast.keyword | ast.match_case):
                    yield from self.inside(each, where)

    # Expressions

    def expression(self, place: Place, where: str) -> Iterator[Change]:
        node = at(place)
        if isinstance(node, ast.Call) and called(node) in WORDED:
            return
        for instead in self.instead_of(node, place):
            yield changed(place, where, instead)
        yield from left_out(node, place, where)
        if self.patterns and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from pattern_parts(node, place, where)
        yield from self.inside(node, where)

    def comprehension(self, node: ast.comprehension, where: str) -> Iterator[Change]:
        for index, test in enumerate(node.ifs):
            yield Change(test.lineno, last_line(test), where, f"if {said(test)} → nothing", (node, "ifs", index), None)
        yield from self.inside(node, where)

    def instead_of(self, node: ast.AST, place: Place) -> Iterator[ast.expr]:  # noqa: C901, PLR0912  one case each
        parent, name, _index = place
        decides = (isinstance(parent, ast.If) and name == "test") or isinstance(parent, ast.BoolOp)
        decides = decides or id(parent) in self.answering
        match node:
            case ast.Compare(ops=turns):
                for index, turn in enumerate(turns):
                    if not decides or isinstance(turn, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                        other = [*turns[:index], TURNED[type(turn)](), *turns[index + 1 :]]
                        yield ast.Compare(node.left, other, node.comparators)
            case ast.BoolOp():
                for index in range(len(node.values)):
                    rest = node.values[:index] + node.values[index + 1 :]
                    yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            case ast.UnaryOp(op=ast.Not() | ast.USub()) if not decides:
                yield node.operand
            case ast.BinOp() if isinstance(node.op, PARTED):
                yield from (node.left, node.right) if not isinstance(node.op, ast.Sub | ast.Mult) else (node.left,)
            case ast.IfExp():
                yield from (node.body, node.orelse)
            case ast.Attribute(value=ast.Name(id=owner)):
                if member := self.other_member(owner, node.attr):
                    yield ast.Attribute(node.value, member, node.ctx)
            case ast.Constant(value=bool(flag)) if isinstance(parent, ast.keyword | ast.Return):
                yield ast.Constant(not flag)
            case ast.Constant(value=int(number)) if not isinstance(number, bool):
                yield ast.Constant(number + 1)
            case ast.Call():
                yield from self.other_call(node)

    def other_call(self, node: ast.Call) -> Iterator[ast.expr]:
        if isinstance(node.func, ast.Attribute) and node.func.attr in self.query_words and not self.is_named(node.func):
            yield ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
        plain = not any(isinstance(each, ast.Starred) for each in node.args)
        if plain and len(node.args) > 1 and called(node) not in ORDERED | FOR_SPEED:
            yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
        if node.args and isinstance(node.args[-1], ast.Attribute) and said(node.args[-1]).startswith("re."):
            yield ast.Call(node.func, node.args[:-1], node.keywords)

    def is_named(self, function: ast.Attribute) -> bool:
        """Whether it belongs to a module, a class or a pattern of that name, and is no word of a query."""
        owner = self.names.get(function.value.id) if isinstance(function.value, ast.Name) else None
        return isinstance(owner, ModuleType | type | re.Pattern)

    def other_member(self, owner: str, name: str) -> str:
        """The next member of the enum, where it is one."""
        kind = self.names.get(owner)
        if not isinstance(kind, enum.EnumType) or name not in kind.__members__:
            return ""
        members = list(kind.__members__)
        return members[(members.index(name) + 1) % len(members)]


def told_apart(test: ast.expr) -> list[ast.expr]:
    """What a condition may always be. Whoever notices that a part of an `and` was left out would notice that it always
    holds, so that is not tried; nor that an `or` never holds."""
    inner = test.args[0] if isinstance(test, ast.Call) and said(test.func) == "bool" and test.args else test
    known = isinstance(inner.op, ast.And) if isinstance(inner, ast.BoolOp) else None
    return [ast.Constant(answer) for answer in (True, False) if answer is not known]


def left_out(node: ast.AST, place: Place, where: str) -> Iterator[Change]:
    """Named arguments and entries, one at a time. A query without its only condition is tried as one of all rows."""
    if isinstance(node, ast.Call) and called(node) not in FOR_SPEED and not has_one_condition(node):
        for index, keyword in enumerate(node.keywords):
            description = f"{said(node.func)}(… {said(keyword)}) → without"
            yield Change(keyword.value.lineno, last_line(keyword), where, description, (node, "keywords", index), None)
    if is_collection(node, place, where):
        for index, entry in enumerate(node.elts):  # type: ignore[attr-defined]
            yield Change(entry.lineno, last_line(entry), where, f"{said(entry)} → nothing", (node, "elts", index), None)
    if isinstance(node, ast.Dict) and node.keys:
        for index, value in enumerate(node.values):
            key = said(node.keys[index]) if node.keys[index] else f"**{said(value)}"
            rest = [at for at in range(len(node.keys)) if at != index]
            shorter = ast.Dict([node.keys[at] for at in rest], [node.values[at] for at in rest])
            yield Change(value.lineno, last_line(value), where, f"{key}: → nothing", place, standing_at(shorter, node))


def has_one_condition(node: ast.Call) -> bool:
    return called(node) in IN_A_QUERY and len(node.keywords) == 1 and not node.args


def is_collection(node: ast.AST, place: Place, where: str) -> bool:
    """Whether entries can be left out. A tuple in a function may be a pair that is unpacked, so it is left alone."""
    if isinstance(node, ast.Tuple):
        parent = place[0]
        loose = not where or isinstance(parent, ast.Compare | ast.For | ast.Call)
        return loose and len(node.elts) > 1 and isinstance(node.ctx, ast.Load)
    return (
        isinstance(node, ast.Set | ast.List) and len(node.elts) > 0 and isinstance(getattr(node, "ctx", LOAD), ast.Load)
    )


def changed(place: Place, where: str, instead: ast.AST) -> Change:
    node = at(place)
    inside = {id(each) for each in ast.walk(node)}
    standing = instead if id(instead) in inside else standing_at(instead, node)
    description = f"{said(node)} → {'nothing' if isinstance(instead, ast.Pass) else said(instead)}"
    return Change(node.lineno, last_line(node), where, description, place, standing)


def standing_at(node: ast.AST, other: ast.AST) -> Any:
    """The node with the place of the other in the text, and all that is new in it too."""
    return ast.fix_missing_locations(ast.copy_location(node, other))


def at(place: Place) -> Any:
    parent, name, index = place
    return getattr(parent, name) if index is None else getattr(parent, name)[index]


def last_line(node: ast.AST) -> int:
    return int(node.end_lineno or node.lineno)  # type: ignore[attr-defined]


def can_be_left(node: ast.With) -> bool:
    return not LOCKS.search(heading(node)) and not any(item.optional_vars for item in node.items)


def heading(node: ast.With) -> str:
    return ", ".join(said(item) for item in node.items)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else said(node.func)


def can_go(node: ast.AST) -> bool:
    """Statements without which the function still runs."""
    match node:
        case ast.Raise() | ast.AugAssign() | ast.Delete() | ast.Continue():
            return True
        case ast.Expr(value=ast.Call() as call):
            return called(call) not in FOR_SPEED
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
        case ast.Assign(targets=[ast.Tuple(elts=parts)]):
            return all(isinstance(part, ast.Attribute | ast.Subscript) for part in parts)
    return False


def is_silent(node: ast.AST) -> bool:
    """A docstring, what is only said (to a log, to the person in front), and what only narrows a type."""
    if isinstance(node, ast.Expr):
        call = node.value
        spoken = isinstance(call, ast.Call) and said(call.func).partition(".")[0] in QUIET
        return spoken or isinstance(call, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Assert)


def pattern_parts(node: ast.Constant, place: Place, where: str) -> Iterator[Change]:
    alone = isinstance(place[0], ast.Assign | ast.AnnAssign)
    for part, rest in parts_left_out(str(node.value), alone=alone):
        instead = standing_at(ast.Constant(rest), node)
        yield Change(node.lineno, last_line(node), where, f"{part!r} → left out of the pattern", place, instead)


def parts_left_out(text: str, *, alone: bool) -> Iterator[tuple[str, str]]:
    """(part, pattern without it): each of its alternatives, what must (not) stand beside a match, and, of a constant
    that is no more than a few signs, each sign. Some are no patterns any more; those are never tried."""
    options = text.split("|")
    if len(options) > 1:
        yield from ((part, "|".join(options[:at] + options[at + 1 :])) for at, part in enumerate(options))
    for part in AROUND.finditer(text):
        yield part[0], text[: part.start()] + text[part.end() :]
    if alone and len(text) <= FEW and not any(sign.isalnum() for sign in text):
        yield from ((sign, text[:at] + text[at + 1 :]) for at, sign in enumerate(text))
