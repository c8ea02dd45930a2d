"""Damage of a record, file tokens and skipped bytes, as FRAMES.md lists them."""

from hiwater_model.records import Damage, Reason, Record, decode_trail
from tests.model.records.hand_made import FILE, JUNK, TEXT, UNKNOWN, Seen, closed, header, plain, seen, trailer
from tests.records.strategies import LAYOUTS

NEXT = closed(TEXT)
FILE_64 = bytes.fromhex("78 0000000000000001 0000000000000002 0002 6600")


def damage(data: bytes) -> list[tuple[int, Reason, int, bytes]]:
    """The damage of the first piece."""
    return [(one.offset, one.reason, one.number, one.kept) for one in seen(data)[0][4]]


def test_version() -> None:
    """A version that nobody knows is damage when a trailer closes the record, and no record otherwise."""
    assert damage(closed(TEXT, version=99)) == [(5, Reason.VERSION, 99, b"")]
    assert seen(plain(TEXT, version=99) + NEXT)[0][0] == "Skipped"


def test_cut_and_fault() -> None:
    """A record that was cut within a token: first the cut, then the fault."""
    assert damage(header(60) + TEXT + TEXT[:1]) == [
        (25, Reason.CUT, 35, b""),
        (24, Reason.TRUNCATED, 2, TEXT[:1]),
    ]


def test_not_cut_but_a_wrong_count() -> None:
    """A count that is no size, or that ends before the trail does, is a wrong count even at the end of the trail."""
    assert damage(header(4) + TEXT) == [(1, Reason.BYTE_COUNT, 4, b"")]
    assert damage(header(2**31) + TEXT) == [(1, Reason.BYTE_COUNT, 2**31, b"")]


def test_count_fault_and_trailer_count() -> None:
    """All three at once, in this order; the trailer has the header's wrong count and stands where the tokens end."""
    assert damage(header(5) + TEXT + trailer(5)) == [
        (1, Reason.BYTE_COUNT, 5, b""),
        (24, Reason.TRAILER_COUNT, 5, b""),
    ]
    assert damage(plain(TEXT + trailer(5)) + NEXT) == [(24, Reason.TRAILER_COUNT, 5, b"")]


def test_bytes_from_the_fault_on_are_kept() -> None:
    """All of them, but not the seven of a trailer that closes the record."""
    assert damage(plain(UNKNOWN + trailer(9)) + NEXT) == [(18, Reason.UNKNOWN_ID, 5, UNKNOWN + trailer(9))]
    assert damage(closed(UNKNOWN)) == [(18, Reason.UNKNOWN_ID, 5, UNKNOWN)]


def test_a_fault_that_takes_in_the_trailer() -> None:
    """A string that reaches over the trailer: the trailer is a token all the same, and no kept byte."""
    body = b"\x28\0\x40hi"
    data = closed(body)
    assert seen(data) == [
        ("Record", 0, 30, "header32 trailer", [Damage(18, Reason.TRUNCATED, 55, body)]),
    ]
    (record,) = decode_trail(data, LAYOUTS)
    assert isinstance(record, Record)
    assert (record.tokens[-1].start, record.tokens[-1].end) == (23, 30)


def test_a_file_token_before_anything_plausible() -> None:
    """At the end of the trail, before a record, before another file token, and before junk that hides nothing."""
    token: Seen = ("FileToken", 0, 13, "file32", [])
    assert seen(FILE) == [token]
    assert seen(FILE + NEXT)[0] == token
    assert seen(FILE + FILE)[0] == token
    assert seen(FILE + JUNK)[0] == token


def test_a_file_token_that_reaches_into_a_record() -> None:
    """A name that takes in a trusted record, and ends where nothing plausible is, does not make a file token."""
    cut = bytes.fromhex("11 00000001 00000002 0003")
    assert NEXT[2] == 0
    assert [one[:3] for one in seen(cut + NEXT)] == [("Skipped", 0, 11), ("Record", 11, 42)]


def test_a_name_without_nul_is_no_file_token() -> None:
    """Its bytes are skipped."""
    assert [one[0] for one in seen(FILE[:-1] + b"x" + NEXT)] == ["Skipped", "Record"]


def dialects(data: bytes, fallback: str) -> list[str]:
    """The dialect of each piece."""
    return [piece.dialect for piece in decode_trail(data, LAYOUTS, fallback)]


def test_dialect_of_a_file_token() -> None:
    """That of the header behind it, else the current one; and one that has the id at all."""
    bsd, sun = plain(version=11), plain(version=2)
    assert dialects(FILE + bsd, "illumos") == ["openbsm", "openbsm"]
    assert dialects(bsd + FILE + sun, "illumos") == ["openbsm", "illumos", "illumos"]
    assert dialects(bsd + FILE, "illumos") == ["openbsm", "openbsm"]
    assert dialects(FILE, "openbsm") == ["openbsm"]
    assert dialects(FILE_64 + bsd, "openbsm") == ["illumos", "openbsm"]
    assert dialects(plain(version=3) + FILE_64, "openbsm") == ["trusted_solaris_2_5", "illumos"]


def test_dialect_of_a_version_that_nobody_knows() -> None:
    """The fallback, then that of the last record whose version is known; skipped bytes have the current one."""
    odd = closed(version=99)
    assert dialects(odd, "openbsm") == ["openbsm"]
    assert dialects(odd + plain(version=2) + odd, "openbsm") == ["openbsm", "illumos", "illumos"]
    assert dialects(plain(version=11) + JUNK, "illumos") == ["openbsm", "openbsm"]


def test_skipped_bytes_end_at_what_is_trusted() -> None:
    """Junk, then a file token before a record; a file token that nothing confirms is not trusted."""
    assert [one[:3] for one in seen(JUNK + FILE + NEXT)] == [
        ("Skipped", 0, 8),
        ("FileToken", 8, 21),
        ("Record", 21, 52),
    ]
    assert [one[:3] for one in seen(JUNK + FILE + JUNK + NEXT)] == [("Skipped", 0, 29), ("Record", 29, 60)]
    assert [one[:3] for one in seen(JUNK + FILE)] == [("Skipped", 0, 8), ("FileToken", 8, 21)]


def test_an_empty_trail_has_no_pieces() -> None:
    """Nothing comes of nothing."""
    assert seen(b"") == []
