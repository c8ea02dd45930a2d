"""Bytes from the XML form: elements of pieces in one root, tokens in these, lists in those; anything else is refused.

No entity but those of XML itself is read, and no document type: a document that declares one is refused.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from xml.parsers import expat

from hiwater_impl.records.encoding.fault import NotARecord, shown
from hiwater_impl.records.encoding.fields import INTEGERS
from hiwater_impl.records.encoding.records import piece_bytes
from hiwater_impl.records.encoding.rules import leaf_kind
from hiwater_impl.records.layouts import layouts

_ROOT, _PIECES, _DAMAGE, _ITEM = "trail", ("record", "file", "skipped"), "damage", "item"
_HEX = "_hex"
_LONGEST_NUMBER = 20
"""Characters of a number of 64 bits at most, a sign among them."""


def encoded_markup(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of each piece, as soon as its element has ended; the chunks are those of a file. Raises NotARecord."""
    document = _Document()
    for chunk in chunks:
        document.feed(chunk, final=False)
        yield from document.taken()
    document.feed(b"", final=True)
    yield from document.taken()


class _Document:
    """A document that is being read: the elements that are open, and the bytes of the pieces that have ended."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begun
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._content
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._line = 0
        self._piece: dict[str, Any] = {}
        self._token: dict[str, Any] = {}
        self._items: list[Any] = []
        self._item: Any = ""
        self._ready: list[bytes] = []

    def feed(self, chunk: bytes, *, final: bool) -> None:
        """Read on."""
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as wrong:
            raise NotARecord(f"this is not XML: {expat.ErrorString(wrong.code)}", line=wrong.lineno) from None
        except NotARecord as wrong:
            wrong.line = wrong.line or self._parser.CurrentLineNumber
            raise

    def taken(self) -> list[bytes]:
        """The bytes that are ready, which are forgotten here."""
        ready, self._ready = self._ready, []
        return ready

    def _doctype(self, *_: object) -> None:
        raise NotARecord("a document type; leave it out")

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        self._expect(name)
        values: dict[str, Any] = {
            key.removesuffix(_HEX): {"hex": value} if key.endswith(_HEX) else value for key, value in attributes.items()
        }
        if self._depth == 1:
            self._line = self._parser.CurrentLineNumber
            self._piece = {**values, "tokens": []}
        elif self._depth == 2:
            self._token = {**values, "token": name}
        elif self._depth == 3:
            self._items = self._token[name] = []
        elif self._depth == 4:
            self._item = {"hex": values["hex"]} if "hex" in values else ""
        self._depth += 1

    def _expect(self, name: str) -> None:
        """Whether the element may stand here."""
        expected = {0: (_ROOT,), 1: _PIECES, 4: (_ITEM,)}.get(self._depth, (name,) if self._depth < 4 else ())
        if name not in expected:
            raise NotARecord(f"expected {' or '.join(expected) or 'no element'} here, not {shown(name)}")

    def _content(self, text: str) -> None:
        if self._depth == 5 and isinstance(self._item, str):
            self._item += text
        elif not text.isspace():
            raise NotARecord(f"expected no text here, but found {shown(text)}")

    def _ended(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 4:
            self._items.append(self._item)
        elif self._depth == 2 and name != _DAMAGE:
            self._piece["tokens"].append(_with_numbers(self._token))
        elif self._depth == 1:
            try:
                self._ready.append(piece_bytes(self._piece))
            except NotARecord as wrong:
                wrong.line = self._line
                raise


@cache
def _numeric_fields() -> dict[str, set[str]]:
    """The fields of integers, or lists of them, by the names of the tokens; no dialect makes a difference."""
    found: dict[str, set[str]] = {}
    for token in layouts().tokens:
        names = {field["name"] for field in token["fields"] if leaf_kind(field) in INTEGERS}
        found.setdefault(token["name"], set()).update(names)
    return found


def _with_numbers(token: dict[str, Any]) -> dict[str, Any]:
    """The token with numbers where its fields hold numbers; what is none is left for the writer to refuse."""
    numeric = _numeric_fields().get(token["token"], set())
    return {
        name: ([_number(item) for item in value] if isinstance(value, list) else _number(value))
        if name in numeric
        else value
        for name, value in token.items()
    }


def _number(value: Any) -> Any:
    if (
        isinstance(value, str)
        and len(value) <= _LONGEST_NUMBER
        and value.isascii()
        and value.removeprefix("-").isdecimal()
    ):
        return int(value)
    return value
