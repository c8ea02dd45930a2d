"""What a praudit itself would print of some trails, read as it reads them: it stops where that program stops."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.printing.illumos.printer import Printer as IllumosPrinter
from hiwater_impl.records.printing.illumos.stretch import NO_ROOM, STOPPED
from hiwater_impl.records.printing.openbsm.printer import Printer as OpenbsmPrinter
from hiwater_impl.records.sources import Source

WINDOW_BYTES = 1_048_576


class Stop(NamedTuple):
    """Where a praudit gives up a trail: the place in it, and why in a word."""

    trail: str
    offset: int
    reason: str

    def __str__(self) -> str:
        return f"{self.trail}: offset {self.offset}: praudit stops here: {self.reason}"


@dataclass
class Faithful:
    """Prints trail after trail; `stops`, `losses` and `done` (the bytes read) grow on the way.

    illumos praudit ends altogether where it stops, OpenBSM's goes on with the next file.
    """

    printer: IllumosPrinter | OpenbsmPrinter
    stops: list[Stop] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    done: int = 0

    def document(self, trails: Iterable[tuple[str, Source]]) -> Iterator[bytes]:
        """All trails (name and source) in one document; raises Unreadable."""
        yield self.printer.prolog
        state = self.printer.state()
        for name, source in trails:
            state = self.printer.next_state(state)
            yield from self._trail(name, source, state)
            self.losses += self._losses(name, state)
            if isinstance(self.printer, IllumosPrinter) and self.printer.reason(state)[0]:
                return
        yield self.printer.epilog(state)

    def _losses(self, name: str, state: Any) -> list[str]:
        """What the praudit passes over in silence."""
        if isinstance(self.printer, IllumosPrinter):
            count, words = self.printer.unknown_ids(state), "bytes are no token that praudit knows, and it skips them"
        else:
            count, words = (
                self.printer.unreadable(state),
                "records hold a token that praudit cannot read, and end there",
            )
        return [f"{name}: {count:,} {words}"] if count else []

    def _trail(self, name: str, source: Source, state: Any) -> Iterator[bytes]:
        window = _Window(source)
        room = 4 * WINDOW_BYTES
        while True:
            out = np.empty(room, np.uint8)
            data, start, end, final = window.data, window.place, window.filled, window.final
            place, reached, status = self.printer.print_stretch(data, start, end, final, state, out)
            self.done += place - start
            window.place = place
            yield out[:reached].tobytes()
            if status == STOPPED:
                self.stops.append(Stop(name, window.base + place, self.printer.reason(state)[0]))
                return
            if status == NO_ROOM:
                room *= 1 if place > start else 4
            elif window.final:
                return
            else:
                window.read()


class _Window:
    """The bytes that have come and are not printed yet: data[place:filled], at `base` in the trail."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data: Any = np.empty(0, np.uint8)
        self.base = self.place = self.filled = 0
        self.final = False
        self.read()

    def read(self) -> None:
        """Some more bytes, behind those that are left."""
        held = self.filled - self.place
        data = np.empty(max(WINDOW_BYTES, 2 * held), np.uint8)
        data[:held] = self.data[self.place : self.filled]
        count = self.source.readinto(data.data[held:])
        self.base += self.place
        data.flags.writeable = False
        self.data, self.place, self.filled, self.final = data, 0, held + count, not count
