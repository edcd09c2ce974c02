"""The house rules that a machine can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast
from tickets import events
from tickets.event_kinds import KINDS, EventKind, Hearer, telling
from tickets.models import Event, Ticket
from tickets.news.notifications import FOR_ALL
from tickets.words import Actor

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "helpdesk",
    "demo",
    "monitoring",
    "desk",
    "reporting",
    "triage",
    "tickets",
    "knowledgebase",
    "organisation",
    "privacy",
    "meaning",
    "database",
)
FORBIDDEN = {
    "services",
    "selectors",
    "utils",
    "helpers",
    "managers",
    "constants",
    "mixins",
    "core",
    "common",
    "signals",
}
PUBLIC = {
    "",
    "henvendelse/",
    "henvendelse/knap/",
    "oensker/stemme/1/",
    "svar/mens/",
    "henvendelse/fejl/",
    "sag/",
    "sag/mine/1/",
    "drift/",
    "drift/nyt.rss",
    "drift/kalender.ics",
    "drift/besked/1/",
    "oensker/",
    "spurgt/",
    "svar/",
    "svar/forslag/",
    "kontakt/",
    "privatliv/",
    "privatliv/elev/",
    "cookies/",
    "tilgaengelighed/",
    "farver.css",
    "sprog/",
    "metrics",
    "for-stort/",
    ".well-known/security.txt",
    "api/v1/schema/",
    "admin/login/",
    "admin/jsi18n/",
    "admin/logout/",
    "admin/adgangskode/",
    "admin/adgangskode/1/1/",
    "admin/arbejdskonto/ude/",
    "kontakt/731004/",
}
"""What anybody may open."""


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def modules() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in modules() if path.stem in FORBIDDEN]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    hosts = "|".join(["py" + "pi[.]org", "python" + "hosted", "npm" + "js[.]", "deb[.]deb" + "ian"])
    folders = "(^|[^.a-z0-9/])/(wo" + "rk|ro" + "ot|fa" + "rm)/"
    listed = ["git", "grep", "-lIE", f"{hosts}|{folders}", "--", "."]
    search = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    assert search.stdout == ""


def test_only_one_module_knows_which_database_it_is() -> None:
    knowing = [path for path in modules() if "connection.vendor" in path.read_text()]
    assert knowing == [ROOT / "database" / "dialects.py"]


def test_only_one_module_reads_the_environment() -> None:
    reading = [
        path for path in modules() if re.search(r"os\.environ\b(?! \||\.setdefault)|os\.getenv", path.read_text())
    ]
    assert reading == [ROOT / "helpdesk" / "environment.py"]


def test_nothing_saves_by_override_and_nothing_listens_to_signals() -> None:
    for path in modules():
        text = path.read_text()
        assert "def save(self" not in text, path
        assert "@receiver" not in text, path


def test_state_is_assigned_by_the_case_alone() -> None:
    pattern = re.compile(r"ticket\.(status|tier|route)\s*=[^=]")
    many_at_once = ROOT / "tickets" / "models" / "climbing.py"
    assert {path for path in modules() if pattern.search(path.read_text())} <= {many_at_once}


def imported(path: Path) -> set[str]:
    """The full names of the modules, and of what is in them, that a module imports."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return {name for node in nodes for each in node.names for name in (node.module or "", f"{node.module}.{each.name}")}


@pytest.mark.parametrize("app", ["tickets", "knowledgebase"])
def test_how_a_case_and_an_answer_are_changed_is_known_by_their_verbs_alone(app: str) -> None:
    """Whoever could import `change` could set a status without a right, a lock, or an event or a version."""
    knowing = {path.parent for path in modules() if f"{app}.models.acting" in imported(path)}
    assert knowing == {ROOT / app / "models"}


WIRING = {"__init__", "apps", "data_categories", "tasks", "urls"}
FLAT = {
    "triage": {"escalation", "forgetting"},
    "tickets": {
        "api",
        "api_urls",
        "dispatch",
        "event_kinds",
        "events",
        "fields",
        "screening",
        "search",
        "thanks",
        "words",
    },
    "organisation": {"json_of_others", "roles", "stored_text", "views"},
}


@pytest.mark.parametrize("app", FLAT)
def test_every_module_lies_in_a_room_but_for_those_that_all_rooms_share(app: str) -> None:
    assert {path.stem for path in (ROOT / app).glob("*.py")} - WIRING == FLAT[app]


@pytest.mark.parametrize("app", ["desk", "organisation", "reporting", "tickets", "triage"])
def test_no_template_lies_flat_in_its_app(app: str) -> None:
    assert [path.name for path in (ROOT / "templates" / app).iterdir() if path.is_file()] == []


def names_given(tree: ast.Module) -> set[str]:
    """Of variables, of what functions take, and of functions; not of columns, which the database calls so."""
    columns = {
        id(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and "Field" in ast.unparse(node.value.func)
        for target in node.targets
    }
    names = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in columns
    }
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return names | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_no_name_says_only_that_something_was_said_or_found() -> None:
    named = {str(path): names_given(ast.parse(path.read_text())) & {"told", "found", "said"} for path in modules()}
    assert {path: names for path, names in named.items() if names} == {}


def test_every_module_can_be_read_in_one_sitting() -> None:
    assert not [path for path in modules() if path.read_text().count("\n") > 500]


def test_only_one_module_asks_whether_somebody_is_of_staff() -> None:
    asking = [path for path in modules() if re.search(r"isinstance\([\w.]*request\.user, ", path.read_text())]
    assert asking == [ROOT / "organisation" / "people" / "staff.py"]


def test_what_the_requester_wrote_first_and_a_text_without_persons_have_one_word_each() -> None:
    first = [path for path in modules() if re.search(r"Kind\.REQUESTER\)\.(oldest_first|order_by)", path.read_text())]
    bare = [path for path in modules() if re.search(r"(?<!def )\bdepersonalise\(", path.read_text())]
    assert first == []
    assert set(bare) == {
        ROOT / "knowledgebase" / "persons.py",
        ROOT / "tickets" / "models" / "ticket.py",
    }


def test_no_property_of_a_row_asks_the_database() -> None:
    """A name without brackets costs nothing; what asks the database is a method."""
    asks = re.compile(r"\.objects\.|\.(filter|exists|first|last|count|exclude|in_force|for_ticket|latest_of)\(")
    properties = []
    for path in (path for path in modules() if "models" in path.parts or path.stem == "models"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(each) == "property" for each in node.decorator_list
            ):
                properties += [f"{path.stem}.{node.name}"] if asks.search(ast.unparse(node)) else []
    assert properties == []


def recorded_kinds() -> set[str]:
    texts = [path.read_text() for path in modules()]
    kinds = {kind for text in texts for kind in re.findall(r'Event\.record\(\s*[\w.]+,\s*"(\w+)"', text)}
    return kinds | {kind for text in texts for kind in re.findall(r'event="(\w+)"', text)}


def test_the_table_holds_every_kind_of_event_that_is_recorded_and_no_other() -> None:
    extra = {"accepted", "corrected", "usage_ruled_out", "master_data_checked", "forwarded"}
    assert recorded_kinds() | extra == set(KINDS)


def words_in(*nodes: ast.AST) -> set[str]:
    """The texts in them."""
    return {
        each.value
        for node in nodes
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def looked_for(node: ast.AST) -> set[str]:
    """The kinds in `event.kind == …`, `events.filter(kind=…)`, `Event.objects.get(kind__in=…)` and `subscribe(…)`."""
    if isinstance(node, ast.Compare) and ast.unparse(node.left) in {"event.kind", "happening.kind"}:
        return words_in(*node.comparators)
    if not isinstance(node, ast.Call):
        return set()
    called = ast.unparse(node.func)
    if called == "subscribe":
        return words_in(node.args[0])
    about_events = re.search(r"\b(events|Event\.objects)\b.*\.(get|filter|exclude)$", called, re.DOTALL)
    kinds = [keyword.value for keyword in node.keywords if keyword.arg in {"kind", "kind__in"}]
    return words_in(*kinds) if about_events else set()


def test_whoever_looks_for_an_event_names_a_kind_of_the_table() -> None:
    """A kind that is written wrong would be found nowhere, and heard by nobody."""
    trees = {path: ast.parse(path.read_text()) for path in modules()}
    sought = {path: set[str]().union(*map(looked_for, ast.walk(tree))) for path, tree in trees.items()}
    assert len(set[str]().union(*sought.values())) > 20
    assert {path: kinds - set(KINDS) for path, kinds in sought.items() if kinds - set(KINDS)} == {}


def test_an_event_of_a_kind_that_is_not_in_the_table_is_refused(ticket: Ticket) -> None:
    with pytest.raises(ValueError, match="dreamt_of"):
        Event.record(ticket, "dreamt_of", by=Actor.SYSTEM)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_event_is_heard_or_meant_to_be_silent(kind: EventKind) -> None:
    assert bool(events.handlers(kind.name)) != kind.silent


@pytest.mark.parametrize("hearer", Hearer)
def test_whoever_hears_of_a_kind_has_a_mail_for_it(hearer: Hearer) -> None:
    """What is told by mail is written in a template of the hearer's name and the kind's."""
    own = {Hearer.SENDER: "requester_{}", Hearer.WORKERS: "assignee_{}"}.get(hearer, hearer + "_{}")
    only = {Hearer.MENTIONED: "colleague_mentioned", Hearer.FOLLOWERS: "follower_told"}.get(hearer)
    for kind in telling(hearer):
        name = f"staff_{kind}" if kind in FOR_ALL else only or own.format(kind)
        assert (ROOT / "templates" / "tickets" / "mail" / f"{name}.txt").exists(), kind


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    routes: list[str] = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        routes += addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return routes


def filled(route: str) -> str:
    plain = (
        re.sub(r"\(\?P<\w+>[^)]*\)", "1", route).replace("^", "").replace("$", "").replace("\\", "").replace("\\Z", "")
    )
    plain = re.sub(r"<uuid:\w+>", "3f2b8c9e-0000-4000-8000-000000000000", plain)
    plain = re.sub(r"<slug:slug>", "731004", plain)
    return re.sub(r"<[\w:]+>", "1", plain).replace("Z", "") if "<" in plain else plain.replace("Z", "")


def test_a_stranger_gets_nowhere_but_to_what_is_public(client: Client, cast: Cast) -> None:
    open_doors = set()
    for route in addresses(get_resolver().url_patterns):
        address = filled(route)
        if client.get(f"/{address}").status_code not in {301, 302, 401, 403, 404, 405}:
            open_doors.add(address)
    assert open_doors - PUBLIC == set()
