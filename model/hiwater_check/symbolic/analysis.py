"""A module judged by CrossHair in a process of its own: what hangs or dies there is a verdict, never a wait.

Not good for: telling why a condition is slow. See `verdicts.py` for what a verdict leaves out.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Final

from hiwater_check.symbolic import tool
from hiwater_check.symbolic.verdicts import Analysis, Condition, Verdict

CONDITION_SECONDS: Final = 20.0
"""Processor time that one condition may take, unless told otherwise; they take well under a second."""
_LAST_LINES: Final = 3


def analyse(
    module_name: str, seconds: float, path: Sequence[str] = (), *, condition_seconds: float = CONDITION_SECONDS
) -> Analysis:
    """Judge every condition of a module of any package, within `seconds` of wall clock for the whole.

    The folders of `path` come first when modules are looked up, so that a faulted copy of a package can be judged.
    Raises ToolMissing. The environment's hash seed is fixed, so that the paths are the same at each run.
    """
    tool.require()
    command = [sys.executable, "-P", "-m", "hiwater_check.symbolic.checking", module_name]
    command += ["--condition-seconds", str(condition_seconds)]
    began = perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(path),
    ) as process:
        try:
            said, errors = process.communicate(timeout=seconds)
            trouble = _death(process.returncode, errors)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            trouble = f"ended after {seconds:g} s"
    return _read(module_name, said, trouble, perf_counter() - began)


def _environment(path: Sequence[str]) -> Mapping[str, str]:
    before = os.environ.get("PYTHONPATH")
    folders = [*path, *([before] if before else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "PYTHONHASHSEED": "0"}


def _death(code: int, errors: str) -> str:
    if code == 0:
        return ""
    return " | ".join([f"exit code {code}", *errors.splitlines()[-_LAST_LINES:]])


def _read(module: str, said: str, trouble: str, seconds: float) -> Analysis:
    """The analysis, from the lines of the process; the last may be cut off."""
    listed: list[list[str]] = []
    judged: dict[int, list[Any]] = {}
    for line in said.splitlines():
        try:
            what, *rest = json.loads(line)
        except ValueError:
            continue
        if what == "broken":
            trouble = trouble or rest[0]
        elif what == "listed":
            listed = rest[0]
        else:
            judged[rest[0]] = rest[1:]
    conditions = tuple(_condition(pair, judged.get(number)) for number, pair in enumerate(listed))
    if not conditions and not trouble:
        trouble = "there is no condition"
    return Analysis(module, conditions, seconds, trouble)


def _condition(pair: list[str], judged: list[Any] | None) -> Condition:
    function, post = pair
    if judged is None:
        return Condition(function, post, Verdict.MISSING, "the process ended before it", 0, 0.0)
    verdict, message, paths, seconds = judged
    return Condition(function, post, Verdict(verdict), message, paths, seconds)
