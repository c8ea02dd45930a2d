"""The requests of the modes in which the implementation picks, `perform` and `release`, and what answers them.

See "Modes" in `specs/hiwater_specs/protocol/README.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hiwater_conform.adapter import AdapterEnded, answer_of
from hiwater_conform.following.calls import Performed
from hiwater_conform.following.header import Header, header_to_wire
from hiwater_conform.following.lines import Line, line_from_wire
from hiwater_conform.protocol_schema import complaint_of_answer
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import NotThisForm, Wire, text_of
from hiwater_model.steps import Call

MOST_EVENTS: Final = 1_000
"""Of the answer to `perform`."""
MOST_LINES: Final = 200_000
"""Of the trace that answers `release`."""


def perform_line(sequence: int, call: Call, names: tuple[str, ...]) -> bytes:
    """The request to make one whole call."""
    return f'{{"seq":{sequence},"do":"perform","step":{text_of(step_to_wire(call, names))}}}'.encode()


def release_line(sequence: int, calls: Sequence[Call], names: tuple[str, ...]) -> bytes:
    """The request to let threads run freely, each through its calls in order."""
    steps = [step_to_wire(call, names) for call in calls]
    return f'{{"seq":{sequence},"do":"release","calls":{text_of(steps)}}}'.encode()


def performed_of(line: bytes, sequence: int, names: tuple[str, ...]) -> Performed:
    """What the answer to request `sequence`, a `perform`, tells. Raises AdapterEnded for what is no such answer."""
    answer = _answer("perform", line)
    if answer["seq"] != sequence:
        raise AdapterEnded(f"$.seq: {answer['seq']} answers request {sequence}; the number is echoed")
    events = answer["performed"]
    if len(events) > MOST_EVENTS:
        raise AdapterEnded(f"{len(events):,} events after one call; at most {MOST_EVENTS:,} are read")
    returned: dict[int, tuple[str, Wire]] = {}
    sent: dict[int, list[tuple[int, bytes]]] = {}
    halted = None
    for event in events:
        if event["event"] == "returned":
            returned[_number(event["thread"], names)] = (event["function"], event["value"])
        elif event["event"] == "asked":
            sent.setdefault(event["zone"], []).append((event["type"], bytes.fromhex(event["bytes"])))
        elif event["event"] == "halted":
            halted = event["reason"]
        else:
            raise AdapterEnded(f"$.performed: returned, asked and halted are told, not {event['event']}")
    return Performed(returned, {zone: tuple(one) for zone, one in sent.items()}, halted, answer["observation"])


def trace_of(line: bytes, header: Header) -> Iterator[Line]:
    """The lines of the trace that answers `release`. Raises AdapterEnded for what is no such answer."""
    lines = _answer("release", line)["trace"]
    if len(lines) > MOST_LINES:
        raise AdapterEnded(f"a trace of {len(lines):,} lines; at most {MOST_LINES:,} are followed")
    numbers = {name: number for number, name in enumerate(header.names)}
    for place, one in enumerate(lines):
        try:
            yield line_from_wire(one, numbers, header.names)
        except NotThisForm as error:
            raise AdapterEnded(f"$.trace[{place}]: {error}") from None


def trace_text(line: bytes, header: Header) -> bytes:
    """The trace that answers `release` as a file for `hiwater validate`."""
    first = header_to_wire(header.configuration, header.names)
    lines = [first, *_answer("release", line)["trace"]]
    return "".join(text_of(one) + "\n" for one in lines).encode("utf-8", "replace")


def _answer(request: str, line: bytes) -> Mapping[str, Any]:
    answer = answer_of(line)
    complaint = complaint_of_answer(request, answer)
    if complaint is None and ("refused" in answer or "fault" in answer):
        complaint = str(answer.get("refused", answer.get("fault")))[:300]
    if complaint is not None:
        raise AdapterEnded(complaint)
    return answer


def _number(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise AdapterEnded(f"$.performed: no thread is called {name}")
    return names.index(name)
