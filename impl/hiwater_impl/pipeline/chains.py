"""A token or record is a chain of membufs of at most 128 bytes (neighbours: audit_mem.c, audit_path.c).

A chain keeps its bytes together and the lengths of its membufs beside them: what leaves through the door are the
bytes alone, and the lengths say what an append may merge. Bytes of a membuf that are not used yet are not kept.
"""

from typing import Any

from hiwater_impl.pipeline.constants import MEMBUF_BYTES
from hiwater_impl.pipeline.outcomes import Undefined


class Chain:
    """Bytes and the lengths of the membufs that hold them; a record on the queue also knows its successor."""

    __slots__ = ("data", "lengths", "next_record")

    def __init__(self, data: bytes | bytearray, lengths: list[int]) -> None:
        self.data = bytearray(data)
        self.lengths = lengths
        self.next_record: Chain | None = None

    def pack(self, tail: "Chain") -> None:
        """Append; the tail's first membuf is merged into the last one if it fits whole (au_append_rec, AU_PACK)."""
        lengths, first = self.lengths, tail.lengths[0]
        if lengths[-1] + first <= MEMBUF_BYTES:
            lengths[-1] += first
            if len(tail.lengths) > 1:
                lengths += tail.lengths[1:]
        else:
            lengths += tail.lengths
        self.data += tail.data

    def pack_one(self, token: bytes) -> None:
        """Append a token that is one membuf."""
        if self.lengths[-1] + len(token) <= MEMBUF_BYTES:
            self.lengths[-1] += len(token)
        else:
            self.lengths.append(len(token))
        self.data += token

    def link_one(self, token: bytes) -> int:
        """Append a token as a membuf of its own (AU_LINK); where it begins."""
        begins = len(self.data)
        self.lengths.append(len(token))
        self.data += token
        return begins

    def write_in_first(self, offset: int, data: bytes) -> None:
        """Overwrite bytes of the first membuf. What falls behind its used bytes is not seen."""
        used = self.lengths[0]
        if offset + len(data) <= used:
            self.data[offset : offset + len(data)] = data
        elif offset < used:
            self.data[offset:used] = data[: used - offset]


def cut(data: bytes) -> Chain:
    """The chain that au_append_buf makes of these bytes: membufs of 128, the last one shorter; at least one."""
    size = len(data)
    if size <= MEMBUF_BYTES:
        return Chain(data, [size])
    whole, rest = divmod(size, MEMBUF_BYTES)
    return Chain(data, [MEMBUF_BYTES] * whole + ([rest] if rest else []))


def free(thread: Any, chain: Chain | None) -> None:
    """au_free_rec. A thread whose ERRJMP bit is set hands the chain to a softcall too, which frees it again (Q15)."""
    if chain is None:
        return
    if thread.errjmp:
        thread.surroundings.softcall(thread, free_again, chain)
    thread.surroundings.tell(thread, "freed", chain.lengths)


def free_again(_thread: Any, _chain: Chain) -> None:
    """The softcall that frees what is free already."""
    raise Undefined("membufs are freed a second time", None)
