"""What the site is shipped with, read without a container engine."""

import importlib.util
import json
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ENVIRONMENT = (ROOT / "helpdesk" / "environment.py").read_text()
KNOWN = set(re.findall(r'variables\.\w+\("([A-Z_]+)"', ENVIRONMENT))
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def program_of(command: str) -> str:
    words = shlex.split(command)
    return words[0]


def test_every_variable_that_is_read_stands_in_the_example_and_no_other() -> None:
    assert KNOWN == EXAMPLE


def test_the_services_are_those_of_the_design() -> None:
    assert set(COMPOSE["services"]) == {"web", "worker", "beat", "db", "redis"}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "db", "redis"])
def test_every_image_is_pinned_or_built_here(name: str) -> None:
    image = COMPOSE["services"][name]["image"]
    assert re.search(r":(local|\d+\.\d+[\w.-]*)$", image), image


def test_the_base_image_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    assert all(re.search(r":3\.11-slim-\w+$", base) for base in bases)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_every_command_of_the_site_exists(name: str) -> None:
    command = COMPOSE["services"][name]["command"]
    inner = shlex.split(command)[-1] if command.startswith("sh -c") else command
    for part in re.split(r"&&", inner):
        words = [word for word in shlex.split(part) if word != "exec"]
        if words[0] == "python":
            assert (ROOT / words[1]).exists()
        else:
            assert shutil.which(words[0], path=str(Path(sys.executable).parent)), words[0]


@pytest.mark.parametrize("name", ["db", "redis", "worker"])
def test_servers_say_whether_they_are_well(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_every_variable_of_compose_is_known() -> None:
    told = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert told <= EXAMPLE
    assert set(COMPOSE["x-site"]["environment"]) <= KNOWN


def test_volumes_that_are_used_are_declared() -> None:
    used = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_running_image_has_no_node_and_no_root() -> None:
    last = (ROOT / "Dockerfile").read_text().split("FROM")[-1]
    assert "USER helpdesk" in last
    assert "node_modules" in last


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
