"""Selections want of real records what they mean, and what headers alone say is never against it."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings

from hiwater_impl.records.names.accounts import Accounts, AccountTable
from hiwater_impl.records.selection.binding import Names, Selector, bind
from hiwater_impl.records.selection.parsing import parse
from hiwater_impl.records.selection.questions import Opposite, Question
from hiwater_impl.records.selection.records import HeaderColumns, RecordView, Verdicts
from hiwater_impl.records.selection.tree import Node, Selection
from tests.impl.records.selection.asking import real_terms, trees
from tests.impl.records.selection.plainly import GROUPS, USERS, wanted
from tests.impl.records.selection.views import Record, columns_of, real_records


def accounts(numbers: dict[str, int]) -> AccountTable:
    """A table of accounts."""
    return AccountTable(
        {number: name.encode() for name, number in numbers.items()},
        {name.encode(): number for name, number in numbers.items()},
    )


NAMES = Names(accounts=Accounts(accounts(USERS), accounts(GROUPS)))


def select(text: str) -> Selector:
    """A selection that is ready."""
    return bind(parse(text), NAMES)


def sieve_faults(question: Question, records: Sequence[Record], columns: HeaderColumns) -> list[Record]:
    """Records of which the headers say what is not so."""
    verdicts = question.judge(columns)
    accepted = np.array([question.accepts(record) for record in records])
    faulty = (accepted & ~verdicts.possible) | (verdicts.certain & ~accepted)
    return [record for record, wrong in zip(records, faulty, strict=True) if wrong]


def by_system() -> list[tuple[Record, ...]]:
    """The real records of each dialect."""
    return [tuple(one for one in real_records() if one.dialect == dialect) for dialect in ("illumos", "openbsm")]


@settings(max_examples=100)
@given(trees(real_terms()))
def test_it_wants_what_is_meant(root: Node) -> None:
    """On real records a selection is what the plain meaning is, and headers alone are never against it."""
    selector = bind(Selection(root, str(root)), NAMES)
    for part in by_system():
        assert [selector.accepts(record) for record in part] == [wanted(root, record) for record in part]
        assert not sieve_faults(selector.question, part, columns_of(part))
        some = part[::4]
        assert not sieve_faults(selector.question, some, columns_of(some, frozenset(("illumos", "openbsm"))))


class Forgetful(Opposite):
    """A fault: the opposite of a test does not swap what is possible and what is certain."""

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """Wrong on purpose."""
        verdicts = self.part.judge(columns)
        return Verdicts(~verdicts.possible, ~verdicts.certain)


class Deaf(Opposite):
    """A fault: the opposite of a test accepts what the test accepts."""

    def accepts(self, record: RecordView) -> bool:
        """Wrong on purpose."""
        return self.part.accepts(record)


def test_wrong_sieves_are_seen() -> None:
    """A sieve that takes what is unknown for known, and a question that its sieve does not fit, are caught."""
    records = real_records()
    assert sieve_faults(Forgetful(select("path:/etc/*").question), records, columns_of(records))
    deaf, unlike = Deaf(select("event:execve").question), parse("not event:execve").root
    assert unlike is not None
    assert sieve_faults(deaf, records, columns_of(records))
    assert [deaf.accepts(record) for record in records] != [wanted(unlike, record) for record in records]


def test_sieve_is_sharp_on_headers() -> None:
    """Events, times and, on illumos, failures of the kernel are decided by headers alone; paths are not."""
    records = tuple(record for record in real_records() if record.dialect == "illumos" and record.event < 2048)
    columns = columns_of(records)
    for text in ("event:open*", "after:2000-01-01 and not before:2020-01-01", "failed", "class:-fr or day:2021-10-14"):
        selector = select(text)
        assert selector.headers_suffice(columns)
        assert selector.columns_sieve(columns).tolist() == [selector.accepts(record) for record in records]
    assert not select("path:*").headers_suffice(columns)
    assert select("path:*").columns_sieve(columns).all()
    assert select("").columns_sieve(columns).all()


def test_hostile_times_are_decided_rightly() -> None:
    """Seconds near the ends of 64 bits and subseconds of more than a second do not overflow."""
    ends = [-(1 << 63), -(1 << 63) + 1, -1, 0, 1, (1 << 63) - 1]
    pairs = [(seconds, rest) for seconds in ends for rest in (*ends, 10**9, -(10**9) - 1)]
    records = [Record(1, seconds * 10**9 + rest) for seconds, rest in pairs]
    seconds, rests = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    columns = HeaderColumns(np.ones(len(pairs), np.int64), seconds, rests, np.zeros(len(pairs), np.int64))
    for text in (
        "after:1970-01-01",
        "before:1970-01-01T00:00:01",
        "after:2262-04-11T23:47:16.854775807Z",
        "day:0001-01-01",
    ):
        selector = select(text)
        assert selector.columns_sieve(columns).tolist() == [selector.accepts(record) for record in records]


def test_local_days_and_times() -> None:
    """A day is that of the zone; a time with a zone needs none; an hour that comes twice counts from its first time."""
    from hiwater_impl.records.names.zones import time_zone

    berlin = Names(zone=time_zone("Europe/Berlin"))
    start = 1635631200  # 2021-10-31 00:00 in Berlin, a day of 25 hours
    day = bind(parse("day:2021-10-31"), berlin)
    times = [start - 1, start, start + 25 * 3600 - 1, start + 25 * 3600]
    assert [day.accepts(Record(1, seconds * 10**9)) for seconds in times] == [False, True, True, False]
    for text, seconds in (
        ("2021-10-31T02:30", start + 9000),
        ("2021-10-31T02:30:00+01:00", start + 12600),
        ("20211031000000Z", start + 7200),
        ("2021-10-31T00:00-01:30", start + 12600),
        ("2021-03-28T02:30", 1616895000),
    ):
        after = bind(parse(f"after:{text}"), berlin)
        assert [after.accepts(Record(1, seconds * 10**9 + step)) for step in (-1, 0)] == [False, True], text


def test_success_and_failure() -> None:
    """The kernel of illumos says it by its bit; programs and OpenBSM by what they return; some records say neither."""
    failed, succeeded = select("failed"), select("succeeded")

    def ends(event: int, modifier: int, dialect: str, *errors: int) -> tuple[bool, bool]:
        tokens = [("return32", {"error": error, "value": 0}) for error in errors]
        record = Record(event, 0, modifier, dialect, False, tokens)
        return failed.accepts(record), succeeded.accepts(record)

    assert ends(23, 0x8000, "illumos", 0) == (True, False)
    assert ends(23, 0, "illumos", 13) == (False, True)
    assert ends(113, 0, "illumos") == (False, True)
    assert ends(6152, 0, "illumos", 255) == (True, False)
    assert ends(6152, 0, "illumos", 0) == (False, True)
    assert ends(23, 0, "openbsm", 0, 2) == (True, False)
    assert ends(23, 0, "openbsm") == (False, False)


def test_errors_of_programs_and_signs_of_classes() -> None:
    """Error 255 stands for its value too; a class with a sign wants the ending of the sign."""
    record = Record(6152, 0, tokens=[("return32", {"error": 255, "value": 13})])
    asked = ["error:255", "error:eacces", "error:13", "error:14", "class:lo", "class:-lo", "class:+lo"]
    assert [select(text).accepts(record) for text in asked] == [True, True, True, False, True, True, False]


def test_events_are_those_of_the_system() -> None:
    """A name means the number of the record's system; headers that may be of either system are kept."""
    both = [Record(116, 0, dialect=dialect) for dialect in ("illumos", "openbsm")]
    selector = select("event:pfexec")
    assert [selector.accepts(record) for record in both] == [True, False]
    assert selector.columns_sieve(columns_of(both)).tolist() == [True, True]


def test_addresses() -> None:
    """One address, a network, a text with wild cards; IPv4 inside IPv6 is IPv4."""
    mapped = bytes(10) + b"\xff\xff\x0a\x01\x02\x03"
    plain, inside = (Record(1, 0, tokens=[("in_addr_ex", {"address": raw})]) for raw in (b"\x0a\x01\x02\x03", mapped))
    local = Record(1, 0, tokens=[("in_addr_ex", {"address": bytes(15) + b"\x01"})])
    for text in ("host:10.1.2.3", "host:10.0.0.0/8", "host:10.1.*", "host:~^10[.]"):
        assert [select(text).accepts(record) for record in (plain, inside, local)] == [True, True, False], text
    assert [select("host:::1,fe80::/10").accepts(record) for record in (plain, local)] == [False, True]


def test_texts_end_before_their_nul_and_paths_are_made_plain() -> None:
    """What praudit would print is what is compared, beside what is stored."""
    record = Record(1, 0, tokens=[("path", {"path": b"/root//../etc/./passwd\0junk\0"})])
    for text, is_wanted in (("/etc/passwd", True), ("/root//../etc/*", True), ("*junk*", False)):
        assert select(f"path:{text}").accepts(record) == is_wanted
    other = Record(1, 0, dialect="openbsm", tokens=record.tokens)
    assert not select("path:/etc/passwd").accepts(other)
