"""The API against its own description: schemathesis asks every documented route, with data that fits and that does not.

Not good for: what an answer means; a right form can hold a wrong number.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import pytest
import schemathesis
from fastapi import APIRouter, Query
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.testclient import TestClient

from hiwater_conform.run_link import link_to
from hiwater_conform.runs import run_text
from hiwater_conform.scenarios import all_scenarios
from hiwater_inspector.web.application import application
from hiwater_inspector.web.inspector import Inspector
from hiwater_inspector.web.refusals import refusals
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.security.guard import Guard, Receive, Scope, Send
from hiwater_inspector.web.shown import Shown
from hiwater_inspector.web.trails import routes as decoding
from tests.inspector.trails.test_trails import TRAIL

ADMISSION: Final = Admission(80, "token", names=("testserver",))
BEARER: Final = {"authorization": "Bearer token"}
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
Operation = APIOperation[Any, Any, Any, Any]
SETTINGS: Final = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
EXAMPLES: Final = 6
"""Of each route: with data that fits, with data that does not, and with names of things that are not there."""
SHIPPED: Final = {
    "/runs/": "scenario-high-water",
    "/compare/": "scenario-high-water",
    "/lessons/": "lesson-two-marks",
    "/spec/": "ENQ-03",
}
RUNS: Final = "/api/runs/{identifier}"
GOOD: Final[dict[str, dict[str, Any]]] = {
    "POST /runs": {"body": json.loads(run_text(all_scenarios()[3]))},
    "POST /runs/link": {"body": {"word": link_to(all_scenarios()[3]).partition("run=")[2]}},
    f"GET {RUNS}/detail": {"query": {"sel": "queue"}},
    f"POST {RUNS}/seek": {"body": {"at": 0}},
    f"POST {RUNS}/fork": {"body": {"at": 0}},
    f"POST {RUNS}/act": {"body": {"act": "produce"}},
    f"POST {RUNS}/policy": {"body": {"flags": {"cnt": True}}},
    f"POST {RUNS}/fault": {"body": {"fault": "door", "times": 2}},
}
"""What chance does not find: data with which a route does what it is for."""


@dataclass
class Asked:
    """What came of asking: faults by route, and the statuses that each route answered."""

    faults: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)


class Asking:
    """Asks an application all that it documents. `named` gives the names of things that are there, for a path."""

    def __init__(self, guard: Guard, named: Callable[[str], dict[str, Any]]) -> None:
        self._schema: BaseSchema = schemathesis.openapi.from_asgi("/api/openapi.json", served(guard), headers=BEARER)
        self._schema.config.max_stream_events = 1
        self._client = TestClient(guard, "http://testserver:80", headers=BEARER)
        self._named = named

    def all(self) -> Asked:
        """Every route, with each kind of data."""
        asked = Asked()
        for found in self._schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            asked.faults[operation.label], asked.statuses[operation.label] = set(), Counter()
            there = {"path_parameters": self._named(operation.path)} if "{" in operation.path else {}
            if operation.label in GOOD:
                self._ask(asked, operation, GenerationMode.POSITIVE, there | GOOD[operation.label], 1)
            if there:
                self._ask(asked, operation, GenerationMode.POSITIVE, there, EXAMPLES)
            self._ask(asked, operation, GenerationMode.POSITIVE, {}, EXAMPLES)
            if can_be_wrong(operation):
                named = {"identifier": there["path_parameters"]["identifier"]} if there else None
                self._ask(asked, operation, GenerationMode.NEGATIVE, {"path_parameters": named}, EXAMPLES)
        return asked

    def _ask(self, asked: Asked, operation: Operation, mode: GenerationMode, fixed: dict[str, Any], most: int) -> None:
        named = fixed.get("path_parameters")

        @settings(SETTINGS, max_examples=most)
        @given(case=operation.as_strategy(mode, **fixed))
        def ask(case: Case[Any]) -> None:
            if named and mode is GenerationMode.POSITIVE and takes_if_match(operation):
                case.headers["If-Match"] = str(self._client.get(f"/api/runs/{named['identifier']}").json()["seq"])
            answer = case.call(headers=BEARER)
            asked.statuses[operation.label][answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failed:
                asked.faults[operation.label].update(
                    f"{one.title}: {one.message} ({case.as_curl_command()})" for one in failed.exceptions
                )

        ask()


def served(guard: Guard) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The application as a server runs it: what a route raises was answered by 500, and ends nothing else."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(Exception):
            await guard(scope, receive, send)

    return answer


def can_be_wrong(operation: Operation) -> bool:
    """Some data does not fit: there is a body, or a parameter that is more than any text."""
    raw = operation.definition.raw
    return "requestBody" in raw or any(
        parameter["schema"].get("type") == "integer"
        or {"enum", "maxLength", "minLength"} & set(parameter["schema"])
        or (parameter["in"] == "query" and parameter["required"])
        for parameter in raw.get("parameters", ())
    )


def takes_if_match(operation: Operation) -> bool:
    """Whether it is a command, for a state that one has seen."""
    return any(parameter["name"] == "if-match" for parameter in operation.definition.raw.get("parameters", ()))


def names_in(path: str, client: TestClient) -> dict[str, Any]:
    """Names and numbers of things that are there: a new run, a new trail, or what is shipped."""
    start = path.partition("{")[0]
    if start in ("/queue/", "/api/runs/"):
        identifier = client.post("/api/runs", json={"open": "scenario-high-water"}).json()["id"]
    elif start in ("/decode/", "/api/trails/"):
        identifier = client.post("/api/trails", content=TRAIL.read_bytes()).json()["id"]
    else:
        identifier = SHIPPED[start]
    known = {"identifier": identifier, "number": 1, "offset": 0}
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


@pytest.fixture
def inspector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inspector]:
    """All pages; who waits for a trail to grow does not wait long."""
    monkeypatch.setattr(decoding, "_GROWTH_SECONDS", 0.05)
    with Inspector(Shown(), ADMISSION) as inspector:
        yield inspector


def test_every_answer_is_as_the_description_says(inspector: Inspector) -> None:
    """No 5xx, no status, media type or form that is not declared, nothing wrong taken; each route answers well once."""
    client = TestClient(inspector.application, "http://testserver:80", headers=BEARER)
    asked = Asking(inspector.application, lambda path: names_in(path, client)).all()
    assert {label: faults for label, faults in asked.faults.items() if faults} == {}
    documented = client.get("/api/openapi.json").json()["paths"]
    assert len(asked.faults) == sum(len(methods) for methods in documented.values())
    assert [label for label, seen in asked.statuses.items() if min(seen) >= 300] == []


class Kept(BaseModel):
    """The form that a planted route declares."""

    size: int


def planted() -> APIRouter:
    """Routes that are wrong, each in one way, and one that is right."""
    routes = APIRouter(responses=refusals(422))

    @routes.get("/right")
    def right(n: Annotated[int, Query(ge=0)] = 0) -> Kept:
        """Right."""
        return Kept(size=n)

    @routes.get("/breaks")
    def breaks(n: int = 0) -> Kept:
        """Fails on a number that is not 0: 500."""
        return Kept(size=1 // (n == 0))

    @routes.get("/form", response_model=Kept)
    def form() -> JSONResponse:
        """Answers another form."""
        return JSONResponse({"size": "large"})

    @routes.get("/status", response_model=Kept)
    def status() -> JSONResponse:
        """Answers a status that is not declared."""
        return JSONResponse({"detail": "not here"}, 404)

    @routes.get("/media", response_model=Kept)
    def media() -> PlainTextResponse:
        """Answers text for JSON."""
        return PlainTextResponse("1")

    @routes.get("/takes", openapi_extra={"parameters": [{"in": "query", "name": "n", "schema": {"type": "integer"}}]})
    def takes() -> Kept:
        """Takes what does not fit."""
        return Kept(size=0)

    return routes


def test_planted_faults_are_found() -> None:
    """Each wrong route is caught, and the right one is not."""
    asked = Asking(application(ADMISSION, [planted()]), lambda _path: {}).all()
    found = {
        label.removeprefix("GET "): {fault.partition(":")[0] for fault in asked.faults[label]} for label in asked.faults
    }
    assert found == {
        "/right": set(),
        "/breaks": {"Server error", "Undocumented status code"},
        "/form": {"Response violates schema"},
        "/status": {"Undocumented status code"},
        "/media": {"Undocumented Content-Type"},
        "/takes": {"Schema-violating request accepted"},
    }
