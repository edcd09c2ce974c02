"""Finds the programs that the tests run against, and installs them where that can be done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "runuser": "util-linux",
    "dovecot": "dovecot-imapd",
    "soffice": "libreoffice-calc",
    "nginx": "nginx-light",
    "caddy": "caddy",
    "postfix": "postfix",
    "openssl": "openssl",
    "xmlsec1": "xmlsec1",
    "systemd-analyze": "systemd",
}
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
"""Servers lie where an ordinary user does not look."""


def postgres_folder() -> Path | None:
    """The newest folder with `initdb` and `postgres`; Debian does not put them on the path."""
    paths = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if paths:
        return paths[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def missing() -> list[str]:
    names = [name for name in PACKAGES if name != "postgres" and shutil.which(name, path=PATH) is None]
    return names if postgres_folder() else ["postgres", *names]


def provide() -> None:
    """Installs what is missing by apt as root; otherwise says what is missing and ends with an error."""
    lacking = missing()
    if not lacking:
        return
    packages = [PACKAGES[name] for name in lacking]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # 1: starts none of them
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True)
        install = [
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            *packages,
            "fonts-dejavu-core",
        ]
        subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)
        lacking = missing()
    if lacking:
        names = ", ".join(PACKAGES[name] for name in lacking)
        sys.exit(f"The tests need {names}. Install them, then run again; nothing was tested.")
