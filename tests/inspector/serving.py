"""A served inspector for the tests: the application in process, or the command itself behind a real socket."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HIWATER = "import sys; from hiwater_inspector.command_line import main; sys.exit(main())"


@dataclass(frozen=True)
class Served:
    """A `hiwater inspect` that runs: where, and how one gets in."""

    process: subprocess.Popen[str]
    address: str
    token: str

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return "/".join(self.address.split("/")[:3])

    @property
    def port(self) -> int:
        """Of the socket."""
        return int(self.origin.rpartition(":")[2])


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Start the command with these arguments; all are ended behind the module's tests."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path, port: int = 0) -> Served:
        command = [sys.executable, "-c", HIWATER, "inspect", "--no-browser", "--json"]
        process = subprocess.Popen(
            [*command, f"--port={port}", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        return Served(process, told["address"], told["token"])

    yield start
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    """One inspector for the tests of a module."""
    return serve()
