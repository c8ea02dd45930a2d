"""Terms of a selection become questions: names are looked up, times of a clock become times in UTC."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import numpy as np

from hiwater_impl.records.names.accounts import Accounts, AccountTable
from hiwater_impl.records.names.errors import error_names
from hiwater_impl.records.names.events import EventTable
from hiwater_impl.records.names.zones import TimeZone
from hiwater_impl.records.selection.fault import SelectionError, short
from hiwater_impl.records.selection.matching import address_test, text_test
from hiwater_impl.records.selection.questions import AllOf, AnyOf, InField, InTime, OfEvent, Question, WithToken
from hiwater_impl.records.selection.records import Booleans
from hiwater_impl.records.selection.sources import token_names
from hiwater_impl.records.selection.tree import Term
from hiwater_impl.records.selection.values import SECOND, Day, Exact, Flag, Glob, Moment, Range, Regex, Value
from hiwater_impl.records.selection.words import Failed, Succeeded

DAY = 86400 * SECOND
EVENTS = 1 << 16
Tried = TypeVar("Tried", int, bytes)
USER_KEYS = frozenset(("user", "euser", "ruser", "owner"))
GROUP_KEYS = frozenset(("group", "egroup", "rgroup"))


@dataclass(frozen=True, slots=True)
class TermBinder:
    """Makes questions of terms of the selection `text`, with the names at hand."""

    text: str
    events: Mapping[str, EventTable]
    accounts: Accounts
    zone: TimeZone

    def question(self, term: Term) -> Question:
        """The question of one term. Raises SelectionError for what means nothing."""
        match term.key:
            case "after" | "before" | "day":
                return self._time(term)
            case "event":
                return self._event(term)
            case "class":
                return AnyOf(tuple(self._class(value, term) for value in term.values if isinstance(value, Flag)))
            case "token":
                return WithToken(self._tokens(term))
            case "host":
                return InField(term.key, _never, self._addresses(term))
            case key:
                return InField(key, self._numbers(term), _any(_text_tests(term.values)))

    def _fail(self, term: Term, problem: str) -> NoReturn:
        raise SelectionError(self.text, term.at, problem)

    def _time(self, term: Term) -> Question:
        parts: list[Question] = []
        for value in term.values:
            if isinstance(value, Day):
                parts.append(InTime(self._utc(value.number * DAY), self._utc((value.number + 1) * DAY)))
            elif isinstance(value, Moment):
                time = self._utc(value.wall) if value.east is None else value.wall - value.east * SECOND
                parts.append(InTime(time, None) if term.key == "after" else InTime(None, time))
        return AnyOf(tuple(parts))

    def _utc(self, wall: int) -> int:
        """The first time at which a clock of the zone shows `wall`; if it skips that, as if it had not been changed."""
        seconds = wall // SECOND
        around = self.zone.offsets_at(np.array([seconds - 86400, seconds + 86400], np.int64))
        times = seconds - around
        shown = times[self.zone.offsets_at(times) == around]
        return int(shown.min() if len(shown) else times[0]) * SECOND + wall % SECOND

    def _event(self, term: Term) -> Question:
        chosen = {system: np.zeros(EVENTS, np.bool_) for system in self.events}
        for value in term.values:
            if isinstance(value, Range):
                for found in chosen.values():
                    found[_slice(value)] = True
            elif not self._add_named_events(value, chosen):
                self._fail(term, f"no event is called {short(str(value))}")
        return OfEvent(chosen)

    def _add_named_events(self, value: Value, chosen: Mapping[str, Booleans]) -> bool:
        fits = _text_tests([value], any_case=True)[0]
        any_found = False
        for system, table in self.events.items():
            for name, numbers in table.numbers.items():
                whole = name.encode(errors="surrogateescape")
                if fits(whole) or fits(whole.removeprefix(b"AUE_")):
                    chosen[system][list(numbers)] = True
                    any_found = True
        return any_found

    def _class(self, flag: Flag, term: Term) -> Question:
        chosen = {system: np.zeros(EVENTS, np.bool_) for system in self.events}
        tables = {system: table for system, table in self.events.items() if flag.name in table.masks}
        if not tables:
            known = sorted({name for table in self.events.values() for name in table.masks})
            self._fail(term, f"there is no class {short(flag.name)}; there are {', '.join(known)}")
        for system, table in tables.items():
            chosen[system][list(table.of_class(flag.name))] = True
        ending: dict[str, tuple[Question, ...]] = {"+": (Succeeded(),), "-": (Failed(),), "": ()}
        return AllOf((OfEvent(chosen), *ending[flag.sign]))

    def _tokens(self, term: Term) -> frozenset[str]:
        found: set[str] = set()
        for value, fits in zip(term.values, _text_tests(term.values), strict=True):
            names = {name for name in token_names() if fits(name.encode())}
            if not names:
                self._fail(term, f"no token is called {short(str(value))}")
            found |= names
        return frozenset(found)

    def _addresses(self, term: Term) -> Callable[[bytes], bool]:
        tests = []
        for value in term.values:
            if isinstance(value, Exact | Glob | Regex):
                try:
                    tests.append(address_test(value))
                except ValueError:
                    self._fail(
                        term, f"{short(str(value))} is neither an address nor a network; records hold no names of hosts"
                    )
        return _any(tests)

    def _numbers(self, term: Term) -> Callable[[int], bool]:
        accounts = term.key in USER_KEYS or term.key in GROUP_KEYS
        ranges = [_unsigned(value) if accounts else value for value in term.values if isinstance(value, Range)]
        names = [value for value in term.values if isinstance(value, Exact | Glob | Regex)]
        if names and accounts:
            ranges += self._account_numbers(names, term)
        elif names and term.key == "error":
            ranges += self._error_numbers(names, term)
        return _any([value.holds for value in ranges])

    def _account_numbers(self, names: Iterable[Value], term: Term) -> list[Range]:
        kind, table = ("user", self.accounts.users) if term.key in USER_KEYS else ("group", self.accounts.groups)
        if not table.names:
            self._fail(term, f"names of {kind}s mean nothing without a table of {kind}s; give the number or a table")
        found: list[Range] = []
        for value in names:
            numbers = _named(value, table)
            if not numbers:
                self._fail(term, f"no {kind} is called {short(str(value))} in the table of {kind}s")
            found += (Range(number, number) for number in numbers)
        return found

    def _error_numbers(self, names: Iterable[Value], term: Term) -> list[Range]:
        found: list[Range] = []
        for value in names:
            fits = _text_tests([value], any_case=True)[0]
            numbers = [number for name, number in error_names().items() if fits(name.encode())]
            if not numbers:
                self._fail(term, f"no error is called {short(str(value))}")
            found += (Range(number, number) for number in numbers)
        return found


def _named(value: Value, table: AccountTable) -> list[int]:
    fits = _text_tests([value])[0]
    return sorted({number for name, number in table.numbers.items() if fits(name)})


def _text_tests(values: Iterable[Value], any_case: bool = False) -> list[Callable[[bytes], bool]]:
    return [text_test(value, any_case) for value in values if isinstance(value, Exact | Glob | Regex)]


def _any(tests: list[Callable[[Tried], bool]]) -> Callable[[Tried], bool]:
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def _never(number: int) -> bool:
    return False


def _slice(events: Range) -> slice:
    low, high = events.low or 0, EVENTS - 1 if events.high is None else events.high
    return slice(max(low, 0), max(high + 1, 0))


def _unsigned(value: Range) -> Range:
    if value.low == value.high and value.low is not None and value.low < 0:
        return Range(value.low & 0xFFFFFFFF, value.low & 0xFFFFFFFF)
    return value
