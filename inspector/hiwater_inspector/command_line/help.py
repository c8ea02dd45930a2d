"""The texts of `hiwater --help`, made from the table of commands and the table of exit codes."""

from textwrap import fill

from hiwater_inspector.command_line.command import EXIT_MEANINGS
from hiwater_inspector.command_line.table import TABLE, Group

WIDTH = 100

WHAT_IT_IS = """\
hiwater is a checked reference model of the illumos kernel audit queue (audit_io.c), and a judge that puts an
implementation beside that model, step by step. It answers questions such as: who sleeps when the queue is full,
who wakes them, which records are dropped and counted, and when does the system halt?"""

HOW_TO_GO_ON = """\
hiwater COMMAND --help explains one command. With --json a command prints one JSON document instead of text."""


def general_help() -> str:
    """Return what `hiwater --help` prints: what it is, the commands by group, examples, exit codes."""
    paragraphs = [
        "usage: hiwater COMMAND [--json] [arguments]",
        fill(WHAT_IT_IS, WIDTH),
        *(_group(group) for group in Group if any(entry.group is group for entry in TABLE.values())),
        "Examples\n" + "\n".join(f"  {entry.examples[0]}" for entry in TABLE.values()),
        fill(HOW_TO_GO_ON, WIDTH),
        exit_codes(),
    ]
    return "\n\n".join(paragraphs) + "\n"


def exit_codes() -> str:
    """Return the table of exit codes."""
    return "Exit codes\n" + "\n".join(f"  {code:<4} {meaning}" for code, meaning in EXIT_MEANINGS.items())


def command_epilogue(name: str) -> str:
    """Return what stands below a command's arguments: its examples and the exit codes."""
    return "Examples\n" + "\n".join(f"  {line}" for line in TABLE[name].examples) + "\n\n" + exit_codes()


def _group(group: Group) -> str:
    rows = [f"  {name:<10} {entry.summary}" for name, entry in TABLE.items() if entry.group is group]
    return "\n".join([group.value, *rows])
