"""A selection meets the names at hand, and can then try records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hiwater_impl.records.names.accounts import UNNAMED, Accounts
from hiwater_impl.records.names.events import SYSTEMS, EventTable, of_system
from hiwater_impl.records.names.zones import TimeZone, time_zone
from hiwater_impl.records.selection.questions import AllOf, AnyOf, Opposite, Question
from hiwater_impl.records.selection.records import Booleans, HeaderColumns, RecordView
from hiwater_impl.records.selection.terms import TermBinder
from hiwater_impl.records.selection.tree import Alone, And, Node, Not, Or, Selection
from hiwater_impl.records.selection.words import Attributable, Damaged, Failed, Succeeded

WORDS: Mapping[str, Question] = {
    "failed": Failed(),
    "succeeded": Succeeded(),
    "damaged": Damaged(),
    "attributable": Attributable(),
    "nonattributable": Opposite(Attributable()),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean: events of each system, accounts, and the zone of times that are given without one."""

    events: Mapping[str, EventTable] = field(default_factory=lambda: {name: of_system(name) for name in SYSTEMS})
    accounts: Accounts = UNNAMED
    zone: TimeZone = field(default_factory=lambda: time_zone("UTC"))


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """Tries records, and sieves headers before any token is decoded."""

    question: Question

    def accepts(self, record: RecordView) -> bool:
        """Whether the record is wanted."""
        return self.question.accepts(record)

    def columns_sieve(self, columns: HeaderColumns) -> Booleans:
        """For each header whether its record may be wanted: too many at times, never too few."""
        return self.question.judge(columns).possible

    def headers_suffice(self, columns: HeaderColumns) -> bool:
        """Whether the sieve's answer for these headers is the last word, and no record has to be tried."""
        verdicts = self.question.judge(columns)
        return bool((verdicts.possible == verdicts.certain).all())


def bind(selection: Selection, names: Names) -> Selector:
    """The selection with these names. Raises SelectionError for a name, class, token or address that means nothing."""
    if selection.root is None:
        return Selector(AllOf(()))
    return Selector(_question(selection.root, TermBinder(selection.text, names.events, names.accounts, names.zone)))


def _question(node: Node, terms: TermBinder) -> Question:
    match node:
        case And(parts):
            return AllOf(tuple(_question(part, terms) for part in parts))
        case Or(parts):
            return AnyOf(tuple(_question(part, terms) for part in parts))
        case Not(part):
            return Opposite(_question(part, terms))
        case Alone(name):
            return WORDS[name]
        case _:
            return terms.question(node)
