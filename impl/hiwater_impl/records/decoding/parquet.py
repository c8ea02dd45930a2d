"""Records as rows of a Parquet file, for tools that go on where one machine ends; needs the extra `parquet`."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.forms import OwnForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.decoding.pipeline import Trails
from hiwater_impl.records.decoding.report import Report
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT
from hiwater_impl.records.pieces import KIND, RECORD
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from hiwater_impl.records.record import Record
from hiwater_impl.records.selection.binding import Selector
from hiwater_impl.records.trail import Batch, batch_pieces

ROWS_AT_ONCE = 65_536
"""Rows of a row group."""

FIRST_TIME, LAST_TIME = -(1 << 63), (1 << 63) - 1
"""Nanoseconds that a timestamp can hold; a time beyond is null."""

SUBJECT = {
    "auid": "audit_user",
    "euid": "effective_user",
    "egid": "effective_group",
    "ruid": "real_user",
    "rgid": "real_group",
    "pid": "process",
    "sid": "session",
}
"""The column of each field of a subject."""

GATHERED = {"path": ("path", "paths"), "text": ("text", "texts"), "exec_args": ("args", "arguments")}
"""Tokens whose strings are gathered: the field, and the column."""


def write_parquet(trails: Trails, file: Any, names: Names, selector: Selector | None, report: Report) -> Iterator[int]:
    """Write the chosen records of all trails to an open binary file; gives the bytes that have been read, now and then.

    Raises Unreadable behind what was read before.
    """
    import pyarrow as arrow
    from pyarrow.parquet import ParquetWriter

    printer = OwnForm(OwnPrinter(JSON, names=names.for_own_forms))
    with ParquetWriter(file, _schema(arrow), compression="zstd") as writer:
        waiting: list[dict[str, Any]] = []
        for name, batches in trails:
            for batch in batches:
                report.count(name, batch)
                rows = chosen(batch, selector)
                rows = rows[rows[:, KIND] == RECORD]
                report.count_chosen(rows)
                waiting += _rows(name, batch, rows, names, printer)
                if len(waiting) >= ROWS_AT_ONCE:
                    writer.write_table(arrow.Table.from_pylist(waiting, schema=_schema(arrow)))
                    waiting = []
                yield report.bytes
        writer.write_table(arrow.Table.from_pylist(waiting, schema=_schema(arrow)))


def _schema(arrow: Any) -> Any:
    number, text, texts = arrow.uint32(), arrow.string(), arrow.list_(arrow.string())
    kinds = {
        "trail": text,
        "offset": arrow.int64(),
        "length": arrow.int64(),
        "system": text,
        "time": arrow.timestamp("ns", tz="UTC"),
        "event": arrow.int32(),
        "event_name": text,
        "modifier": arrow.int32(),
        **dict.fromkeys(SUBJECT.values(), number),
        "terminal": text,
        "error": arrow.uint32(),
        "return_value": arrow.int64(),
        "paths": texts,
        "texts": texts,
        "arguments": texts,
        "zone": text,
        "sequence": number,
        "damaged": arrow.bool_(),
        "record": text,
    }
    return arrow.schema(list(kinds.items()))


def _rows(trail: str, batch: Batch, rows: Any, names: Names, printer: OwnForm) -> Iterator[dict[str, Any]]:
    if not len(rows):
        return
    lines = b"".join(printer.printed(batch, rows, None)).splitlines()
    for record, line in zip(batch_pieces(batch._replace(pieces=rows)), lines, strict=True):
        assert isinstance(record, Record)
        event = names.events[SYSTEM_OF_DIALECT[record.dialect]].events.get(record.event)
        yield {
            "trail": trail,
            "offset": record.start,
            "length": record.end - record.start,
            "system": record.dialect,
            "time": record.time if FIRST_TIME <= record.time <= LAST_TIME else None,
            "event": record.event,
            "event_name": None if event is None else event.name,
            "modifier": record.modifier,
            "damaged": bool(record.damage),
            "record": line.decode(),
            **_of_tokens(record),
        }


def _of_tokens(record: Record) -> dict[str, Any]:
    """What tokens say: of the first subject, the last return, all paths, texts and arguments."""
    found: dict[str, Any] = {column: [] for _, column in GATHERED.values()}
    for name, values in record.tokens:
        if name in GATHERED:
            field, column = GATHERED[name]
            strings = values[field] if isinstance(values[field], list) else [values[field]]
            found[column] += map(_text, strings)
        elif name.startswith("subject") and "audit_user" not in found:
            found |= _subject(values)
        elif name in ("return32", "return64"):
            found |= {"error": values["error"], "return_value": values["value"]}
        elif name == "zonename":
            found["zone"] = _text(values["name"])
        elif name == "seq":
            found["sequence"] = values["sequence"]
    return found


def _subject(values: Mapping[str, Any]) -> dict[str, Any]:
    terminal = str(ip_address(values["address"]))
    return {column: values[field] for field, column in SUBJECT.items()} | {"terminal": terminal}


def _text(value: bytes) -> str:
    return value.split(b"\0")[0].decode(errors="backslashreplace")
