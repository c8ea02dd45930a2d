"""A run as a pytest module: it sends the lines to an adapter and holds each answer against the model's.

The module needs Python and pytest alone. Every text of the run is written as a Python literal, so that no title can be
more than a string.
"""

from typing import Final

from hiwater_conform.runs import SavedRun
from hiwater_conform.story import clause_sentence
from hiwater_conform.transcript import Transcript

COMMAND_VARIABLE: Final = "HIWATER_ADAPTER"
SECONDS: Final = 60

_MODULE: Final = '''\
"""An adapter of the audit queue must answer these lines as the model does. Made by `hiwater replay --as pytest`."""

import json
import os
import shlex
import subprocess

TITLE = {title}
CLAUSE = {clause}
COMMAND = "{variable}"
SECONDS = {seconds}
ANY = "unspecified"

# What is sent, and what must be answered.
EXCHANGES = [
{exchanges}
]


def same(expected, answered):
    """Equal, but for a value that the C never set."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        return expected.keys() == answered.keys() and all(
            (key == "value" and value == ANY) or same(value, answered[key]) for key, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(answered, list):
        return len(expected) == len(answered) and all(map(same, expected, answered))
    return type(expected) is type(answered) and expected == answered


def test_{name}():
    command = os.environ.get(COMMAND)
    assert command, f"set {{COMMAND}} to the command of the adapter, such as ./my-queue"
    sent = "".join(line + "\\n" for line, _ in EXCHANGES)
    words = shlex.split(command)
    done = subprocess.run(words, input=sent.encode(), stdout=subprocess.PIPE, timeout=SECONDS, check=False)
    answers = done.stdout.decode("utf-8", "replace").split("\\n")
    for number, (line, expected) in enumerate(EXCHANGES):
        answered = answers[number] if number < len(answers) and answers[number] else None
        assert answered is not None, f"no answer to {{line}} (exit code {{done.returncode}}). {{TITLE}}. {{CLAUSE}}"
        try:
            value = json.loads(answered)
        except ValueError:
            raise AssertionError(f"no JSON: {{answered[:200]!r}}") from None
        assert same(json.loads(expected), value), (
            f"{{TITLE}}. {{CLAUSE}}\\n     sent {{line}}\\n expected {{expected}}\\n answered {{answered}}"
        )
'''


def case_text(run: SavedRun, transcript: Transcript) -> str:
    """The module's text. It holds the steps that the transcript sends, which leaves out what has no outcome."""
    pairs = zip(transcript.sent, transcript.expected, strict=True)
    rows = "\n".join(f"    (\n        {sent.decode()!a},\n        {said.decode()!a},\n    )," for sent, said in pairs)
    clause = run.divergence.clause if run.divergence is not None else None
    return _MODULE.format(
        title=ascii(run.title or run.id or "a run"),
        clause=ascii("" if clause is None else clause_sentence(clause)),
        variable=COMMAND_VARIABLE,
        seconds=SECONDS,
        exchanges=rows,
        name=_name(clause),
    )


def _name(clause: str | None) -> str:
    """The name of a function, whatever the clause was called in the file."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in clause or "")
    return f"run_follows_{letters.lower()[:40]}" if letters else "run_is_answered_as_by_the_model"
