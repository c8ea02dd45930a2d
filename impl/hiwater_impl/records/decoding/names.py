"""All names and texts that a decoding uses; none of them is looked up on the reading machine unless it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hiwater_impl.records.names.accounts import UNNAMED, Accounts
from hiwater_impl.records.names.errors import ErrorTexts, error_texts
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT, SYSTEMS, Event, EventTable, of_system
from hiwater_impl.records.names.zones import TimeZone, time_zone
from hiwater_impl.records.printing.own.names import Names as OwnNames
from hiwater_impl.records.printing.times import Zone
from hiwater_impl.records.selection.binding import Names as SelectionNames


class PrauditNames(NamedTuple):
    """Events, error texts, users and groups by number, and the time zone."""

    events: Mapping[int, Event]
    errors: ErrorTexts
    users: Mapping[int, bytes]
    groups: Mapping[int, bytes]
    zone: Zone


@dataclass(frozen=True)
class Names:
    """Accounts, time zone, events by system, and error texts by system."""

    accounts: Accounts = UNNAMED
    zone: TimeZone = field(default_factory=lambda: time_zone("UTC"))
    events: Mapping[str, EventTable] = field(default_factory=lambda: {name: of_system(name) for name in SYSTEMS})
    errors: Mapping[str, ErrorTexts] = field(default_factory=lambda: {name: error_texts(name) for name in SYSTEMS})

    @property
    def for_selection(self) -> SelectionNames:
        """The part that a selection needs."""
        return SelectionNames(self.events, self.accounts, self.zone)

    @property
    def for_own_forms(self) -> OwnNames:
        """The part that our own forms need: names of events and texts of errors, by dialect."""
        return OwnNames(
            self.accounts.users.names,
            self.accounts.groups.names,
            {
                dialect: {number: event.name.encode() for number, event in self.events[system].events.items()}
                for dialect, system in SYSTEM_OF_DIALECT.items()
            },
            {
                dialect: {number: text for number, text in self.errors[system].texts.items() if number}
                for dialect, system in SYSTEM_OF_DIALECT.items()
            },
        )

    def for_praudit(self, system: str) -> PrauditNames:
        """What the printer of a praudit takes behind its form."""
        users, groups = self.accounts.users.names, self.accounts.groups.names
        return PrauditNames(self.events[system].events, self.errors[system], users, groups, self.for_kernels)

    @property
    def for_kernels(self) -> Zone:
        """The time zone as the kernels take it."""
        return Zone(self.zone.transitions, self.zone.offsets)
