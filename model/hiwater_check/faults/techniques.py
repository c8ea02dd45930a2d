"""The techniques that are tried on a faulted copy of the model: each layer as a process, and the lockstep of the judge.

A technique that is not content with a copy without fault says nothing about faults; so each is first tried on one.
"""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from enum import Enum
from time import perf_counter
from typing import Any, Final, NamedTuple

from hiwater_check.layers import HOLDS, MISSING, REFUSED, REFUTED, Layer
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.shrink import shrink

LOCKSTEP: Final = "lockstep"
LIMIT_SECONDS: Final = 900.0
"""For one technique on one fault; a technique that never ends has not killed it."""
LOCKSTEP_STEPS: Final = 200_000
_SHRINK_SECONDS: Final = 5.0
_SEED: Final = 1
_WHY_BYTES: Final = 200


class Verdict(Enum):
    """What a technique makes of a copy."""

    KILLED = "killed"
    SURVIVED = "survived"
    REFUSED = "refused"
    """It cannot look at a copy that is written like this; that is no kill."""
    NOT_THERE = "not there"
    """The layer or its tool is missing."""
    OUT_OF_TIME = "out of time"
    """It was ended before it said anything; that is no kill."""


class Trial(NamedTuple):
    """One technique on one copy. `witness_steps` is the length of the run or trace that shows the fault, if any."""

    verdict: Verdict
    how: str
    seconds: float
    witness_steps: int | None


def techniques(layers: Mapping[str, Layer]) -> tuple[str, ...]:
    """Names of all techniques, the lockstep first; layers that are no evidence of the model (the mutants) are none."""
    return (LOCKSTEP, *(layer.name for layer in layers.values() if layer.level != "none"))


def try_on(layer: Layer | None, environment: Mapping[str, str], limit_seconds: float = LIMIT_SECONDS) -> Trial:
    """Try a layer, or for None the lockstep, on the copy of the model that processes with this environment import."""
    return _lockstep(environment) if layer is None else _layer(layer, environment, limit_seconds)


def is_there(layer: Layer | None) -> bool:
    """The package of the layer can be found."""
    if layer is None:
        return True
    try:
        return importlib.util.find_spec(f"{layer.package}.layer") is not None
    except ModuleNotFoundError:
        return False


def _lockstep(environment: Mapping[str, str]) -> Trial:
    """The copy beside the model that is installed here; the first step that differs kills it."""
    began = perf_counter()
    with ProcessAdapter([sys.executable, "-m", "hiwater_check.faults.speaker"], environment) as adapter:
        report = run_campaign(adapter, Plan(LOCKSTEP_STEPS, _SEED))
        seconds, found = perf_counter() - began, report.divergence
        if found is None:
            return Trial(Verdict.SURVIVED, f"{report.steps} steps agree", seconds, None)
        shortest = shrink(adapter, found, _SHRINK_SECONDS).divergence
    difference = shortest.difference
    how = f"{difference.key} differs, clause {difference.clause}, after {report.steps} steps"
    return Trial(Verdict.KILLED, how, seconds, len(shortest.steps))


def _layer(layer: Layer, environment: Mapping[str, str], limit_seconds: float) -> Trial:
    if not is_there(layer):
        return Trial(Verdict.NOT_THERE, "no such layer", 0.0, None)
    command = [sys.executable, "-m", "hiwater_check.layers", layer.package, "--effort", "quick", "--first"]
    began, pipe = perf_counter(), subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=dict(environment), process_group=0) as process:
        try:
            showing, errors = process.communicate(timeout=limit_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Trial(Verdict.OUT_OF_TIME, f"ended after {limit_seconds:.0f} s", limit_seconds, None)
    return _judged(process.returncode, showing, errors, perf_counter() - began)


def _judged(code: int, showing: bytes, errors: bytes, seconds: float) -> Trial:
    """A layer that dies over a faulted model has found it, in its own way."""
    document = _document(showing)
    if code == MISSING:
        return Trial(Verdict.NOT_THERE, str(document.get("missing", "a tool is missing")), seconds, None)
    if code == REFUSED:
        return Trial(Verdict.REFUSED, str(document.get("refused", ""))[:_WHY_BYTES], seconds, None)
    if code not in (HOLDS, REFUTED) or not document:
        last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return Trial(Verdict.KILLED, f"crash: {last[:_WHY_BYTES]}", seconds, None)
    if code == HOLDS:
        return Trial(Verdict.SURVIVED, "", seconds, None)
    shown = document.get("document", {})
    how = next(iter(shown.get("not as it should be") or document.get("lines") or ()), "")
    witness = shown.get("witness_steps")
    return Trial(Verdict.KILLED, str(how)[:_WHY_BYTES], seconds, witness if isinstance(witness, int) else None)


def _document(showing: bytes) -> dict[str, Any]:
    try:
        document = json.loads(showing)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
