"""`make release`: refuses what is not ready, packs the source, writes the list of its parts (SBOM), and tags.

Nothing leaves this machine; pushing the tag is for a person. The files lie in `dist/`; the same commit gives the
same.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
NAMESPACE: Final = uuid.UUID("5b0d6e1c-7c7e-5c0e-9e55-3a5a1f0c2b7d")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def version() -> str:
    match = re.search(r'^VERSION = "(.+)"$', (ROOT / "helpdesk" / "version.py").read_text(), re.MULTILINE)
    return match[1] if match else ""


def what_is_not_ready(number: str) -> list[str]:
    """Each line says what to do."""
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    published = re.search(r'^softwareVersion: "(.+)"$', (ROOT / "publiccode.yml").read_text(), re.MULTILINE)
    images = [(ROOT / name).read_text() for name in ("Dockerfile", "docker-compose.yml")]
    checks = {
        "helpdesk/version.py must hold a version such as 1.2.3": re.fullmatch(r"\d+\.\d+\.\d+", number),
        f"CHANGELOG.md must begin with {number}": newest and newest[1] == number,
        f"publiccode.yml must say softwareVersion {number}": published and published[1] == number,
        f"Dockerfile and docker-compose.yml must give their image the version {number}": all(
            re.search(rf"\bVERSION(=|:-){re.escape(number)}\b", image) for image in images
        ),
        "commit or put away what is changed": not git("status", "--porcelain", "--untracked-files=no"),
        f"there is a tag v{number} already; raise the version": not git("tag", "--list", f"v{number}"),
    }
    return [advice for advice, ready in checks.items() if not ready]


def parts() -> list[dict[str, Any]]:
    """What the running site is made of: the packages of the lock, and what the style sheets are compiled from."""
    pins = PIN.findall((ROOT / "requirements" / "runtime.txt").read_text())
    libraries = [library("pypi", name, number, python_licence(name)) for name, number in pins]
    node = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for place, package in node.items():
        if place and not package.get("dev"):
            libraries.append(
                library("npm", place.rpartition("node_modules/")[2], package["version"], package.get("license", ""))
            )
    return sorted(libraries, key=lambda part: part["bom-ref"])


def library(kind: str, name: str, number: str, licence: str) -> dict[str, Any]:
    address = f"pkg:{kind}/{name.replace('@', '%40').lower()}@{number}"
    part: dict[str, Any] = {"type": "library", "bom-ref": address, "name": name, "version": number, "purl": address}
    return part | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def python_licence(name: str) -> str:
    """As the installed package says it; nothing where it says nothing, or a whole text."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    licence = about["License-Expression"] or about["License"] or ""
    return licence if "\n" not in licence else ""


def bill_of_materials(number: str, when: str) -> dict[str, Any]:
    """CycloneDX 1.6."""
    ours = f"pkg:generic/aula-helpdesk@{number}"
    this = {"type": "application", "bom-ref": ours, "name": "aula-helpdesk", "version": number, "purl": ours}
    components = parts()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, number)}",
        "version": 1,
        "metadata": {"timestamp": when, "component": this | {"licenses": [{"license": {"id": "MPL-2.0"}}]}},
        "components": components,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in components]}],
    }


def pack(number: str, into: Path) -> list[Path]:
    """The source as one archive, the bill of materials, and the sums of both."""
    into.mkdir(exist_ok=True)
    name = f"aula-helpdesk-{number}"
    listed = ["git", "archive", "--format=tar", f"--prefix={name}/", "HEAD"]
    plain = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    source, bill, sums = into / f"{name}.tar.gz", into / f"{name}.cdx.json", into / "SHA256SUMS"
    source.write_bytes(gzip.compress(plain, mtime=0))
    when = git("log", "-1", "--format=%cI")
    bill.write_text(json.dumps(bill_of_materials(number, when), indent=2, ensure_ascii=False) + "\n")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (source, bill)]
    sums.write_text("".join(lines))
    return [source, bill, sums]


def main() -> int:
    number = version()
    lacking = what_is_not_ready(number)
    if lacking:
        print(f"Not released: {'; '.join(lacking)}.", file=sys.stderr)
        return 1
    for path in pack(number, ROOT / "dist"):
        print(path.relative_to(ROOT))
    git("tag", "--annotate", f"v{number}", "--message", f"Version {number}")
    print(f"Tagged v{number}. Now: git push origin v{number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
