"""Which addresses belong to the public internet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_NEVER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, where some clouds keep their metadata
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "224.0.0.0/3",
        "::/96",  # IPv4-compatible
        "100::/64",
        "2001::/23",  # Teredo and other protocols of their own
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",
        "ff00::/8",
    )
)
"""Beyond what `is_global` of the oldest supported Python refuses."""


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Raises ValueError."""
    return tuple(ip_network(text, strict=False) for text in texts)


def is_public(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address as a resolver gives it may be connected to.

    An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is as public as both are.
    allowed: exceptions that whoever runs fynq has made.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    carried = list(_carried(address))
    if any(one in network for one in (address, *carried) for network in allowed):
        return True
    if "%" in text:
        return False
    if carried and isinstance(address, IPv6Address) and _is_wrapping(address):
        return all(_reachable(one) for one in carried)
    return all(_reachable(one) for one in (address, *carried))


def _reachable(address: Address) -> bool:
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_wrapping(address: IPv6Address) -> bool:
    """Only a way to write, or to reach, the IPv4 address in it."""
    return address.ipv4_mapped is not None or address in _NAT64[0]


def _carried(address: Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if any(address in network for network in _NAT64):
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
