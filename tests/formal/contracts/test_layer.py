"""The layer of contracts: what is pinned is what is confirmed, and a fault in the model is found."""

import shutil
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from hiwater_check.contracts import enumerated, sleeping
from hiwater_check.contracts.about import SUBJECTS
from hiwater_check.contracts.enumerated import Enumerated, Enumeration, enumerate_all, through
from hiwater_check.contracts.layer import shown
from hiwater_check.contracts.pinned import Pinned, pinned, troubles
from hiwater_check.contracts.skeleton import READER, START, WRITERS, Numbers, queue_with, with_zone
from hiwater_check.contracts.sleeping import rules
from hiwater_check.symbolic.analysis import analyse
from hiwater_check.symbolic.verdicts import Analysis, Condition, Verdict
from hiwater_conform.clauses import clause_registry
from hiwater_model import decisions
from hiwater_model.constants import AUDITING, UNSET
from hiwater_model.machine import Machine
from hiwater_model.relation import start

DECISIONS = "hiwater_check.contracts.decisions_taken"
LIMIT_SECONDS = 120.0


def _condition(verdict: Verdict, function: str = "full") -> Condition:
    return Condition(function, "True", verdict, "" if verdict is Verdict.CONFIRMED else "why", 1, 0.1)


def _analysis(*verdicts: Verdict, trouble: str = "") -> Analysis:
    return Analysis(DECISIONS, tuple(map(_condition, verdicts)), 0.1, trouble)


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.CONFIRMED])
def test_only_confirmed_is_good_enough(verdict: Verdict) -> None:
    """Not confirmed, vacuous, missing, raised and unreadable conditions are troubles, like refuted ones."""
    assert troubles(_analysis(Verdict.CONFIRMED), 1, Verdict.CONFIRMED) == []
    (line,) = troubles(_analysis(verdict), 1, Verdict.CONFIRMED)
    assert verdict.value in line


def test_another_number_than_pinned_is_trouble() -> None:
    """A contract that was lost, or that nobody pinned, is found by its number."""
    for number in (1, 3):
        (line,) = troubles(_analysis(Verdict.CONFIRMED, Verdict.CONFIRMED), number, Verdict.CONFIRMED)
        assert f"2 conditions, {number} are pinned" in line
    assert troubles(_analysis(trouble="died"), 0, Verdict.CONFIRMED) == [f"{DECISIONS}: died"]


@pytest.mark.parametrize(
    ("canary", "case", "holds"),
    [
        (Verdict.REFUTED, None, True),
        (Verdict.CONFIRMED, None, False),
        (Verdict.RAISED, None, False),
        (Verdict.REFUTED, "(1, 2)", False),
    ],
)
def test_a_canary_or_an_enumeration_fails_the_layer(canary: Verdict, case: str | None, holds: bool) -> None:
    """A false property that is not refuted by a counterexample, or a broken case, is never hidden."""
    false = Analysis("hiwater_check.contracts.canaries", (_condition(canary),), 0.1)
    numbers = Pinned({DECISIONS: 1}, {false.module: 1})
    showing = shown([_analysis(Verdict.CONFIRMED), false], [Enumerated("it", "all", 2, case)], numbers, {"tool": "1"})
    assert showing.holds is holds
    assert bool(showing.document["not as it should be"]) is not holds


def test_decisions_are_confirmed_as_pinned() -> None:
    """One module, whole, by the tool itself; `hiwater check --quick` does it with all of them."""
    analysis = analyse(DECISIONS, LIMIT_SECONDS)
    assert troubles(analysis, pinned().confirmed[DECISIONS], Verdict.CONFIRMED) == []


def test_faulted_copy_is_refuted(tmp_path: Path) -> None:
    """`>` for `>=` in the look at high water, in a copy of the model, gives a counterexample."""
    copy = tmp_path / "hiwater_model"
    shutil.copytree(Path(str(files("hiwater_model"))), copy, ignore=shutil.ignore_patterns("__pycache__"))
    right, wrong = "return count >= high_water", "return count > high_water"
    source = (copy / "decisions.py").read_text("utf-8")
    assert right in source
    (copy / "decisions.py").write_text(source.replace(right, wrong), "utf-8")
    analysis = analyse(DECISIONS, LIMIT_SECONDS, [str(tmp_path)])
    assert {condition.function for condition in analysis.of(Verdict.REFUTED)} >= {"full"}


def test_every_module_of_contracts_is_pinned() -> None:
    """A module that has contracts and is not judged would show nothing."""
    folder = Path(str(files("hiwater_check.contracts")))
    having = {path.stem for path in folder.glob("*.py") if "    post: " in path.read_text("utf-8")}
    judged = {name.rpartition(".")[2] for name in (*pinned().confirmed, *pinned().refuted)}
    assert having == judged
    document = tomllib.loads((folder / "pinned.toml").read_text("utf-8"))
    assert sum(document["confirmed"].values()) >= 60
    assert sum(document["refuted"].values()) >= 10


def test_contracts_name_clauses_that_exist_and_all_decisions() -> None:
    """Every clause is one of the specification, and every decision is under a contract."""
    for name in pinned().confirmed:
        import_module(name)
    known = {clause.identifier for clause in clause_registry().clauses}
    assert {clause for subject in SUBJECTS for clause in subject.clauses} <= known
    looked_at = {function for subject in SUBJECTS for function in subject.functions}
    own = {one for one in vars(decisions).values() if getattr(one, "__module__", "") == decisions.__name__}
    assert own <= looked_at


def test_enumerations_hold_and_can_fail() -> None:
    """Every one holds at its bound; a broken case is told, and so is an enumeration without cases."""
    assert [one for one in enumerate_all() if one.broken is not None] == []

    def cases() -> Iterator[tuple[object, bool]]:
        yield from ((1, True), (2, False), (3, False))

    assert through(Enumeration("it", "three", cases)).broken == "2"
    assert through(Enumeration("it", "none", lambda: iter(()))).broken == "there was no case"


def test_enumeration_finds_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """LAST for MIDDLE in the table breaks the language of fragments."""
    monkeypatch.setattr(decisions, "STATE_IF_PART", (1, 3, 2, 1))
    (one,) = (one for one in enumerated.ENUMERATIONS if "language of fragments" in one.name)
    assert through(one).broken is not None


def _asleep(numbers: Numbers, *, writers: bool = False, reader: bool = False) -> Machine:
    """The machine of the contracts with these integers, and both writers or the reader asleep."""
    queue = queue_with(START.zones[0].queue, numbers)._replace(
        sleeping_writers=WRITERS if writers else (), sleeping_readers=(READER,) if reader else ()
    )
    return with_zone(START, START.zones[0]._replace(queue=queue))


def test_rules_of_sleep_hold_at_the_start_and_can_be_broken() -> None:
    """The induction begins there; a writer asleep at low water or uncounted, or a reader above it, break the rules."""
    assert rules(start(START.configuration))
    above, at_low_water = Numbers(2, 3, 1, 2, 1), Numbers(1, 3, 1, 2, 1)
    assert rules(_asleep(above, writers=True))
    assert rules(_asleep(at_low_water, reader=True))
    assert not rules(_asleep(at_low_water, writers=True))
    assert not rules(_asleep(above._replace(writers=1), writers=True))
    assert not rules(_asleep(above._replace(low_water=3), writers=True))
    assert not rules(_asleep(above, reader=True))
    assert not rules(_asleep(at_low_water._replace(reader=0), reader=True))


def test_a_thread_on_its_way_to_sleep_is_held_to_what_it_knows() -> None:
    """At each of its points a writer has the lock of a full queue, and the reader that of an empty one."""
    full = Numbers(3, 3, 1, 2, 0)
    for point in range(4):
        on_its_way = sleeping.to_sleep(full, point, False)
        assert rules(on_its_way)
        assert not rules(with_zone(on_its_way, on_its_way.zones[0]._replace(queue_lock=None)))
        assert not rules(sleeping.to_sleep(full._replace(length=2), point, False))
    for point in (1, 2):
        assert rules(sleeping.reading(Numbers(0, 3, 1, 0, 1), point))
        assert not rules(sleeping.reading(Numbers(0, 3, 1, 0, 0), point))


_SLEEPS: dict[str, tuple[Callable[..., Machine], tuple[tuple[object, ...], ...]]] = {
    "reading": (sleeping.reading, tuple((point,) for point in range(5))),
    "to_sleep": (sleeping.to_sleep, tuple(product(range(4), (False, True)))),
    "others": (sleeping.others, tuple(product(range(5), (False, True)))),
    "awake": (sleeping.awake, ((False,), (True,))),
    "leaving": (sleeping.leaving, ((1,), (2,), (3,))),
    "arriving": (
        lambda numbers, cache, side: sleeping.arriving(
            numbers, cache, False, writers_sleep=side == "writers", reader_sleeps=side == "reader"
        ),
        tuple(product((UNSET, AUDITING), ("writers", "reader"))),
    ),
}


@pytest.mark.parametrize("name", _SLEEPS)
def test_no_case_of_a_contract_of_sleep_is_empty(name: str) -> None:
    """Each has integers for which its precondition holds; CrossHair sees only that not all of them are empty."""
    make, cases = _SLEEPS[name]
    integers = [Numbers(*five) for five in product((0, 2, 4), (1, 3), (0, 1), (0, 3), (0, 1))]
    for case in cases:
        assert any(rules(make(numbers, *case)) for numbers in integers), case
