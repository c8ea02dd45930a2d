"""What an application of `hiwater faults` does: its threads, and the answers to what it is asked."""

import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from hiwater_impl.library import AuditContext, Condition
from hiwater_impl.library.errors import NotOpen, RecordsLeft
from hiwater_impl.library.tokens import text
from hiwater_inspector.command_line.faults.children import executed, forked
from hiwater_inspector.command_line.faults.ledger import Ledger
from hiwater_inspector.command_line.faults.specification import Specification

EVENT = 6152
ALWAYS = "seq trail"
"""Policies that every application has: its records are numbered, and it shows where each ends."""
JOIN_SECONDS = 20.0


class Working:
    """An application with its context open, and its threads begun and on hold."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self._ledger = Ledger(Path(specification.ledger), specification.threads)
        self._going = threading.Event()
        self._stopping = False
        place = {"door": specification.door} if specification.door else {"directory": specification.directory}
        self.context = AuditContext(
            **place,  # type: ignore[arg-type]
            policy=f"{ALWAYS} {specification.policy}",
            high_water=specification.high_water,
            low_water=specification.low_water,
            host_address=specification.address,
            close_timeout=specification.close_timeout,
        ).__enter__()
        if specification.handles_term:
            signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
        self._threads = [
            threading.Thread(target=self._write, args=(number,), name=f"{specification.name}{number}", daemon=True)
            for number in range(specification.threads)
        ]
        for thread in self._threads:
            thread.start()

    def do(self, command: str, rest: str) -> dict[str, Any]:
        """Do what one line asks for."""
        match command:
            case "look":
                return {"queue": list(self.context.queue_state()), "statistics": list(self.context.statistics())}
            case "go":
                self._going.set()
            case "hold":
                self._going.clear()
            case "policy":
                self.context.policy = f"{ALWAYS} {rest}"
            case "marks":
                self.context.queue_control = self.context.queue_control
            case "condition":
                self.context.condition = Condition[rest]
            case "fork":
                return forked(self.context, self._specification, rest)
            case "exec":
                return executed()
            case _:
                return {"unknown": command}
        return {"done": command}

    def end(self, how: str) -> None:
        """End the process: by leaving the context, or without a thought of it. Some raise."""
        match how:
            case "close":
                self._close()
            case "exit":
                sys.exit(3)
            case "exception":
                raise RuntimeError("the application fails")
            case "thread":
                leaving = threading.Thread(target=sys.exit, args=(4,))
                leaving.start()
                leaving.join()

    def _close(self) -> None:
        self._stopping = True
        self._going.set()
        for thread in self._threads:
            thread.join(JOIN_SECONDS)
        try:
            self.context.close()
        except RecordsLeft as left:
            sys.stderr.write(f"{left}\n")

    def _write(self, number: int) -> None:
        wanted, name, sent = self._specification, threading.current_thread().name, 0
        length = wanted.long_bytes if wanted.long_bytes and number == wanted.threads - 1 else wanted.text_bytes
        while sent < wanted.limit or not wanted.limit:
            self._going.wait()
            if self._stopping:
                return
            self._ledger.begin(number)
            try:
                self.context.audit(EVENT, text(f"{name} {sent} ".ljust(length, ".")))
            except NotOpen:
                self._ledger.refuse(number)
                return
            self._ledger.end(number)
            sent += 1
            if wanted.rest_seconds:
                time.sleep(wanted.rest_seconds)
