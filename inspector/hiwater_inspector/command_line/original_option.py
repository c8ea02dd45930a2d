"""The option `--original [PATH]` of commands that take a run to the original C as well."""

import argparse
from pathlib import Path

from hiwater_conform.original.source import Source, find_source


def add_original(parser: argparse.ArgumentParser, words: str) -> None:
    """Declare the option; `words` say what it does."""
    parser.add_argument("--original", nargs="?", const="", metavar="PATH", help=words)


def original_asked_for(arguments: argparse.Namespace) -> Source | None:
    """The C file, None if it was not asked for; without a PATH it is looked for. Raises SourceError."""
    if arguments.original is None:
        return None
    return find_source(Path(arguments.original) if arguments.original else None)
