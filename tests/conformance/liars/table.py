"""The table of liars, made anew: `python -m tests.conformance.liars.table` tries each and writes README.md."""

import sys
from pathlib import Path

from tests.conformance.liars.liars import LIARS
from tests.conformance.liars.trial import Trial, try_liar

PAGE = Path(__file__).parent / "README.md"
HEAD = """\
# Liars

Adapters that misbehave, each in one way (`liars.py`), and what `hiwater conform` at the tiny tier said of them. Made by
`python -m tests.conformance.liars.table`; the tests try each liar again. Steps are those of the shrunk run, 0 if the
smoke saw it; seconds hold the beginning of the process and the shrinking, and are told, never tested.

| liar | what it does wrong | blamed on | steps | seconds |
|---|---|---|---|---|
"""


def row(trial: Trial) -> str:
    """One liar's line."""
    blamed = trial.blamed if trial.caught else f"**passed** ({trial.blamed})"
    return f"| {trial.name} | {LIARS[trial.name].what} | {blamed} | {trial.steps} | {trial.seconds:.1f} |"


def main() -> int:
    """Try all; 1 if one passed."""
    trials = [try_liar(name) for name in LIARS]
    PAGE.write_text(HEAD + "".join(f"{row(trial)}\n" for trial in trials), encoding="utf-8")
    return 0 if all(trial.caught for trial in trials) else 1


if __name__ == "__main__":
    sys.exit(main())
