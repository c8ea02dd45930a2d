"""Compiles the C file with the shim into a program that speaks the protocol, in a temporary folder.

The file itself is compiled without the system's headers, so that a name which the shim does not know is an error and
not a guess; and with unset variables filled by a pattern, so that using one shows. The shim is compiled once a width.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from hiwater_conform.original.source import digest_of

SHIM: Final = Path(__file__).parent / "shim"
WIDTHS: Final = (64, 32)
PATTERN_FLAG: Final = "-ftrivial-auto-var-init=pattern"
COMPILERS: Final = ("cc", "gcc", "clang")

# _FORTIFY_SOURCE forbids longjmp to another stack. The kernel is compiled with signed numbers that wrap.
_COMMON_FLAGS: Final = ("-std=gnu11", "-U_FORTIFY_SOURCE", "-fno-strict-aliasing", "-fwrapv")
_SHIM_FLAGS: Final = ("-O2", "-Wall", "-Wextra")
_FILE_FLAGS: Final = ("-O1", "-w", "-nostdinc")


class BuildError(Exception):
    """The program could not be made; the message says what to do. `output` is all that the compiler said."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


class Program(NamedTuple):
    """A compiled program; it lives as long as this process."""

    path: Path
    width: int
    digest: str


_programs: dict[tuple[str, int, tuple[str, ...]], Program] = {}


def build(text: str, width: int = 64, defines: Sequence[str] = ()) -> Program:
    """Compile the text of an audit_io.c for width 64 or 32; `defines` are NAME or NAME=VALUE. Raises BuildError."""
    if width not in WIDTHS:
        raise ValueError(f"the width is 64 or 32, not {width}")
    key = (digest_of(text), width, tuple(defines))
    program = _programs.get(key)
    if program is None:
        program = _programs[key] = _link(text, *key)
    return program


def _link(text: str, digest: str, width: int, defines: tuple[str, ...]) -> Program:
    folder = Path(tempfile.mkdtemp(prefix=f"{digest[:12]}-{width}-", dir=_folder()))
    (folder / "audit_io.c").write_text(text, encoding="utf-8")
    record_form = "-D_LP64" if width == 64 else "-U_LP64"
    flags = [
        *_COMMON_FLAGS,
        *_FILE_FLAGS,
        *_pattern_flags(),
        f"-I{SHIM / 'include'}",
        f"-DSHIM_WIDTH={width}",
        record_form,
    ]
    _compile(
        [*flags, *(f"-D{define}" for define in defines), "-c", "audit_io.c"], folder, "audit_io.c does not compile"
    )
    path = folder / f"original{width}"
    _compile([*map(str, _shim_objects(width)), "audit_io.o", "-o", str(path)], folder, "the program does not link")
    return Program(path, width, digest)


@cache
def _shim_objects(width: int) -> tuple[Path, ...]:
    """The shim's own files, compiled for a width."""
    folder = _folder() / f"shim{width}"
    folder.mkdir(exist_ok=True)
    sources = sorted(str(path) for path in SHIM.glob("*.c"))
    _compile(
        [*_COMMON_FLAGS, *_SHIM_FLAGS, f"-DSHIM_WIDTH={width}", "-c", *sources], folder, "the shim does not compile"
    )
    return tuple(sorted(folder.glob("*.o")))


def _compile(arguments: Sequence[str], folder: Path, problem: str) -> None:
    finished = _run_compiler(arguments, folder)
    if finished.returncode != 0:
        first = next(
            (line for line in finished.stderr.splitlines() if re.search(r"error|undefined", line)), "no reason given"
        )
        raise BuildError(f"{problem} with {shlex.join(compiler())}: {first.strip()}", finished.stderr)


def _run_compiler(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*compiler(), *arguments]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        raise BuildError(
            f"the compiler {command[0]} cannot be run ({error.strerror}): set CC to one that can"
        ) from error


@cache
def compiler() -> tuple[str, ...]:
    """The command of the C compiler: CC when it is set, else the first of cc, gcc and clang. Raises BuildError."""
    named = os.environ.get("CC")
    if named:
        return tuple(shlex.split(named))
    for name in COMPILERS:
        if shutil.which(name) is not None:
            return (name,)
    raise BuildError("there is no C compiler: install gcc or clang, or name one in CC")


@cache
def _pattern_flags() -> tuple[str, ...]:
    """The flag that fills unset variables, if the compiler knows it (gcc 12 and clang 8 do)."""
    probe = _folder() / "probe.c"
    probe.write_text("int nothing;\n", encoding="utf-8")
    known = _run_compiler(["-Werror", PATTERN_FLAG, "-c", str(probe), "-o", os.devnull], _folder()).returncode == 0
    return (PATTERN_FLAG,) if known else ()


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="hiwater-original-")


def _folder() -> Path:
    """Everything that is built, removed when this process ends."""
    return Path(_temporary().name)
