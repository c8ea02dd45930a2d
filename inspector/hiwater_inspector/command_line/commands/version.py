"""`hiwater version`: what is installed, and where its data lies."""

import argparse
import platform
from importlib.metadata import version
from importlib.resources import files

from hiwater_inspector.command_line.command import Exit, print_json

DESCRIPTION = """\
Prints what a report of a fault should begin with. The folder it names holds the specification as
plain files (clauses, protocol, findings) that can be read from any language."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Print three facts and return FINE."""
    facts = {
        "hiwater": version("hiwater"),
        "python": platform.python_version(),
        "specs": str(files("hiwater_specs")),
    }
    if arguments.json:
        print_json(facts)
    else:
        for name, value in facts.items():
            print(f"{name:8} {value}")
    return Exit.FINE
