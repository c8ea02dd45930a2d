"""Numbers of the audit interface that the queue depends on, as illumos defines them (kernel-queue.md section 1)."""

from typing import Final

# Audit states: a zone's state and a thread's cached state. The cache alone may be unset.
UNSET: Final = 0
AUDITING: Final = 1
NO_AUDIT: Final = 2
INIT_AUDIT: Final = 4
NO_SPACE: Final = 8
CLOSES_RECORDS: Final = AUDITING | INIT_AUDIT
AUDITS_SYSTEM_CALLS: Final = AUDITING | NO_SPACE

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
POLICY_ALL: Final = POLICY_GLOBAL | POLICY_LOCAL

# Flags of au_close and of the asynchronous helpers.
FLAG_OK: Final = 1
FLAG_DONT_BLOCK: Final = 2
FLAG_DEFER: Final = 4
FLAG_BACKEND: Final = 1
SELECT_SUCCESS: Final = 1
SELECT_FAILURE: Final = 2
MODIFIER_NON_ATTRIBUTABLE: Final = 0x4000

# Events and system calls that the file names.
EVENT_SYSTEM_BOOT: Final = 113
EVENT_EXIT_PROM: Final = 154
LAST_EVENT: Final = 309
SYSCALL_EXIT: Final = 1

# Door buffers and messages.
COMPLETE: Final = 0
FIRST: Final = 1
MIDDLE: Final = 2
LAST: Final = 3
NOTIFY: Final = 0x8000
MESSAGE_POLICY: Final = 1
MESSAGE_SHUTDOWN: Final = 2

# Sizes and times.
MEMBUF_BYTES: Final = 128
SOFTCALL_SLOTS: Final = 200
AGAIN_TICKS: Final = 10
DONT_STOP_TICKS: Final = 15
NANOSECONDS_PER_TICK: Final = 10_000_000
SEQUENCE_TOKEN_BYTES: Final = 5
TRAILER_TOKEN_BYTES: Final = 7
AUDIT_RECORD_LONGEST: Final = 32768
AUDIT_RECORD_SHORTEST: Final = 18
TOKEN_VERSION: Final = 2

# Limits that A_SETQCTRL enforces.
HIGH_WATER_LEAST: Final = 10
HIGH_WATER_MOST: Final = 100_000
BUFFER_LEAST: Final = 8192
BUFFER_MOST: Final = 1_048_576
DELAY_MOST: Final = 20_000

# Errors.
EPERM: Final = 1
E2BIG: Final = 7
EBADF: Final = 9
EAGAIN: Final = 11
EINVAL: Final = 22
