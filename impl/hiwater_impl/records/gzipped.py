"""The bytes of a compressed trail: gzip members one after the other, as far as they can be read."""

import zlib
from typing import Any, NamedTuple

MAGIC = b"\x1f\x8b\x08"
"""The first bytes of a gzip member: no trail that is worth reading begins with them."""

_AT_ONCE = 65_536
_GZIP = 31


class SourceDamage(NamedTuple):
    """What is wrong with a container: the trail ends there."""

    offset: int
    """In the container, of the first byte that cannot be read."""
    reason: str

    def __str__(self) -> str:
        return f"offset {self.offset} of the compressed file: {self.reason}"


class Gzipped:
    """What is left of the trail in a compressed source; damage ends it, and `damage` tells."""

    def __init__(self, packed: Any) -> None:
        self.damage: SourceDamage | None = None
        self._packed = packed
        self._buffer = bytearray(_AT_ONCE)
        self._member = zlib.decompressobj(_GZIP)
        self._input = b""
        self._taken = 0
        self._fresh = True
        """Nothing of the present member has been read."""
        self._over = False

    def readinto(self, view: memoryview) -> int:
        """Some bytes of the trail."""
        while not self._over:
            found = self._some(len(view))
            if found:
                view[: len(found)] = found
                return len(found)
        return 0

    def _some(self, most: int) -> bytes:
        """The next bytes that come out, perhaps none yet."""
        if not self._input and not self._refilled():
            self._over = True
            if not self._fresh:
                self.damage = SourceDamage(self._taken, "compressed data ends in the middle")
            return b""
        before = self._member.copy()
        try:
            found = self._member.decompress(self._input, most)
        except zlib.error:
            self._over = True
            return self._last_bytes(before)
        self._fresh = False
        self._input = self._member.unconsumed_tail
        if self._member.eof:
            self._begin_member(self._member.unused_data)
        return found

    def _refilled(self) -> bool:
        count = self._packed.readinto(memoryview(self._buffer))
        self._input = bytes(self._buffer[:count])
        self._taken += count
        return bool(count)

    def _begin_member(self, rest: bytes) -> None:
        """Behind a member there is another, or padding with zeros, or what belongs to nothing."""
        self._member, self._fresh = zlib.decompressobj(_GZIP), True
        self._input = rest.lstrip(b"\0")
        while not self._input and self._refilled():
            self._input = self._input.lstrip(b"\0")
        if self._input and self._input[0] != MAGIC[0]:
            self._over = True
            self.damage = SourceDamage(self._taken - len(self._input), "bytes behind the compressed data")

    def _last_bytes(self, member: Any) -> bytes:
        """What comes out before the byte at fault, which is looked for."""
        found = bytearray()
        for place in range(len(self._input)):
            try:
                found += member.decompress(self._input[place : place + 1])
            except zlib.error as error:
                self.damage = SourceDamage(
                    self._taken - len(self._input) + place, f"compressed data is damaged: {error}"
                )
                break
        return bytes(found)

    def next_trail(self) -> bool:
        """A compressed stream is one trail."""
        return False

    def close(self) -> None:
        """Close the packed source."""
        self._packed.close()
