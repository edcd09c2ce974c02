"""The house rules that a machine can hold."""

import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from desk.case.timeline import SENTENCES
from tests.cast import Cast
from tickets import events

ROOT = Path(__file__).resolve().parents[2]
APPS = ("helpdesk", "demo", "desk", "triage", "tickets", "knowledgebase", "organisation", "privacy", "database")
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
    "henvendelse/fejl/",
    "drift/",
    "oensker/",
    "svar/",
    "svar/forslag/",
    "kontakt/",
    "privatliv/",
    "privatliv/elev/",
    "cookies/",
    "tilgaengelighed/",
    "farver.css",
    "sprog/",
    "healthz",
    "for-stort/",
    ".well-known/security.txt",
    "api/v1/schema/",
    "admin/login/",
    "admin/jsi18n/",
    "admin/logout/",
    "admin/adgangskode/",
    "admin/adgangskode/1/1/",
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
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""


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
    assert not [path for path in modules() if pattern.search(path.read_text())]


def recorded_kinds() -> set[str]:
    texts = [path.read_text() for path in modules()]
    kinds = {kind for text in texts for kind in re.findall(r'Event\.record\(\s*[\w.]+,\s*"(\w+)"', text)}
    return kinds | {kind for text in texts for kind in re.findall(r'event="(\w+)"', text)}


def test_every_event_has_a_sentence_in_the_timeline() -> None:
    extra = {"accepted", "corrected", "usage_ruled_out", "master_data_checked", "forwarded"}
    assert recorded_kinds() | extra == set(SENTENCES)


SILENT = {
    "external_number_noted",
    "usage_ruled_out",
    "master_data_checked",
    "send_undone",
    "macro_run",
    "gate_withdrawn",
    "settled",
    "resent",
    "rejected",
    "flag_cleared",
    "link_renewed",
    "followed",
    "unfollowed",
    "merged",
    "took_in",
    "split_off",
    "linked",
    "unlinked",
    "mail_admitted",
    "mail_refused",
    "mail_bounced",
    "joined",
    "detached",
    "released",
    "fit_dismissed",
    "erased",
    "disclosed",
    "journalled",
}
"""Events that nobody needs to hear of at once; they stand in the timeline."""


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_event_is_heard_or_meant_to_be_silent(kind: str) -> None:
    assert bool(events.handlers(kind)) != (kind in SILENT)


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        found += addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return found


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
