"""A run on two sides: equal ones agree, every kind of difference is named, and any step can be seen in full."""

import pytest

from hiwater_check.planted_faults import planted_faults
from hiwater_conform.adapter import AdapterEnded, Fault, Refused, Reply, Stepped
from hiwater_conform.findings import finding_named
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.scenarios import all_scenarios
from hiwater_inspector.web.comparing.comparison import KEPT_EVERY, Comparison, compare, events_words, verdict
from hiwater_inspector.web.comparing.glance import glance, traffic
from hiwater_inspector.web.comparing.sides import NoSide, opened, sides, title_of
from hiwater_model.steps import Step

NAMES = ("the model", "the other")
RUN = finding_named("W1")


class Lying(ModelAdapter):
    """The model, but at one step it says something else."""

    def __init__(self, at: int, reply: Reply | str | dict[str, object]) -> None:
        super().__init__()
        self._at = at
        self._reply = reply
        self._count = 0

    def step(self, step: Step) -> Reply:
        """The truth, or at the step the lie."""
        self._count += 1
        reply = super().step(step)
        if self._count != self._at:
            return reply
        if isinstance(self._reply, str):
            raise AdapterEnded(self._reply)
        if isinstance(self._reply, dict):
            assert isinstance(reply, Stepped)
            return Stepped(reply.events, {**reply.changed, **self._reply})
        return self._reply


def _against(other: ModelAdapter) -> Comparison:
    return compare(RUN, ModelAdapter(), other, NAMES)


@pytest.mark.parametrize("number", sorted(all_scenarios()))
def test_model_and_implementation_agree_on_the_scenarios(number: int) -> None:
    """Nothing differs, and the verdict says so."""
    run = all_scenarios()[number]
    with opened("model") as left, opened("implementation") as right:
        comparison = compare(run, left, right, NAMES)
    assert comparison.first is None
    assert len(comparison.steps) == len(run.steps)
    assert verdict(comparison) == [f"The model and the other agree in all {len(run.steps)} steps."]


def test_a_changed_field_is_found_at_its_step_and_blamed() -> None:
    """The count that one side reports wrongly: ENQ-07 wrote it."""
    comparison = _against(Lying(2, {"zone0.count": 7}))
    assert comparison.first == 2
    assert comparison.steps[1].differing == ("zone0.count",)
    assert comparison.steps[1].clause == "ENQ-07"
    assert verdict(comparison) == ["After step 2, zone0.count differs:", "the model: 1", "the other: 7"]
    left, right = comparison.after(3)
    assert (left["zone0.count"], right["zone0.count"]) == (1, 7)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Refused("not now"), "refused the step: not now"),
        (Fault("freed twice"), "met something impossible: freed twice"),
        ("it went away", "ended: it went away"),
    ],
)
def test_a_side_that_does_not_take_a_step_ends_the_comparison(reply: Reply | str, said: str) -> None:
    """What follows would be another run."""
    comparison = _against(Lying(3, reply))
    assert len(comparison.steps) == 3
    assert comparison.first == 3
    assert verdict(comparison)[-1] == f"the other: {said}"


def test_events_that_differ_are_found() -> None:
    """A side that forgets what happened."""
    comparison = _against(Lying(11, Stepped([], {})))
    assert comparison.first == 11
    assert comparison.steps[10].events_differ


def test_events_without_known_form_are_shown_as_they_came() -> None:
    """Whatever a side says, nothing is thrown."""
    comparison = _against(Lying(1, Stepped([{"event": "<b>nonsense"}, 17, None], {})))
    assert events_words(comparison.steps[0].right) == ["{'event': '<b>nonsense'}", "17", "None"]


def test_any_step_is_the_sum_of_the_changes_before_it() -> None:
    """Observations are kept now and then; between them changes are applied."""
    run = all_scenarios()[3]
    long = compare(run, ModelAdapter(), ModelAdapter(), NAMES)
    adapter = ModelAdapter()
    adapter.configure(run.configuration)
    for number, step in enumerate(run.steps, start=1):
        adapter.step(step)
        assert long.after(number)[0] == adapter.observe()
    assert KEPT_EVERY > 1


def test_every_planted_fault_can_stand_on_a_side() -> None:
    """They are listed by name, and one of them is taken."""
    names = {side.name for side in sides()}
    assert {f"fault:{fault.name}" for fault in planted_faults()} < names
    with opened("model") as left, opened("fault:writers-not-woken") as right:
        comparison = compare(RUN, left, right, NAMES)
    assert comparison.first == 11
    assert comparison.steps[10].clause == "DEQ-05"


def test_two_profiles_differ_where_the_systems_do() -> None:
    """A failed assertion (Q16) halts with DEBUG, and only there."""
    with opened("profile:given") as left, opened("profile:debug") as right:
        comparison = compare(finding_named("Q16"), left, right, NAMES)
    assert comparison.first == 2
    assert comparison.steps[1].clause == "DONE-01"


def test_an_unknown_side_is_told() -> None:
    """With what there is."""
    with pytest.raises(NoSide, match="fault:NAME"):
        title_of("nobody")
    for name in ("fault:nobody", "profile:nobody"):
        with pytest.raises(NoSide), opened(name):
            pass


def test_traffic_has_every_buffer_and_every_answer() -> None:
    """The record in pieces, and the daemon that dies in the middle."""
    comparison = compare(all_scenarios()[5], ModelAdapter(), ModelAdapter(), NAMES)
    kinds = [one.kind for one in traffic(comparison, 0)]
    assert kinds[:4] == ["FIRST", "reply 0", "MIDDLE", "error EINTR"]
    assert kinds == [one.kind for one in traffic(comparison, 1)]


def test_a_glance_survives_any_observation() -> None:
    """A side may say anything."""
    seen = glance({"zone0.records": [["zz"], 7, None], "zone0.count": "many", "user0.wait": [[]], "zone0.state": None})
    assert seen.count == 0
    assert seen.sizes == [1, 0, 0]
