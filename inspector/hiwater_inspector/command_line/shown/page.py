"""The page of what has been shown, made from the records: by which tool, at which scope, when; and what has not.

Whether a record is about the sources that are here changes with every edit, so `hiwater evidence` says it and the page
does not.
"""

from collections.abc import Iterator, Mapping, Sequence

from hiwater_check.evidence import Standing
from hiwater_conform.clauses import Registry
from hiwater_inspector.command_line.shown.rows import LEVELS, Row

HEAD = """\
# What has been shown

Made by `hiwater evidence --page` from the records beside it, each written by the run that obtained it.
`hiwater evidence` says of each whether it is about the sources that are here, or stale. A word holds for its scope and
no further:

* **exampled**: a run shows it, and is replayed by the tests.
* **sampled**: random runs of the model alone, an invariant looked at after each step.
* **exhaustive**: every state of the named scopes.
* **symbolic**: CrossHair confirmed it over all paths, for all integers; verdicts are modular, termination is not shown.
* **inductive**: for any number of writers and any marks, over an abstraction whose steps call the shipped functions.
* **compared**: the unmodified audit_io.c did the same, step by step, in random runs.

Trusted all the same: CPython, CrossHair, Z3, cvc5, TLC; the shim that stands in the place of the kernel; that cv_wait
is atomic with its mutex and does not wake by itself. Nothing here is about a running kernel.
"""


def page(evidence: Sequence[Row], levels: Mapping[str, Sequence[Row]], registry: Registry) -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_layers(evidence), *_clauses(levels, registry)]) + "\n"


def _layers(evidence: Sequence[Row]) -> Iterator[str]:
    for about in ("model", "implementation"):
        yield f"## Of the {about}\n"
        for row in (row for row in evidence if row.about == about):
            yield f"### {row.name}\n"
            level = f" Level: {row.level}." if row.level in LEVELS else ""
            yield f"{row.what[0].upper()}{row.what[1:]}.{level} Again: `{row.again}`.\n"
            if row.standing is Standing.NEVER_RUN:
                yield "**Never recorded.**\n"
                continue
            when = ", ".join(word for word in (row.date, row.how) if word)
            if when:
                yield f"{when}:\n"
            yield "```text"
            yield from row.lines
            yield "```\n"


def _clauses(levels: Mapping[str, Sequence[Row]], registry: Registry) -> Iterator[str]:
    yield "## Clause by clause\n"
    yield f"| clause | strength | {' | '.join(LEVELS)} |"
    yield f"|---|---|{'---|' * len(LEVELS)}"
    bare = []
    for clause in registry.clauses:
        rows = levels.get(clause.identifier, ())
        if not rows:
            bare.append(clause.identifier)
            continue
        cells = [", ".join(row.name for row in rows if row.level == level) for level in LEVELS]
        yield f"| {clause.identifier} | {clause.strength.value} | {' | '.join(cells)} |"
    yield f"\nStated only, with no evidence of the model's: {', '.join(bare) or 'none'}."
