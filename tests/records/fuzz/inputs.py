"""The inputs of the campaign: number N of a seed is always the same damaged trail, which is read in the same way.

Not good for damage that only a writer with a plan would do; `tests/impl/records/reading/soups.py` is nearer to that.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from hiwater_impl.records.trail import LONGEST
from tests.records.fuzz.material import HEADERS, material
from tests.records.strategies import DIALECTS

USUAL_BYTES, MOST_BYTES = 8_192, 300_000
"""The most bytes of an input, and of one in LONG_ONES, a prime number: some of these are compared, and printed."""

LONG_ONES = 1_999

_LIMITS = (LONGEST,) * 6 + (200, 64)
"""The most bytes of a piece; no header is longer than 46."""

TRAILERS, FILE_TOKENS = b"\x13", b"\x11\x78"
_OCTETS = (b"\0", b"\xff", b"\x7f", b"\x80", b"\x01", *(bytes([id_]) for id_ in HEADERS + TRAILERS + FILE_TOKENS))
_NUMBERS = (0, 1, 4, 5, 18, 25, 26, 0x7F, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, LONGEST)


class Input(NamedTuple):
    """A trail of any bytes, and how it is read and printed."""

    data: bytes
    fallback: str
    """The dialect before the first known version."""
    longest: int
    """The most bytes of a piece."""
    chunks: tuple[int, ...]
    """How many bytes come at a time, over and over."""
    batch_bytes: int
    """The bytes of the window that the chunks are read through."""
    room: int
    """Bytes that a printer may write at once, at first."""
    choice: int
    """Which of the forms of output are tried, and where a stretch is cut in two."""


def input_of(seed: int, number: int) -> Input:
    """The input of this seed and number."""
    random = Random(f"{seed}:{number}")
    most = MOST_BYTES if number % LONG_ONES == LONG_ONES - 1 else USUAL_BYTES
    data = _begun(random, most)
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 4, 8, 20))):
        random.choice(CHANGES)(random, data)
    del data[most:]
    chunk = 1 + len(data) // random.randint(1, 10)
    chunks = tuple(1 + random.randrange(2 * chunk) for _ in range(random.randint(1, 4)))
    return Input(
        bytes(data),
        random.choice(DIALECTS),
        random.choice(_LIMITS),
        chunks,
        random.choice((16, 100, 1_000, 20_000)),
        random.choice((1, 100, 3_000, 100_000)),
        random.getrandbits(32),
    )


def _begun(random: Random, most: int) -> bytearray:
    """What is damaged afterwards: mostly some records of one trail, one after the other."""
    known, size = material(), int(most ** random.uniform(0.45, 1))
    match random.randrange(20):
        case 0:
            return bytearray()
        case 1:
            return bytearray(random.randbytes(min(size, 200)))
        case 2:
            parts = [random.choice((_token(random), random.choice(_OCTETS))) for _ in range(random.randint(1, 30))]
        case 3 | 4:
            parts = [_made(random) for _ in range(random.randint(1, 20))]
        case 5 | 6 | 7:
            parts = [random.choice(random.choice(known.trails)) for _ in range(random.randint(1, 12))]
        case _:
            trail = random.choice(known.trails)
            first = random.randrange(len(trail))
            parts = [*trail[first:], *trail[:first]]
            parts *= 1 + most // USUAL_BYTES
    data = bytearray()
    for part in parts:
        if len(data) < size:
            data += part
    return data


def _token(random: Random) -> bytes:
    """A token of any id, each as likely as the others."""
    return random.choice(random.choice(material().tokens))


def _made(random: Random) -> bytes:
    """A record with right counts and any tokens, one of which may be spoilt."""
    tokens = [_token(random) for _ in range(random.randint(0, 4))]
    if tokens and random.random() < 0.5:
        tokens[-1] = _spoilt(random, tokens[-1])
    data = bytearray(b"".join([random.choice(material().headers), *tokens]))
    closed = random.random() < 0.7
    count = (len(data) + 7 * closed).to_bytes(4, "big")
    data[1:5] = count
    return bytes(data) + (b"\x13\xb1\x05" + count if closed else b"")


def _spoilt(random: Random, token: bytes) -> bytes:
    """The token with another byte near its beginning, where its counts and choices are."""
    data = bytearray(token)
    data[random.randrange(min(len(data), 8))] = random.choice((0, 1, 9, 0x7F, 0x80, 0xFF))
    return bytes(data)


def _place(random: Random, data: bytearray) -> int:
    return random.randint(0, len(data))


def _flip(random: Random, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] ^= random.randint(1, 255)


def _set(random: Random, data: bytearray) -> None:
    """One to eight bytes are one of the bytes that mean something."""
    place, count = _place(random, data), random.choice((1, 1, 2, 4, 8))
    data[place : place + count] = random.choice(_OCTETS) * count


def _lie(random: Random, data: bytearray) -> None:
    """The count of a header or a trailer is another number, or its own and a little."""
    place = data.find(random.choice(HEADERS + TRAILERS), _place(random, data))
    if place >= 0:
        at = place + (3 if data[place] in TRAILERS else 1)
        data[at : at + 4] = _number(random, int.from_bytes(data[at : at + 4], "big"), len(data), 4)


def _lie_up_to(random: Random, data: bytearray) -> None:
    """The count of a header leads to where another one stands, or so many bytes before it as a trailer has."""
    place = data.find(random.choice(HEADERS), _place(random, data))
    other = data.find(data[place : place + 1], place + random.randint(1, 1_000)) if place >= 0 else -1
    if other >= 0:
        data[place + 1 : place + 5] = max(0, other - place - random.choice((0, 0, 0, 7))).to_bytes(4, "big")


def _lie_anywhere(random: Random, data: bytearray) -> None:
    """Two or four bytes, wherever they are, are another number, or their own and a little."""
    place, width = _place(random, data), random.choice((2, 4))
    data[place : place + width] = _number(random, int.from_bytes(data[place : place + width], "big"), len(data), width)


def _number(random: Random, there: int, size: int, width: int) -> bytes:
    near = there + random.choice((-8, -7, -1, 1, 7, 25, 256))
    number = random.choice((near, near, random.choice(_NUMBERS), random.randint(0, size)))
    return (number & ((1 << 8 * width) - 1)).to_bytes(width, "big")


def _cut(random: Random, data: bytearray) -> None:
    del data[_place(random, data) :]


def _drop(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    del data[place : place + random.choice((1, 2, 7, 20, 200))]


def _insert(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    data[place:place] = random.choice((random.randbytes(random.randint(1, 40)), random.choice(_OCTETS)))


def _insert_token(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    data[place:place] = _token(random)


def _insert_record(random: Random, data: bytearray) -> None:
    """A record, or the beginning or the end of one."""
    place = _place(random, data)
    record = random.choice((_made(random), random.choice(random.choice(material().trails))))
    middle = random.randint(0, len(record))
    data[place:place] = random.choice((record, record[:middle], record[middle:]))


def _splice(random: Random, data: bytearray) -> None:
    """What follows is that of another trail, from any of its bytes on."""
    trail = random.choice(material().trails)
    first = random.randrange(len(trail))
    other = b"".join(trail[first : first + 10])
    data[_place(random, data) :] = other[random.randint(0, len(other)) :]


def _double(random: Random, data: bytearray) -> None:
    place, count = _place(random, data), random.choice((1, 7, 40, 400, 4_000))
    data[place:place] = data[place : place + count]


def _move(random: Random, data: bytearray) -> None:
    place, count = _place(random, data), random.choice((1, 7, 40, 400))
    taken = data[place : place + count]
    del data[place : place + count]
    to = _place(random, data)
    data[to:to] = taken


CHANGES: tuple[Callable[[Random, bytearray], None], ...] = (
    _flip,
    _set,
    _lie,
    _lie,
    _lie_up_to,
    _lie_anywhere,
    _cut,
    _drop,
    _insert,
    _insert_token,
    _insert_record,
    _splice,
    _double,
    _move,
)
"""What may be done to an input, each as likely as the others; lies about counts are twice there."""
