"""systemd's units and Kubernetes' example, as far as they can be held to account without either."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from helpdesk.environment import BASE_DIR
from tests.helpdesk.test_packaging import KNOWN, SECRETS

UNITS = sorted((BASE_DIR / "deploy" / "systemd").glob("*.service"))
KUBERNETES = BASE_DIR / "deploy" / "kubernetes"
MANIFESTS = sorted(path for path in KUBERNETES.glob("*.yaml") if path.name != "kustomization.yaml")
VERSION = "1.34"


def lines(unit: Path, name: str) -> list[str]:
    return [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith(f"{name}=")]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    """Its programs are put where the test may: `verify` asks whether they are there."""
    text = unit.read_text()
    for program in {shlex.split(line)[0] for name in ("ExecStartPre", "ExecStart") for line in lines(unit, name)}:
        own = tmp_path / Path(program).name
        own.write_text("#!/bin/sh\n")
        own.chmod(0o755)
        text = text.replace(program, str(own))
    (tmp_path / unit.name).write_text(text)
    verified = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(verified, capture_output=True, text=True, check=False)
    assert (done.returncode, unit.name in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_process_begins_before_the_database_is_up_to_date_however_long_that_takes(unit: Path) -> None:
    """Whichever of several machines is upgraded first."""
    assert lines(unit, "ExecStartPre") == ["/opt/helpdesk/.venv/bin/python manage.py migrate_once"]
    assert lines(unit, "TimeoutStartSec") == ["infinity"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_unit_gives_its_process_more_than_it_needs(unit: Path) -> None:
    assert lines(unit, "User") == ["helpdesk"]
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
        assert lines(unit, name) == ["yes"]
    assert lines(unit, "ProtectSystem") == ["strict"]
    assert lines(unit, "MemoryMax")


GUNICORN = """
import sys
sys.argv = sys.argv[1:]
from gunicorn.app.wsgiapp import WSGIApplication
print(WSGIApplication("%(prog)s").cfg.address)
"""


def test_web_listens_where_the_guide_lets_it() -> None:
    guide = (BASE_DIR / "docs" / "en" / "administrator.md").read_text()
    told = re.search(r"^Environment=(\w+)=(\S+)$", guide, re.MULTILINE)
    assert told is not None
    served = shlex.split(lines(BASE_DIR / "deploy" / "systemd" / "helpdesk-web.service", "ExecStart")[0])
    command = [sys.executable, "-c", GUNICORN, *served]
    asked = [
        subprocess.run(command, env=os.environ | own, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
        for own in ({}, {told[1]: told[2]})
    ]
    assert asked == ["[('127.0.0.1', 8000)]\n", "[('10.0.0.5', 8000)]\n"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.stem)
def test_kubernetes_knows_every_field(manifest: Path) -> None:
    for part in yaml.safe_load_all(manifest.read_text()):
        kubernetes_validate.validate(part, VERSION, strict=True)


def test_the_schema_can_refuse() -> None:
    part = yaml.safe_load((KUBERNETES / "worker.yaml").read_text())
    part["spec"]["replica"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(part, VERSION, strict=True)


def test_the_kustomization_names_what_is_there_and_sets_what_is_read() -> None:
    kustomization = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
    assert sorted(kustomization["resources"]) == [path.name for path in MANIFESTS]
    plain = {literal.partition("=")[0] for literal in kustomization["configMapGenerator"][0]["literals"]}
    lines = (KUBERNETES / "secrets.env.example").read_text().splitlines()
    secret = {line.partition("=")[0] for line in lines if not line.startswith("#")}
    assert plain | secret <= KNOWN
    assert secret >= SECRETS - {"DATABASE_URL", "EMAIL_URL"}
    assert plain & SECRETS == set()


@pytest.mark.parametrize("manifest", ["web", "worker", "beat"])
def test_every_pod_runs_without_rights_and_after_the_migration(manifest: str) -> None:
    pod = next(yaml.safe_load_all((KUBERNETES / f"{manifest}.yaml").read_text()))["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    for container in (*pod["initContainers"], *pod["containers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
    assert pod["initContainers"][0]["args"] == ["python", "manage.py", "migrate_once"]
    assert {volume["emptyDir"]["sizeLimit"] for volume in pod["volumes"]} == {"1Gi"}  # as in docker-compose.yml


def test_the_ingress_lets_through_what_the_other_proxies_do() -> None:
    sizes = {
        path_of(part): part["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]
        for part in yaml.safe_load_all((KUBERNETES / "ingress.yaml").read_text())
    }
    shipped = (BASE_DIR / "deploy" / "nginx.conf").read_text()
    _before, common, mail = shipped.split("client_max_body_size ")
    assert "location = /api/v1/mail/ {" in common
    caddy = re.findall(r"max_size (\d+)MiB", (BASE_DIR / "deploy" / "Caddyfile").read_text())
    assert [f"{size}m" for size in caddy] == [sizes["/api/v1/mail/"], sizes["/"]]
    assert sizes == {"/": common.split(";")[0], "/api/v1/mail/": mail.split(";")[0]}


def path_of(ingress: dict[str, Any]) -> str:
    return str(ingress["spec"]["rules"][0]["http"]["paths"][0]["path"])
