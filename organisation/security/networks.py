"""Networks as people write them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def read_networks(text: str) -> list[Network]:
    """One network a line, such as 192.0.2.0/24. Raises `ValueError` with the line that is none."""
    return [read(line.strip()) for line in text.splitlines() if line.strip()]


def read(line: str) -> Network:
    try:
        return ip_network(line, strict=False)
    except ValueError:
        raise ValueError(line) from None
