"""`python -m hiwater_impl.daemon`: the daemon without the rest of the command line, so that it starts at once."""

import argparse
import sys

from hiwater_impl.daemon.foreground import run
from hiwater_impl.daemon.options import CannotServe, add_arguments, settings_from


def main() -> int:
    """Serve until a signal; the exit code: 0, or 2 when it cannot begin."""
    parser = argparse.ArgumentParser(prog="python -m hiwater_impl.daemon", description=__doc__)
    add_arguments(parser)
    arguments = parser.parse_args()
    try:
        run(settings_from(arguments), while_stdin_open=arguments.while_stdin_open)
    except CannotServe as problem:
        sys.stderr.write(f"hiwater auditd: {problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
