"""Adapters that run freely, ours and liars: `python -m … NAME` serves one on standard input and output."""

import json
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from hiwater_conform.serving import serve
from hiwater_inspector.command_line.checking.free_run import FreeRun
from hiwater_inspector.command_line.conforming.own_modes import OwnModes

ANY: Final = ("any",)
"""Instead of clauses: whichever the judge was at when it noticed."""
Trace = list[dict[str, Any]]
_MAY_BE_LEFT_OUT: Final = ("count", "writers", "reader", "sequence")


class FreeLiar(NamedTuple):
    """What is wrong with its run, or what it makes of the trace; the clauses blamed, none for the protocol."""

    what: str
    clauses: tuple[str, ...]
    prepare: Callable[[FreeRun], None] = lambda _run: None
    twist: Callable[[Trace], Trace] = lambda trace: trace


class _Deaf:
    """A condition on which every other broadcast is forgotten."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._count = inner, 0

    def broadcast(self) -> None:
        """Forgotten, or not."""
        self._count += 1
        if self._count % 2:
            self._inner.broadcast()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _too_high(run: FreeRun) -> None:
    """The mark that the queue uses is not the one that was configured."""
    run.system.contexts[0].queue.high_water += 1


def _forgetful(run: FreeRun) -> None:
    queue = run.system.contexts[0].queue
    queue.read_condition = _Deaf(queue.read_condition)


def _loses_a_buffer(trace: Trace) -> Trace:
    asked = [place for place, line in enumerate(trace) if line["event"] == "asked"]
    lost = asked[len(asked) // 2]
    return [*trace[:lost], *trace[lost + 1 :]]


def _wrong_bytes(trace: Trace) -> Trace:
    place = next(place for place, line in enumerate(trace) if line["event"] == "asked")
    wrong = {**trace[place], "bytes": "00" * trace[place]["size"]}
    wrong.pop("sha256", None)
    return [*trace[:place], wrong, *trace[place + 1 :]]


def _wrong_count(trace: Trace) -> Trace:
    place = next(place for place, line in enumerate(trace) if line.get("at") == 403)
    return [*trace[:place], {**trace[place], "count": 99}, *trace[place + 1 :]]


def _hostile(trace: Trace) -> Trace:
    return [*trace[:3], {"event": "called", "thread": ["user0"], "call": "<script>"}, *trace[3:]]


LIARS: Final[dict[str, FreeLiar]] = {
    "high-water-too-high": FreeLiar("the queue takes one record more", ("ENQ-03", "BLOCK-05"), _too_high),
    "wakes-half": FreeLiar("every other broadcast to the reader is forgotten", ("ENQ-08",), _forgetful),
    "loses-a-buffer": FreeLiar("a buffer is not told", ANY, twist=_loses_a_buffer),
    "wrong-bytes": FreeLiar("a buffer holds other bytes", ("IO-04",), twist=_wrong_bytes),
    "wrong-count": FreeLiar("a count is told that cannot be", ("ENQ-07",), twist=_wrong_count),
    "cut": FreeLiar("the trace is cut off", (), twist=lambda trace: trace[:-1]),
    "hostile": FreeLiar("a line is none", (), twist=_hostile),
    "empty": FreeLiar("nothing is told", (), twist=lambda _trace: []),
}

QUIET: Final = {
    "silent-facts": FreeLiar(
        "the truth, without what may be left out",
        (),
        twist=lambda trace: [{key: one[key] for key in one if key not in _MAY_BE_LEFT_OUT} for one in trace],
    )
}


class Liar(OwnModes):
    """Claims free-running alone, and twists the trace."""

    def __init__(self, name: str) -> None:
        self._liar = {**LIARS, **QUIET}.get(name, FreeLiar("the truth", ()))
        super().__init__(prepare=self._liar.prepare)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        return [self._twisted(answer) for answer in super().exchange(lines)]

    def _twisted(self, line: bytes) -> bytes:
        answer = json.loads(line)
        if "capabilities" in answer:
            answer["capabilities"] = ["free-running", "profile:given", "profile:later"]
        if "trace" in answer:
            answer["trace"] = self._liar.twist(answer["trace"])
        return json.dumps(answer, separators=(",", ":")).encode()


if __name__ == "__main__":
    serve(Liar(sys.argv[1]))
