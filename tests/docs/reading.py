"""The documents, and what can be tried in them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRON = re.compile(r"^(?:\S+ ){6}cd /opt/helpdesk && ", re.MULTILINE)
"""When, as whom and where; the test has a folder of its own."""
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Document:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def fences(self) -> list[tuple[str, str]]:
        """Language and content of each block."""
        return FENCE.findall(self.text)

    @property
    def prose(self) -> str:
        return FENCE.sub("", self.text)

    def commands(self) -> list[str]:
        """What a person copies from the ```sh blocks, and what the lines of the ```cron blocks run, one command each,
        without comments."""
        blocks = [
            CRON.sub("", block).replace(r"\%", "%") if language == "cron" else block
            for language, block in self.fences
            if language in {"sh", "cron"}
        ]
        joined = re.sub(r"\\\n\s*", "", "\n".join(blocks))
        lines = [re.sub(r"(^|\s)#.*$", "", line).strip() for line in joined.splitlines()]
        return [line for line in lines if line]


def documents() -> list[Document]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Document(ROOT / name) for name in sorted(listed.stdout.splitlines()) if (ROOT / name).is_file()]
