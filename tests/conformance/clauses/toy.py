"""A small C file of our own, clauses about it, and where the real listing is: what the tests of the clauses share."""

import os
import shutil
from pathlib import Path

import pytest

from hiwater_conform.clauses import Registry, SourceText, clause_registry, load_registry, read_source, source_from_text
from hiwater_conform.clauses.digests import write_data
from hiwater_conform.clauses.linter import lint_source

ROOT = Path(__file__).resolve().parents[3]
SPECS = ROOT / "specs/hiwater_specs/clauses"
LISTING = ROOT.parent / "shared/seed/audit_io.listing.txt"
REVISION = "0" * 40

TOY = """\
/* A toy: { } "not code" */
#define LIMIT 10
static int declared(int);
static int next_of[] = {
	1, 2};

void
old_style(m)
	int *m;
{
	take(m, "if (else) {", '{');
}

static int
fill(int n)
{
	int left = 3;	/* return? */

	ASSERT(n > 0);
	lock();
	if (n > LIMIT && left) {
		unlock();
		return (1);
	}
	/* said once */
	add(n);
	unlock();
#ifdef _BIG
	grow();
#endif
	return (0);
}
"""

AREA = """\
title = "A toy"

[[clause]]
id = "TOY-01"
sentence = "The table has two entries."
strength = "must"
table = "next_of"
lines = [4, 5]

[[clause]]
id = "TOY-02"
sentence = "The old style takes its argument."
strength = "must"
function = "old_style"
lines = [11, 11]

[[clause]]
id = "FILL-01"
sentence = "The number is positive and the lock is taken."
strength = "must"
function = "fill"
lines = [19, 20]
profiles = { debug = "A number that is not positive halts." }

[[clause]]
id = "FILL-02"
sentence = "Beyond the limit nothing is added."
strength = "must"
function = "fill"
lines = [21, 24]

[[clause]]
id = "FILL-03"
sentence = "The number is added."
strength = "observed"
function = "fill"
lines = [25, 26]
quirks = ["Q1"]

[[clause]]
id = "FILL-04"
sentence = "The lock is left."
strength = "must"
function = "fill"
lines = [27, 27]

[[clause]]
id = "FILL-05"
sentence = "The result is 0."
strength = "must"
function = "fill"
lines = [31, 31]
"""

NEIGHBOUR = """\
title = "A neighbour"

[[clause]]
id = "NEAR-01"
sentence = "The neighbour adds."
strength = "undefined"
neighbour = "other.c"
"""

NOT_MODELLED = """\
[[not_modelled]]
what = "the big machine"
reason = "There is none."
function = "fill"
lines = [28, 30]
"""


def toy_source() -> SourceText:
    """The toy as it was when its clauses were written."""
    return source_from_text("toy.c", TOY)


def toy_folder(folder: Path) -> Path:
    """Write the toy's clause data, digests and all, into the folder."""
    (folder / "toy.toml").write_text(AREA, encoding="utf-8")
    (folder / "neighbours-toy.toml").write_text(NEIGHBOUR, encoding="utf-8")
    (folder / "not_modelled.toml").write_text(NOT_MODELLED, encoding="utf-8")
    shutil.copy(SPECS / "schema.json", folder)
    write_data(folder, toy_source(), REVISION)
    return folder


def toy_registry(folder: Path) -> Registry:
    """The toy's clauses, read from data written into the folder."""
    return load_registry(toy_folder(folder))


def changed(text: str, *changes: tuple[str, str]) -> SourceText:
    """The source after each change of one text, which must occur once, into another."""
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return source_from_text("changed.c", text)


def real_source() -> SourceText:
    """The original, from beside the checkout or HIWATER_AUDIT_IO; skips the test without that very revision."""
    path = LISTING if LISTING.is_file() else Path(os.environ.get("HIWATER_AUDIT_IO", ""))
    if not path.is_file():
        pytest.skip(f"no audit_io.c: {LISTING} is not there, and HIWATER_AUDIT_IO names none that is")
    source = read_source(path)
    if any(lint_source(clause_registry(), source)) and path != LISTING:
        pytest.skip(f"{path} is another audit_io.c than the one that the clauses were written from")
    return source
