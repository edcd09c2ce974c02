"""What the site is shipped with, read without a container engine."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from helpdesk.version import VERSION
from tests.helpdesk.test_architecture import modules

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ENVIRONMENT = (ROOT / "helpdesk" / "environment.py").read_text()
KNOWN = set(re.findall(r'variables\.\w+\("([A-Z_]+)"', ENVIRONMENT))
SECRETS = set(re.findall(r'variables\.secret\("([A-Z_]+)"', ENVIRONMENT))
SITE = ("migrate", "web", "worker", "beat")
SERVERS = ("db", "redis")
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_that_is_read_stands_in_the_example_and_no_other() -> None:
    assert KNOWN == EXAMPLE


def test_the_services_are_those_of_the_design() -> None:
    assert set(COMPOSE["services"]) == {*SITE, *SERVERS}


@pytest.mark.parametrize("name", SERVERS)
def test_every_server_is_pinned_by_its_digest(name: str) -> None:
    image = COMPOSE["services"][name]["image"]
    assert re.search(r":\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}$", image), image


@pytest.mark.parametrize("name", [*SITE, *SERVERS])
def test_no_container_can_write_to_its_program_or_gain_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SITE)
def test_the_site_keeps_nothing_in_its_containers(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["environment"]["DATA_DIR"] == "/tmp"  # noqa: S108
    assert service["tmpfs"][0].startswith("/tmp")  # noqa: S108
    assert "cap_add" not in service
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert "volumes" not in service


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_serves_before_the_database_is_up_to_date(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "migrate" not in service.get("command", "")


def test_something_moves_the_images_and_writes_their_digests() -> None:
    renovate = json.loads((ROOT / "renovate.json").read_text())
    assert "docker:pinDigests" in renovate["extends"]
    assert {"dockerfile", "docker-compose"} <= set(renovate["enabledManagers"])


def test_the_base_image_is_pinned_by_its_digest() -> None:
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    assert all(re.search(r":3\.1[3-9]-slim-trixie@sha256:[0-9a-f]{64}$", base) for base in bases)


@pytest.mark.parametrize("name", ["db", "redis", "worker"])
def test_servers_say_whether_they_are_well(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_the_database_counts_as_well_only_where_the_others_reach_it() -> None:
    """While it is being made, a server that ends again answers on its socket alone."""
    assert "--host" in COMPOSE["services"]["db"]["healthcheck"]["test"]


def test_every_variable_of_compose_is_known() -> None:
    variables = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert variables - {"VERSION", "REVISION"} <= EXAMPLE
    assert set(COMPOSE["x-site"]["environment"]) <= KNOWN


def test_volumes_that_are_used_are_declared() -> None:
    used = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_running_image_has_no_root_and_nothing_that_only_building_needs() -> None:
    text = (ROOT / "Dockerfile").read_text()
    first, last = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[1:]
    assert "USER 10001" in last
    assert {line.split()[1] for line in last.splitlines() if line.startswith("RUN")} == {"apt-get", "useradd"}
    assert {word for word in last.split() if word.startswith("postgresql")} == {"postgresql-client-17"}
    assert re.findall(r"^COPY --from=build (\S+)", last, re.MULTILINE) == ["/opt/venv", "/app"]
    assert "rm -rf .venv node_modules assets" in first
    assert 'org.opencontainers.image.version="${VERSION}"' in last
    assert f"\nARG VERSION={VERSION}\n" in last
    assert COMPOSE["x-site"]["build"]["args"]["VERSION"] == f"${{VERSION:-{VERSION}}}"


def test_no_step_of_the_image_is_given_a_secret() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert not set(re.findall(r"[A-Z_]{4,}", text)) & SECRETS


LEFT_OUT = {".ci", "deploy", "docs", "tests", "renovate.json", "publiccode.yml", "Dockerfile", "docker-compose.yml"}
"""What no image holds, beside what begins with a dot and what people read."""


def test_an_image_holds_the_program_and_nothing_that_somebody_laid_beside_it() -> None:
    """Keys, dumps and secrets that a recipe writes into the folder would be in a layer for good."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    allowed = {line[1:] for line in lines if line.startswith("!")}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    tracked = {name.split("/")[0] for name in listed}
    assert lines[0] == "*"
    assert {
        name for name in tracked - allowed - LEFT_OUT if not name.startswith(".") and not name.endswith(".md")
    } == set()
    assert allowed <= tracked


@pytest.mark.parametrize(
    "name", ["backup.key", "backup.pub", "old.env", "before.dump", ".env", "system.pem", "backup/a.tar"]
)
def test_what_a_recipe_writes_into_the_folder_is_not_committed_by_mistake(name: str) -> None:
    assert subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", ["runtime", "build", "dev"])
def test_locks_carry_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pins = re.findall(r"^[\w.\[\]-]+==\S+", text, re.MULTILINE)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert "index" not in text


def test_the_lock_of_the_style_sheets_carries_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


@pytest.mark.parametrize("target", ["setup", "demo", "test", "check", "bench", "lock"])
def test_make_knows_its_targets(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_modules_that_make_starts_exist() -> None:
    for module in re.findall(r"-m ([a-z_.]+)", (ROOT / "Makefile").read_text()):
        assert module in {"pip", "venv", "pytest"} or importlib.util.find_spec(module), module


def test_what_the_program_imports_is_installed_without_what_tests_need() -> None:
    """Whoever runs the site has `runtime.txt` and `build.txt`; a developer's environment holds more, and hides it."""
    locked = {
        re.sub(r"[-_.]+", "-", name).lower()
        for file in ("runtime.txt", "build.txt")
        for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / file).read_text(), re.MULTILINE)
    }
    owners, ours = packages_distributions(), {path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()}
    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in modules()
        for name in imported(path) - ours - sys.stdlib_module_names
        if not any(re.sub(r"[-_.]+", "-", owner).lower() in locked for owner in owners.get(name, []))
    }
    assert missing == set()


def imported(path: Path) -> set[str]:
    """The first words of what the module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
