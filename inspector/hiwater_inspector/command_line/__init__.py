"""The command line `hiwater`: a table of commands, each in a module that is imported only when it is asked for."""

from hiwater_inspector.command_line.dispatch import main

__all__ = ["main"]
