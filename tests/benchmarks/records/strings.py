"""The strings of made trails: paths, arguments, texts and the like, drawn once from a seed and laid in one row.

A string of a record is a stretch of that pool, a list of strings a longer one; so no string is ever built twice.
Not good for: the frequencies of a real machine, where few paths are asked for most of the time. Here each is as likely.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

PATHS = 50_000
_ODD = (b"sp ace", b"<x>&y", b"q\"uo'te", b"comma,", "café".encode(), b"\xff\xferaw")
_ROOTS = b"/usr /usr/local /var /etc /home /export/home /opt /lib /tmp /devices/pci@0,0 /zones/web/root".split()
_WORDS = (
    b"bin lib share local log cache spool config data include doc man python perl ssh ssl audit cron mail www site "
    b"packages modules kernel drivers fonts locale messages templates static backup archive project source tests build "
    b"release current user session state index object report account invoice catalogue image video music plugin theme"
).split()
_ENDINGS = (b"", b"", b".conf", b".so.1", b".log", b".txt", b".py", b".html", b".db", b".tmp")
_PRIVILEGES = (
    b"contract_event cpc_cpu dtrace_kernel file_chown file_chown_self file_dac_read file_dac_write file_link_any "
    b"file_owner ipc_dac_read net_icmpaccess net_rawaccess proc_audit proc_exec proc_fork proc_info proc_session "
    b"proc_setid proc_taskid proc_zone sys_acct sys_admin sys_audit sys_config sys_mount sys_net_config"
).split()
_TEXTS = (
    b"successful login %s",
    b"successful authentication of %s",
    b"authentication failed for %s",
    b"%s to root on /dev/pts/7",
    b"session closed for %s",
)
_DESCRIPTIONS = b"cmd,new file mode,so,fd,flags,mode,msg ID,signal,length,policy,setuid".split(b",")


class Stretches(NamedTuple):
    """One stretch of the pool for each record: where it starts, and its bytes."""

    starts: Array
    lengths: Array


class Pool:
    """Every string, and where those of each group are."""

    def __init__(self, groups: dict[str, list[bytes]]) -> None:
        self.bytes: Array = np.frombuffer(b"".join(b"".join(group) for group in groups.values()), np.uint8)
        self._offsets: dict[str, Array] = {}
        start = 0
        for name, group in groups.items():
            offsets = start + np.cumsum([0, *map(len, group)])
            self._offsets[name], start = offsets, int(offsets[-1])

    def runs(self, name: str, counts: Array, generator: np.random.Generator) -> Stretches:
        """For each record, so many strings of the group that stand one after the other."""
        offsets = self._offsets[name]
        first = generator.integers(0, len(offsets) - counts)
        return Stretches(offsets[first], offsets[first + counts] - offsets[first])


@lru_cache(maxsize=1)
def pool(seed: int) -> Pool:
    """The strings of a seed; each group ends its strings with NUL but `gids` (four bytes each) and `octets` (one)."""
    random = Random(seed)
    directories = _directories(random)
    names = _names(random, 40_000)
    return Pool(
        {
            "paths": _ended(_paths(random, directories, names)),
            "arguments": _ended(_arguments(random, directories, names)),
            "texts": _ended([random.choice(_TEXTS) % name for name in names[:20_000]]),
            "privileges": _ended([b",".join(random.sample(_PRIVILEGES, random.randint(1, 12))) for _ in range(3_000)]),
            "socket_names": _ended([b"/var/run/" + name for name in names[:2_000]]),
            "sections": _ended(names[:2_000]),
            "descriptions": _ended(_DESCRIPTIONS),
            "privilege_sets": _ended([b"Effective", b"Inheritable", b"Permitted", b"Limit"]),
            "zones": _ended([b"global", b"web", b"database", b"build-17"]),
            "gids": [(number * 7 % 60_000).to_bytes(4, "big") for number in range(20_000)],
            "octets": [bytes([value]) for value in random.randbytes(20_000)],
        }
    )


def _ended(strings: Sequence[bytes]) -> list[bytes]:
    return [string + b"\0" for string in strings]


def _names(random: Random, count: int) -> list[bytes]:
    """Names of files and users, no two equal; one in a hundred holds what printers have to escape."""
    words = random.choices(_WORDS, k=count)
    for index in range(0, count, 100):
        words[index] = random.choice(_ODD)
    return [
        b"%s%s%d" % parts for parts in zip(words, random.choices((b"", b"-", b"_"), k=count), range(count), strict=True)
    ]


def _directories(random: Random) -> list[bytes]:
    """Four thousand directories, up to three levels below a root."""
    below = [random.choices(_WORDS, k=random.randint(0, 3)) for _ in range(4_000)]
    return [b"/".join((random.choice(_ROOTS), *words)) for words in below]


def _paths(random: Random, directories: Sequence[bytes], names: Sequence[bytes]) -> list[bytes]:
    """Files in directories, no two equal; one in two hundred lies 200 to 950 bytes deep."""
    found: dict[bytes, None] = {}
    while len(found) < PATHS:
        directory = random.choice(directories)
        if random.random() < 0.005:
            directory += b"/deeper" * random.randint(25, 130)
        found[b"%s/%s%s" % (directory, random.choice(names), random.choice(_ENDINGS))] = None
    return list(found)


def _arguments(random: Random, directories: Sequence[bytes], names: Sequence[bytes]) -> list[bytes]:
    """Arguments and settings: flags, names and numbers, a tenth of them paths; one in a thousand is long."""
    forms: tuple[Callable[[bytes], bytes], ...] = (
        lambda name: b" ".join(random.choices(directories, k=60)),
        lambda name: b"%s/%s" % (random.choice(directories), name),
        lambda name: b"-" + name[: random.choice((1, 1, 2, 4))],
        lambda name: b"%s=%d" % (random.choice(_WORDS).upper(), random.randrange(100_000)),
        lambda name: b"",
        lambda name: name,
    )
    drawn = random.choices(forms, weights=(1, 99, 350, 200, 50, 300), k=65_536)
    return [form(name) for form, name in zip(drawn, random.choices(names, k=len(drawn)), strict=True)]
