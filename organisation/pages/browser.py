"""Browser and device in words, from what the browser says of itself; filled in for people who report a fault."""

from dataclasses import dataclass
from typing import Final

from ua_parser import parse

LONGEST: Final = 512
"""Characters looked at; real browsers send fewer than 300."""


@dataclass(frozen=True)
class Browser:
    """`client` such as "Safari 18.1", `device` such as "iPhone (iOS 18.1)"; empty where nothing is known."""

    client: str
    device: str


def describe(user_agent: str) -> Browser:
    """Never raises: a text that is no browser's gives empty words."""
    parsed = parse(user_agent[:LONGEST])
    agent, system, device = parsed.user_agent, parsed.os, parsed.device
    client = f"{agent.family} {version(agent.major, agent.minor)}".strip() if agent else ""
    running = f"{system.family} {version(system.major, system.minor)}".strip() if system else ""
    name = device.family if device and device.family not in {"Other", "Spider"} else ""
    if name and running and name != running:
        return Browser(client, f"{name} ({running})")
    return Browser(client, name or running)


def version(major: str | None, minor: str | None) -> str:
    return ".".join(part for part in (major, minor) if part)
