"""Runs over HTTP and the live feed: If-Match, refusals, credits, resume, seek, SSE; two tabs and a slow one."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from hiwater_inspector.web.application import application
from hiwater_inspector.web.queue.changes import applied
from hiwater_inspector.web.queue.feed import Kept, events
from hiwater_inspector.web.queue.routes import router
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.security.admission import Admission


@pytest.fixture
def client(runs: Runs) -> Iterator[TestClient]:
    """The routes over the store of the test, asked with the bearer token of a script."""
    asked = application(Admission(80, "token"), (router(runs),))
    with TestClient(asked, "http://localhost", headers={"authorization": "Bearer token"}) as client:
        yield client


def _begin(client: TestClient, **order: Any) -> dict[str, Any]:
    answer = client.post("/api/runs", json=order)
    assert answer.status_code == 201, answer.text
    state: dict[str, Any] = answer.json()
    return state


def _command(client: TestClient, state: dict[str, Any], name: str, **order: Any) -> dict[str, Any]:
    answer = client.post(f"/api/runs/{state['id']}/{name}", json=order, headers={"if-match": str(state["seq"])})
    assert answer.status_code < 300, answer.text
    done: dict[str, Any] = answer.json()
    return done


def _live(client: TestClient, state: dict[str, Any], seen: int = -1) -> WebSocketTestSession:
    """The feed. The test client takes another host for WebSockets unless it is told."""
    return client.websocket_connect(f"ws://localhost/api/runs/{state['id']}/live?from={seen}")


def _hear(socket: WebSocketTestSession) -> tuple[str, dict[str, Any]]:
    ((name, body),) = json.loads(socket.receive_text()).items()
    return name, body


def test_a_command_needs_the_seq_that_was_seen(client: TestClient) -> None:
    """428 without one, 400 for what is none, 409 with the present one for an old one; nothing was done."""
    state = _begin(client)
    address = f"/api/runs/{state['id']}/step"
    assert client.post(address, json={}).status_code == 428
    assert client.post(address, json={}, headers={"if-match": "soon"}).status_code == 400
    done = _command(client, state, "step")
    late = client.post(address, json={}, headers={"if-match": str(state["seq"])})
    assert (late.status_code, late.json()["seq"]) == (409, done["seq"])
    assert late.json()["detail"].endswith("look, and do it again.")
    assert client.get(f"/api/runs/{state['id']}").json()["steps"] == 1


@pytest.mark.parametrize("name", ["step", "run", "pause", "seek", "fork", "act", "policy", "fault"])
def test_every_command_wants_it(client: TestClient, name: str) -> None:
    """Also where the body is right."""
    state = _begin(client)
    body = {"at": 0, "act": "tick", "fault": "memory", "flags": {"cnt": True}}
    assert client.post(f"/api/runs/{state['id']}/{name}", json=body).status_code == 428


def test_what_is_wrong_is_one_sentence(client: TestClient) -> None:
    """Runs that are not there, steps beyond the end, selections of nothing, runs that are none."""
    state = _begin(client, open="scenario-high-water")
    base = f"/api/runs/{state['id']}"
    for path, status in (("/api/runs/run-99", 404), (f"{base}/view?at=5", 404), (f"{base}/detail?sel=rec:9", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert isinstance(answer.json()["detail"], str)
    orders: tuple[dict[str, Any], ...] = (
        {"open": "none"},
        {"document": {}},
        {"implementation": "fault:none"},
        {"take_over": "run-77"},
    )
    for order in orders:
        answer = client.post("/api/runs", json=order)
        assert answer.status_code in (404, 422)
        assert answer.json()["detail"]
    refused = client.post(f"{base}/seek", json={"at": 99}, headers={"if-match": str(state["seq"])})
    assert refused.status_code == 404


def test_a_pace_that_no_clock_can_wait_for_is_refused(client: TestClient) -> None:
    """One step in more than the limit of a run: 422 with a sentence that names it, and no thread dies of it."""
    state = _begin(client, open="scenario-high-water")
    refused = client.post(
        f"/api/runs/{state['id']}/run", json={"pace": 1e-300}, headers={"if-match": str(state["seq"])}
    )
    assert refused.status_code == 422
    assert "body.pace" in refused.json()["detail"]


def test_a_document_that_is_too_long_is_refused(client: TestClient) -> None:
    """While it comes, by a sentence; one that is nested too deep is no run either."""
    answer = client.post("/api/runs", content=b'{"title":"' + b"x" * 3_000_000 + b'"}')
    assert (answer.status_code, answer.json()["detail"]) == (413, "A run file has at most 2 MB.")
    deep = b'{"document":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert client.post("/api/runs", content=deep, headers={"content-type": "application/json"}).status_code in (
        400,
        422,
    )


def test_a_run_is_looked_at_as_data(client: TestClient) -> None:
    """List, state, picture, words, inspector, timeline, file, trail."""
    state = _begin(client)
    state = _command(client, state, "step", by=60)["state"]
    base = f"/api/runs/{state['id']}"
    assert client.get("/queue.json").json() == client.get("/api/runs").json()
    both = client.get(f"/queue/{state['id']}.json").json()
    assert both["view"] == client.get(f"{base}/view").json()
    assert both["view"]["at"] == state["at"] == 60
    told = client.get(f"{base}/words", params={"sel": "thr:user0"}).json()
    assert told["spoken"].startswith("user0 ")
    assert any(line.startswith("write_cv: ") for line in told["lines"])
    assert client.get(f"{base}/detail", params={"sel": "queue"}).json()["title"] == "queue"
    assert {track["name"] for track in client.get(f"{base}/timeline").json()["tracks"]} >= {"user0", "user1"}
    document = client.get(f"{base}/document").json()
    assert len(document["steps"]) == 60
    again = _begin(client, document=document)
    assert _command(client, again, "step", by=60)["state"]["at"] == 60
    trail = client.get(f"{base}/trail")
    assert len(trail.content) == both["view"]["trail"]["size"] > 0


def test_a_fork_answers_with_the_new_run(client: TestClient) -> None:
    """Both are there, and know each other."""
    state = _begin(client)
    state = _command(client, state, "step", by=9)["state"]
    forked = _command(client, state, "fork", at=4, title="the other")["state"]
    assert (forked["title"], forked["at"], forked["steps"]) == ("the other", 4, 4)
    both = [branch["id"] for branch in client.get(f"/api/runs/{state['id']}").json()["branches"]]
    assert both == [state["id"], forked["id"]]


def test_the_feed_gives_one_batch_for_each_credit(client: TestClient) -> None:
    """Contiguous, and what it makes of the snapshot is the view."""
    state = _begin(client)
    base = f"/api/runs/{state['id']}"
    with _live(client, state) as socket:
        name, body = _hear(socket)
        assert (name, body["reason"]) == ("snapshot", "first")
        view, seq = body["state"], body["seq"]
        for by in (1, 3, 7):
            state = _command(client, state, "step", by=by)["state"]
            socket.send_text(json.dumps({"ready": seq}))
            name, body = _hear(socket)
            assert (name, body["from"], body["to"]) == ("batch", seq, state["seq"])
            view, seq = applied(view, body["changes"]), body["to"]
            assert view == client.get(f"{base}/view").json()


def test_a_slow_client_gets_what_is_left_of_it_all(client: TestClient) -> None:
    """Nothing is sent unasked, and one message holds everything since."""
    state = _begin(client)
    with _live(client, state) as socket:
        _, body = _hear(socket)
        for _ in range(40):
            state = _command(client, state, "step")["state"]
        socket.send_text(json.dumps({"ready": body["seq"]}))
        name, after = _hear(socket)
        view = after["state"] if name == "snapshot" else applied(body["state"], after["changes"])
        assert view["at"] == 40


def test_a_seek_is_a_snapshot(client: TestClient) -> None:
    """For every follower; so is a gap."""
    state = _begin(client)
    state = _command(client, state, "step", by=30)["state"]
    with _live(client, state) as socket:
        _, body = _hear(socket)
        _command(client, state, "seek", at=12)
        socket.send_text(json.dumps({"ready": body["seq"]}))
        name, body = _hear(socket)
        assert (name, body["reason"], body["state"]["at"]) == ("snapshot", "seek", 12)
        socket.send_text('{"ready": -1}')
        name, body = _hear(socket)
        assert (name, body["reason"]) == ("snapshot", "gap")


def test_a_client_that_comes_again_goes_on(client: TestClient) -> None:
    """From a seq that is still kept; a snapshot for any other. What is no credit is not heard."""
    state = _begin(client)
    with _live(client, state) as socket:
        _, first = _hear(socket)
    state = _command(client, state, "step")["state"]
    with _live(client, state, first["seq"]) as socket:
        assert _hear(socket) == ("resume", {"seq": first["seq"]})
        for text in ("nonsense", '{"ready": "x"}', "[]", json.dumps({"ready": first["seq"]})):
            socket.send_text(text)
        name, body = _hear(socket)
        assert (name, body["from"], body["to"]) == ("batch", first["seq"], state["seq"])
    with _live(client, state, 12345) as socket:
        assert _hear(socket)[0] == "snapshot"


def test_a_run_that_is_gone_closes_the_feed(client: TestClient) -> None:
    """With the sentence, and a code of its own."""
    with pytest.raises(WebSocketDisconnect) as closed, _live(client, {"id": "run-99"}) as socket:
        socket.receive_text()
    assert closed.value.code == 4404


@pytest.mark.parametrize("last", [False, True])
def test_the_feed_for_scripts(runs: Runs, last: bool) -> None:
    """Server-sent events: a snapshot or a resume, then batches with their ids."""
    run = runs.create(NewRun())
    kept = Kept()

    async def listen(seen: int) -> list[str]:
        feed = events(run, kept, seen)
        heard = [await anext(feed)]
        await asyncio.to_thread(run.step, None, 1, None)
        heard.append(await asyncio.wait_for(anext(feed), 10))
        await feed.aclose()  # type: ignore[attr-defined]
        return heard

    def apart(seen: int) -> list[str]:
        """On a loop of its own: a browser's driver may hold this thread's."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(listen(seen))).result(30)

    first = apart(-1)
    assert first[0].startswith("id: 0\nevent: snapshot\ndata: {")
    assert first[1].startswith("id: 1\nevent: batch\ndata: {")
    if last:
        again = apart(1)
        assert again[0].startswith("id: 1\nevent: resume")
        assert again[1].startswith("id: 2\nevent: batch")


def test_the_description_of_the_interface_has_the_commands(client: TestClient) -> None:
    """OpenAPI, with what If-Match is for."""
    paths = client.get("/api/openapi.json").json()["paths"]
    step = paths["/api/runs/{identifier}/step"]["post"]
    assert [one["name"] for one in step["parameters"]] == ["identifier", "if-match"]
    assert set(step["responses"]) >= {"200", "409", "428"}
