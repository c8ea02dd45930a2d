"""Hypothesis strategies for bytes that look like trails and are none: parts of records, mixed, with lies in the counts.

Not good for long tokens: those are in `tests.records.strategies`.
"""

from hypothesis import strategies as st

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.layouts import layouts
from tests.records.strategies import damaged_trails

FALLBACKS = st.sampled_from(layouts().dialects)

LIMITS = st.sampled_from([1 << 24, 1 << 24, 200, 64])
"""The most bytes of a piece: small ones bring the limit into short trails. No header is longer than 46 bytes."""

_COUNTS = st.one_of(st.integers(0, 80), st.sampled_from([18, 25, 26, 30, 43, 44, 51, 52, 0xFFFFFFFF]))
_VERSIONS = st.sampled_from([2, 2, 2, 2, 11, 11, 3, 1, 4, 7, 0])


@st.composite
def _headers(draw: st.DrawFn) -> bytes:
    id_ = draw(st.sampled_from([0x14, 0x14, 0x14, 0x14, 0x15, 0x74, 0x79]))
    start = bytes([id_]) + draw(_COUNTS).to_bytes(4, "big") + bytes([draw(_VERSIONS)]) + b"\0\1\0\0"
    address = b"\0\0\0\4" + b"abcd" if id_ in (0x15, 0x79) else b""
    return start + address + bytes(16 if id_ in (0x74, 0x79) else 8)


@st.composite
def _closed(draw: st.DrawFn, inner: st.SearchStrategy[bytes]) -> bytes:
    """A record whose counts are right, or nearly so."""
    body = draw(inner)
    size = 18 + len(body) + 7
    counts = [max(0, size + draw(st.sampled_from([0, 0, 0, 0, 0, -1, 1, 7, -7, 25]))) for _ in range(2)]
    version = bytes([draw(_VERSIONS)])
    header = b"\x14" + counts[0].to_bytes(4, "big") + version + b"\0\1\0\0" + bytes(8)
    return header + body + b"\x13\xb1\x05" + counts[1].to_bytes(4, "big")


_ATOMS = st.one_of(
    _headers(),
    _COUNTS.map(lambda count: b"\x13\xb1\x05" + count.to_bytes(4, "big")),
    st.sampled_from(
        [
            b"\x11" + bytes(8) + b"\0\2a\0",
            b"\x11" + bytes(8) + b"\0\1a",
            b"\x78" + bytes(16) + b"\0\1\0",
            b"\x2f\0\0\0\1",
            b"\x28\0\3abc",
            b"\x28\0\x19",
            b"\x3c\0\0\0\2a\0b\0",
            b"\x25\xff\xff\xff\xff",
            b"\x7f\0\1\0\2",
            b"\x3f\1\0\1a",
            b"\x2e\0\2\0\1\1\2\3\4",
            b"\x2e\0\1\0\1\1\2\3\4\0\1\5\6\7\x08",
            b"\x21\0\7\1",
            b"\x13\xb1",
            b"\xff",
        ]
    ),
    st.binary(max_size=6),
)


def _joined(parts: list[bytes]) -> bytes:
    return b"".join(parts)


_INNER = st.lists(_ATOMS, max_size=3).map(_joined)
_PARTS = st.one_of(_ATOMS, _closed(_INNER), _closed(_closed(_INNER)))

SOUPS = st.lists(_PARTS, max_size=8).map(_joined).filter(lambda data: not data.startswith(MAGIC))
"""Short bytes, full of headers and trailers; none that a reader would take for gzip."""

HOSTILE = st.one_of(SOUPS, damaged_trails().filter(lambda data: not data.startswith(MAGIC)))
"""Those, and trails with damage."""
