"""Inside the process: CrossHair over the functions of a module, one line of JSON for each thing found out.

First `["listed", [[function, post], …]]`, then for every condition `["judged", number, verdict, message, paths,
seconds]`, or `["broken", message]`. Not good for: being called twice with different code; use a process for each.
"""

import argparse
import importlib
import json
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from time import process_time
from types import FunctionType, ModuleType
from typing import Any

from crosshair.core import analyze_class, analyze_function
from crosshair.core_and_libs import MessageType, analyze_module
from crosshair.options import AnalysisKind, AnalysisOptionSet

from hiwater_check.symbolic.verdicts import Verdict

_VERDICTS = {
    MessageType.CONFIRMED: Verdict.CONFIRMED,
    MessageType.CANNOT_CONFIRM: Verdict.NOT_CONFIRMED,
    MessageType.PRE_UNSAT: Verdict.VACUOUS,
    MessageType.SYNTAX_ERR: Verdict.UNREADABLE,
    MessageType.IMPORT_ERR: Verdict.UNREADABLE,
    MessageType.POST_FAIL: Verdict.REFUTED,
    MessageType.POST_ERR: Verdict.RAISED,
    MessageType.EXEC_ERR: Verdict.RAISED,
}
_LONGEST_MESSAGE = 600
"""Characters; a counterexample that returns a whole machine is longer than anybody reads."""


class Checked:
    """A condition that can be judged; CrossHair's own object is kept inside."""

    def __init__(self, checkable: Any) -> None:
        inner = getattr(checkable, "checkable", checkable)
        self._checkable = checkable
        self._inner = inner
        conditions = getattr(inner, "conditions", None)
        self.function = conditions.fn.__qualname__ if conditions is not None else ""
        self.post = conditions.post[0].expr_source if conditions is not None else ""

    def judge(self) -> tuple[Verdict, str, int, float]:
        """Verdict, message, paths, seconds of processor time."""
        began = process_time()
        stats: Counter[str] = Counter()
        if hasattr(self._inner, "options"):
            self._inner.options.stats = stats
        messages = list(self._checkable.analyze())
        verdict, message = Verdict.NOT_CONFIRMED, "the tool said nothing"
        if messages:
            worst = max(messages, key=lambda one: list(_VERDICTS).index(one.state))
            verdict, message = _VERDICTS[worst.state], worst.message
        if verdict is Verdict.CONFIRMED:
            message = ""
        if len(message) > _LONGEST_MESSAGE:
            message = message[:_LONGEST_MESSAGE] + " …"
        return verdict, message, stats["num_paths"], process_time() - began


def checks_of(subject: ModuleType | FunctionType | type, seconds: float) -> list[Checked]:
    """Every condition of a module, class or function; `seconds` of processor time for each one."""
    options = AnalysisOptionSet(
        analysis_kind=[AnalysisKind.PEP316],
        per_condition_timeout=seconds,
        per_path_timeout=seconds,
        report_all=True,
        max_uninteresting_iterations=sys.maxsize,
    )
    if isinstance(subject, ModuleType):
        found: Any = analyze_module(subject, options)
    elif isinstance(subject, type):
        found = analyze_class(subject, options)
    else:
        found = analyze_function(subject, options)
    return [Checked(checkable) for checkable in found]


def _said(module: str, seconds: float) -> Iterator[list[Any]]:
    try:
        checks = checks_of(importlib.import_module(module), seconds)
    except Exception:  # noqa: BLE001  # whatever an import raises is a verdict of its own
        yield ["broken", traceback.format_exc(limit=-2)]
        return
    yield ["listed", [[check.function, check.post] for check in checks]]
    for number, check in enumerate(checks):
        verdict, message, paths, taken = check.judge()
        yield ["judged", number, verdict.value, message, paths, taken]


def main(words: Sequence[str] | None = None) -> int:
    """Judge the module that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m hiwater_check.symbolic.checking", description=__doc__)
    parser.add_argument("module")
    parser.add_argument("--condition-seconds", type=float, required=True)
    arguments = parser.parse_args(words)
    said, sys.stdout = sys.stdout, sys.stderr  # what a module prints is not what was found out about it
    for line in _said(arguments.module, arguments.condition_seconds):
        said.write(json.dumps(line) + "\n")
        said.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
