"""The steps of a replayed run, each with what it was answered and with what could be seen before it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hiwater_conform.adapter import Stepped
from hiwater_conform.replaying import Replayed
from hiwater_conform.telling.words import step_in_words
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire, thread_names


class Moment(NamedTuple):
    """One step of a run."""

    number: int
    """Counted from 1."""
    step: dict[str, Wire]
    answer: Stepped
    before: dict[str, Wire]
    """The observation before the step."""
    after: dict[str, Wire]

    @property
    def walks(self) -> bool:
        """The thread does nothing but go to its next point."""
        return (
            self.step["step"] == "run"
            and not self.answer.events
            and set(self.answer.changed) == {f"{self.step['thread']}.wait"}
        )

    @property
    def act(self) -> str:
        """What is done, in words."""
        waits = {key.removesuffix(".wait"): value for key, value in self.before.items() if key.endswith(".wait")}
        return step_in_words(self.step, waits)


def moments(replayed: Replayed) -> Iterator[Moment]:
    """The steps that were taken, in order."""
    run = replayed.run
    names = thread_names(run.configuration)
    before = dict(replayed.before)
    for count, (step, answer) in enumerate(zip(run.steps, replayed.answers, strict=False), start=1):
        after = _after(before, answer.changed)
        yield Moment(count, step_to_wire(step, names), answer, before, after)
        before = after


def _after(before: Mapping[str, Wire], changed: Mapping[str, Wire]) -> dict[str, Wire]:
    """The next observation; records are said by what was removed and appended."""
    after = {**before, **changed}
    for key, value in changed.items():
        if key.endswith(".records") and isinstance(value, dict) and isinstance(before.get(key), list):
            after[key] = [*before[key][value["removed"] :], *value["appended"]]
    return after
