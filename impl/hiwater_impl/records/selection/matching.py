"""Values of a selection as functions that try one value of a record."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from hiwater_impl.records.selection.automaton import Automaton
from hiwater_impl.records.selection.expressions import Expression, Instruction
from hiwater_impl.records.selection.values import Exact, Glob, Regex

TextTest = Callable[[bytes], bool]
LONGEST_GLOB = 20_000
"""Instructions: enough for the longest glob that a selection has room for."""


def text_test(value: Exact | Glob | Regex, any_case: bool = False) -> TextTest:
    """Whether a text is the exact one, fits the glob as a whole, or holds the expression; cases are those of ASCII."""
    if isinstance(value, Regex):
        return Automaton(Expression(value.pattern, any_case).program).found_in
    if isinstance(value, Glob):
        return Automaton(_program(value, any_case)).found_in
    wanted = value.text.encode(errors="surrogateescape")
    if any_case:
        lowered = wanted.lower()
        return lambda text: text.lower() == lowered
    return wanted.__eq__


def _program(glob: Glob, any_case: bool) -> tuple[Instruction, ...]:
    any_run, any_one = ".*", "."
    inner = glob.parts[glob.parts[0] is None : len(glob.parts) - (glob.parts[-1] is None)]
    parts = (_literal(part) if isinstance(part, str) else (any_run if part is None else any_one) for part in inner)
    begin = "" if glob.parts[0] is None else "^"
    end = "" if glob.parts[-1] is None else "$"
    return Expression(f"{begin}{''.join(parts)}{end}", any_case, largest=LONGEST_GLOB).program


def _literal(text: str) -> str:
    return "".join(f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter for letter in text)


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
