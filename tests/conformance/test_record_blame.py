"""Of two records that differ, the line that made the differing part is blamed."""

import pytest

from hiwater_conform.record_blame import line_to_blame

HEADER = bytes.fromhex("74 00000030 02 0099 4000 0000000000000005 0000000000000006".replace(" ", ""))
EXTENDED = bytes.fromhex(
    "79 00000022 02 0099 4000 00000004 0a010203 0000000000000005 0000000000000006".replace(" ", "")
)
BODY = b"\x28\0\2a\0"
ZONENAME = bytes.fromhex("600007") + b"global\0"
SEQUENCE = bytes.fromhex("2f00000001")
TRAILER = bytes.fromhex("13b10500000030")
WHOLE = (HEADER + BODY + ZONENAME, SEQUENCE + TRAILER)


def changed(offset: int, value: int) -> tuple[bytes, ...]:
    """The whole record with one byte changed."""
    first = len(WHOLE[0])
    data = bytearray(b"".join(WHOLE))
    data[offset] = value
    return bytes(data[:first]), bytes(data[first:])


@pytest.mark.parametrize(
    ("actual", "line"),
    [
        pytest.param(changed(0, 0x14), 299, id="kind of header"),
        pytest.param(changed(4, 0x31), 295, id="length"),
        pytest.param(changed(7, 0x98), 299, id="event"),
        pytest.param(changed(17, 4), 316, id="seconds"),
        pytest.param(changed(25, 0), 213, id="nanoseconds"),
        pytest.param(changed(26, 0), 321, id="body"),
        pytest.param(changed(36, 0), 325, id="zonename"),
        pytest.param(changed(45, 2), 388, id="number"),
        pytest.param(changed(46, 0), 348, id="trailer"),
        pytest.param(changed(52, 0), 295, id="length in the trailer"),
        pytest.param((HEADER, BODY + ZONENAME, SEQUENCE + TRAILER), 321, id="body not packed"),
        pytest.param((HEADER + BODY, ZONENAME, SEQUENCE + TRAILER), 325, id="zonename not packed"),
        pytest.param((HEADER + BODY + ZONENAME + SEQUENCE + TRAILER,), 332, id="sequence packed"),
        pytest.param((*WHOLE[:-1], SEQUENCE, TRAILER), 348, id="trailer linked"),
        pytest.param((WHOLE[0], SEQUENCE), 348, id="no trailer"),
    ],
)
def test_part_is_blamed_on_its_line(actual: tuple[bytes, ...], line: int) -> None:
    """Each part of a record is blamed on the line that makes it."""
    assert line_to_blame(WHOLE, actual) == line


def test_length_without_other_tokens_is_that_of_header_or_host() -> None:
    """Without optional tokens a wrong length is the header's, or the host address's."""
    assert line_to_blame((HEADER + BODY,), (HEADER[:4] + b"\1" + HEADER[5:] + BODY,)) == 274
    assert line_to_blame((EXTENDED + BODY,), (EXTENDED[:4] + b"\1" + EXTENDED[5:] + BODY,)) == 279


def test_time_that_was_not_written_is_that_of_queueing() -> None:
    """A time field that stayed zero was not filled."""
    assert line_to_blame((HEADER,), (HEADER[:10] + bytes(16),)) == 382


def test_other_records_are_not_judged() -> None:
    """What does not begin like a record of au_close_time has no line."""
    assert line_to_blame((b"",), (b"a",)) is None
    assert line_to_blame((b"\x13abc",), (b"\x13abd",)) is None
