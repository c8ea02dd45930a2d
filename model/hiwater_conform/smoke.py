"""A dozen exchanges with an adapter, each validated both ways: the first thing to run when one is being written.

Not good for: judging a queue. It shows that an adapter understands the protocol, and stops at the first error.
"""

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_conform.adapter import Adapter, AdapterEnded, answer_of, declaration_of
from hiwater_conform.claims import SEQUENTIAL, claims_of
from hiwater_conform.comparison import compare, compare_answers
from hiwater_conform.difference import Difference
from hiwater_conform.protocol_schema import complaint_of_answer, complaints
from hiwater_conform.transcript import BEFORE_STEPS, Transcript, replay
from hiwater_conform.wire import Scribe, configure_line, start_line
from hiwater_conform.wire_modes import perform_line
from hiwater_conform.wire_values import Wire, thread_names
from hiwater_model.configuration import Configuration, Granularity
from hiwater_model.examples import GLOBAL_ZONE, IN_SYSTEM_CALL, WORLD
from hiwater_model.steps import Answer, AuClose, AuUwrite, Call, Run, Step, Tick

_TOKEN: Final = (bytes.fromhex("2800036869") + b"\0",)
"""A text token: hi."""
_CLOSE: Final = AuClose(0, "thread", 1, 6152, 0, None)
WORLD_OF_SMOKE: Final = WORLD._replace(
    zones=(GLOBAL_ZONE._replace(high_water=1, low_water=0, buffer_size=16),), threads=(IN_SYSTEM_CALL, IN_SYSTEM_CALL)
)
_READER: Final = 4
_STEPS: Final[tuple[tuple[str, Step], ...]] = (
    ("the output thread finds the queue empty, and sleeps", Run(_READER)),
    ("a thread appends a token to its descriptor", Call(0, AuUwrite(_TOKEN))),
    ("it closes the record: queued, and the output thread is woken", Call(0, _CLOSE)),
    ("another thread appends a token", Call(1, AuUwrite(_TOKEN))),
    ("the queue is at high water: the second thread sleeps in au_close", Call(1, _CLOSE)),
    ("the output thread sends the first 16 bytes to the door", Run(_READER)),
    ("the door answers 0: the rest of the record follows", Answer(_READER, 0, 0)),
    ("the door answers 0: the record leaves the queue, the sleeper is woken", Answer(_READER, 0, 0)),
    ("the second record is queued", Run(1)),
    ("time passes", Tick(1)),
)


class Check(NamedTuple):
    """One thing that was asked; `problem` is None if it was answered as it must be."""

    title: str
    sent: str
    answered: str
    expected: str
    problem: str | None
    """The field and what is wrong with it."""
    clause: str | None
    """The clause that says so, if one does."""


class SmokeReport(NamedTuple):
    """The checks up to the first that failed; what the adapter is and can, as far as it said so."""

    checks: tuple[Check, ...]
    language: str
    capabilities: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """All checks were answered as they must be."""
        return all(check.problem is None for check in self.checks)


def smoke(adapter: Adapter) -> SmokeReport:
    """Ask until something is wrong. An adapter that ends or hangs is a problem like others. Raises OSError."""
    checks: list[Check] = []
    capabilities: tuple[str, ...] = ()
    language = ""
    for check in _checks(adapter):
        checks.append(check)
        if check.problem is not None:
            break
        if len(checks) == 1:
            answer = json.loads(check.answered)
            language, capabilities = answer["language"], tuple(answer["capabilities"])
    return SmokeReport(tuple(checks), language, capabilities)


def _checks(adapter: Adapter) -> Iterator[Check]:
    started = _asked(adapter, "it says who it is", "start", start_line(1), None)
    if started.problem is not None:
        yield started
        return
    claims = claims_of(declaration_of(json.loads(started.answered)))
    if not claims.granularities and not claims.modes:
        what = "$.capabilities: no mode (scheduled:blocking, scheduled:fine, sequential, free-running): nothing to ask"
        yield started._replace(problem=what)
        return
    yield started
    if not claims.granularities:
        yield from _of_modes(adapter, WORLD_OF_SMOKE._replace(profile=claims.profiles[0]), claims.modes)
        return
    granularity = Granularity.BLOCKING if Granularity.BLOCKING in claims.granularities else Granularity.FINE
    world = WORLD_OF_SMOKE._replace(granularity=granularity, profile=claims.profiles[0])
    yield from _of_world(adapter, world, claims.avoided)


def _of_world(adapter: Adapter, configuration: Configuration, avoided: frozenset[str]) -> Iterator[Check]:
    """The story of one full queue, asked line by line; then a refusal, and all of it once more sent ahead."""
    titled = _STEPS if configuration.granularity is Granularity.BLOCKING else _STEPS[:1]
    transcript = replay(configuration, [step for _, step in titled], avoided=avoided)
    title_of = {id(step): title for title, step in titled}
    titles = ["it takes a configuration", "it shows the queue as configured"]
    titles += [*(title_of[id(step)] for step in transcript.steps), "it shows the queue as it is now"]
    kinds = ["configure", "observe", *["step"] * len(transcript.steps), "observe"]
    for number, (title, kind) in enumerate(zip(titles, kinds, strict=True)):
        yield _asked(adapter, title, kind, transcript.sent[number], _part(transcript, number))
    yield _refusal(adapter, configuration, transcript)
    yield _sent_ahead(adapter, transcript)


def _of_modes(adapter: Adapter, configuration: Configuration, modes: tuple[str, ...]) -> Iterator[Check]:
    """An adapter that picks itself: a configuration, and one whole call if it makes such. `conform` asks for more."""
    yield _asked(adapter, "it takes a configuration", "configure", configure_line(2, configuration), None)
    if SEQUENTIAL in modes:
        call = perform_line(3, Call(0, AuUwrite(_TOKEN)), thread_names(configuration))
        yield _asked(adapter, "a thread appends a token to its descriptor: one whole call", "perform", call, None)


def _part(transcript: Transcript, number: int) -> Transcript:
    """The transcript up to and with a line."""
    steps = transcript.steps[: max(0, number + 1 - BEFORE_STEPS)]
    return transcript._replace(
        steps=steps, sent=transcript.sent[: number + 1], expected=transcript.expected[: number + 1]
    )


def _asked(adapter: Adapter, title: str, kind: str, line: bytes, transcript: Transcript | None) -> Check:
    """Send one line; hold the answer against the schema, then against the model's."""
    expected = "" if transcript is None else transcript.expected[-1].decode()
    check = Check(title, line.decode(), "", expected, None, None)
    wrong = complaints("request", json.loads(line))
    assert not wrong, wrong
    try:
        answered = adapter.exchange([line])[0]
    except AdapterEnded as end:
        return check._replace(problem=f"no answer: {end.why}")
    check = check._replace(answered=answered.decode("utf-8", "replace"))
    try:
        answer = answer_of(answered)
    except AdapterEnded as end:
        return check._replace(problem=f"$: {end.why}")
    problem = complaint_of_answer(kind, answer) or _sequence_problem(json.loads(line), answer)
    if problem is None and transcript is not None:
        return _compared(check, transcript, answered)
    return check._replace(problem=problem)


def _sequence_problem(request: dict[str, Wire], answer: dict[str, Wire]) -> str | None:
    if answer["seq"] != request["seq"]:
        return f"$.seq: {answer['seq']} answers request {request['seq']}; the number is echoed"
    return None


def _compared(check: Check, transcript: Transcript, answered: bytes) -> Check:
    """Hold the last answer of a transcript against the model's."""
    divergence = compare_answers(transcript, [*transcript.expected[:-1], answered])
    if divergence is None:
        return check
    return check._replace(problem=_told(divergence.difference), clause=divergence.difference.clause)


def _told(difference: Difference) -> str:
    expected, actual = json.dumps(difference.expected), json.dumps(difference.actual)
    return f"{difference.key}: expected {expected}, answered {actual}"


def _refusal(adapter: Adapter, configuration: Configuration, transcript: Transcript) -> Check:
    """A step that nobody can take: refused, and nothing has changed."""
    sequence = len(transcript.sent) + 1
    line = Scribe(configuration).step_line(sequence, Answer(0, 0, 0))
    check = _asked(adapter, "it refuses an answer of the door to a thread that is at none", "step", line, None)
    if check.problem is not None:
        return check
    if "refused" not in json.loads(check.answered):
        return check._replace(problem='$: the step is not enabled: {"seq":n,"refused":"why"} says so')
    again = _asked(adapter, "a refused step changes nothing", "observe", transcript.sent[-1], transcript)
    return again if again.problem is not None else check


def _sent_ahead(adapter: Adapter, transcript: Transcript) -> Check:
    """The same run once more, from `configure` on, all lines at once."""
    title = f"it begins anew, and answers {len(transcript.sent)} requests that are sent ahead, in their order"
    check = Check(title, transcript.sent[0].decode() + " …", "", "", None, None)
    divergence = compare(adapter, transcript)
    if divergence is None:
        return check
    problem = _told(divergence.difference)
    return check._replace(answered=divergence.actual, expected=divergence.expected, problem=problem)
