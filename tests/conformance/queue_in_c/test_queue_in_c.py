"""An independent queue in C, written from the protocol page and the clauses alone, conforms to what it claims."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.clauses import Strength, clause_registry
from hiwater_conform.conforming import TIERS, Verdict, conform
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.protocol_schema import complaint_of_answer, complaints
from hiwater_conform.story import tell
from hiwater_conform.transcript import record
from hiwater_conform.wire import configure_line, start_line
from hiwater_model.configuration import Granularity
from hiwater_model.examples import WORLD
from hiwater_model.steps import Tick

HERE = Path(__file__).parent
SANITIZERS = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
AREAS = (*("CLOSE-", "ENQ-", "BLOCK-", "ABLOCK-", "DEQ-", "TABLE-", "IO-", "DOOR-", "MSG-"),
         *("DONE-", "DROP-", "START-", "FINISH-", "BACK-"))  # fmt: skip
NEVER_FOLLOWED = {"BACK-01"}
"""A must clause that no step follows: the one place that asks for the softcall has filled its descriptor in."""
FAULTS = {1: "ENQ-03", 2: "DEQ-05", 3: "BLOCK-01", 4: "TABLE-01", 5: "DROP-03"}
"""What decisions.h plants, and the clause that each breaks."""
SKIPPED = frozenset(one for one in clause_registry().identifiers if one.startswith(("AUDIT-", "DAEMON-")))
START = {"seq": 1, "do": "start"}


def build(to: Path, *flags: str, sources: Sequence[Path] = ()) -> Path:
    """Compile the queue, or other sources. Skips without a compiler, and fails with what the compiler said."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        pytest.skip("no C compiler: install cc, or name one in CC")
    command: list[str | Path] = [
        compiler,
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Werror",
        *flags,
        "-o",
        to,
        *(sources or sorted(HERE.glob("*.c"))),
    ]
    compiled = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert compiled.returncode == 0, compiled.stderr
    return to


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The queue with the sanitizers: what they find ends it."""
    return build(tmp_path_factory.mktemp("queue") / "queue", *SANITIZERS)


@pytest.fixture
def adapter(queue: Path) -> Iterator[ProcessAdapter]:
    """It, running."""
    with ProcessAdapter([queue]) as running:
        yield running


def answers(queue: Path, text: bytes) -> list[dict[str, Any]]:
    """What is answered to a whole input, each answer valid; the program must end well, with nothing leaked."""
    ended = subprocess.run([queue], input=text, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [complaints("answer", answer) for answer in found] == [[]] * len(found)
    return found


def line(request: object) -> bytes:
    """A request as a line."""
    return json.dumps(request).encode() + b"\n"


def test_it_says_what_it_is(adapter: ProcessAdapter) -> None:
    """It is claimed what the README says, and each skip names clauses that exist, with a reason."""
    declaration = adapter.start()
    assert declaration.capabilities == ("sequential", "scheduled:blocking", "scheduled:fine", "profile:given")
    named = {one for one in clause_registry().identifiers if one.startswith(tuple(s.clause for s in declaration.skips))}
    assert named == SKIPPED
    answer = json.loads(adapter.exchange([start_line(1)])[0])
    assert complaint_of_answer("start", answer) is None


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("width", [64, 32])
def test_it_agrees(adapter: ProcessAdapter, width: int, granularity: Granularity) -> None:
    """Over random steps at both widths and granularities."""
    report = run_campaign(adapter, Plan(2_500, 40 + width, (width,), (granularity,), avoided=SKIPPED))
    assert report.divergence is None, tell(report.divergence, "the queue in C")
    assert report.steps == 2_500


def test_it_conforms(adapter: ProcessAdapter) -> None:
    """At the tiny tier; every must clause of its areas passes."""
    judged = conform(adapter, TIERS["tiny"], 1, name="queue_in_c")
    assert judged.conforms, [one.told() for one in judged.failures]
    must = {one.identifier for one in clause_registry().clauses if one.strength is Strength.MUST}
    wanted = {one for one in must if one.startswith(AREAS)} - NEVER_FOLLOWED
    passed = {one.clause for one in judged.verdicts if one.verdict is Verdict.PASS}
    assert wanted - passed == set()


@pytest.mark.campaign
def test_it_agrees_for_long(adapter: ProcessAdapter) -> None:
    """Over two hundred thousand random steps at the blocking granularity, and as many at the fine one."""
    for granularity in Granularity:
        report = run_campaign(adapter, Plan(200_000, 7, granularities=(granularity,), avoided=SKIPPED))
        assert report.divergence is None, tell(report.divergence, "the queue in C")


@pytest.mark.parametrize("number", FAULTS)
def test_planted_fault_is_found(number: int, tmp_path: Path) -> None:
    """And blamed on the clause that it breaks. The fine granularity is the one that names a cause, not what follows."""
    with ProcessAdapter([build(tmp_path / "queue", f"-DFAULT_{number}")]) as faulty:
        report = run_campaign(faulty, Plan(30_000, 1, granularities=(Granularity.FINE,), avoided=SKIPPED))
    assert report.divergence is not None
    assert report.divergence.difference.clause == FAULTS[number]


HOSTILE = {
    "no JSON": b"hello world",
    "nothing": b"",
    "another value": b"7",
    "a list": b"[1,2]",
    "two values": b"{} {}",
    "no request": b'{"seq":1}',
    "no number": b'{"do":"observe"}',
    "an unknown request": b'{"seq":1,"do":"dance"}',
    "a request of another type": b'{"seq":1,"do":["step"]}',
    "a fraction": b'{"seq":1.5,"do":"start"}',
    "a large number": b'{"seq":99999999999999999999,"do":"start"}',
    "no step": b'{"seq":1,"do":"step"}',
    "a step of another type": b'{"seq":1,"do":"step","step":3}',
    "a step too early": b'{"seq":1,"do":"step","step":{"step":"tick","ticks":1}}',
    "observed too early": b'{"seq":1,"do":"observe"}',
    "no configuration": b'{"seq":1,"do":"configure"}',
    "an empty configuration": b'{"seq":1,"do":"configure","configuration":{}}',
    "a string that does not end": b'{"seq":1,"do":"sta',
    "a lone surrogate": b'{"seq":1,"do":"\\ud800"}',
    "a control character": b'{"seq":1,"do":"\x01"}',
    "a zero byte": b'{"seq":1,"do":"start\x00"}',
    "no UTF-8": b'{"seq":1,"do":"\xff\xfe"}',
    "deep": b"[" * 100_000,
    "a long line": b'{"seq":1,"do":"' + b"x" * (1 << 20) + b'"}',
    "a long line of values": b"[" + b"0," * 400_000 + b"0]",
    "a longer line": b"x" * (5 << 20),
}


def test_hostile_lines_are_refused(queue: Path) -> None:
    """Each gets one answer, and what follows is answered as ever."""
    found = answers(queue, b"".join(text + b"\n" + line(START) for text in HOSTILE.values()))
    refused = {name: "refused" in answer for name, answer in zip(HOSTILE, found[::2], strict=True)}
    assert refused == dict.fromkeys(HOSTILE, True)
    assert all("capabilities" in answer for answer in found[1::2])


def test_a_line_cut_off_is_refused(queue: Path) -> None:
    """At the end of the input."""
    first, second = answers(queue, line(START) + line(START)[:10])
    assert "capabilities" in first
    assert "refused" in second


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a JSON value."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def with_other(value: Any, path: tuple[Any, ...], other: object) -> Any:
    """A copy with another part at a place."""
    copy = json.loads(json.dumps(value))
    part = copy
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = other
    return copy


def test_wrong_types_are_refused(queue: Path) -> None:
    """Each part of a configuration and of a call as an object; a good one is taken behind each."""
    good = json.loads(configure_line(1, WORLD))
    call = {"step": "call", "thread": "user0", "function": "au_close", "zone": 0, "descriptor": "thread", "flag": 1}
    close = {"seq": 2, "do": "step", "step": {**call, "event": 0, "modifier": 0, "time": [1, 2]}}
    bad = [with_other(good, path, {"x": 1}) for path in places(good) if path != ("configuration",)]
    bad += [with_other(close, path, {"x": 1}) for path in places(close)]
    bad += [{**close, "step": {"step": "call", "thread": "user0", "function": "au_uwrite", "token": token}}
            for token in ([], ["0"], ["zz"], ["00" * 129], [7], "00", {"x": 1})]  # fmt: skip
    found = answers(queue, b"".join(line(one) + line(good) for one in bad))
    assert [one for one, answer in zip(bad, found[::2], strict=True) if "refused" not in answer] == []
    assert all(answer.get("ok") for answer in found[1::2])


def test_changed_bytes_do_no_harm(queue: Path) -> None:
    """Lines of a run with bytes changed, cut out or doubled: each is answered, whatever is said."""
    draw = random.Random(3)
    sent = [*record(WORLD, lambda _machine: Tick(1), 20).sent, *(one.strip() for one in map(line, [START] * 5))]
    lines = []
    for _ in range(2_000):
        text = bytearray(draw.choice(sent))
        for _ in range(draw.randrange(4)):
            begin = draw.randrange(len(text))
            text[begin : begin + draw.randrange(6)] = draw.choice((b"", b"9", b"-", b"]", b"{", b'"', b"null", b"\\u"))
        lines.append(bytes(text))
    assert len(answers(queue, b"\n".join(lines) + b"\n")) == len(lines)
