"""Plain Python functions that run as they are on little input, and compiled to machine code on much.

A `part` is a function of integers and flat arrays that calls nothing but parts. An `Entry` is one that Python code
calls: `interpreted` runs it in CPython (slow, nothing to wait for), `compiled` through Numba (fast; the first time on a
machine it takes seconds, after that the code is kept in the user's cache). Both are the same text; tests hold their
results equal.

All arithmetic is that of signed 64 bits, so a byte is read as `array[place] & 255` (Numba would keep it unsigned, and
turn a mixture of signed and unsigned into a float). Not good for anything with objects, text or exceptions in it.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Parameters = ParamSpec("Parameters")

READY_BYTES, UNREADY_BYTES = 250_000, 2_000_000
"""Bytes of input after which machine code is worth loading, or compiling."""

when_compiling: list[Callable[[], None]] = []
"""What is called whenever something has to be compiled, which takes seconds."""

_parts: list[Callable[..., Any]] = []


def part(function: Function) -> Function:
    """Mark a function as one that other parts and entries call; it stays what it is."""
    _parts.append(function)
    return function


def copy_bytes(out: Any, place: int, source: Any, start: int, end: int) -> None:
    """Copy [start, end) of a flat array of bytes into another one, at a place.

    The one part with a text of its own as machine code: a loop over few bytes was measured to take five times as long.
    """
    out[place : place + end - start] = source[start:end]


class Entry:
    """A function that is called from Python, interpreted or compiled; its arrays are numpy's, in tuples or not."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self._compiled: Callable[..., Any] | None = None
        self._lock = Lock()
        self._seen = 0

    def is_worth_compiling(self, size: int) -> bool:
        """Count these bytes of input, and tell whether so many have come that machine code is the quicker way.

        Loading kept code takes as long as interpreting some 200 kB, compiling as long as several MB. While another
        thread does it, a small input does not wait for it.
        """
        self._seen += size
        if self._compiled is None and self._lock.locked() and size < READY_BYTES:
            return False
        return self._seen > (READY_BYTES if self.is_ready() else UNREADY_BYTES)

    def run(self, size: int, compiled: bool | None, *arguments: Any) -> Any:
        """Run it in the way that is asked for, or else in the quicker one for `size` more bytes of input."""
        if compiled is None:
            compiled = self.is_worth_compiling(size)
        return self.compiled(*arguments) if compiled else self.interpreted(*arguments)

    def is_ready(self) -> bool:
        """Whether the machine code is in memory or in the cache."""
        if self._compiled is not None:
            return True
        return any(_cache_folder().rglob(f"*.{self.function.__name__}-*.nbi"))

    def interpreted(self, *arguments: Any) -> Any:
        """Run it in CPython: arrays are handed over as memoryviews, whose items are Python integers."""
        return self.function(*_viewed(arguments))

    def compiled(self, *arguments: Any) -> Any:
        """Run it as machine code, without the interpreter's lock; compiled on the first call."""
        if self._compiled is None:
            with self._lock:
                if self._compiled is None:
                    return self._first_compiled(*arguments)
        return self._compiled(*arguments)

    def _first_compiled(self, *arguments: Any) -> Any:
        """The first call loads the kept code, or compiles: it is there for others only afterwards."""
        if not self.is_ready():
            for tell in when_compiling:
                tell()
        code = _machine_code(self.function)
        result = code(*arguments)
        self._compiled = code
        return result


def _viewed(value: Any) -> Any:
    if isinstance(value, tuple):
        parts = map(_viewed, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return memoryview(value) if hasattr(value, "dtype") and value.ndim else value


def _machine_code(function: Callable[..., Any]) -> Callable[..., Any]:
    import numba
    from numba.extending import register_jitable

    _teach_copying()
    while _parts:
        register_jitable(_parts.pop())
    settings: Any = numba.config
    compiler: Any = numba.njit
    usual, settings.CACHE_DIR = settings.CACHE_DIR, str(_cache_folder())
    try:
        # No part makes an array, so no references need counting: without that, a printer runs at twice the speed.
        found: Callable[..., Any] = compiler(cache=True, nogil=True, _nrt=False)(function)
        return found
    finally:
        settings.CACHE_DIR = usual


@cache
def _teach_copying() -> None:
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic, overload

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, place, source, start, count = arguments
        to = context.make_array(signature.args[0])(context, builder, out).data
        origin = context.make_array(signature.args[2])(context, builder, source).data
        cgutils.raw_memcpy(builder, builder.gep(to, [place]), builder.gep(origin, [start]), count, 1)  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    def typed(typingctx: Any, out: Any, place: Any, source: Any, start: Any, count: Any) -> Any:
        return types.void(out, types.intp, source, types.intp, types.intp), generated

    copied: Any = intrinsic(typed)

    def copying(out: Any, place: Any, source: Any, start: Any, end: Any) -> Any:
        def copy(out: Any, place: Any, source: Any, start: Any, end: Any) -> None:
            copied(out, place, source, start, end - start)

        return copy

    overload(copy_bytes)(copying)


_WITHOUT_PARTS = ("decoding", "encoding", "names", "selection")
"""Folders whose text no machine code comes from."""


@cache
def _cache_folder() -> Path:
    """Where machine code is kept: one folder for each text of this package, so that no stale code is ever run."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "hiwater"
    folder = base / _text_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="hiwater-"))


def _text_digest() -> str:
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if path.parent.name in _WITHOUT_PARTS:
            continue
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
