"""A record or token is a chain of membufs, each at most 128 bytes (neighbour: audit_mem.c, audit_path.c).

A chain is a tuple of byte strings. A membuf's unused bytes are not kept: they become visible only when an append
writes them, so nothing that was written there before can be seen.
"""

from typing import TypeAlias

from hiwater_model.citation import implements
from hiwater_model.constants import MEMBUF_BYTES

Chain: TypeAlias = tuple[bytes, ...]


def size(chain: Chain) -> int:
    """Bytes used in the chain (au_token_size)."""
    return sum(map(len, chain))


@implements("MEMBUF-02")
def pack(chain: Chain, tail: Chain) -> Chain:
    """Append; the tail's first membuf is merged into the last one if it fits whole (au_append_rec, AU_PACK)."""
    if len(chain[-1]) + len(tail[0]) <= MEMBUF_BYTES:
        return (*chain[:-1], chain[-1] + tail[0], *tail[1:])
    return chain + tail


@implements("MEMBUF-02")
def link(chain: Chain, tail: Chain) -> Chain:
    """Append without copying (au_append_rec, AU_LINK)."""
    return chain + tail


def cut(data: bytes) -> Chain:
    """Membufs of 128 bytes holding `data`, the last one shorter; at least one."""
    return tuple(data[start : start + MEMBUF_BYTES] for start in range(0, max(len(data), 1), MEMBUF_BYTES))


def overwrite(membuf: bytes, offset: int, data: bytes) -> bytes:
    """The membuf with `data` written at `offset`; what falls beyond its used bytes is not seen."""
    return (membuf[:offset] + data + membuf[offset + len(data) :])[: len(membuf)]


def write_at(chain: Chain, index: int, offset: int, data: bytes) -> Chain:
    """The chain with `data` written into membuf `index` at `offset`."""
    return (*chain[:index], overwrite(chain[index], offset, data), *chain[index + 1 :])
