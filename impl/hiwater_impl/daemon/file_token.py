"""File tokens, which begin and end a trail: id, seconds and microseconds, name with NUL (bsm-records.md 6.1).

The narrow one, 0x11: every praudit reads it, and OpenBSM's does not know 0x78. Its seconds are signed 32 bits, so the
wide one takes over in 2038. Written here and not by the codec, which loads numpy first; a test holds both equal.
"""

import struct
from typing import Final

_NARROW: Final = struct.Struct(">BiiH")
_WIDE: Final = struct.Struct(">BqqH")
_NARROW_ID: Final = 0x11
_WIDE_ID: Final = 0x78
_NARROW_SECONDS_MOST: Final = (1 << 31) - 1


def file_token(nanoseconds: int, name: str) -> bytes:
    """The bytes of a token with this time since 1970, and the full path of the other file ("": there is none)."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    octets = name.encode(errors="surrogateescape") + b"\0"
    layout, token_id = (_NARROW, _NARROW_ID) if seconds <= _NARROW_SECONDS_MOST else (_WIDE, _WIDE_ID)
    return layout.pack(token_id, seconds, rest // 1000, len(octets)) + octets


def token_length(octets: bytes | memoryview) -> int | None:
    """How long the file token is that these bytes begin with; None if they begin with none, or a part of one."""
    layout = _NARROW if octets[0] == _NARROW_ID else _WIDE
    if octets[0] not in (_NARROW_ID, _WIDE_ID) or len(octets) < layout.size:
        return None
    length: int = layout.size + layout.unpack_from(octets)[3]
    return length if length <= len(octets) and octets[length - 1] == 0 else None
