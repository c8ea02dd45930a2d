"""A test helper: the raw form (-r) of both praudits for one token, from the layouts and `presentation.json`.

Not good as a praudit: it prints one token, leaves out the items of arbitrary data, knows no ends of records.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from hiwater_model.records import Token
from hiwater_model.records.integers import WIDTHS
from hiwater_model.records.shapes import Integer, Repeated, Shape


def escaped(value: bytes) -> bytes:
    """A string as illumos shows it in the C locale."""
    return b"".join(bytes([byte]) if 0x20 <= byte <= 0x7E else b"\\%03o" % byte for byte in value)


def collapsed(value: bytes) -> bytes:
    """A path made absolute, without empty, `.` and `..` parts."""
    parts: list[bytes] = []
    for part in value.split(b"/"):
        if part == b"..":
            del parts[-1:]
        elif part not in (b"", b"."):
            parts.append(part)
    return b"/" + b"/".join(parts)


def terminal(values: list[Any], low_bits: int) -> bytes:
    """Major, minor and address of a terminal; the two numbers are shown with 32 bits and a sign."""
    port = values[0] % (1 << (64 if low_bits == 32 else 32))
    major, minor = as_signed(port >> low_bits, 32), as_signed(port & ((1 << low_bits) - 1), 32)
    return b"%d %d %s" % (major, minor, address(values[1]))


def as_signed(value: int, bits: int) -> int:
    """The number with its highest bit as a sign."""
    value %= 1 << bits
    return value - (1 << bits) if value >> (bits - 1) else value


def address(value: bytes) -> bytes:
    """A numeric address."""
    return str(ip_address(value)).encode()


def number(value: int, name: str, bits: int) -> bytes:
    """An integer in one of the formats for numbers."""
    plain = value % (1 << bits)
    memory = b"0x" + plain.to_bytes(bits // 8, "little").hex().encode()
    forms: dict[str, bytes] = {
        "unsigned": b"%d" % plain,
        "signed": b"%d" % as_signed(value, bits),
        "signed_half": b"%d" % as_signed(value, 32),
        "signed_error": b"%d" % (-1 if value == 255 else value),
        "error_number": b"Error %d" % plain,
        "octal": b"%o" % plain,
        "hex": b"0x%x" % plain,
        "hex_2": b"0x%02x" % plain,
        "hex_or_0": b"0x%x" % plain if plain else b"0",
        "hex_of_memory": memory,
        "argument_count": b"argcnt,%d" % plain,
        "environment_count": b"envcnt,%d" % plain,
        "terminal_kind": b"ip",
    }
    return forms[name]


def one(name: str, value: Any, bits: int, dialect: str) -> bytes:
    """One value in its raw format."""
    match name:
        case "text" if dialect == "illumos":
            return escaped(value.split(b"\0")[0])
        case "text":
            return bytes(value.replace(b"\0", b""))
        case "file_name":
            return bytes(value[:-1])
        case "path":
            return escaped(collapsed(value.split(b"\0")[0]))
        case "address":
            return address(value)
        case "hex_bytes":
            return b"0x" + bytes(value).hex().encode() if value else b""
        case "print_code":
            return [b"binary", b"octal", b"decimal", b"hex", b"string"][int(value)]
        case "unit_code":
            return [b"byte", b"short", b"int", b"int64"][int(value)]
        case _ if isinstance(value, bytes):
            return number(int.from_bytes(value, "big"), name, 8 * len(value))
    return number(value, name, bits)


def bits_of(shape: Shape) -> int:
    """Bits of a number or of the numbers of a list; 0 for everything else."""
    match shape:
        case Integer(kind) | Repeated(_, Integer(kind)):
            return WIDTHS[kind] * 8
    return 0


def printed(token: Token, shown: Mapping[str, Any], dialect: str) -> bytes:
    """The raw form of a token: its id and its fields, each after a comma; items of arbitrary data left out."""
    widths = {field.name: bits_of(field.shape) for field in token.layout.fields}
    parts = [b"%d" % token.layout.identifier]
    for part in shown["fields"]:
        values: list[Any] = [token.values[name] for name in part["fields"]]
        bits, raw = widths[part["fields"][0]], part["raw"]
        if raw in ("terminal_14_18", "terminal_32_32"):
            parts.append(terminal(values, int(raw[-2:])))
        elif raw == "seconds_and_subseconds":
            parts += [number(value, "unsigned", bits) for value in values]
        elif raw == "items":
            continue
        elif raw == "acl_id":
            parts.append(number(values[0], "signed" if token.values["type"] in (1, 2, 4, 8) else "unsigned", 32))
        elif isinstance(values[-1], tuple):
            parts += [one(raw, item, bits, dialect) for item in values[-1]]
        else:
            parts.append(one(raw, values[-1], bits, dialect))
    return b",".join(parts)
