"""From the words of the command line to one command's `run`, and from what it returns or raises to an exit code."""

import argparse
import difflib
import select
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, cast

from hiwater_inspector.command_line.command import Command, Exit, Misuse
from hiwater_inspector.command_line.help import command_epilogue, general_help
from hiwater_inspector.command_line.output import give_up_output
from hiwater_inspector.command_line.table import TABLE


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `words` follow `hiwater`, None means those of this process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without the character still gets the line
    try:
        code = _run(list(sys.argv[1:] if words is None else words))
        print(end="", flush=True)
    except Misuse as misuse:
        print(f"hiwater: {misuse.message}", file=sys.stderr)
        return Exit.MISUSE
    except KeyboardInterrupt:
        print("hiwater: interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 an uncaught error would end with 1, which means "found something"
        if isinstance(error, BrokenPipeError) and _output_has_no_reader():
            give_up_output()
            return Exit.PIPE_CLOSED
        traceback.print_exc()
        return Exit.BUG
    return code


def load(name: str) -> Command:
    """Import the module of one command of the table."""
    return cast("Command", import_module(TABLE[name].module))


def parser_of(name: str) -> argparse.ArgumentParser:
    """Build the parser of one command: the shared arguments, its own, and its help."""
    command = load(name)
    parser = _Parser(
        prog=f"hiwater {name}",
        description=f"{name}: {TABLE[name].summary}.\n\n{command.DESCRIPTION}",
        epilog=command_epilogue(name),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of text")
    command.add_arguments(parser)
    return parser


def _run(words: list[str]) -> int:
    if words[:1] == ["help"]:
        words = [*words[1:2], "--help"]
    if not words:
        print(general_help(), end="", file=sys.stderr)
        return Exit.MISUSE
    if words[0] in ("-h", "--help"):
        print(general_help(), end="")
        return Exit.FINE
    if words[0] == "--version":
        words = ["version", *words[1:]]
    name = words[0]
    if name not in TABLE:
        raise Misuse(_unknown(name))
    try:
        arguments = parser_of(name).parse_args(words[1:])
    except SystemExit:  # argparse leaves this way after it has printed the help
        return Exit.FINE
    return load(name).run(arguments)


def _output_has_no_reader() -> bool:
    """Tell a closed standard output from another broken pipe, such as that of an adapter that died."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), select.POLLERR)
    return any(event & select.POLLERR for _, event in poll.poll(0))


def _unknown(name: str) -> str:
    if name.startswith("-"):
        return f"{name!r} comes before a command; options follow it, as in `hiwater version --json`; see hiwater --help"
    near = difflib.get_close_matches(name, TABLE, n=1)
    guess = f"did you mean {near[0]!r}? " if near else ""
    return f"no command {name!r}: {guess}hiwater --help lists them"


class _Parser(argparse.ArgumentParser):
    """An argparse parser whose complaints are a Misuse of one line."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print below a usage text."""
        if message.startswith("unrecognized arguments: -- "):
            message += "; options come before all other words, and -- right before the command of an adapter"
        raise Misuse(f"{' '.join(message.split())} (see {self.prog} --help)")
