"""Numbers of the audit interface, as illumos defines them: states, policy bits, flags, buffer types, limits, errors."""

from typing import Final

# Audit states: a zone's, and the one a thread has cached (UNSET: none).
UNSET: Final = 0
AUDITING: Final = 1
NO_AUDIT: Final = 2
INIT_AUDIT: Final = 4
NO_SPACE: Final = 8

# Policy bits.
POLICY_COUNT: Final = 0x0001
POLICY_HALT: Final = 0x0002
POLICY_SEQUENCE: Final = 0x0010
POLICY_TRAILER: Final = 0x0080
POLICY_SHARED_COUNT: Final = 0x0200
POLICY_ZONENAME: Final = 0x0800
POLICY_PER_ZONE: Final = 0x1000
POLICY_GLOBAL: Final = POLICY_HALT | POLICY_PER_ZONE
POLICY_LOCAL: Final = 0x6FDD

# Flags of close; the one of asynchronous clean-up; halves of the mask; bits of a header's modifier.
FLAG_OK: Final = 1
FLAG_DONT_BLOCK: Final = 2
FLAG_DEFER: Final = 4
FLAG_BACKEND: Final = 1
SELECT_SUCCESS: Final = 1
SELECT_FAILURE: Final = 2
NON_ATTRIBUTABLE: Final = 0x4000

# Events and system calls that the file names.
EVENT_SYSTEM_BOOT: Final = 113
EVENT_EXIT_PROM: Final = 154
LAST_EVENT: Final = 309
SYSCALL_EXIT: Final = 1

# Door buffers.
COMPLETE: Final = 0
FIRST: Final = 1
MIDDLE: Final = 2
LAST: Final = 3
NOTIFY: Final = 0x8000
MESSAGE_POLICY: Final = 1
MESSAGE_SHUTDOWN: Final = 2

# Sizes in bytes, slots, ticks.
MEMBUF_BYTES: Final = 128
SOFTCALL_SLOTS: Final = 200
AGAIN_TICKS: Final = 10
DONT_STOP_TICKS: Final = 15
TRAILER_BYTES: Final = 7
SEQUENCE_BYTES: Final = 5
RECORD_BYTES_MOST: Final = 32768
RECORD_BYTES_LEAST: Final = 18
TOKEN_VERSION: Final = 2

# The queue's first values, and what A_SETQCTRL allows.
HIGH_WATER: Final = 100
LOW_WATER: Final = 10
BUFFER_BYTES: Final = 8192
DELAY_TICKS: Final = 20
HIGH_WATER_LEAST: Final = 10
HIGH_WATER_MOST: Final = 100_000
BUFFER_BYTES_LEAST: Final = 8192
BUFFER_BYTES_MOST: Final = 1_048_576
DELAY_TICKS_MOST: Final = 20_000

# Errors that the interface returns, by their numbers on illumos.
EPERM: Final = 1
EINTR: Final = 4
E2BIG: Final = 7
EBADF: Final = 9
EAGAIN: Final = 11
EINVAL: Final = 22
