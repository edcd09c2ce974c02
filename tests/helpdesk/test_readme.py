"""Every line that README gives to copy is run by a test, or stands here with the reason why it cannot be."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
LINES = [line.split("    #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
RUN = {
    r"make demo": "tests/browser: the demo's own process",
    r"make test": "this",
    r"cp \.env\.example \.env .*": "tests/deploy/test_installed.py",
    r"systemctl enable --now .*": "tests/deploy/test_installed.py runs what the units start",
}
CANNOT = {
    r"docker compose .*": "no container engine; tests/deploy/test_installed.py runs the image's steps one by one",
    r"make (backup|restore) COMPOSE=yes .*": "no container engine in the tests",
    r"apt-get install .*": "changes the machine",
    r"useradd .*": "changes the machine",
    r"git clone ADDRESS .*": "names a foreign service",
    r"make site": "minutes of downloads; make check proves the locks, and .ci/run begins with it",
    r"runuser -u postgres .*": "changes the machine",
    r"cp deploy/systemd/.*": "changes the machine",
    r"runuser -u helpdesk .* createsuperuser": "asks a person",
}


@pytest.mark.parametrize("line", LINES)
def test_every_line_to_copy_is_accounted_for(line: str) -> None:
    assert any(re.fullmatch(pattern, line) for pattern in (*RUN, *CANNOT)), line


@pytest.mark.parametrize("line", LINES)
def test_what_a_line_names_is_there(line: str) -> None:
    for name in re.findall(r"(?<![/\w.])(?:deploy/[\w/.*-]+|manage\.py|\.env\.example)", line):
        assert list(ROOT.glob(name)), name
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|&& )make (\w+)", line):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
