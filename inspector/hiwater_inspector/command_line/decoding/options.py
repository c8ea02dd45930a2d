"""The options of `hiwater decode`, and what they ask for."""

import argparse
import os
from pathlib import Path

from hiwater_impl.records.decoding.forms import Form, OwnForm, WritersForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.names.accounts import UNNAMED, Accounts, local_accounts, read_accounts
from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.names.event_files import read_events
from hiwater_impl.records.names.events import SYSTEMS, of_system
from hiwater_impl.records.names.lines import NameFileFault
from hiwater_impl.records.names.zones import UnknownTimeZone, time_zone
from hiwater_impl.records.printing.form import Form as PrauditForm
from hiwater_impl.records.printing.illumos.forms import LONGEST_DELIMITER
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from hiwater_impl.records.selection.binding import Selector, bind
from hiwater_impl.records.selection.fault import SelectionError
from hiwater_impl.records.selection.parsing import parse
from hiwater_inspector.command_line.command import Misuse
from hiwater_inspector.command_line.numbers import positive


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare everything but `--json`, which every command has."""
    parser.add_argument(
        "files", nargs="*", default=["-"], metavar="FILE", help="a trail, gzip or not; - is standard input"
    )
    form = parser.add_argument_group("form")
    form.add_argument("-l", dest="line", action="store_true", help="one line a record")
    form.add_argument("-s", dest="short", action="store_true", help="event names in place of descriptions")
    form.add_argument("-r", dest="raw", action="store_true", help="numbers in place of names")
    form.add_argument("-x", "--xml", action="store_true", help="XML")
    form.add_argument(
        "-d", dest="delimiter", default=",", metavar="TEXT", help="what parts the fields (default: a comma)"
    )
    form.add_argument(
        "--as", dest="system", choices=("illumos", "openbsm", "hiwater"),
        help="as that system's praudit reads and prints, faults included; or our own form, in which nothing is lost",
    )  # fmt: skip
    form.add_argument("--offsets", action="store_true", help="with --json or --as hiwater: where everything stands")
    form.add_argument(
        "--parquet", type=Path, metavar="OUT", help="write a Parquet file (pip install 'hiwater[parquet]')"
    )
    form.add_argument("--stats", action="store_true", help="counts in place of records")
    names = parser.add_argument_group("names (none comes from this machine unless asked)")
    names.add_argument("--users", type=Path, metavar="PASSWD", help="names of users, a file like passwd(5)")
    names.add_argument("--groups", type=Path, metavar="GROUP", help="names of groups, a file like group(5)")
    names.add_argument("--local", action="store_true", help="users, groups and time zone of this machine")
    names.add_argument("--events", type=Path, metavar="AUDIT_EVENT", help="names of events, a file like audit_event(5)")
    names.add_argument("--timezone", metavar="ZONE", help="times in this zone, as Europe/Berlin (default: UTC)")
    names.add_argument(
        "--error-texts", choices=("illumos", "glibc"), default="illumos",
        help="texts of illumos's errors: its own (default), or those of the GNU C library",
    )  # fmt: skip
    parser.add_argument(
        "--select",
        metavar="WORDS",
        help="only these records, as 'event:open* and path:~/etc/ and failed'; `--select help` tells all words",
    )
    parser.add_argument("--follow", action="store_true", help="wait for more, as auditd writes; ends with Ctrl-C")
    parser.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="threads (default: all cores)"
    )
    parser.add_argument("--quiet", action="store_true", help="tell damage by the exit code alone; no progress bar")


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raise Misuse for options that exclude each other."""
    if arguments.short and arguments.raw:
        raise Misuse("-s and -r exclude each other: names of events, or numbers")
    if arguments.json and (arguments.xml or arguments.system not in (None, "hiwater")):
        raise Misuse("--json is a form of its own: leave out -x and --as")
    if arguments.system != "openbsm" and len(os.fsencode(arguments.delimiter)) > LONGEST_DELIMITER:
        raise Misuse(
            f"-d: illumos praudit takes at most {LONGEST_DELIMITER} bytes between fields; --as openbsm takes more"
        )
    if arguments.parquet is not None and (arguments.json or arguments.xml or arguments.stats or arguments.system):
        raise Misuse("--parquet is a form of its own: leave out --json, -x, --stats and --as")
    if arguments.offsets and not (arguments.json or arguments.system == "hiwater"):
        raise Misuse("--offsets: praudit's forms have no place for offsets; add --json or --as hiwater")
    if arguments.follow and (len(arguments.files) != 1 or arguments.files == ["-"]):
        raise Misuse("--follow: name one file, the one that auditd writes")
    if arguments.select is not None and is_faithful(arguments):
        raise Misuse("--select: a praudit prints all that it reads; leave out --as, or choose --as hiwater")
    if arguments.follow and is_faithful(arguments):
        raise Misuse("--follow: a praudit stops at the end of a file; leave out --as, or choose --as hiwater")


def is_faithful(arguments: argparse.Namespace) -> bool:
    """Whether a praudit is to be imitated in its reading, too."""
    return arguments.system in ("illumos", "openbsm")


def asked_praudit(arguments: argparse.Namespace) -> PrauditForm:
    """The form of a praudit."""
    delimiter = os.fsencode(arguments.delimiter)
    return PrauditForm(arguments.line, arguments.short, arguments.raw, arguments.xml, delimiter)


def form_of(arguments: argparse.Namespace, names: Names) -> Form:
    """The form in which pieces are printed."""
    if arguments.json or arguments.system == "hiwater":
        style = JSON if arguments.json else XML if arguments.xml else TEXT
        told = Names().for_own_forms if arguments.raw else names.for_own_forms
        return OwnForm(OwnPrinter(style, arguments.line, arguments.offsets, told, names.for_kernels))
    return WritersForm(asked_praudit(arguments), names)


def names_of(arguments: argparse.Namespace) -> Names:
    """The names that the options give. Raises Misuse for a file or a zone that cannot be used."""
    accounts = local_accounts() if arguments.local else UNNAMED
    try:
        if arguments.users is not None:
            accounts = Accounts(read_accounts(arguments.users), accounts.groups)
        if arguments.groups is not None:
            accounts = Accounts(accounts.users, read_accounts(arguments.groups))
        zone = time_zone(arguments.timezone or (_local_zone() if arguments.local else "UTC"))
        events = {name: of_system(name) for name in SYSTEMS}
        if arguments.events is not None:
            events = {name: read_events(arguments.events, table.masks) for name, table in events.items()}
    except OSError as error:
        raise Misuse(f"{error.filename}: {error.strerror}: name a file that can be read") from None
    except (NameFileFault, UnknownTimeZone) as error:
        raise Misuse(str(error)) from None
    errors = {"illumos": error_texts(arguments.error_texts), "openbsm": error_texts("openbsm")}
    return Names(accounts, zone, events, errors)


def selector_of(arguments: argparse.Namespace, names: Names) -> Selector | None:
    """The selection. Raises Misuse with the place marked."""
    if arguments.select is None:
        return None
    try:
        return bind(parse(arguments.select), names.for_selection)
    except SelectionError as error:
        raise Misuse(f"--select: {error}") from None


def _local_zone() -> str:
    """The name of this machine's zone, from TZ or /etc/localtime; UTC when neither has one."""
    named = os.environ.get("TZ", "").removeprefix(":")
    link = Path("/etc/localtime").resolve().as_posix()
    return named or (link.rsplit("zoneinfo/", 1)[1] if "zoneinfo/" in link else "UTC")
