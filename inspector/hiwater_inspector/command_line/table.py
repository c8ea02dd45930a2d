"""The commands of `hiwater` as data: the only list, from which help, dispatch and the tests are made."""

from dataclasses import dataclass
from enum import Enum


class Group(Enum):
    """The headings of `hiwater --help`, in the order in which they are printed."""

    RUN = "Run it"
    SEE = "See it run"
    RECORDS = "Read and write audit records"
    JUDGE = "Compare with the model"
    READ = "Read the specification"
    ABOUT = "About"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its module is imported only when it is asked for.

    `summary` is a phrase without a full stop; `examples` are whole command lines, the most useful first.
    """

    group: Group
    module: str
    summary: str
    examples: tuple[str, ...]


_COMMANDS = "hiwater_inspector.command_line.commands"

TABLE: dict[str, Entry] = {
    "inspect": Entry(
        Group.RUN,
        f"{_COMMANDS}.inspector",
        "open the pages: the live queue, trails decoded, model and implementation side by side, lessons",
        (
            "hiwater inspect",
            "hiwater inspect TRAIL",
            "hiwater inspect --port 8765 --no-browser --json",
            "hiwater inspect --lessons DIR",
        ),
    ),
    "run": Entry(
        Group.RUN,
        f"{_COMMANDS}.run",
        "drive the queue, a daemon and trail files for real, and hold the trails against what was made",
        (
            "hiwater run --workload steady --directory DIR",
            "hiwater run --workload 'daemon gone and back' --directory DIR",
            "hiwater run --list",
            "hiwater run --workload slow-daemon --directory DIR --seconds 20 --threads 8 --policy cnt --json",
        ),
    ),
    "faults": Entry(
        Group.RUN,
        f"{_COMMANDS}.faults",
        "kill, stop, starve and lie to daemon and application, and hold the trails against the counters",
        (
            "hiwater faults",
            "hiwater faults --quick",
            "hiwater faults 'daemon killed'",
            "hiwater faults --list",
            "hiwater faults --quick 'disk full' fork --json",
        ),
    ),
    "auditd": Entry(
        Group.RUN,
        f"{_COMMANDS}.auditd",
        "listen at a door and write what comes into trail files, as auditd does",
        (
            "hiwater auditd --door DOOR --directory TRAILS",
            "hiwater auditd --door DOOR --directory FIRST --directory SECOND --minimum-free 10 --warn ./tell-me",
            "hiwater auditd --door DOOR --directory TRAILS --rotate-size 1000000 --sync record --json",
        ),
    ),
    "demo": Entry(
        Group.SEE,
        f"{_COMMANDS}.demo",
        "play the queue in short scenes: asleep at high water, dropped, in pieces, halted",
        ("hiwater demo", "hiwater demo high-water", "hiwater demo 5", "hiwater demo 5 --json"),
    ),
    "decode": Entry(
        Group.RECORDS,
        f"{_COMMANDS}.decode",
        "print the records of audit trails: as praudit does, as JSON, as XML; choose, count",
        (
            "hiwater decode FILE",
            "hiwater decode -l FILE --select 'event:open* and path:~/etc/ and failed'",
            "hiwater decode --json FILE",
            "hiwater decode -x --as illumos FILE",
            "hiwater decode --stats FILE",
            "hiwater decode --follow -l FILE",
        ),
    ),
    "encode": Entry(
        Group.RECORDS,
        f"{_COMMANDS}.encode",
        "make the bytes of records from JSON or text, as decode prints it or written by hand",
        (
            "hiwater encode RECORDS.json -o TRAIL",
            "hiwater encode - -o TRAIL",
            "hiwater encode RECORDS.json -o TRAIL --json",
        ),
    ),
    "clauses": Entry(
        Group.READ,
        f"{_COMMANDS}.clauses",
        "print the clauses: what the C promises, and where the model has it",
        ("hiwater clauses ENQ-03", "hiwater clauses", "hiwater clauses block --json"),
    ),
    "evidence": Entry(
        Group.READ,
        f"{_COMMANDS}.evidence",
        "print what has been shown, by which tool, at which scope, when; and what has not",
        ("hiwater evidence", "hiwater evidence --json", "hiwater evidence --page"),
    ),
    "drift": Entry(
        Group.READ,
        f"{_COMMANDS}.drift",
        "compare the clauses with another audit_io.c",
        ("hiwater drift PATH", "hiwater drift PATH --json"),
    ),
    "findings": Entry(
        Group.READ,
        f"{_COMMANDS}.findings",
        "tell the quirks of the C, each by a short run that is replayed",
        ("hiwater findings W2", "hiwater findings", "hiwater findings Q3 --original", "hiwater findings --json"),
    ),
    "check": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.check",
        "prove what can be proved of the model, layer by layer; hold our implementation against it",
        (
            "hiwater check",
            "hiwater check --quick --report FILE",
            "hiwater check --layer contracts --layer induction",
            "hiwater check --faults --fault full-is-one-more --layer induction",
            "hiwater check --implementation",
            "hiwater check --implementation --quick",
            "hiwater check --implementation --part states --part schedules",
            "hiwater check --implementation --fault if-for-while",
            "hiwater check --implementation --long --json",
        ),
    ),
    "smoke": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.smoke",
        "ask an adapter that is being written a dozen things, and name the first that is wrong",
        (
            "hiwater smoke ./my-queue",
            "hiwater smoke -- python -m my_queue --fast",
            "hiwater smoke --adapter ours --json",
        ),
    ),
    "conform": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.conform",
        "judge an implementation in any language, clause by clause",
        (
            "hiwater conform ./my-queue",
            "hiwater conform --tier small --save DIR ./my-queue",
            "hiwater conform --clause ENQ --junit FILE --markdown FILE ./my-queue",
            "hiwater conform --profile given --html FILE ./my-queue",
            "hiwater conform --adapter ours --tier small --shard 1/2",
        ),
    ),
    "vectors": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.vectors",
        "conformance vectors: runs with every answer, to test with and without hiwater",
        (
            "hiwater vectors",
            "hiwater vectors ENQ-08",
            "hiwater vectors --check",
            "hiwater vectors --write --directory DIR",
            "hiwater vectors --write --tier full --directory DIR",
        ),
    ),
    "original": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.original",
        "compile an audit_io.c as it is and compare it with the model, step by step",
        (
            "hiwater original",
            "hiwater original PATH",
            "hiwater original --steps 1000000 --seed 7",
            "hiwater original --steps 10000000 --record",
        ),
    ),
    "planted": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.planted",
        "plant faults into the original, and see each one found and blamed",
        ("hiwater planted", "hiwater planted reader-not-woken", "hiwater planted --json"),
    ),
    "replay": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.replay",
        "tell a saved run step by step, try it again on any implementation, make a test or an issue of it",
        (
            "hiwater replay ENQ-03-4-steps.json ./my-queue",
            "hiwater replay ENQ-03-4-steps.json --original",
            "hiwater replay --as pytest ENQ-03-4-steps.json",
            "hiwater replay --as markdown ENQ-03-4-steps.json ./my-queue",
            "hiwater replay --as link ENQ-03-4-steps.json",
        ),
    ),
    "validate": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.validate",
        "follow a trace of free-running threads in the model",
        ("hiwater validate TRACE", "hiwater validate TRACE --json"),
    ),
    "bench": Entry(
        Group.JUDGE,
        f"{_COMMANDS}.bench",
        "measure steps per second of model, original and comparison",
        ("hiwater bench", "hiwater bench --json", "hiwater bench -- ./queue"),
    ),
    "version": Entry(
        Group.ABOUT,
        f"{_COMMANDS}.version",
        "print the versions of hiwater and Python, and where the specification's data is",
        ("hiwater version", "hiwater version --json"),
    ),
}
