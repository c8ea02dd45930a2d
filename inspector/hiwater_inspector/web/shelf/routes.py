"""The page /runs as data, one run as a file, and the way in for a user's own."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.replaying import replay
from hiwater_conform.run_link import LONGEST_WORD, TooLong, link_to
from hiwater_conform.runs import run_text
from hiwater_conform.telling import told
from hiwater_inspector.command_line.conforming.passports import as_pytest
from hiwater_inspector.web.refusals import answers, body, refusals
from hiwater_inspector.web.shelf.shelf import Entry, NotOnShelf, NotTaken, Shelf

_BODY_BYTES_MOST = 2 * 1024 * 1024


class RunRow(BaseModel):
    """One run of the list."""

    id: str = Field(examples=["finding-w1"])
    kind: str = Field(examples=["finding"])
    title: str
    steps: int
    clauses: list[str] = Field(examples=[["BLOCK-05"]])
    classification: str | None = Field(examples=["deliberate"])
    granularity: str = Field(examples=["blocking"])
    differs: bool = Field(description="whether it was saved because an implementation differed from the model")


class RunList(BaseModel):
    """The runs that can be opened, the user's own first."""

    runs: list[RunRow]


class RunStory(RunRow):
    """One run with its story, a line each, as the model lives it."""

    why: str
    story: list[str]
    stages: list[dict[str, Any]] = Field(description="how many steps it had after each stage of shrinking")


class Word(BaseModel):
    """What stands behind `run=` in a link."""

    word: str = Field(max_length=LONGEST_WORD)


class Link(BaseModel):
    """An address without scheme and host."""

    path: str = Field(examples=["/compare?run=eNqrVkrLz1eyUkpKLFKqBQAcZQQX"])


class Taken(BaseModel):
    """Under which id an uploaded run can be opened."""

    id: str = Field(examples=["upload-3f2a9c81d0be"])


def router(shelf: Shelf) -> APIRouter:
    """Routes over one shelf."""
    routes = APIRouter(tags=["runs that were saved"], responses=refusals())
    _looks(routes, shelf)
    _forms(routes, shelf)
    _takes(routes, shelf)
    return routes


def _looks(routes: APIRouter, shelf: Shelf) -> None:
    @routes.get("/runs.json", responses=refusals(422))
    def runs(q: Annotated[str, Query(max_length=200)] = "", kind: Annotated[str, Query(max_length=20)] = "") -> RunList:
        """The list; `q`: words that title, id or clauses hold; `kind`: of that kind alone."""
        words = q.lower().split()
        return RunList(
            runs=[
                row_of(entry)
                for entry in shelf.entries()
                if (not kind or entry.kind == kind) and all(word in _searched(entry) for word in words)
            ]
        )

    @routes.get("/runs/{identifier}.json", responses=refusals(404, 422))
    def one(identifier: str) -> RunStory:
        """One run and its story."""
        entry = entry_of(shelf, identifier)
        try:
            story = list(told(replay(entry.run, ModelAdapter())))
        except (AdapterEnded, LookupError) as error:
            story = [f"The model cannot take this run: {error}"]
        stages = [stage._asdict() for stage in entry.run.stages]
        return RunStory(**row_of(entry).model_dump(), why=entry.run.why, story=story, stages=stages)


def _forms(routes: APIRouter, shelf: Shelf) -> None:
    @routes.get(
        "/runs/{identifier}/file",
        response_class=Response,
        responses=refusals(404, 422) | answers("application/json", "object"),
    )
    def file(identifier: str) -> Response:
        """The run as a file of the protocol, for `hiwater replay`."""
        entry = entry_of(shelf, identifier)
        headers = {"content-disposition": f'attachment; filename="{entry.id}.json"'}
        return Response(run_text(entry.run), media_type="application/json", headers=headers)

    @routes.get("/runs/{identifier}/link.json", responses=refusals(404, 422))
    def link(identifier: str) -> Link:
        """The address, on any inspector, that carries the run in itself."""
        try:
            return Link(path=link_to(entry_of(shelf, identifier).run))
        except TooLong as error:
            raise HTTPException(422, f"{error}.") from None

    @routes.get(
        "/runs/{identifier}/pytest", response_class=Response, responses=refusals(404, 422) | answers("text/plain")
    )
    def test_case(identifier: str) -> PlainTextResponse:
        """The run as a pytest module for any adapter, as `hiwater replay --as pytest` prints it."""
        return PlainTextResponse(as_pytest(entry_of(shelf, identifier).run, frozenset()))


def _takes(routes: APIRouter, shelf: Shelf) -> None:
    @routes.post(
        "/runs", status_code=201, responses=refusals(413, 422), openapi_extra=body("application/json", "object")
    )
    async def take(request: Request, name: Annotated[str, Query(max_length=200)] = "") -> Taken:
        """Take a run file in: JSON of at most 2 MB, 100,000 steps."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > _BODY_BYTES_MOST:
                raise HTTPException(413, "A run file has at most 2 MB.")
        try:
            return Taken(id=shelf.put(json.loads(body), name).id)
        except NotTaken as error:
            raise HTTPException(422, str(error)) from None
        except (ValueError, RecursionError):
            raise HTTPException(422, "This is no JSON.") from None

    @routes.post("/runs/link", status_code=201, responses=refusals(400, 422))
    def take_link(order: Word) -> Taken:
        """Take in the run that a link carries, as `hiwater replay --as link` prints it."""
        try:
            return Taken(id=shelf.put_link(order.word).id)
        except NotTaken as error:
            raise HTTPException(422, str(error)) from None


def entry_of(shelf: Shelf, identifier: str) -> Entry:
    """The entry, or 404 with a sentence."""
    try:
        return shelf.get(identifier)
    except NotOnShelf as error:
        raise HTTPException(404, str(error)) from None


def row_of(entry: Entry) -> RunRow:
    """What the list shows."""
    run = entry.run
    return RunRow(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        steps=len(run.steps),
        clauses=list(run.clauses),
        classification=None if run.classification is None else run.classification.value,
        granularity=run.configuration.granularity.value,
        differs=run.divergence is not None,
    )


def _searched(entry: Entry) -> str:
    return " ".join((entry.id, entry.title, *entry.run.clauses, *entry.run.quirks)).lower()
