"""The page /decode as data: trails, rows, records, bytes, fields, a map of the whole, hits, copies, exports, growth."""

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, BinaryIO, Final, Literal, TypeVar

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from hiwater_impl.records.index import Located
from hiwater_impl.records.sources import Unreadable
from hiwater_inspector.web.refusals import answers, body, refusals
from hiwater_inspector.web.trails.answers import At, Bin, Found, Growth, Map, Rows, TrailList, TrailRow, TrailState
from hiwater_inspector.web.trails.exporting import ENDINGS, copied, exported, found_at, minimap
from hiwater_inspector.web.trails.fields import FieldDocument, field_of
from hiwater_inspector.web.trails.finding import NoFilter, Searches, selector_of
from hiwater_inspector.web.trails.store import NoTrail, Trails
from hiwater_inspector.web.trails.telling import PieceDocument, Printed, Teller
from hiwater_inspector.web.trails.trail import Trail

BYTES_MOST: Final = 262_144
ROWS_MOST: Final = 500
COPY_MOST: Final = 1_000_000
_GROWTH_SECONDS: Final = 20.0
_GROWTH_LOOK_SECONDS: Final = 0.25
_FIRST_SECONDS: Final = 2.0

Answer = TypeVar("Answer")
Offset = Annotated[int, Query(alias="off", ge=0)]
Filter = Annotated[str, Query(alias="filter", max_length=4000)]


class Decoder:
    """What the routes stand on: the trails, their searches, the teller."""

    def __init__(self, trails: Trails, searches: Searches) -> None:
        self.trails, self.searches, self.names = trails, searches, searches.names
        self.teller = Teller(self.names)

    def trail(self, identifier: str) -> Trail:
        """The trail, or 404."""
        try:
            return self.trails.get(identifier)
        except NoTrail as error:
            raise HTTPException(404, str(error)) from None

    def record(self, trail: Trail, number: int) -> Located:
        """The record, or 404."""
        index = trail.index
        trail.wait(_FIRST_SECONDS if number >= index.records else 0)
        for located in index.records_at([number]):
            return located
        raise HTTPException(404, f"This trail has no record {number}: {index.records:,} are known so far.")

    def at(self, trail: Trail, offset: int) -> Located | None:
        """The piece that holds a byte; None behind what is read, which is waited for a little."""
        index = trail.index
        trail.wait(_FIRST_SECONDS if offset >= index.size else 0)
        return index.at(offset) if offset < index.size else None

    def piece(self, trail: Trail, offset: int) -> Located:
        """The piece that holds a byte, or 404."""
        located = self.at(trail, offset)
        if located is None:
            raise HTTPException(404, f"No piece holds the byte {offset}: {trail.index.size:,} bytes are read so far.")
        return located


def router(trails: Trails, searches: Searches) -> APIRouter:
    """Routes over some trails, and the filters that go through them."""
    decoder = Decoder(trails, searches)
    pages = APIRouter(tags=["trails"], responses=refusals())
    routes = APIRouter(prefix="/api/trails", tags=["trails"], responses=refusals(404, 410, 422))
    _add_pages(pages, routes, decoder)
    _add_trails(routes, decoder)
    _add_records(routes, decoder)
    _add_bytes(routes, decoder)
    pages.routes.extend(routes.routes)
    return pages


def _add_pages(pages: APIRouter, routes: APIRouter, decoder: Decoder) -> None:
    """What the page's own address gives with .json behind it, and the interface under its own."""

    @pages.get("/decode.json")
    @routes.get("")
    def trails() -> TrailList:
        """The trails that are open."""
        return TrailList(trails=[TrailRow(id=one.id, name=one.name, size=one.size) for one in decoder.trails.all()])

    @pages.get("/decode/{identifier}.json", responses=refusals(404, 422))
    @routes.get("/{identifier}")
    def state(identifier: str) -> TrailState:
        """How far the index is; the first stretch is waited for."""
        trail = decoder.trail(identifier)
        with trail.changed:
            trail.changed.wait_for(lambda: trail.done or trail.index.pieces, _FIRST_SECONDS)
        return _state(trail)


def _add_trails(routes: APIRouter, decoder: Decoder) -> None:
    @routes.post(
        "",
        status_code=201,
        responses=refusals(413, 422),
        openapi_extra=body("application/octet-stream", "string"),
    )
    async def take(request: Request, name: Annotated[str, Query(max_length=400)] = "") -> TrailRow:
        """Take a trail in: the body is its bytes, streamed to a private file."""
        file, path = decoder.trails.upload()
        try:
            with file:
                size = await _written(request, file, decoder.trails.upload_bytes_most)
        except (HTTPException, ClientDisconnect, OSError):
            path.unlink()
            raise
        trail = decoder.trails.take(path, name)
        return TrailRow(id=trail.id, name=trail.name, size=size)

    @routes.delete("/{identifier}", status_code=204)
    def end(identifier: str) -> None:
        """Close a trail: its indexing and its searches end, an upload is removed; a file of the user's own stays."""
        trail = decoder.trail(identifier)
        decoder.trails.end(identifier)
        decoder.searches.forget(trail)

    @routes.get("/{identifier}/growth")
    async def growth(request: Request, identifier: str, after: Annotated[int, Query(ge=0)]) -> Growth:
        """Wait until the file is longer than that; what was appended is indexed then. A waiter holds no thread."""
        trail = decoder.trail(identifier)
        until = time.monotonic() + _GROWTH_SECONDS
        while (size := await run_in_threadpool(lambda: trail.size)) <= after and time.monotonic() < until:
            if trail.closed or await request.is_disconnected():
                break
            await asyncio.sleep(_GROWTH_LOOK_SECONDS)
        await run_in_threadpool(trail.follow)
        return Growth(size=size)


def _add_records(routes: APIRouter, decoder: Decoder) -> None:
    @routes.get("/{identifier}/rows")
    def rows(
        identifier: str,
        first: Annotated[int, Query(ge=0)] = 0,
        n: Annotated[int, Query(ge=1, le=ROWS_MOST)] = 200,
        wanted: Filter = "",
    ) -> Rows:
        """Rows of the list: of all pieces, or of the records that a filter finds."""
        trail = decoder.trail(identifier)
        search = _filtered(lambda: decoder.searches.get(trail, wanted))
        if search is None:
            total, done, some = trail.index.pieces, trail.done, trail.index.pieces_at(first, n)
        else:
            done, total = search.done, search.total
            some = trail.index.records_at(search.some(first, n))
        told = _readable(lambda: [decoder.teller.row(one) for one in some])
        return Rows(first=first, total=total, done=done, rows=told)

    @routes.get("/{identifier}/record/{number}")
    def record(identifier: str, number: int, fmt: Printed = "") -> PieceDocument:
        """One record in full: tokens, fields, praudit's lines in one of its forms, damage."""
        trail = decoder.trail(identifier)
        return _readable(lambda: decoder.teller.document(decoder.record(trail, number), fmt))

    @routes.get("/{identifier}/piece/{offset}")
    def piece(identifier: str, offset: int, fmt: Printed = "") -> PieceDocument:
        """The piece that holds a byte, in full: a record, a file token, or bytes that are skipped."""
        trail = decoder.trail(identifier)
        return _readable(lambda: decoder.teller.document(decoder.piece(trail, max(0, offset)), fmt))

    @routes.get("/{identifier}/at/{offset}")
    def at(identifier: str, offset: int) -> At:
        """The piece that holds a byte, as far as the trail is read."""
        trail = decoder.trail(identifier)
        located = _readable(lambda: decoder.at(trail, max(0, offset)))
        return At(offset=located and located.piece.start, number=located and located.number)

    @routes.get("/{identifier}/field")
    def field(
        identifier: str, off: Offset, length: Annotated[int, Query(alias="len", ge=1, le=BYTES_MOST)] = 1
    ) -> FieldDocument:
        """The field, token or piece that these bytes are, explained."""
        trail = decoder.trail(identifier)
        located = _readable(lambda: decoder.piece(trail, off))
        return field_of(decoder.teller.document(located, None), located.piece.octets, off, length)

    @routes.get("/{identifier}/minimap")
    def whole(identifier: str, bins: Annotated[int, Query(ge=1, le=4096)] = 256, wanted: Filter = "") -> Map:
        """The whole trail in equal stretches, with what is damaged and what the filter finds in each."""
        trail = decoder.trail(identifier)
        search = _filtered(lambda: decoder.searches.get(trail, wanted))
        size = trail.size
        damage = minimap([mark.damaged for mark in trail.index.marks], size, bins)
        hits = minimap(list(search.offsets) if search else [], size, bins)
        return Map(size=size, bins=[Bin(damage=one, hits=other) for one, other in zip(damage, hits, strict=True)])


def _add_bytes(routes: APIRouter, decoder: Decoder) -> None:
    @routes.get("/{identifier}/bytes", response_class=Response, responses=answers())
    def octets(
        identifier: str, off: Offset, length: Annotated[int, Query(alias="len", ge=0, le=BYTES_MOST)]
    ) -> Response:
        """Bytes of the trail, fewer at its end."""
        trail = decoder.trail(identifier)
        return Response(_readable(lambda: trail.bytes_at(off, length)), media_type="application/octet-stream")

    @routes.get("/{identifier}/find")
    def find(
        identifier: str,
        what: Annotated[str, Query(min_length=1, max_length=1000)],
        form: Literal["hex", "text"] = "text",
        start: Annotated[int, Query(alias="from", ge=0)] = 0,
    ) -> Found:
        """Where bytes, in hexadecimal, or text stand next."""
        trail = decoder.trail(identifier)
        try:
            octets = bytes.fromhex(what) if form == "hex" else what.encode("utf-8", "surrogateescape")
        except ValueError:
            raise HTTPException(
                422, "These are no bytes in hexadecimal: give pairs of digits, as in 23 00 0b."
            ) from None
        if not octets:
            raise HTTPException(422, "Give at least one byte.")
        offset, until = _readable(lambda: found_at(trail, octets, start))
        return Found(offset=offset, length=len(octets), until=until)

    @routes.get("/{identifier}/copy", response_class=Response, responses=answers("text/plain"))
    def copy(
        identifier: str,
        off: Offset,
        length: Annotated[int, Query(alias="len", ge=1, le=COPY_MOST)],
        form: Literal["hex", "c", "python", "json", "praudit"] = "hex",
    ) -> PlainTextResponse:
        """Bytes, or the piece that they are in, as text to be pasted."""
        trail = decoder.trail(identifier)
        if form in ("hex", "c", "python"):
            return PlainTextResponse(copied(_readable(lambda: trail.bytes_at(off, length)), form))
        piece = _readable(lambda: decoder.piece(trail, off)).piece
        return PlainTextResponse(decoder.teller.json(piece) if form == "json" else decoder.teller.praudit(piece))

    @routes.get("/{identifier}/export", response_class=StreamingResponse, responses=answers())
    def export(
        identifier: str, form: Literal["praudit", "json", "xml", "text", "bsm"] = "praudit", wanted: Filter = ""
    ) -> StreamingResponse:
        """The records that the filter finds, all without one, as a file."""
        trail = decoder.trail(identifier)
        selector = _filtered(lambda: selector_of(wanted, decoder.names))
        headers = {"content-disposition": f'attachment; filename="records.{ENDINGS[form]}"'}
        stream = exported(trail, form, selector, decoder.names)
        return StreamingResponse(stream, media_type="application/octet-stream", headers=headers)


async def _written(request: Request, file: BinaryIO, most: int) -> int:
    """Write the body of a request to a file as it comes, and give its size. Raises HTTPException 413, 422."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise HTTPException(413, f"A trail has at most {most:,} bytes here.")
        await run_in_threadpool(file.write, piece)
    if not size:
        raise HTTPException(422, "This file is empty.")
    return size


def _state(trail: Trail) -> TrailState:
    size, index = trail.size, trail.index
    return TrailState(
        id=trail.id,
        name=trail.name,
        size=size,
        pieces=index.pieces,
        records=index.records,
        files=index.files,
        done=trail.done,
        progress=1.0 if trail.done else min(1.0, index.size / max(1, size)),
        damaged=sum(len(mark.damaged) for mark in index.marks),
        trouble=trail.trouble,
    )


def _filtered(make: Callable[[], Answer]) -> Answer:
    try:
        return make()
    except NoFilter as error:
        raise HTTPException(422, str(error)) from None


def _readable(make: Callable[[], Answer]) -> Answer:
    """What reading gives; a trail that changed under the reader, or went away, is told."""
    try:
        return make()
    except Unreadable as error:
        reason = error.reason
    except OSError as error:
        reason = error.strerror or str(error)
    raise HTTPException(410, f"The trail cannot be read any more: {reason}.")
