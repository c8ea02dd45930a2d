"""Whoever is judged: a command that speaks the protocol, or one of the bodies that come with hiwater."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from hiwater_conform.adapter import Adapter
from hiwater_conform.line_process import SECONDS_TO_ANSWER, Limits
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import SourceError, find_source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_inspector.command_line.command import Misuse
from hiwater_inspector.command_line.conforming.own_modes import OwnModes

BODIES: Final[dict[str, Callable[[], Adapter]]] = {
    "ours": OwnModes,
    "model": ModelAdapter,
    "original": lambda: OriginalAdapter(find_source(None).text),
}
"""What can be judged without a command."""


def add_command(parser: argparse.ArgumentParser) -> None:
    """Declare who is judged, and how long an answer may take."""
    parser.add_argument(
        "command",
        nargs="*",
        metavar="CMD",
        help="the command of an adapter, with its arguments; put -- before it if it has options",
    )
    parser.add_argument(
        "--adapter", choices=BODIES, help="instead of a command: our implementation, the model, or the original C"
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=SECONDS_TO_ANSWER,
        metavar="SECONDS",
        help=f"how long a batch of answers may take (default {SECONDS_TO_ANSWER:g})",
    )


def name_of(arguments: argparse.Namespace) -> str:
    """What the judged one is called in stories and reports."""
    name: str = arguments.adapter or arguments.command[-1].rpartition("/")[2]
    return name


@contextmanager
def adapter_of(arguments: argparse.Namespace) -> Iterator[Adapter]:
    """The adapter, ended afterwards. Raises Misuse for what cannot be begun."""
    command: Sequence[str] = arguments.command
    if bool(command) == (arguments.adapter is not None):
        raise Misuse("name either the command of an adapter, or --adapter ours, model or original")
    try:
        if arguments.adapter is not None:
            adapter = BODIES[arguments.adapter]()
        else:
            adapter = ProcessAdapter(command, limits=Limits(seconds=arguments.limit))
        try:
            yield adapter
        finally:
            adapter.close()
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None
    except OSError as error:
        raise Misuse(f"{command[0] if command else arguments.adapter}: cannot be run ({error.strerror})") from None
