"""Values of a selection as functions that try one value of a record."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from hiwater_impl.records.selection.expressions import literal, search
from hiwater_impl.records.selection.values import Exact, Glob, Regex

TextTest = Callable[[bytes], bool]


def text_test(value: Exact | Glob | Regex, any_case: bool = False) -> TextTest:
    """Whether a text is the exact one, fits the glob as a whole, or holds the expression; cases are Latin-1's."""
    if isinstance(value, Regex):
        return search(_bytes(value.pattern), any_case)
    if isinstance(value, Glob):
        return search(_expression(value), any_case)
    wanted = _bytes(value.text)
    if any_case:
        lowered = wanted.lower()
        return lambda text: text.lower() == lowered
    return wanted.__eq__


def _expression(glob: Glob) -> bytes:
    parts = (
        literal(_bytes(part)) if isinstance(part, str) else (b".*" if part is None else b".") for part in glob.parts
    )
    return b"^" + b"".join(parts) + b"$"


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def address_test(value: Exact | Glob | Regex) -> TextTest:
    """Whether an address of 4 or 16 bytes is the one, is in the network, or is written so as a text.

    Addresses of IPv4 inside IPv6 count as IPv4. Raises ValueError for an exact text that is neither.
    """
    if not isinstance(value, Exact):
        written = text_test(value, any_case=True)
        return lambda address: len(address) in (4, 16) and written(str(_plain(address)).encode())
    network = ip_network(value.text, strict=False)
    return lambda address: len(address) in (4, 16) and _inside(address, network)


def _plain(address: bytes) -> object:
    found = ip_address(address)
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _inside(address: bytes, network: IPv4Network | IPv6Network) -> bool:
    return ip_address(address) in network or _plain(address) in network
