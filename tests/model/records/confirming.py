"""Run as a program: what CrossHair says of every contract of the modules that are named, as JSON lines.

Each line is the function's name, the postcondition's text and a list of verdicts. CrossHair can hang beyond its own
limits, so whoever runs this sets one.
"""

import importlib
import json
import sys
from collections import Counter
from typing import Any

from crosshair.core_and_libs import analyze_module
from crosshair.options import AnalysisOptionSet

SECONDS = 20.0
"""For one contract; beyond it, it is not confirmed."""


def main(names: list[str]) -> None:
    """Analyse the modules one after the other."""
    options = AnalysisOptionSet(
        per_condition_timeout=SECONDS, report_all=True, max_uninteresting_iterations=sys.maxsize
    )
    for name in names:
        for one in analyze_module(importlib.import_module(name), options):
            contract: Any = getattr(one, "checkable", one)
            contract.options.stats = Counter()
            verdicts = [message.state.name for message in contract.analyze()]
            line = [contract.ctxfn.name, contract.conditions.post[0].expr_source, verdicts]
            sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
