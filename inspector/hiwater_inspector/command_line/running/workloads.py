"""Named workloads as data: how many threads make records how fast, and what happens to the daemon meanwhile."""

from dataclasses import dataclass

from hiwater_inspector.command_line.command import Misuse


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Something happens to the daemon for a while, then nothing for a while; in seconds."""

    happens: float
    rests: float


@dataclass(frozen=True, slots=True)
class Workload:
    """What is driven. Each thread makes `burst` records as fast as it can, then rests."""

    name: str
    summary: str
    threads: int = 4
    asynchronous: int = 0
    """Threads that make asynchronous events instead."""
    record_bytes: int = 150
    policy: str = "none"
    high_water: int = 100
    low_water: int = 10
    burst: int = 1
    rest_seconds: float = 0.0
    stopped: Rhythm | None = None
    """The daemon is stopped (SIGSTOP), and goes on."""
    gone: Rhythm | None = None
    """The daemon is killed (SIGKILL), and another one started."""
    flips: tuple[str, ...] = ()
    """Policies that are set one after the other. TRAIL is never turned off, as a record made meanwhile could count a
    trailer that it does not get (quirk Q8)."""
    flip_seconds: float = 0.1


_WORKLOADS = (
    Workload("steady", "four threads, each some 500 records a second: the queue stays short", rest_seconds=0.002),
    Workload(
        "burst",
        "many records at once, then a rest: the queue fills, threads wait for room, and it empties",
        burst=400,
        rest_seconds=0.4,
    ),
    Workload(
        "slow daemon",
        "a daemon that is stopped most of the time: threads wait at high water, and are woken at low water",
        rest_seconds=0.001,
        stopped=Rhythm(happens=0.15, rests=0.05),
    ),
    Workload(
        "daemon gone and back",
        "the daemon is killed under load and another one started: what was queued is sent, some of it again",
        gone=Rhythm(happens=0.3, rests=0.7),
    ),
    Workload(
        "async storm",
        "asynchronous events faster than the daemon takes them: at high water they are dropped and counted",
        threads=6,
        asynchronous=4,
        burst=50,
        rest_seconds=0.02,
        stopped=Rhythm(happens=0.1, rests=0.2),
    ),
    Workload(
        "policy flips",
        "between waiting and dropping, with zone name and without, while the daemon is slow",
        flips=("none", "cnt", "cnt zonename", "zonename"),
        stopped=Rhythm(happens=0.1, rests=0.1),
    ),
)

WORKLOADS = {workload.name: workload for workload in _WORKLOADS}


def workload_named(words: str) -> Workload:
    """By its name, with spaces, dashes or underscores. Raises Misuse."""
    name = " ".join(words.lower().replace("-", " ").replace("_", " ").split())
    if name not in WORKLOADS:
        raise Misuse(f"no workload {words!r}; there are: {', '.join(WORKLOADS)}")
    return WORKLOADS[name]
