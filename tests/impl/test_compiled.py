"""Functions that run interpreted and compiled: the same answers, arrays in named tuples, code kept by its text."""

from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import numpy as np
import pytest

from hiwater_impl import compiled
from hiwater_impl.compiled import Entry, part


class Tables(NamedTuple):
    """Two arrays that travel together."""

    bytes: Any
    numbers: Any


@part
def doubled(value: int) -> int:
    """A part that an entry calls."""
    return 2 * value


def summed(tables: Tables, out: Any) -> int:
    """Each byte doubled, plus the number beside it; the sum of all comes back."""
    total = 0
    for at in range(len(tables.bytes)):
        out[at] = doubled(tables.bytes[at] & 255) + tables.numbers[at, 1]
        total += out[at]
    return total


SUMMED = Entry(summed)


@pytest.mark.parametrize("run", [SUMMED.interpreted, SUMMED.compiled])
def test_an_entry_gives_the_same_both_ways(run: Any) -> None:
    """No byte overflows at 256, and the output array is filled."""
    tables = Tables(np.array([1, 255], np.uint8), np.array([[0, 10], [0, -20]], np.int64))
    out = np.zeros(2, np.int64)
    assert run(tables, out) == 12 + 490
    assert out.tolist() == [12, 490]


def test_interpreted_arrays_hold_python_integers() -> None:
    """Numpy's own numbers would overflow; a memoryview's items do not."""
    seen: list[Any] = []
    Entry(lambda array: seen.append(array[0])).interpreted(np.array([255], np.uint8))
    assert type(seen[0]) is int


def test_another_text_has_another_cache(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba looks at one file's time alone, so the folder's name answers for all the others."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiled._cache_folder.cache_clear()
    first = compiled._cache_folder()
    monkeypatch.setattr(compiled, "_text_digest", lambda: "other")
    compiled._cache_folder.cache_clear()
    second = compiled._cache_folder()
    compiled._cache_folder.cache_clear()
    assert first.parent == second.parent == tmp_path / "hiwater"
    assert first != second


def test_a_home_that_cannot_be_written_is_no_trouble(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for the cache the code is compiled into a temporary folder."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    compiled._cache_folder.cache_clear()
    folder = compiled._cache_folder()
    compiled._cache_folder.cache_clear()
    assert folder.is_dir()
    assert tmp_path not in folder.parents


def test_what_the_cache_looks_away_from_has_no_part() -> None:
    """No part stands in a folder that is left out of the digest, and no file with parts takes anything from one."""
    package = Path(compiled.__file__).parent
    left_out = [f"hiwater_impl.records.{name}" for name in compiled._WITHOUT_PARTS]
    assert all((package / "records" / name).is_dir() for name in compiled._WITHOUT_PARTS)
    with_parts = [path for path in package.rglob("*.py") if "compiled import" in path.read_text()]
    assert len(with_parts) > 20
    for path in with_parts:
        assert path.parent.name not in compiled._WITHOUT_PARTS
        if " part\n" in path.read_text():
            assert not any(name in path.read_text() for name in left_out)


def test_compiling_is_announced_once(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for machine code is told why; nobody is told when the cache has it."""
    told: list[str] = []
    monkeypatch.setattr(compiled, "when_compiling", [lambda: told.append("now")])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiled._cache_folder.cache_clear()
    tables, out = Tables(np.zeros(1, np.uint8), np.zeros((1, 2), np.int64)), np.zeros(1, np.int64)
    for _ in range(2):
        Entry(summed).compiled(tables, out)
    compiled._cache_folder.cache_clear()
    assert told == ["now"]


def test_much_input_is_compiled_little_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes add up; what is in the cache is used earlier."""
    entry = Entry(summed)
    monkeypatch.setattr(Entry, "is_ready", lambda self: False)
    assert not entry.is_worth_compiling(compiled.UNREADY_BYTES)
    assert entry.is_worth_compiling(1)
    monkeypatch.setattr(Entry, "is_ready", lambda self: True)
    entry = Entry(summed)
    assert not entry.is_worth_compiling(compiled.READY_BYTES)
    assert entry.is_worth_compiling(1)


def test_a_small_input_does_not_wait_while_another_thread_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is interpreted until the code is there; a large one waits for it."""
    entry, compiling, go_on = Entry(summed), Event(), Event()

    def code(_function: Any) -> Any:
        compiling.set()
        assert go_on.wait(20)
        return lambda *_arguments: 7

    monkeypatch.setattr(Entry, "is_ready", lambda self: True)
    monkeypatch.setattr(compiled, "_machine_code", code)
    assert entry.is_worth_compiling(compiled.UNREADY_BYTES)
    thread = Thread(target=entry.compiled)
    thread.start()
    assert compiling.wait(20)
    assert not entry.is_worth_compiling(compiled.READY_BYTES - 1)
    assert entry.is_worth_compiling(compiled.READY_BYTES)
    go_on.set()
    thread.join(20)
    assert entry.is_worth_compiling(1)
    assert entry.compiled() == 7
