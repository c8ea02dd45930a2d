"""Which tokens in which order the made trails hold: the shapes of the real ones, as data.

A line is a weight, the events that it stands for, and the tokens; `:4` or `:16` after a token is the length of its
address. `common` has the seven tokens that every decoder knows. `bsd` has what a FreeBSD auditd trail holds (execve
above all, logins, auditon), with other system calls of that kernel beside it. `illumos` has the bodies of the trails
that the illumos kernel encoder wrote, inside the envelopes that its policies give (plain, or with host, zone name and
sequence number).
Not good for: how often a system call is audited on a busy machine. Nobody has counted that here.
"""

from itertools import product
from typing import NamedTuple

MEGABYTE = 1_000_000
"""Bytes: what every MB of the benchmark means."""

COMMON = """
30 | AUE_OPEN_R AUE_STAT AUE_ACCESS AUE_UNLINK AUE_CHDIR | header32 path subject32 return32 trailer
30 | AUE_OPEN_RW AUE_CHMOD AUE_MKDIR AUE_OPEN_RWC | header32 arg32 path subject32 return32 trailer
25 | AUE_su AUE_openssh AUE_passwd AUE_logout | header32 subject32 text return32 trailer
10 | AUE_AUDITON AUE_KILL AUE_SETUID AUE_FCNTL | header32 arg32 subject32 return32 trailer
4 | AUE_AUDITON_GETCOND AUE_FORK AUE_GETAUID | header32 subject32 return32 trailer
1 | AUE_audit_startup AUE_audit_shutdown | header32 text return32 trailer
"""

BSD = """
48 | AUE_EXECVE | header32 exec_args path attr32 subject32 return32 trailer
12 | AUE_su AUE_login AUE_passwd | header32 subject32 text return32 trailer
4 | AUE_AUDITON AUE_SETUID AUE_FCNTL | header32 arg32 subject32 return32 trailer
4 | AUE_openssh AUE_logout | header32 subject32_ex:4 text return32 trailer
2 | AUE_openssh AUE_logout | header32 subject32_ex:16 text return32 trailer
1 | AUE_audit_startup AUE_audit_shutdown | header32 text return32 trailer
3 | AUE_AUDITON_GETCOND AUE_FORK AUE_EXIT | header32 subject32 return32 trailer
14 | AUE_OPEN_R AUE_OPEN_RW AUE_CHMOD | header32 arg32 path attr32 subject32 return32 trailer
8 | AUE_STAT AUE_UNLINK AUE_CHDIR | header32 path attr32 subject32_ex:4 return32 trailer
4 | AUE_RENAME AUE_LINK | header32 path attr32 path subject32 return32 trailer
4 | AUE_CONNECT AUE_BIND | header32 arg32 sockinet32 subject32 return32 trailer
2 | AUE_CONNECT | header32 arg32 sockunix subject32_ex:16 return32 trailer
2 | AUE_KILL AUE_PTRACE | header32 arg32 process32 subject32 return32 trailer
"""

ILLUMOS_BODIES = """
12 | AUE_EXECVE | path attr64 exec_args
7 | AUE_EXECVE | path attr64 exec_args exec_env
15 | AUE_EXECVE AUE_PFEXEC | path exec_args exec_env
26 | AUE_OPEN_R AUE_STAT AUE_ACCESS AUE_OPENAT_R | path attr64
8 | AUE_OPEN_R AUE_CHDIR | path
21 | AUE_OPEN_R | path xatpath
17 | AUE_OPEN_RTC AUE_OPEN_WC | path upriv
24 | AUE_RENAME AUE_LINK | path attr64 path
20 | AUE_CHMOD AUE_MKDIR | arg32 path attr64
9 | AUE_CONNECT AUE_ACCEPT | arg32 socket_ex:4
11 | AUE_CONNECT AUE_ACCEPT | arg32 socket_ex:16
20 | AUE_BIND AUE_SHUTDOWN | socket
13 | AUE_ACLSET AUE_FACLSET | ace ace ace path
17 | AUE_ACLSET | arg32 acl acl acl acl path
25 | AUE_CORE AUE_MMAP | arg64 arg32
9 | AUE_KILL | process64 arg32
9 | AUE_KILL | process64_ex:16 arg32
16 | AUE_MSGCTL AUE_SEMCTL | arg32 ipc ipc_perm
23 | AUE_SEMCTL_GETALL | ip iport
24 | AUE_SETPPRIV | arg32 privilege privilege
26 | AUE_SHMCTL_STAT | data data data
24 | AUE_SYSTEMBOOT AUE_su AUE_ssh | text text
14 | AUE_VTRACE | in_addr in_addr_ex:16
"""

ILLUMOS_ENVELOPES = """
6 | header64 | subject64 return64 trailer
4 | header64 | subject64_ex:16 newgroups return64 trailer
3 | header64 | subject64_ex:16 return32 trailer
2 | header64_ex:4 | subject64 newgroups return64 zonename seq trailer
2 | header64_ex:4 | subject64_ex:16 return64 zonename seq trailer
"""


class Shape(NamedTuple):
    """Records of one form: how often, for which events, of which tokens."""

    weight: int
    events: tuple[str, ...]
    tokens: tuple[str, ...]


class Kind(NamedTuple):
    """One kind of trail: who would have written it, and what its records look like."""

    dialect: str
    """Of the layouts, and the system of the event table."""
    version: int
    shapes: tuple[Shape, ...]
    argument_counts: tuple[int, ...]
    """Of exec_args and exec_env, each as likely as the next: the deciles of the real trails."""
    period: int | None = None
    """After so many records the same ones come again; None is never."""


def _rows(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


def _plain(table: str) -> tuple[Shape, ...]:
    return tuple(
        Shape(int(weight), tuple(events.split()), tuple(tokens.split())) for weight, events, tokens in _rows(table)
    )


def _enveloped(bodies: str, envelopes: str) -> tuple[Shape, ...]:
    return tuple(
        Shape(int(weight) * int(times), tuple(events.split()), (header, *body.split(), *rest.split()))
        for (weight, events, body), (times, header, rest) in product(_rows(bodies), _rows(envelopes))
    )


_BSD_COUNTS = (1, 2, 2, 2, 2, 3, 3, 3, 4, 5, 7)
_ILLUMOS_COUNTS = (1, 1, 2, 4, 4, 6, 63, 84, 110, 197, 232)

KINDS = {
    "common": Kind("openbsm", 11, _plain(COMMON), _BSD_COUNTS),
    "bsd": Kind("openbsm", 11, _plain(BSD), _BSD_COUNTS),
    "illumos": Kind("illumos", 2, _enveloped(ILLUMOS_BODIES, ILLUMOS_ENVELOPES), _ILLUMOS_COUNTS),
    "repeated": Kind("openbsm", 11, _plain(COMMON), _BSD_COUNTS, period=64),
}
"""The kinds of trails by name."""
