"""Some hundred inputs of the campaign, and the campaign itself: it finds what is planted, saves it, and goes on."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hiwater_impl.compiled import Entry
from hiwater_impl.records import framing, looks, one_record, scanning, walking
from hiwater_impl.records.pieces import DAMAGE, FAULT, FAULTS, KIND
from hiwater_impl.records.printing.illumos.printer import Printer as IllumosPrinter
from hiwater_impl.records.printing.openbsm.printer import Printer as OpenbsmPrinter
from hiwater_impl.records.printing.own import printer as own_printer
from hiwater_impl.records.printing.own.stretch import PUT_PIECES
from tests.records.fuzz import evidence, printing
from tests.records.fuzz.asking import Asking
from tests.records.fuzz.campaign import Campaign, Report
from tests.records.fuzz.checks import Asked, check
from tests.records.fuzz.failed import Failed
from tests.records.fuzz.inputs import LONG_ONES, MOST_BYTES, USUAL_BYTES, Input, input_of
from tests.records.fuzz.planted import SIGN
from tests.records.fuzz.reading import check_chunks, check_model, framed
from tests.records.fuzz.shrinking import shrunk
from tests.records.fuzz.worker import Answer

INPUTS = 250
PRINTED = 60
MANY = 5_000
"""Enough to find a fault that is planted."""


@pytest.fixture
def own_printer_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own printer writes to guarded arrays, until the test ends."""
    monkeypatch.setattr(own_printer, "PUT_PIECES", printing.Guarded(PUT_PIECES.function))


def test_some_inputs(own_printer_guarded: None) -> None:
    """All checks hold on the first inputs, compared and printed each."""
    for number in range(INPUTS):
        check(input_of(1, number), Asked(compared=True, printed=number < PRINTED))


@pytest.mark.campaign
def test_many_inputs(tmp_path: Path) -> None:
    """As the command does it, with a seed of its own."""
    with Asking() as asking:
        report = Campaign(2, tmp_path, asking).run(0, 20_000)
    assert report.failures == []
    assert (report.done.inputs, report.done.compared) == (20_000, 4_000)


def test_inputs_reach_every_kind_of_damage() -> None:
    """Records, file tokens and skipped bytes; each reason of damage but the two that are one in a thousand; none."""
    kinds, damages, faults = Counter[int](), Counter[int](), Counter[str]()
    for number in range(INPUTS):
        for row in framed(input_of(1, number), compiled=False).tolist():
            kinds[row[KIND]] += 1
            damages.update(bit for bit in range(6) if row[DAMAGE] >> bit & 1)
            faults[FAULTS[row[FAULT]]] += 1
    assert sorted(kinds) == [0, 1, 2]
    assert sorted(damages) == [0, 1, 2, 3, 4, 5]
    assert set(FAULTS) - set(faults) <= {"negative", "no_case"}
    assert faults[""] > INPUTS


def test_a_number_is_an_input() -> None:
    """The same seed and number give the same input, others another; sizes are as announced."""
    assert input_of(1, 7) == input_of(1, 7)
    assert len({input_of(seed, number) for seed in (1, 2) for number in range(50)}) == 100
    sizes = [len(input_of(1, number).data) for number in range(300)]
    assert min(sizes) == 0
    assert USUAL_BYTES / 2 < max(sizes) <= USUAL_BYTES
    long_ones = [len(input_of(1, number * LONG_ONES - 1).data) for number in range(1, 40)]
    assert USUAL_BYTES < max(long_ones) <= MOST_BYTES


def interpreted(numbers: range) -> None:
    """Frame inputs in CPython, where a fault can be planted, and check what comes out."""
    for number in numbers:
        one = input_of(1, number)
        rows = framed(one, compiled=False)
        check_chunks(one, rows, compiled=False)
        check_model(one, rows)


def never(*_: Any) -> int:
    """No, whatever is asked."""
    return 0


PUT_OTHER = framing.put_other
PLANTED: dict[str, tuple[Any, str, Any]] = {
    "model: everything is plausible": (one_record, "plausible", lambda *_: 1),
    "model: nothing is trusted": (scanning, "trusted", never),
    "model: no trailer ends a record": (one_record, "inner_end", never),
    "model: another reason": (walking, "EARLY_TRAILER", walking.NESTED),
    "chunks: what has not come will never come": (looks, "later", never),
    "tiles: a piece begins where none ends": (
        framing,
        "put_other",
        lambda kind, place, *others: PUT_OTHER(kind, place + 1, *others),
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_wrong_rule_of_framing_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the check that is named before it."""
    monkeypatch.setattr(*PLANTED[fault])
    with pytest.raises(Failed) as failed:
        interpreted(range(MANY))
    assert failed.value.kind == fault.partition(":")[0]


def test_nothing_planted_nothing_found() -> None:
    """The same checks hold when framing is as it is."""
    interpreted(range(40))


@cache
def signed() -> int:
    """The number of the first input of more than 300 bytes that wakes a planted worker."""
    found = (number for number in range(MANY) if SIGN in input_of(1, number).data[300:])
    return next(found)


def one_with_pieces() -> tuple[Input, Any]:
    """This input and its pieces."""
    one = input_of(1, signed())
    rows = framed(one, compiled=False)
    assert len(rows)
    return one, rows


@pytest.mark.parametrize("way", ["print_pieces", "print_stretch"])
@pytest.mark.parametrize("printer", [IllumosPrinter, OpenbsmPrinter])
def test_a_byte_too_many_is_found(printer: Any, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A praudit printer that writes one byte behind its array, either way of printing."""
    real = getattr(printer, way)

    def too_many(*arguments: Any, compiled: bool) -> Any:
        out = arguments[-1]
        out.base[len(out)] = 0
        return real(*arguments, compiled=compiled)

    one, rows = one_with_pieces()
    printing.check_praudits(one, rows)
    monkeypatch.setattr(printer, way, too_many)
    with pytest.raises(Failed, match="printer: it wrote behind the end"):
        printing.check_praudits(one, rows)


def test_a_byte_too_many_of_our_own_printer_is_found(
    own_printer_guarded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same of JSON, text and XML."""

    def too_many(entry: Entry, *arguments: Any) -> Any:
        out = arguments[-1]
        out.base[len(out)] = 0
        return 0, 0

    monkeypatch.setattr(Entry, "compiled", too_many)
    with pytest.raises(Failed, match="own printer: it wrote behind the end"):
        printing.check_own(*one_with_pieces())


@pytest.mark.parametrize("form", ["lines", "text", "markup"])
def test_a_lost_byte_is_found(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of our own forms that leaves the last byte out, or that refuses what was printed."""
    one, rows = one_with_pieces()
    printing.check_own(one, rows)
    real = getattr(printing, f"encoded_{form}")
    monkeypatch.setattr(printing, f"encoded_{form}", lambda lines: [b"".join(real(lines))[:-1]])
    with pytest.raises(Failed, match="other bytes"):
        printing.check_own(one, rows)


def test_a_crash_is_found(tmp_path: Path) -> None:
    """A worker that dies by a signal: the input is told, saved and made shorter, and the campaign goes on behind it."""
    first, number = signed() - 5, signed()
    with Asking(["-m", "tests.records.fuzz.planted", "crash"]) as asking:
        report = Campaign(1, tmp_path, asking, tries=3).run(first, 7)
    assert report.done.inputs == 7
    woken = [one for one in range(first, first + 7) if SIGN in input_of(1, one).data]
    assert [(failure.number, failure.kind) for failure in report.failures] == [(one, "SIGSEGV") for one in woken]
    data, whole = ((tmp_path / f"failure-1-{number}{end}").read_bytes() for end in (".bsm", ".whole.bsm"))
    assert whole == input_of(1, number).data
    assert SIGN in data
    assert len(data) < len(whole)
    assert json.loads((tmp_path / f"failure-1-{number}.json").read_text())["kind"] == "SIGSEGV"
    assert (tmp_path / "batch").read_text() == f"seed 1, inputs {number + 1} to {number + 1}\n"


def test_a_raised_error_is_found(tmp_path: Path) -> None:
    """What the code raises is a failure, and what is saved is no longer than what it takes."""
    with Asking(["-m", "tests.records.fuzz.planted", "raise"]) as asking:
        (failure,) = Campaign(1, tmp_path, asking).run(signed(), 1).failures
    assert (failure.number, failure.kind, failure.why) == (signed(), "IndexError", "planted")
    assert failure.data == SIGN


def test_a_worker_that_hangs_is_found(tmp_path: Path) -> None:
    """It is ended when no answer comes in time."""
    with Asking(["-m", "tests.records.fuzz.planted", "hang"], seconds=1) as asking:
        report = Campaign(1, tmp_path, asking, tries=0).run(signed(), 1)
    assert [failure.kind for failure in report.failures] == ["hangs"]


def test_stretches_are_cut_out() -> None:
    """What is left holds what makes it fail, and nothing that can be cut; no more tries than are given."""
    data = bytes(range(200)) + b"<" + bytes(50) + b">" + bytes(300)
    asked = Counter[str]()

    def fails(shorter: bytes) -> bool:
        asked["times"] += 1
        return b"<" in shorter and shorter.find(b">") > shorter.find(b"<")

    assert shrunk(data, fails, 1_000) == b"<>"
    asked.clear()
    assert len(shrunk(data, fails, 5)) > 2
    assert asked["times"] == 5


def shape(record: Any) -> Any:
    """The keys of a record and the types of its values."""
    return {key: shape(value) for key, value in record.items()} if isinstance(record, dict) else type(record)


def done(failures: int = 0) -> Report:
    """The report of a made-up campaign."""
    report = Report(Answer(10, 1_000, 300, 2, 1), seconds=2.0)
    report.failures += [failure_of(number) for number in range(failures)]
    return report


def failure_of(number: int) -> Any:
    """Something in the place of a failure."""
    return number


def test_a_record_is_complete(tmp_path: Path) -> None:
    """It has all keys and no failures; whether it is about the present sources is told, not asked for."""
    made = evidence.record_of(done(), 1, "digest")
    assert made["scope"]["inputs_per_second"] == 5
    with pytest.raises(ValueError, match="1 inputs failed"):
        evidence.record_of(done(failures=1), 1, "digest")
    path = tmp_path / "records.json"
    assert evidence.told(path, "digest").startswith("never run")
    path.write_text(json.dumps(made))
    assert evidence.told(path, "digest").endswith("10 inputs, 0 failures, on these sources")
    assert "on other sources, so stale" in evidence.told(path, "another")
    if evidence.RECORD.is_file():
        recorded = json.loads(evidence.RECORD.read_text())
        assert shape(recorded) == shape(made)
        assert recorded["scope"]["failures"] == 0


def test_the_digest_is_of_the_sources(tmp_path: Path) -> None:
    """It changes with the codecs and the engine, not with ends of line or with anything beside them."""
    for name in ("model/hiwater_model/records/walk.py", "impl/hiwater_impl/compiled.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"one\n")
    first = evidence.sources_digest(tmp_path)
    (tmp_path / "impl/hiwater_impl/compiled.py").write_bytes(b"one\r\n")
    (tmp_path / "model/hiwater_model/other.py").write_bytes(b"two\n")
    assert evidence.sources_digest(tmp_path) == first
    (tmp_path / "model/hiwater_model/records/walk.py").write_bytes(b"two\n")
    assert evidence.sources_digest(tmp_path) != first
