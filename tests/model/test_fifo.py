"""The queue's records behave like a list, at a cost that does not depend on how many there are."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hiwater_model.fifo import EMPTY, Fifo


@given(st.lists(st.booleans(), max_size=300))
def test_a_fifo_is_a_list_whose_numbers_go_on(appends: list[bool]) -> None:
    """Appending and removing give what a list gives; a record keeps its number for life."""
    fifo, plain, removed = EMPTY, list[tuple[bytes, ...]](), 0
    for turn, append in enumerate(appends):
        if append:
            fifo, plain = fifo.append((b"%d" % turn,)), [*plain, (b"%d" % turn,)]
        elif plain:
            fifo, plain, removed = fifo.without_head(), plain[1:], removed + 1
        assert list(fifo.records()) == plain
        assert (fifo.first, fifo.end) == (removed, removed + len(plain))
        assert [fifo.at(number) for number in range(fifo.first, fifo.end)] == plain


def test_a_long_queue_shares_all_but_its_ends_with_the_next() -> None:
    """With 100,000 records queued, an append or a removal builds a few hundred references more, not 100,000."""
    fifo = EMPTY
    for _ in range(100_000):
        fifo = fifo.append((b"",))
    for change in (lambda: fifo.append((b"",)), fifo.without_head):
        assert _references_made(fifo, change) < 4_000


def _references_made(before: Fifo, change: Callable[[], Fifo]) -> int:
    after = change()
    return sum(
        len(new)
        for old, new in ((before.front, after.front), (before.blocks, after.blocks), (before.back, after.back))
        if new is not old
    )
