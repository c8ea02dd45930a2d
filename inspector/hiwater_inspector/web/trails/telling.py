"""A piece of a trail for people: a row of the list; its tokens; the lines that praudit prints; its damage in words."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from hiwater_impl.records.decoding.forms import OwnForm, WritersForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.decoding.report import WORDS
from hiwater_impl.records.index import Located
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT
from hiwater_impl.records.printing.form import Form as PrauditForm
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from hiwater_impl.records.record import FileToken, Piece, Record, Timed
from hiwater_impl.records.trail import Batch, read_batches
from hiwater_inspector.web.trails.tokens import TokenSpan, moment, token_of, visible

Kind = Literal["record", "file", "skipped"]
Printed = Literal["", "raw", "short", "line", "xml"]
PRINTED: Final[dict[Printed, PrauditForm]] = {
    "": PrauditForm(),
    "raw": PrauditForm(raw=True),
    "short": PrauditForm(short=True),
    "line": PrauditForm(line=True),
    "xml": PrauditForm(xml=True),
}
"""The forms of praudit: without an option, and by its options -r, -s, -l, -x."""
_SUBJECTS: Final = ("subject32", "subject32_ex", "subject64", "subject64_ex")


class Row(BaseModel):
    """One piece in the list: a record, a file token, or bytes that are skipped."""

    kind: Kind
    place: int = Field(description="among all pieces of the trail")
    number: int | None = Field(description="of a record: among the records")
    offset: int
    length: int
    event: str = Field(
        description="what it is, in words", examples=["open_r", "file /var/audit/20261122130415.not_terminated.host"]
    )
    time: str = Field(examples=["2026-11-22 13:04:15"])
    result: str = Field(examples=["failed 13"])
    subject: str = Field(examples=["100"])
    damage: str | None


class Line(BaseModel):
    """A line that praudit prints, and the bytes that it is of."""

    offset: int
    length: int
    text: str


class DamageRow(BaseModel):
    """Something that is wrong with the piece, in words."""

    offset: int
    length: int
    reason: str


class PieceDocument(BaseModel):
    """One piece in full."""

    kind: Kind
    place: int = Field(description="among all pieces of the trail")
    number: int | None = Field(description="of a record: among the records")
    offset: int
    length: int
    event: str = Field(description="what it is, in words")
    dialect: str
    tokens: list[TokenSpan]
    text: list[Line]
    damage: list[DamageRow]


class Teller:
    """Tells pieces with some names. Thread-safe."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._json = OwnForm(OwnPrinter(JSON, names=names.for_own_forms, zone=names.for_kernels))
        self._praudit = {form: WritersForm(options, names) for form, options in PRINTED.items()}

    def row(self, located: Located) -> Row:
        """The row of the list."""
        place, number, piece = located
        tokens = piece.tokens if isinstance(piece, Record) else []
        return Row(
            kind=_kind(piece),
            place=place,
            number=number,
            offset=piece.start,
            length=piece.end - piece.start,
            event=self._event(piece),
            time=moment(piece.seconds) if isinstance(piece, Timed) else "",
            result=_result(tokens),
            subject=next((str(values.get("auid", "")) for name, values in tokens if name in _SUBJECTS), ""),
            damage=_words(piece)[0].reason if piece.damaged else None,
        )

    def document(self, located: Located, form: Printed | None) -> PieceDocument:
        """The piece in full, with what praudit prints of it in a form; in none, no text."""
        place, number, piece = located
        tokens = list(_tokens(piece))
        return PieceDocument(
            kind=_kind(piece),
            place=place,
            number=number,
            offset=piece.start,
            length=piece.end - piece.start,
            event=self._event(piece),
            dialect=piece.dialect,
            tokens=tokens,
            text=[] if form is None else list(self._lines(piece, tokens, form)),
            damage=_words(piece),
        )

    def praudit(self, piece: Piece, form: Printed = "") -> str:
        """What praudit prints of the piece: nothing of bytes that are skipped."""
        batch, rows = _batch_of(piece)
        return b"".join(self._praudit[form].printed(batch, rows, None)).decode("utf-8", "backslashreplace")

    def json(self, piece: Piece) -> str:
        """The piece as `hiwater decode --json` prints it."""
        batch, rows = _batch_of(piece)
        return b"".join(self._json.printed(batch, rows, None)).decode("utf-8", "backslashreplace").strip(",\n ")

    def _event(self, piece: Piece) -> str:
        if isinstance(piece, FileToken):
            return f"file {_file_name(piece)}".rstrip()
        if not isinstance(piece, Record):
            return "skipped"
        table = self._names.events[SYSTEM_OF_DIALECT[piece.dialect]].events
        known = table.get(piece.event)
        return visible(known.name.removeprefix("AUE_").lower()) if known else f"event {piece.event}"

    def _lines(self, piece: Piece, tokens: list[TokenSpan], form: Printed) -> Iterator[Line]:
        """The praudit of the system prints a line a token; where it does not, lines are of the whole piece."""
        lines = [visible(line) for line in self.praudit(piece, form).split("\n") if line]
        one_each = len(lines) == len(tokens)
        for number, line in enumerate(lines):
            at = tokens[number] if one_each else None
            offset, length = (at.offset, at.length) if at else (piece.start, piece.end - piece.start)
            yield Line(offset=offset, length=length, text=line)


def _kind(piece: Piece) -> Kind:
    return "record" if isinstance(piece, Record) else "file" if isinstance(piece, FileToken) else "skipped"


def _file_name(token: FileToken) -> str:
    """The name that a file token holds, as it may be shown."""
    values = token.tokens[0][1] if token.tokens else {}
    return visible(
        next((one for one in values.values() if isinstance(one, bytes)), b"")
        .rstrip(b"\0")
        .decode("utf-8", "backslashreplace")
    )


def _words(piece: Piece) -> list[DamageRow]:
    return [
        DamageRow(
            offset=one.offset,
            length=max(1, len(one.kept)),
            reason=WORDS[one.reason].format(number=one.number, kept=len(one.kept)),
        )
        for one in piece.damage
    ]


def _tokens(piece: Piece) -> Iterator[TokenSpan]:
    """The tokens, and the bytes of a damaged piece that none holds: shown, never left out."""
    place = piece.start
    octets = piece.octets
    for span in piece.spans if isinstance(piece, Timed) else []:
        if span.start > place:
            yield _unread(place, span.start)
        yield token_of(span, octets[span.start - piece.start : span.end - piece.start])
        place = span.end
    if piece.end > place:
        yield _unread(place, piece.end)


def _unread(start: int, end: int) -> TokenSpan:
    return TokenSpan(name="unread", offset=start, length=end - start, summary="", damage="no token", fields=[])


def _result(tokens: list[tuple[str, dict[str, Any]]]) -> str:
    for name, values in tokens:
        if name in ("return32", "return64"):
            error = values.get("error", values.get("status", 0))
            return "success" if error == 0 else f"failed {error}"
    return ""


def _batch_of(piece: Piece) -> tuple[Batch, Any]:
    """The piece alone, framed anew, as the printers take it."""
    batch = next(iter(read_batches(BytesIO(piece.octets), fallback=piece.dialect)))
    return batch, batch.pieces
