"""What goes over the socket: a greeting, then requests and replies, each whole before the next.

Greeting (daemon): 8 bytes, WELCOME or REFUSED. Request: size and type as two 32-bit words in the machine's order (the
kernel's au_dbuf_t, 8 bytes), then `size` bytes. Reply: door error (0 or an errno, signed) and length (NO_REPLY: there
is no reply buffer), then `length` bytes. Nothing is sent ahead: a request waits for its reply.
"""

import struct
from typing import Final

from hiwater_impl.pipeline.constants import BUFFER_BYTES_MOST

WELCOME: Final = b"HWDOOR1\n"
REFUSED: Final = b"HWDENY1\n"
REQUEST: Final = struct.Struct("=II")
REPLY: Final = struct.Struct("=iI")
NO_REPLY: Final = 0xFFFFFFFF
PAYLOAD_BYTES_MOST: Final = BUFFER_BYTES_MOST
"""The largest staging buffer; more is read, tossed and answered with ENOBUFS."""
ENOBUFS: Final = 132
"""What a door answers that is given more than it takes, by its number on illumos."""
REPLY_BYTES_MOST: Final = PAYLOAD_BYTES_MOST
