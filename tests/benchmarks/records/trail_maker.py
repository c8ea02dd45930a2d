"""Writes trails of any size from a seed, in which no two records are equal: KIND MEGABYTES FILE [--seed N].

The same kind, seed and numpy give the same bytes, and a smaller trail is the beginning of a larger one. The times of
the headers only grow, so two records differ at least in them; drawn anew for each record are also ids, ports,
addresses, paths (from 50,000), arguments and return values.
`repeated` alone has 64 records again and again: it shows what a cache is worth, and no decoder should be judged by it.
Not good for damage, file tokens, or tokens that no shape of `shapes.py` holds.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from hiwater_model.records import layouts_from
from hiwater_specs import read
from tests.benchmarks.records.assembly import Recipe, gathered
from tests.benchmarks.records.shapes import KINDS, MEGABYTE, Kind
from tests.benchmarks.records.strings import Array, Pool, pool
from tests.benchmarks.records.values import Rows

_RECORDS_AT_ONCE = 65_536
_FIRST_SECOND = 1_700_000_000
_FAILING = 0.1


class Chunk(NamedTuple):
    """Whole records, one after the other, and where each of them ends."""

    bytes: Array
    ends: Array


def chunks(name: str, seed: int) -> Iterator[Chunk]:
    """An endless trail of a kind, in order."""
    kind, strings = KINDS[name], pool(seed)
    made = _varied(kind, strings, seed)
    if kind.period is None:
        yield from made
    first = next(made)
    ends = first.ends[: kind.period]
    times = _RECORDS_AT_ONCE // len(ends)
    bytes_once = int(ends[-1])
    repeated = (np.arange(times) * bytes_once)[:, None] + ends[None, :]
    chunk = Chunk(np.tile(first.bytes[:bytes_once], times), repeated.ravel())
    while True:
        yield chunk


def write_trail(name: str, size: int, seed: int, file: BinaryIO) -> int:
    """Writes as many whole records as `size` bytes can hold; returns their number."""
    records, left = 0, size
    for chunk in chunks(name, seed):
        count = int(np.searchsorted(chunk.ends, left, side="right"))
        whole = int(chunk.ends[count - 1]) if count else 0
        file.write(chunk.bytes[:whole].data)
        records, left = records + count, left - whole
        if count < len(chunk.ends):
            break
    return records


def _varied(kind: Kind, strings: Pool, seed: int) -> Iterator[Chunk]:
    """Chunks in which every record is drawn anew; each chunk has a generator of its own."""
    data: dict[str, Any] = json.loads(read("records/tokens.json"))
    units: int = data["dialects"][kind.dialect]["units_per_second"]["header"]
    layouts = {layout.name: layout for layout in layouts_from(data).table(kind.dialect).values()}
    recipes = [Recipe(shape.tokens, layouts) for shape in kind.shapes]
    events = _events(kind)
    now, number = _FIRST_SECOND * units, 0
    while True:
        generator = np.random.default_rng([seed, number])
        weights = np.array([shape.weight for shape in kind.shapes], float)
        picked = generator.choice(len(recipes), _RECORDS_AT_ONCE, p=weights / weights.sum())
        times = now + np.cumsum(_gaps(generator, units))
        rows = Rows(
            generator,
            _RECORDS_AT_ONCE,
            kind.version,
            kind.argument_counts,
            event=np.zeros(_RECORDS_AT_ONCE, np.int64),
            failed=generator.random(_RECORDS_AT_ONCE) < _FAILING,
            seconds=times // units,
            subseconds=times % units,
            sequence=number * _RECORDS_AT_ONCE + np.arange(1, _RECORDS_AT_ONCE + 1),
        )
        yield _assembled(recipes, events, picked, rows, strings)
        now, number = int(times[-1]), number + 1


def _assembled(recipes: list[Recipe], events: list[Array], picked: Array, rows: Rows, strings: Pool) -> Chunk:
    """The records of all shapes, in the order in which they were picked."""
    sources = [strings.bytes]
    base = len(strings.bytes)
    found = []
    for index, recipe in enumerate(recipes):
        chosen = np.flatnonzero(picked == index)
        own = rows.only(chosen)._replace(event=rows.generator.choice(events[index], len(chosen)))
        fixed, segments = recipe.make(own, strings, base)
        sources.append(fixed)
        base += len(fixed)
        found.append((chosen, segments))
    columns = max(segments.starts.shape[1] for _, segments in found)
    starts, lengths = np.zeros((2, len(picked), columns), np.int64)
    for chosen, segments in found:
        starts[chosen, : segments.starts.shape[1]] = segments.starts
        lengths[chosen, : segments.starts.shape[1]] = segments.lengths
    return Chunk(
        gathered(np.concatenate(sources), starts.ravel(), lengths.ravel()),
        np.cumsum(lengths.sum(1)),
    )


def _gaps(generator: np.random.Generator, units: int) -> Array:
    """Units of time between one record and the next, never zero: bursts of about 5 ms, and pauses of about a second."""
    mean = np.where(generator.random(_RECORDS_AT_ONCE) < 0.7, 0.005, 1.0)
    return 1 + (generator.exponential(mean) * units).astype(np.int64)


def _events(kind: Kind) -> list[Array]:
    """The event numbers of each shape, from the system's own table."""
    listed = json.loads(read("records/events.json"))["systems"][kind.dialect]["events"]
    numbers = {event["name"]: event["number"] for event in reversed(listed)}
    return [np.array([numbers[name] for name in shape.events]) for shape in kind.shapes]


def main() -> None:
    """The command: KIND MEGABYTES FILE --seed N writes the trail and prints the number of its records."""
    parser = argparse.ArgumentParser(description="Writes a trail in which no two records are equal.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("megabytes", type=float, help="millions of bytes")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with given.file.open("wb") as file:
        records = write_trail(given.kind, round(given.megabytes * MEGABYTE), given.seed, file)
    sys.stdout.write(f"{records}\n")


if __name__ == "__main__":
    main()
