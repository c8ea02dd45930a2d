"""The clauses that a small program follows, whatever is chosen: every state of it is walked in the model alone.

Not good for: programs whose states do not fit into memory.
"""

from hiwater_conform.coverage import clauses_followed
from hiwater_conform.exploring.program import Program, choices, first_position
from hiwater_model.relation import apply, start


def clauses_of(program: Program) -> frozenset[str]:
    """All that some step of the program follows."""
    first = (start(program.configuration), first_position(program))
    known, waiting, found = {first}, [first], set[str]()
    while waiting:
        machine, position = waiting.pop()
        for choice in choices(program, machine, position):
            outcome = apply(machine, choice.step)
            if outcome.machine.halted == "undefined":
                continue
            found |= clauses_followed(machine, choice.step, outcome)
            after = (outcome.machine, choice.position)
            if after not in known:
                known.add(after)
                waiting.append(after)
    return frozenset(found)
