"""`hiwater vectors`: the conformance vectors, shown, made from the model, and held against it."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path

from hiwater_check.faults.copies import broken_copies
from hiwater_conform.clauses import clause_registry
from hiwater_conform.runs import SavedRun, run_to_wire
from hiwater_conform.story import tell_saved
from hiwater_conform.telling.difference import difference_told
from hiwater_conform.vectors.buffers import BuffersVector, vector_from_wire, vector_to_wire
from hiwater_conform.vectors.checking import problems_of
from hiwater_conform.vectors.stored import (
    BESIDE,
    BUFFERS,
    SHIPPED,
    Manifest,
    lines_of,
    read_manifest,
    read_vectors,
    shipped_folder,
    write_vectors,
)
from hiwater_conform.vectors.tier import TIERS, WITHOUT, vectors_of
from hiwater_conform.wire_values import NotThisForm
from hiwater_inspector.command_line.command import Exit, Misuse, print_json, writing
from hiwater_inspector.command_line.progress import several

DESCRIPTION = """\
A vector is a run with the whole answer to each step, so that an implementation in any language can be tested
without the model and without Python: the specification's vectors/README.md says how. Every clause with a
defined outcome has a positive one, and a negative one, whose last answer the clause forbids.

Without an option it lists the shipped ones by area. With a clause it tells those of that clause: a positive
one step by step, a negative one by its last answer.
--check holds a folder against the model: right answers must be the model's, wrong ones must be refused and
blamed as they say, and digests must hold. --write makes them anew, the same every time, with progress:
tiny and small, which are shipped, take some minutes; full is every width, granularity and profile, hours.

`hiwater conform` sends the shipped ones by itself.
Not good for: finding what nobody thought of. They are short on purpose."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is shown, checked or written."""
    parser.add_argument("clause", nargs="?", metavar="CLAUSE", help="tell the vectors of this clause, as in ENQ-08")
    parser.add_argument(
        "--directory", type=Path, metavar="DIR", help="this folder of vectors (default: the shipped one)"
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--check", action="store_true", help="hold the vectors against the model")
    doing.add_argument("--write", action="store_true", help="make vectors, into --directory")
    parser.add_argument(
        "--tier",
        choices=TIERS,
        action="append",
        help="with --write: this tier; may be given again (default: tiny, small)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Show, check or write; FOUND if a check found something."""
    if arguments.tier and not arguments.write:
        raise Misuse("--tier goes with --write")
    if arguments.write:
        return _write(arguments)
    folder = shipped_folder() if arguments.directory is None else arguments.directory
    if arguments.check:
        return _check(folder, arguments)
    with _reading(folder):
        manifest = read_manifest(folder)
    return _list(manifest, arguments) if arguments.clause is None else _tell(folder, manifest, arguments)


@contextmanager
def _reading(folder: Traversable) -> Iterator[None]:
    """What is done within reads vectors; if it cannot, that is Misuse."""
    try:
        yield
    except NotThisForm as error:
        raise Misuse(f"{error}; `hiwater vectors --check` says all that is wrong") from None
    except OSError as error:
        raise Misuse(
            f"{folder}: no vectors can be read there ({error.strerror}); `hiwater vectors --write` makes some"
        ) from None


def _list(manifest: Manifest, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json({"files": [one._asdict() for one in manifest.files], "without": dict(manifest.without)})
        return Exit.FINE
    print("\n".join(_table(manifest)))
    print("\nwithout a vector:")
    for clause, reason in manifest.without.items():
        print(f"  {clause}: {reason}")
    return Exit.FINE


def _table(manifest: Manifest) -> Iterator[str]:
    """A row for each area of the clauses, a column for each tier; then what stands beside the runs."""
    runs = [one for one in manifest.files if one.file not in BESIDE]
    tiers = list(dict.fromkeys(one.tier for one in runs))
    areas = sorted({one.area for one in runs})
    counts = Counter({(one.area, one.tier): one.vectors for one in runs})
    counts.update({("all", tier): sum(one.vectors for one in runs if one.tier == tier) for tier in tiers})
    yield f"{'area':24}" + "".join(f"{tier:>8}" for tier in tiers)
    for area in (*areas, "all"):
        yield f"{area:24}" + "".join(f"{counts[area, tier]:8,}" for tier in tiers)
    yield ""
    yield from (f"{one.file:32}{one.vectors:,}" for one in manifest.files if one.file in BESIDE)


def _tell(folder: Traversable, manifest: Manifest, arguments: argparse.Namespace) -> int:
    clause = arguments.clause.upper()
    if clause not in clause_registry().identifiers:
        near = ", ".join(clause_registry().near(clause)) or "`hiwater clauses` lists them"
        raise Misuse(f"no clause {arguments.clause!r}; perhaps {near}")
    with _reading(folder):
        chosen = [vector for vector in _all(folder, manifest) if vector.clauses[0] == clause]
        sequences = [vector for vector in _sequences(folder, manifest) if clause in vector.clauses]
    if arguments.json:
        print_json([*map(run_to_wire, chosen), *map(vector_to_wire, sequences)])
    elif sequences:
        print("\n".join(f"{vector.id}  {vector.title}" for vector in sequences))
    elif not chosen:
        print(f"{clause} has no vector: {manifest.without.get(clause, 'the C has no defined next act')}")
    else:
        print("\n\n".join(map(_told, chosen)))
    return Exit.FINE


def _told(vector: SavedRun) -> str:
    """A positive vector step by step; a negative one, which has the same steps, by its last answer."""
    if vector.divergence is None:
        return tell_saved(vector)
    return "\n".join([f"{vector.id}: {vector.why}".rstrip(": "), *difference_told(vector.divergence)])


def _all(folder: Traversable, manifest: Manifest) -> Iterator[SavedRun]:
    for listed in manifest.files:
        if listed.file not in BESIDE:
            yield from read_vectors(folder, listed)


def _sequences(folder: Traversable, manifest: Manifest) -> Iterator[BuffersVector]:
    for listed in manifest.files:
        if listed.file == BUFFERS:
            for _where, line in lines_of(folder, listed):
                yield vector_from_wire(json.loads(line))


def _check(folder: Traversable, arguments: argparse.Namespace) -> int:
    with _reading(folder):
        problems = list(problems_of(folder))
        count = sum(one.vectors for one in read_manifest(folder).files) if not problems else None
    if arguments.json:
        print_json({"vectors": count, "problems": problems})
    else:
        print("\n".join(problems) or f"{count:,} vectors: all are as the model says")
    return Exit.FOUND if problems else Exit.FINE


def _write(arguments: argparse.Namespace) -> int:
    if arguments.directory is None:
        raise Misuse("--write needs --directory DIR: the folder that the vectors go into")
    if arguments.clause is not None:
        raise Misuse("--write makes the vectors of all clauses: leave the clause out")
    names = arguments.tier or list(SHIPPED)
    with several(names, shown=not arguments.json) as update:
        tiers = {name: list(vectors_of(TIERS[name], broken_copies(), partial(update, name))) for name in names}
    written = {vector.clauses[0] for vectors in tiers.values() for vector in vectors}
    with writing(arguments.directory, "name a folder of yours"):
        manifest = write_vectors(arguments.directory, tiers, {c: why for c, why in WITHOUT.items() if c not in written})
    if arguments.json:
        print_json({"files": [one._asdict() for one in manifest.files]})
    else:
        print(f"{sum(one.vectors for one in manifest.files):,} vectors in {len(manifest.files)} files")
    return Exit.FINE
