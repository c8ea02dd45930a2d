"""A mutant that no contract refutes: does it do the same as the original, in every world of its contracts?

Each step that a contract takes is taken twice, by the original and by the mutant, and machine and events must be equal;
CrossHair judges that over all paths. Only a mutant whose changed place is reached counts. Not good for: worlds that no
contract makes; there the mutant may differ, so "equivalent" is said with this scope.
"""

from collections.abc import Callable
from types import FunctionType

from hiwater_check.mutants.subjects import Change, put_in, take_out
from hiwater_check.symbolic.checking import checks_of
from hiwater_check.symbolic.verdicts import Verdict
from hiwater_model import relation
from hiwater_model.machine import Machine
from hiwater_model.steps import Step


class Different(AssertionError):
    """The mutant did something else."""


def is_equivalent(change: Change, contracts: tuple[FunctionType, ...], seconds: float) -> bool:
    """Every step of the contracts has the same outcome, confirmed over all paths, and the change is reached."""
    reached: list[bool] = []
    both = _twice(relation.apply, change, lambda: reached.append(True))
    setattr(relation, "apply", both)  # noqa: B010
    for contract in contracts:
        for check in checks_of(contract, seconds):
            if check.judge()[0] is not Verdict.CONFIRMED:
                return False
    return bool(reached)


def _twice(
    apply: Callable[[Machine, Step], relation.Outcome], change: Change, reached: Callable[[], object]
) -> Callable[[Machine, Step], relation.Outcome]:
    def both(machine: Machine, step: Step) -> relation.Outcome:
        take_out(change)
        wanted = apply(machine, step)
        put_in(change, reached)
        found = apply(machine, step)
        if (found.machine, found.events) != (wanted.machine, wanted.events):
            raise Different(change.mutant.what)
        return found

    return both
