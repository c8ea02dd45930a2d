"""The modes in which the implementation picks: the truth conforms, liars are caught, hostile answers end well."""

import sys

import pytest

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.claims import Claims
from hiwater_conform.conforming import TIERS, Judged, Verdict, conform
from hiwater_conform.conforming.picking import scene_played
from hiwater_conform.conforming.scenes import scenes
from hiwater_conform.following.calls import CallFollower, Performed
from hiwater_conform.following.verdict import Inconsistent, Unknown
from hiwater_conform.line_process import Limits
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.replaying import replay
from hiwater_conform.sequential_face import SequentialFace
from hiwater_conform.smoke import WORLD_OF_SMOKE
from hiwater_conform.wire_modes import performed_of
from hiwater_model.configuration import Profile
from hiwater_model.steps import AuClose, AuUwrite, Call
from tests.conformance.modes.free import ANY, LIARS

TINY = TIERS["tiny"]._replace(calls=150, shrink_seconds=0.5)
CAUGHT = {
    "always-drops": "BLOCK-",
    "never-drops": "",
    "never-wakes-writers": "",
    "wakes-below-low-water": "",
    "never-wakes-the-reader": "",
    "full-too-late": "",
    "wrong-table": "TABLE-",
    "stale-fragments": "TABLE-",
    "wrong-counter": "",
    "halts-always": "",
    "sequence-gaps": "ENQ-",
    "forgets-a-step": "",
}
"""Liars of the queue that whole calls show, and how the id of the clause begins that is blamed, if it is near."""


def judged(module: str, name: str) -> Judged:
    """By stdio."""
    command = [sys.executable, "-m", f"tests.conformance.modes.{module}", name]
    with ProcessAdapter(command, limits=Limits(seconds=20.0)) as adapter:
        return conform(adapter, TINY, 1, name=name)


@pytest.mark.parametrize(
    ("module", "name", "mode"),
    [
        ("sequential", "model", "sequential"),
        ("sequential", "ours", "sequential"),
        ("free", "honest", "free-running"),
    ],
)
def test_the_truth_conforms(module: str, name: str, mode: str) -> None:
    """In this mode alone, by enough calls; what whole calls follow passes."""
    seen = judged(module, name)
    assert seen.conforms
    assert seen.parts[mode] >= 100
    assert set(seen.parts) == {mode}
    passed = seen.count(Verdict.PASS)
    assert passed >= (75 if mode == "sequential" else 15)


@pytest.mark.parametrize("name", CAUGHT)
def test_a_sequential_liar_is_caught(name: str) -> None:
    """By a clause, and by a run that the model takes up to where the lie shows."""
    seen = judged("sequential", name)
    (failure,) = seen.failures
    assert failure.part == "sequential"
    assert failure.clause is not None
    assert failure.clause.startswith(CAUGHT[name])
    assert len(replay(failure.run, ModelAdapter()).answers) == len(failure.run.steps)


@pytest.mark.parametrize("name", LIARS)
def test_a_free_liar_is_caught(name: str) -> None:
    """By a clause and with the trace, or by the protocol that it does not keep."""
    (failure,) = judged("free", name).failures
    wanted = LIARS[name].clauses
    assert (failure.clause is None) == (wanted == ())
    assert failure.clause in wanted or wanted in ((), ANY)
    assert failure.trace.startswith(b'{"trace":1,') == (failure.clause is not None)


CLOSE = AuClose(0, "thread", 1, 6152, 0, None)


def test_the_set_holds_every_pick() -> None:
    """After a record that was queued the output thread has done nothing, or something: both are taken, no third."""
    calls = (Call(0, AuUwrite((b"x",))), Call(0, CLOSE))
    for told, fits in (
        (Performed({0: ("au_close", None)}, {}, None, {"zone0.count": 1}), True),
        (Performed({0: ("au_close", None)}, {}, None, {"zone0.count": 2}), False),
        (Performed({}, {}, None, {}), False),
        (Performed({0: ("au_close", 5)}, {}, None, {}), False),
        (Performed({0: ("au_close", None)}, {}, "panic", {}), False),
        (Performed({0: ("au_close", None)}, {0: ((3, b"?"),)}, None, {}), False),
        (Performed({0: ("au_close", None)}, {}, None, {"no such key": 1}), False),
    ):
        follower = CallFollower(WORLD_OF_SMOKE)
        assert follower.perform(calls[0], Performed({0: ("au_uwrite", None)}, {}, None, {})) is None
        verdict = follower.perform(calls[1], told)
        assert (verdict is None) == fits, verdict
        if isinstance(verdict, Inconsistent):
            assert verdict.event == 2
            assert verdict.expected
            assert verdict.clause is not None
        else:
            assert follower.largest >= 2


def test_too_many_states_are_unknown() -> None:
    """Beyond the bound nothing is said."""
    follower = CallFollower(WORLD_OF_SMOKE, most_states=1)
    assert isinstance(
        follower.perform(Call(0, AuUwrite((b"x",))), Performed({0: ("au_uwrite", None)}, {}, None, {})), Unknown
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"[]", "not an object"),
        (b'{"seq":2,"performed":[]}', "observation"),
        (b'{"seq":9,"performed":[],"observation":{}}', "echoed"),
        (b'{"seq":2,"performed":[{"event":"freed","lengths":[1]}],"observation":{}}', "are told, not freed"),
        (
            b'{"seq":2,"performed":[{"event":"returned","thread":"user9","function":"au_close","value":null}],"observation":{}}',
            "no thread",
        ),
        (b'{"seq":2,"refused":"never"}', "never"),
    ],
)
def test_what_is_no_answer_is_said(answer: bytes, why: str) -> None:
    """As the end of the adapter, with the field."""
    with pytest.raises(AdapterEnded, match=why):
        performed_of(answer, 2, ("user0", "softint", "clock", "reader0"))


@pytest.mark.parametrize("profile", Profile)
def test_scenes_bring_about_what_they_are_for(profile: Profile) -> None:
    """Writers sleep and are woken by the drain, a record is dropped, a lost event is counted, and halts under AHLT."""
    claims, followed, halted = Claims(), set[str](), set[str]()
    for scene in scenes(profile):
        picked = scene_played(SequentialFace(ModelAdapter()), claims, scene, "model", 1.0)
        assert picked.failed is None
        assert not picked.unknown
        followed |= picked.coverage.clauses.keys()
        halted |= picked.coverage.halted.keys()
    assert {"BLOCK-02", "BLOCK-05", "DEQ-05", "OUTPUT-03", "DROP-02", "DROP-03"} <= followed
    assert halted == {"panic"}


def test_a_scene_leaves_out_what_is_avoided() -> None:
    """No call of it follows such a clause."""
    avoided = frozenset({"DEQ-05"})
    for scene in scenes(Profile.GIVEN):
        picked = scene_played(SequentialFace(ModelAdapter()), Claims(avoided=avoided), scene, "model", 1.0)
        assert avoided.isdisjoint(picked.coverage.clauses)


def test_a_free_run_passes_what_its_lines_show() -> None:
    """The clauses of lines that could have been otherwise; not those of counters and frees, nor what nobody tells."""
    seen = judged("free", "honest")
    passed = {one.clause for one in seen.verdicts if one.verdict is Verdict.PASS}
    assert {"ENQ-07", "DEQ-03", "DOOR-02", "IO-04", "OUTPUT-04"} <= passed
    assert passed.isdisjoint({"ENQ-09", "DEQ-06", "DEQ-07", "WRITE-04", "ENQ-05"})
    silent = judged("free", "silent-facts")
    assert silent.conforms
    told = {one.clause for one in silent.verdicts if one.verdict is Verdict.PASS}
    assert told.isdisjoint({"ENQ-07", "DEQ-03"})
    assert "IO-04" in told
