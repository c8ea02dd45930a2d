"""Mutants: what is changed, how a mutant is judged, and that none passes unseen."""

import ast
import json
import subprocess
import sys

import pytest

from hiwater_check.layer import silent
from hiwater_check.mutants.fates import Fate
from hiwater_check.mutants.layer import Judged, judge_all, shown
from hiwater_check.mutants.mutations import MARK, mutations
from hiwater_check.mutants.subjects import Mutant, all_changes
from hiwater_model import decisions

SOURCE = '''
def decided(count: int, high: int, policy: int) -> bool:
    """A docstring with 1 number and == in it."""
    draft.clause = "ENQ-03"
    draft.writes.append(("zone", -1, "ENQ-03", ()))
    if count >= high and not policy & 4:
        draft.wake(0)
    return False
'''
LIMIT_SECONDS = 240.0


def _function() -> ast.FunctionDef:
    (function,) = ast.parse(SOURCE).body
    assert isinstance(function, ast.FunctionDef)
    return function


def test_every_kind_of_change_is_made() -> None:
    """Comparisons, connectives, negations, operators, numbers, calls and returns; one change at a time, each marked."""
    function = _function()
    before = ast.unparse(function)
    found = list(mutations(function))
    assert ast.unparse(function) == before
    words = {one.what for one in found}
    assert {"count >= high → count > high", "not policy & 4 → policy & 4", "policy & 4 → policy | 4", "4 → 5"} <= words
    assert {"without: draft.wake(0)", "return False → return None", "False → True", "0 → -1"} <= words
    assert len({ast.unparse(one.function) for one in found}) == len(found)
    assert all(ast.unparse(one.function).count(f"{MARK}()") == 1 for one in found)


def test_blame_and_words_are_left_alone() -> None:
    """Docstrings, entries in the list of writes and assignments to `clause` are not changed."""
    for one in mutations(_function()):
        changed = ast.unparse(one.function)
        assert "A docstring with 1 number and == in it." in changed
        assert "draft.clause = 'ENQ-03'" in changed
        assert "draft.writes.append(('zone', -1, 'ENQ-03', ()))" in changed


def test_all_decisions_and_tables_are_mutated() -> None:
    """There are hundreds of mutants, and among them all of every decision, and each entry of both tables."""
    changes = all_changes()
    assert len(changes) >= 200
    assert [change.mutant.number for change in changes] == list(range(len(changes)))
    names = {change.mutant.name for change in changes if change.mutant.module == decisions.__name__}
    own = {name for name, one in vars(decisions).items() if getattr(one, "__module__", "") == decisions.__name__}
    assert own | {"STATE_IF_PART", "STATE_IF_NOT_PART"} == names
    assert sum(change.function is None for change in changes) == 24


def _mutant(name: str, what: str) -> Mutant:
    (found,) = (change.mutant for change in all_changes() if (change.mutant.name, change.mutant.what) == (name, what))
    return found


def test_mutants_are_refuted_and_equivalent_ones_proved() -> None:
    """A swapped comparison and a changed table are refuted with a witness; 2 for 1, as a truth value, is the same."""
    wanted = [
        _mutant("is_full", "count >= high_water → count > high_water"),
        _mutant("STATE_IF_PART", "STATE_IF_PART[1] → 3"),
        next(
            change.mutant
            for change in all_changes()
            if (change.mutant.name, change.mutant.what) == ("dropped", "1 → 2")
        ),
    ]
    judged = judge_all(wanted, silent, LIMIT_SECONDS)
    assert [one.fate for one in judged] == [Fate.REFUTED, Fate.REFUTED, Fate.EQUIVALENT]
    assert judged[0].by == "full"
    assert "false when calling" in judged[0].message


def test_process_that_has_no_time_leaves_mutants_undecided() -> None:
    """What was not judged is undecided, and the layer does not hold."""
    (one,) = judge_all([_mutant("is_full", "count >= high_water → count > high_water")], silent, limit_seconds=-1.0)
    assert one.fate is Fate.UNDECIDED
    assert not shown([one], 1, {}, 0.1).holds


@pytest.mark.parametrize("fate", list(Fate))
def test_layer_holds_only_if_all_are_decided(fate: Fate) -> None:
    """Survivors and undecided mutants fail the layer and are named; the table counts every fate."""
    mutant = Mutant(0, "hiwater_model.decisions", "is_full", 40, "x → y")
    showing = shown([Judged(mutant, fate, "", "", 0.1)], 1, {"tool": "1"}, 0.1)
    assert showing.holds is (fate in (Fate.REFUTED, Fate.ENUMERATED, Fate.EQUIVALENT))
    assert showing.document["modules"]["decisions"][fate.value] == 1
    assert len(showing.document["open"]) == (0 if showing.holds else 1)


def test_no_mutant_is_no_showing() -> None:
    """Without a mutant nothing was shown."""
    assert not shown([], 0, {}, 0.0).holds


def test_endless_mutant_is_no_wait() -> None:
    """A mutant that never ends is ended, and refuted for it, or undecided; its judge goes on with the next one."""
    endless = next(
        change.mutant
        for change in all_changes()
        if change.mutant.name == "queue_lock_entered" and change.mutant.what.startswith("without: removed.append")
    )
    command = [sys.executable, "-m", "hiwater_check.mutants.judging", "--seconds", "200"]
    done = subprocess.run(
        command, input=f"{endless.number}\n0\n", capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer[0] for answer in answers] == [endless.number, 0]
