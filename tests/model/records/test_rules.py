"""The end of a record, rule by rule, as FRAMES.md numbers them."""

from hiwater_model.records import Damage, Reason
from tests.model.records.hand_made import FILE, JUNK, TEXT, UNKNOWN, Seen, closed, header, plain, seen, trailer

NEXT = closed(TEXT)


def record(start: int, end: int, names: str, *damage: Damage) -> Seen:
    """A record that is expected."""
    return "Record", start, end, names, list(damage)


def whole(start: int) -> Seen:
    """NEXT, undamaged."""
    return record(start, start + len(NEXT), "header32 text trailer")


def skipped(start: int, data: bytes) -> Seen:
    """Skipped bytes that are expected."""
    return "Skipped", start, start + len(data), "", [Damage(start, Reason.SKIPPED, len(data), data)]


def count(start: int, value: int) -> Damage:
    """A byte count that is not believed."""
    return Damage(start + 1, Reason.BYTE_COUNT, value, b"")


def test_rule_1_not_sized() -> None:
    """A count below the header's size: the trailer that fits gives the end, else what is trusted next."""
    assert seen(header(5) + TEXT + trailer(31) + NEXT) == [
        record(0, 31, "header32 text trailer", count(0, 5)),
        whole(31),
    ]
    assert seen(header(17) + TEXT + NEXT) == [record(0, 24, "header32 text", count(0, 17)), whole(24)]


def test_rule_1_beyond_the_trail() -> None:
    """A count beyond the trail: the same, as long as something is there."""
    assert seen(header(999) + TEXT + trailer(31) + NEXT) == [
        record(0, 31, "header32 text trailer", count(0, 999)),
        whole(31),
    ]
    assert seen(header(2**32 - 1) + TEXT + FILE + NEXT) == [
        record(0, 24, "header32 text", count(0, 2**32 - 1)),
        ("FileToken", 24, 37, "file32", []),
        whole(37),
    ]


def test_rule_1_cut() -> None:
    """The last record goes beyond the trail: it was cut, between two tokens or within one."""
    assert seen(NEXT + header(40) + TEXT) == [
        whole(0),
        record(31, 55, "header32 text", Damage(55, Reason.CUT, 16, b"")),
    ]
    assert seen(header(40) + TEXT[:5]) == [
        record(0, 23, "header32", Damage(23, Reason.CUT, 17, b""), Damage(18, Reason.TRUNCATED, 1, TEXT[:5])),
    ]


def test_rule_2_confirmed() -> None:
    """Clean, and closed or followed by something plausible: the claimed end."""
    assert seen(closed() + JUNK + NEXT) == [record(0, 25, "header32 trailer"), skipped(25, JUNK), whole(33)]
    assert seen(plain(TEXT) + plain()) == [record(0, 24, "header32 text"), record(24, 42, "header32")]
    assert seen(plain(TEXT) + FILE) == [record(0, 24, "header32 text"), ("FileToken", 24, 37, "file32", [])]


def test_rule_2_unconfirmed() -> None:
    """Clean, and nothing confirms it: the claimed end."""
    assert seen(plain(TEXT) + JUNK + NEXT) == [record(0, 24, "header32 text"), skipped(24, JUNK), whole(32)]


def test_rule_2_a_trailer_behind() -> None:
    """Clean up to a count that is too small: the trailer behind it gives the end, if nothing trusted stands before."""
    assert seen(header(18) + TEXT + trailer(31) + NEXT) == [
        record(0, 31, "header32 text trailer", count(0, 18)),
        whole(31),
    ]
    assert seen(plain() + JUNK + NEXT + trailer(64)) == [
        record(0, 18, "header32"),
        skipped(18, JUNK),
        whole(26),
        skipped(57, trailer(64)),
    ]


def test_rule_2_within_its_own_bytes_nothing_is_looked_for() -> None:
    """A trailer or a whole record inside a text does not end a record that is clean, though nothing confirms it."""
    inside = b"\x28\0\x26" + trailer(28) + closed(TEXT)
    assert seen(plain(inside) + JUNK) == [record(0, 59, "header32 text"), skipped(59, JUNK)]


def test_rule_2_a_last_token_that_reaches_into_the_next_record() -> None:
    """A record that lost its last bytes is clean when its last token takes the next record's; the next one stands."""
    first = plain(TEXT + b"\x27\0\0\0\0\0")
    assert seen(first[:-2] + NEXT) == [
        record(0, 28, "header32 text", count(0, 30), Damage(24, Reason.TRUNCATED, 2, b"\x27\0\0\0")),
        whole(28),
    ]
    assert seen(closed()[:-4] + NEXT) == [
        record(0, 21, "header32", count(0, 25), Damage(18, Reason.TRUNCATED, 4, b"\x13\xb1\x05")),
        whole(21),
    ]


def test_rule_3() -> None:
    """Not clean, and closed: the trailer holds although the tokens before it do not."""
    assert seen(closed(TEXT + UNKNOWN) + JUNK) == [
        record(0, 34, "header32 text trailer", Damage(24, Reason.UNKNOWN_ID, 5, UNKNOWN)),
        skipped(34, JUNK),
    ]


def test_rule_3_before_rules_4_and_5() -> None:
    """What looks like a record or a trailer inside a closed record does not end it."""
    assert seen(closed(NEXT)) == [record(0, 56, "header32 trailer", Damage(18, Reason.NESTED, 0x14, NEXT))]
    assert seen(closed(trailer(25))) == [
        record(0, 32, "header32 trailer", Damage(18, Reason.EARLY_TRAILER, 25, trailer(25)))
    ]


def test_rule_4() -> None:
    """A trailer with the right count before a claimed end that would be plausible: the trailer's end."""
    assert seen(header(62) + TEXT + trailer(31) + NEXT + NEXT) == [
        record(0, 31, "header32 text trailer", count(0, 62)),
        whole(31),
        whole(62),
    ]
    assert seen(header(62) + TEXT + trailer(32) + NEXT + NEXT) == [
        record(0, 62, "header32 text", Damage(24, Reason.EARLY_TRAILER, 32, trailer(32) + NEXT)),
        whole(62),
    ]


def test_rule_5() -> None:
    """A trusted header where a token should be, before a claimed end that would be plausible: its place."""
    assert seen(header(42) + TEXT + plain() + plain()) == [
        record(0, 24, "header32 text", count(0, 42)),
        record(24, 42, "header32"),
        record(42, 60, "header32"),
    ]
    untrusted = header(18, version=99)
    assert seen(header(42) + TEXT + untrusted + plain()) == [
        record(0, 42, "header32 text", Damage(24, Reason.NESTED, 0x14, untrusted)),
        record(42, 60, "header32"),
    ]


def test_rule_6() -> None:
    """Not clean, but something plausible follows: the claimed end."""
    assert seen(plain(UNKNOWN + TEXT) + plain()) == [
        record(0, 27, "header32", Damage(18, Reason.UNKNOWN_ID, 5, UNKNOWN + TEXT)),
        record(27, 45, "header32"),
    ]


def test_rule_7() -> None:
    """Not clean, and nothing plausible follows: the next end, by a trailer or by what is trusted."""
    fault = Damage(18, Reason.UNKNOWN_ID, 5, UNKNOWN)
    assert seen(header(22) + UNKNOWN + TEXT + trailer(34) + NEXT) == [
        record(0, 34, "header32 trailer", count(0, 22), fault._replace(kept=UNKNOWN + TEXT)),
        whole(34),
    ]
    assert seen(header(23) + UNKNOWN + NEXT + NEXT) == [
        record(0, 21, "header32", count(0, 23), fault),
        whole(21),
        whole(52),
    ]
    assert seen(header(23) + UNKNOWN + TEXT) == [
        record(0, 27, "header32", count(0, 23), fault._replace(kept=UNKNOWN + TEXT))
    ]


def test_doubt() -> None:
    """Within the claim of a record that ended by rule 7, one that nothing confirms is not walked for its end."""
    clean = plain(TEXT)
    behind = JUNK + NEXT
    walked = [record(0, 24, "header32 text"), skipped(24, JUNK), whole(32)]
    assert seen(clean + behind) == walked
    doubtful = header(80) + UNKNOWN
    trusted = plain()
    assert seen(doubtful + trusted + clean + behind) == [
        record(0, 21, "header32", count(0, 80), Damage(18, Reason.UNKNOWN_ID, 5, UNKNOWN)),
        record(21, 39, "header32"),
        record(39, 71, "header32 text", count(39, 24), Damage(63, Reason.UNKNOWN_ID, 0xFE, JUNK)),
        whole(71),
    ]


def test_alternative_layouts() -> None:
    """Libbsm's socket and its privilege token are taken when the table's layouts lead nowhere, alone or together."""
    socket = bytes.fromhex("2e 0002 0016 7f000001 0401 c0000201")
    privilege = bytes.fromhex("3f 01 0004 414c4c00")
    assert seen(closed(socket)) == [record(0, 40, "header32 socket_libbsm trailer")]
    assert seen(closed(privilege)) == [record(0, 33, "header32 upriv_libbsm trailer")]
    assert seen(closed(privilege + socket)) == [record(0, 48, "header32 upriv_libbsm socket_libbsm trailer")]
    (found,) = seen(closed(socket, version=11))
    assert found[3:] == ("header32 socket trailer", [])


def test_a_header_that_was_cut_short() -> None:
    """A header that reaches into a record that is trusted is no header, unless a trailer closes its record."""
    assert seen(plain()[:6] + NEXT) == [skipped(0, plain()[:6]), whole(6)]
    assert seen(NEXT + closed()[:17] + NEXT) == [whole(0), skipped(31, closed()[:17]), whole(48)]


def test_a_header_that_looks_like_a_file_token_inside() -> None:
    """A byte of the time reads as the id of a file token that ends where the next record begins: the records stand."""
    text = b"\x28" + (12).to_bytes(2, "big") + b"no" + (8).to_bytes(2, "big") + b"trailer\0"
    one = bytearray(plain(text))
    one[14:18] = b"\x11\0\0\5"
    assert seen(bytes(one[14:]) + one)[0][:3] == ("FileToken", 0, len(one) - 14)
    names = "header32 text"
    assert seen(bytes(one) * 3) == [record(start, start + len(one), names) for start in (0, 33, 66)]


def test_no_piece_is_longer_than_the_longest() -> None:
    """A record without an end, and skipped bytes, are cut at LONGEST (40 here); a greater count is not believed."""
    tail = b"\xfe" * 60
    assert seen(header(30) + tail, longest=40) == [
        record(0, 40, "header32", count(0, 30), Damage(18, Reason.UNKNOWN_ID, 0xFE, tail[:22])),
        skipped(40, tail[:38]),
    ]
    assert seen(tail + NEXT, longest=40) == [skipped(0, tail[:40]), skipped(40, tail[:20]), whole(60)]
    assert seen(header(31) + TEXT + trailer(31), longest=31) == [whole(0)]
    assert seen(header(31) + TEXT + trailer(31), longest=30) == [
        record(0, 31, "header32 text trailer"),
    ]
