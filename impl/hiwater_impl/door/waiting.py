"""Waits for what comes over a socket: awake for a moment, since it mostly comes at once; asleep after that.

To wake a sleeper on an idle processor costs more than all else that a request does, most of all in a virtual machine.
Whoever was awake in vain sleeps at once the next times, twice as many each time: rare requests, or processors that
others want, cost a little and not a processor. With one processor to run on it only sleeps. No processor is given up
between two looks: where others want it, the scheduler would keep us from it for long. Not good for a time limit.
"""

import os
import select
import socket
import time
from typing import Final

AWAKE_SECONDS: Final = 0.0001
"""How long it looks before it falls asleep: about what it costs both sides that one must be woken."""
SLEEPS_MOST: Final = 63
"""How many waits in a row are slept through before it tries again to stay awake."""


class Waiting:
    """For the reads of one socket. Not for use by two threads at once."""

    __slots__ = ("_connection", "_in_vain", "_ready", "_sleeps", "_stays_awake")

    def __init__(self, connection: socket.socket) -> None:
        poller = select.poll()
        poller.register(connection, select.POLLIN)
        self._ready = poller.poll
        self._connection = connection
        self._stays_awake = len(os.sched_getaffinity(0)) > 1
        self._sleeps = self._in_vain = 0

    def receive_into(self, buffer: bytearray | memoryview) -> int:
        """As `recv_into` of that socket, with which it ends. Raises what that raises."""
        if self._sleeps:
            self._sleeps -= 1
        elif self._stays_awake:
            self._look()
        return self._connection.recv_into(buffer)

    def _look(self) -> None:
        ready, clock = self._ready, time.monotonic
        deadline = clock() + AWAKE_SECONDS
        while not ready(0):
            if clock() > deadline:
                self._sleeps = self._in_vain = min(2 * self._in_vain + 1, SLEEPS_MOST)
                return
        self._in_vain = 0
