"""What a token prints in one form of output: a sequence of pieces, each a literal and a field.

The words and the order of fields are those of `presentation.json`. What praudit does that the file cannot say stands in
the tables at the top: its slips in XML.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm import operations as op
from hiwater_impl.records.printing.openbsm.steps import MOST_ELEMENTS, Field

Data = Mapping[str, Any]

TURNED = "header32_ex"
"""The token that prints attributes when the form is raw, instead of when it is XML."""
XML_STARTS = {"ipc": b"<IPC"}
"""A start tag that lacks its blank."""
XML_ENDS = {"newgroups": b"", "trailer": b"</record>"}
"""What ends a token in XML, where it is not the end of its form."""
XML_BETWEEN = {"subject32": b" "}
"""What stands between two fields of one attribute; nothing for other tokens."""
XML_ELEMENT_ENDS = {"newgroups": b"</group>"}
"""What follows each element of a list besides its end tag."""
XML_LATE = {"socket_ex": ("remote_port",)}
"""Fields that come last in XML."""
XML_EMPTY = {("sockunix", "path"): b'port="" '}
"""An attribute without a value before a field."""
MOST_BYTES = {"cstring": 107}
"""The most bytes that are kept of a string that may lack its NUL."""

PREFIXES = {"hex": b"0x", "hex_2": b"0x", "error_number": b"Error ", "milliseconds": b" + "}
SUFFIXES = {"milliseconds": b" msec"}
NUMBERS = {
    "unsigned": op.UNSIGNED,
    "error_number": op.UNSIGNED,
    "signed": op.SIGNED,
    "hex": op.HEX,
    "hex_or_0": op.HEX_OR_0,
    "octal": op.OCTAL,
    "hex_2": op.DIGITS,
    "user": op.USER,
    "group": op.GROUP,
    "event": op.EVENT,
    "ctime": op.TIME,
    "milliseconds": op.LOW_HALF,
    "uuid": op.UUID,
    "address": op.ADDRESS_BYTES,
    "text": op.TEXT_BYTES,
    "hex_bytes": op.HEX_BYTES,
}
"""The operation of a format whose SIZE is the field's."""
WORDS = {"error": op.ERROR, "ipc_kind": op.IPC, "privilege_used": op.PRIVILEGE, "print_code": op.PRINT}


class Piece(NamedTuple):
    """A literal, a field, a literal; `first` and `last` stand around each element of a list."""

    before: bytes
    operation: int = op.LITERAL
    size: int = 0
    slot: int = 0
    shift: int = 0
    after: bytes = b""
    first: bytes = b""
    last: bytes = b""


def pieces_of(token: Data, shown: Data, fields: Mapping[str, Field], form: Form) -> Iterator[Piece]:
    """What a known token prints."""
    name: str = token["name"]
    attributes = form.raw if name == TURNED else form.xml
    yield Piece(_xml_start(name, shown) if form.xml else _text_start(token, shown, form))
    if attributes:
        yield from _attributes(name, shown, fields, form)
    else:
        for part in shown["fields"]:
            yield from _delimited(name, part, fields, form)


def unknown_pieces(identity: int, form: Form) -> Iterator[Piece]:
    """What a token that is not in the table prints: its bytes; in XML nothing."""
    if not form.xml:
        yield Piece(b"%d" % identity if form.raw else b"unknown")
        yield Piece(form.delimiter, op.HEX_BYTES, 0, 1)


def _text_start(token: Data, shown: Data, form: Form) -> bytes:
    return b"%d" % int(token["id"], 16) if form.raw else shown["text"].encode()


def _delimited(name: str, part: Data, fields: Mapping[str, Field], form: Form) -> Iterator[Piece]:
    """A field of the text output, after a delimiter; of a list, each element after one."""
    piece = _field(name, part, fields, form)
    if piece.operation in (op.GROUPS, op.PLAIN_STRINGS):
        yield piece._replace(first=form.delimiter)
    else:
        yield from _guarded(piece._replace(before=form.delimiter + piece.before), len(form.delimiter))


def _guarded(piece: Piece, printed_first: int) -> Iterator[Piece]:
    """An unknown print code ends the token; so many bytes of the literal before it are printed even then."""
    if piece.operation == op.WORD and piece.size == op.PRINT:
        guard = Piece(piece.before[:printed_first], op.GUARD, op.PRINT, piece.slot, piece.shift)
        yield from (guard, piece._replace(before=piece.before[printed_first:]))
    else:
        yield piece


def _xml_start(name: str, shown: Data) -> bytes:
    element = (shown["element"] or "").encode()
    ways = {"enclosed": b"<%s ", "extended": b"<%s ", "element": b"<%s>"}
    return XML_STARTS.get(name) or (ways[shown["form"]] % element if shown["form"] in ways else b"")


def _xml_end(name: str, shown: Data) -> bytes:
    if name in XML_ENDS:
        return XML_ENDS[name]
    content = any(part["xml"] and part["xml"][0] != "@" for part in shown["fields"])
    return b"/>" if shown["form"] == "enclosed" else b"</%s>" % shown["element"].encode() if content else b""


def _attributes(name: str, shown: Data, fields: Mapping[str, Field], form: Form) -> Iterator[Piece]:
    """The fields of the XML output, in attributes, children and content, and the end of the token."""
    parts = [part for part in shown["fields"] if part["xml"]]
    parts.sort(key=lambda part: part["fields"][0] in XML_LATE.get(name, ()))
    places = [part["xml"] for part in parts]
    extended = shown["form"] == "extended"
    for number, (part, place) in enumerate(zip(parts, places, strict=True)):
        piece = _field(name, part, fields, form)
        if place[0] == "@":
            joined, open_still = place in places[:number], place in places[number + 1 :]
            before = XML_BETWEEN.get(name, b"") if joined else b'%s="' % place[1:].encode()
            before = XML_EMPTY.get((name, part["fields"][0]), b"") + before
            after = piece.after + (b"" if open_still else b'" ')
            yield from _guarded(piece._replace(before=before + piece.before, after=after), 0)
        elif place[0] == "<":
            last = b"</" + place[1:].encode() + XML_ELEMENT_ENDS.get(name, b"")
            yield piece._replace(first=place.encode(), last=last)
        else:
            yield piece._replace(before=(b">" if extended else b"") + piece.before)
    bare = extended and "content" not in places
    yield Piece((b">" if bare else b"") + _xml_end(name, shown))


def _field(name: str, part: Data, fields: Mapping[str, Field], form: Form) -> Piece:
    """A field in the format of the form. Times and their parts print their low half of 32 bits when the form is raw."""
    field = fields[part["fields"][0]]
    usual: str = part["as"]
    chosen: str = part["raw"] if form.raw else usual
    operation, size = NUMBERS.get(chosen, op.WORD), field.size
    if form.raw and usual in ("ctime", "milliseconds"):
        operation = op.LOW_HALF
    elif chosen in WORDS:
        size = WORDS[chosen]
    elif chosen == "unit_code":
        size = op.UNIT_BYTES if form.xml else op.UNIT_NAME
    elif chosen == "items":
        operation, size = op.ITEM_LIST, fields["basic_unit"].shift
        return Piece(b"", operation, size, field.slot, fields["how_to_print"].shift)
    elif not field.size and usual == "group":
        operation = op.GROUPS
    elif part["fields"][0] in MOST_ELEMENTS:
        operation, size = (op.ESCAPED_STRINGS if form.xml else op.PLAIN_STRINGS), MOST_ELEMENTS[part["fields"][0]]
    elif chosen == "text":
        size = MOST_BYTES.get(field.kind, 0)
    prefix, suffix = (PREFIXES.get(chosen, b""), SUFFIXES.get(chosen, b""))
    return Piece(prefix, operation, size, field.slot, field.shift, suffix)
