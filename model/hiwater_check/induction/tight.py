"""The bound is tight: a run of the model in which the queue holds high water and one record for its backend.

The run is that of finding Q4, taken on the model once more; nothing here makes it up.
"""

from hiwater_check.induction.image import image
from hiwater_conform.findings import all_findings
from hiwater_model.relation import apply, start


def most_queued_beyond_high_water() -> tuple[int, int]:
    """By how much the run of Q4 passes high water, and after how many steps."""
    (finding,) = (finding for finding in all_findings() if finding.id == "Q4")
    machine, most, when = start(finding.configuration), 0, 0
    for number, step in enumerate(finding.steps, 1):
        machine = apply(machine, step).machine
        seen = image(machine)
        if seen.queued - seen.high > most:
            most, when = seen.queued - seen.high, number
    return most, when
