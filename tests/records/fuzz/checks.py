"""What the campaign asks of an input: always framing, now and then the model's codec, now and then the printers."""

from typing import NamedTuple

from tests.records.fuzz.inputs import Input
from tests.records.fuzz.printing import check_own, check_praudits
from tests.records.fuzz.reading import check_chunks, check_model, framed

COMPARED_EVERY, PRINTED_EVERY = 5, 7
"""One input in so many is compared with the model's codec, or printed: a million then take a core half an hour."""


class Asked(NamedTuple):
    """Which checks an input is put to, besides framing."""

    compared: bool
    printed: bool


def asked_of(number: int) -> Asked:
    """The checks of the input with this number."""
    return Asked(number % COMPARED_EVERY == 0, number % PRINTED_EVERY == 1)


def check(one: Input, asked: Asked) -> None:
    """Put an input to its checks. Raises Failed, or whatever the code that is checked raises."""
    rows = framed(one)
    check_chunks(one, rows)
    if asked.compared:
        check_model(one, rows)
    if asked.printed:
        check_praudits(one, rows)
        check_own(one, rows)
