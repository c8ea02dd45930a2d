"""Runs as data: begin, look, step, run, seek, fork, act, break; and the feed by which a page follows."""

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Body, Header, HTTPException, Query, WebSocket
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from hiwater_inspector.web.queue.describe import describe
from hiwater_inspector.web.queue.feed import Kept, events, follow
from hiwater_inspector.web.queue.limited import LimitedRoute
from hiwater_inspector.web.queue.run import (
    Act,
    Detail,
    Inject,
    NotDone,
    Policy,
    Run,
    RunState,
    RunTo,
    Stale,
    Timeline,
)
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.queue.view import View
from hiwater_inspector.web.refusals import answers, refusals

IfMatch = Annotated[str | None, Header(alias="if-match", description="the seq that you have seen")]
At = Annotated[int | None, Query(ge=0, description="a step; the one that is shown if left out")]
_Given = TypeVar("_Given")
_LOOKING: Final = refusals(404, 410, 422)
_MOVING: Final = refusals(400, 404, 409, 410, 413, 422, 428)


class Listed(BaseModel):
    """The runs that are open."""

    runs: list[RunState]


class StepOrder(BaseModel):
    """Which step: the default one, a chosen one, or back."""

    choice: str | None = Field(default=None, description="the id of a choice: a step of the protocol as JSON")
    by: int = Field(default=1, ge=-100_000, le=1000, description="how many; negative goes back")


class SeekOrder(BaseModel):
    """Where to go."""

    at: int = Field(ge=0)


class ForkOrder(BaseModel):
    """Where another future begins, and what it is called."""

    at: int = Field(ge=0)
    title: str = Field(default="", max_length=200)


class Done(BaseModel):
    """What came of a command, and the state after it."""

    seq: int
    words: str = ""
    state: RunState


class Both(BaseModel):
    """State and picture."""

    state: RunState
    view: View


class Told(BaseModel):
    """The picture in words, a line each."""

    lines: list[str]
    spoken: str = Field(description="the one sentence that a screen reader hears")


def router(runs: Runs) -> APIRouter:
    """Routes over the runs that are open."""
    routes = APIRouter(tags=["runs that are open"], route_class=LimitedRoute, responses=refusals())
    kept = Kept()
    _lists(routes, runs)
    _looks(routes, runs)
    _moves(routes, runs)
    _meddling(routes, runs)

    @routes.websocket("/api/runs/{identifier}/live")
    async def live(socket: WebSocket, identifier: str) -> None:
        try:
            run = runs.get(identifier)
        except NotDone as error:
            await socket.close(4404, error.sentence)
            return
        seen = socket.query_params.get("from", "")
        await follow(socket, run, kept, int(seen) if seen.isdecimal() else -1)

    @routes.get(
        "/api/runs/{identifier}/events",
        response_class=StreamingResponse,
        responses=_LOOKING | answers("text/event-stream", "object"),
    )
    def feed(identifier: str, last_event_id: Annotated[str | None, Header()] = None) -> StreamingResponse:
        """The feed as server-sent events: `snapshot`, then `batch`; Last-Event-ID leads on."""
        last = int(last_event_id) if last_event_id and last_event_id.isdecimal() else -1
        return StreamingResponse(events(_run(runs, identifier), kept, last), media_type="text/event-stream")

    return routes


def _lists(routes: APIRouter, runs: Runs) -> None:
    @routes.get("/queue.json")
    @routes.get("/api/runs")
    def listed() -> Listed:
        """The runs that are open."""
        return Listed(runs=[run.state() for run in runs.all()])

    @routes.post("/api/runs", status_code=201, responses=refusals(400, 404, 409, 413, 422, 503))
    def create(
        order: Annotated[NewRun, Body(openapi_examples={"scenario": {"value": {"open": "scenario-high-water"}}})],
    ) -> RunState:
        """Begin a driven run: of a saved one, of a document, of a live run's configuration; or the live run."""
        try:
            return runs.create(order).state()
        except NotDone as error:
            raise HTTPException(error.status, error.sentence) from None


def _looks(routes: APIRouter, runs: Runs) -> None:
    @routes.get("/api/runs/{identifier}", responses=_LOOKING)
    def state(identifier: str) -> RunState:
        """What is known beside the picture."""
        return _run(runs, identifier).state()

    @routes.get("/queue/{identifier}.json", responses=_LOOKING)
    def both(identifier: str, at: At = None) -> Both:
        """State and picture."""
        run = _run(runs, identifier)
        return Both(state=run.state(), view=_asked(lambda: run.view(at)))

    @routes.get("/api/runs/{identifier}/view", responses=_LOOKING)
    def view(identifier: str, at: At = None) -> View:
        """The picture after a step; looking changes nothing."""
        run = _run(runs, identifier)
        return _asked(lambda: run.view(at))

    @routes.get("/api/runs/{identifier}/words", responses=_LOOKING)
    def words(identifier: str, at: At = None, sel: str = "") -> Told:
        """The picture in words: what the table shows, and what is spoken."""
        run = _run(runs, identifier)
        lines = describe(_asked(lambda: run.view(at)), sel).split("\n")
        return Told(lines=lines, spoken=lines[0])

    @routes.get("/api/runs/{identifier}/detail", responses=_LOOKING)
    def detail(identifier: str, sel: str, at: At = None) -> Detail:
        """Of `thr:NAME`, `rec:NUMBER`, `queue`, `door`, `frag`, `daemon` or `trail`: where, why, the record's tree."""
        run = _run(runs, identifier)
        return _asked(lambda: run.detail(sel, at))

    @routes.get("/api/runs/{identifier}/timeline", responses=_LOOKING)
    def timeline(identifier: str, begin: int = 0, end: int | None = None) -> Timeline:
        """Tracks and the queue's length."""
        run = _run(runs, identifier)
        return _asked(lambda: run.timeline(begin, end))

    @routes.get(
        "/api/runs/{identifier}/document",
        response_class=Response,
        responses=_LOOKING | answers("application/json", "object"),
    )
    def document(identifier: str) -> Response:
        """The run as a file of the protocol, for `hiwater replay`; of a live run, its configuration."""
        run = _run(runs, identifier)
        return JSONResponse(run.document(), headers=_attached(f"{run.id}.json"))

    @routes.get("/api/runs/{identifier}/trail", response_class=Response, responses=_LOOKING | answers())
    def trail(identifier: str, at: At = None) -> Response:
        """The records that had reached the daemon, as a trail."""
        run = _run(runs, identifier)
        data = _asked(lambda: run.trail(at))
        return Response(data, media_type="application/octet-stream", headers=_attached(f"{run.id}.trail"))


def _moves(routes: APIRouter, runs: Runs) -> None:
    @routes.post("/api/runs/{identifier}/step", response_model=Done, responses=_MOVING)
    def step(identifier: str, order: StepOrder, if_match: IfMatch = None) -> Done | Response:
        """The next step, a chosen one, or back."""
        return _done(runs, identifier, if_match, lambda run, seq: run.step(order.choice, order.by, seq))

    @routes.post("/api/runs/{identifier}/run", response_model=Done, responses=_MOVING, status_code=202)
    def run_to(identifier: str, order: RunTo, if_match: IfMatch = None) -> Done | Response:
        """Run until something holds; answers at once."""
        return _done(runs, identifier, if_match, lambda run, seq: run.run(order, seq))

    @routes.post("/api/runs/{identifier}/pause", response_model=Done, responses=_MOVING)
    def pause(identifier: str, if_match: IfMatch = None) -> Done | Response:
        """Stop running."""
        _seq(if_match)
        return _done(runs, identifier, if_match, lambda run, _seq: run.pause(None))

    @routes.post("/api/runs/{identifier}/seek", response_model=Done, responses=_MOVING)
    def seek(identifier: str, order: SeekOrder, if_match: IfMatch = None) -> Done | Response:
        """Show another moment."""
        return _done(runs, identifier, if_match, lambda run, seq: run.seek(order.at, seq))

    @routes.post("/api/runs/{identifier}/fork", response_model=Done, responses=_MOVING, status_code=201)
    def fork(identifier: str, order: ForkOrder, if_match: IfMatch = None) -> Done | Response:
        """Another future; the answer's state is that of the new run."""
        run, seq = _run(runs, identifier), _seq(if_match)
        try:
            other = _asked(lambda: runs.fork(run, order.at, order.title, seq))
        except Stale as stale:
            return _stale(stale)
        return Done(seq=other.seq, words=f"forked at step {order.at}", state=other.state())


def _meddling(routes: APIRouter, runs: Runs) -> None:
    @routes.post("/api/runs/{identifier}/act", response_model=Done, responses=_MOVING)
    def act(identifier: str, order: Act, if_match: IfMatch = None) -> Done | Response:
        """Make a thread, time or the reader do something."""
        return _done(runs, identifier, if_match, lambda run, seq: run.act(order, seq))

    @routes.post("/api/runs/{identifier}/policy", response_model=Done, responses=_MOVING)
    def policy(identifier: str, order: Policy, if_match: IfMatch = None) -> Done | Response:
        """Set policy flags and queue controls, as auditon(2) does."""
        return _done(runs, identifier, if_match, lambda run, seq: run.policy(order, seq))

    @routes.post("/api/runs/{identifier}/fault", response_model=Done, responses=_MOVING)
    def fault(identifier: str, order: Inject, if_match: IfMatch = None) -> Done | Response:
        """Break the door, the daemon, memory; or mend them."""
        return _done(runs, identifier, if_match, lambda run, seq: run.fault(order, seq))


def _done(
    runs: Runs, identifier: str, if_match: str | None, command: Callable[[Run, int], str | None]
) -> Done | Response:
    run, seq = _run(runs, identifier), _seq(if_match)
    runs.make_room(run)
    try:
        words = _asked(lambda: command(run, seq))
    except Stale as stale:
        return _stale(stale)
    state = run.state()
    return Done(seq=state.seq, words=words or state.words, state=state)


def _run(runs: Runs, identifier: str) -> Run:
    return _asked(lambda: runs.get(identifier))


def _seq(if_match: str | None) -> int:
    """The seq that the caller has seen: 428 without one."""
    if if_match is None:
        raise HTTPException(428, "Say which state you have seen: send its seq as If-Match.")
    text = if_match.strip().strip('"')
    if not text.isdecimal():
        raise HTTPException(400, f"If-Match holds the seq of a state, a number, not {if_match!r}.")
    return int(text)


def _asked(ask: Callable[[], _Given]) -> _Given:
    try:
        return ask()
    except Stale:
        raise
    except NotDone as error:
        raise HTTPException(error.status, error.sentence) from None


def _stale(stale: Stale) -> Response:
    """409 with the present seq, so that the caller can look and go on."""
    return JSONResponse({"detail": stale.sentence, "seq": stale.seq}, 409, headers={"etag": f'"{stale.seq}"'})


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
