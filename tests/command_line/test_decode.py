"""`hiwater decode` as its users call it: forms, names, choosing, damage, bad use, real pipes and processes."""

import gzip
import json
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

import pytest

from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.selection.keys import KEYS
from hiwater_inspector.command_line import main
from tests.specs.records.corpus import COPIES

HIWATER = [sys.executable, "-c", "import sys; from hiwater_inspector.command_line import main; sys.exit(main())"]
ILLUMOS = COPIES / "illumos-libbsm-ilp32.bsm"
OPENBSM = COPIES / "openbsm-ref-2008-12-01.bsm"
Captured = pytest.CaptureFixture[bytes]


def decoded(capfdbinary: Captured, *words: str | Path, code: int = 0) -> bytes:
    """What the command prints, when it ends with this code and tells nothing more unless it found something."""
    assert main(["decode", *map(str, words)]) == code
    out, told = capfdbinary.readouterr()
    assert code or not told
    return out


def told(capfdbinary: Captured, *words: str | Path, code: int) -> str:
    """What the command tells on standard error."""
    assert main(["decode", *map(str, words)]) == code
    return capfdbinary.readouterr().err.decode()


def test_a_trail_prints_as_its_own_system_prints_it(capfdbinary: Captured) -> None:
    """Without --as each trail has the words of its own praudit."""
    assert b"\nreturn,success,2\n" in decoded(capfdbinary, ILLUMOS)
    out = decoded(capfdbinary, OPENBSM)
    assert b"header,50,10,indir system call,0,Mon Apr 16 12:40:13 2007, + 769 msec\n" in out


def test_forms(capfdbinary: Captured) -> None:
    """One line a record, numbers, names, XML, another delimiter."""
    records = len(decoded(capfdbinary, "-l", OPENBSM).splitlines())
    assert records == 22
    assert decoded(capfdbinary, "-r", OPENBSM).startswith(b"20,50,10,0,0,1176727213,769\n")
    assert b"AUE_" in decoded(capfdbinary, "-s", OPENBSM)
    assert decoded(capfdbinary, "-x", OPENBSM).startswith(b"<?xml version='1.0' ?>\n<audit>")
    assert b"header|" in decoded(capfdbinary, "-d", "|", OPENBSM)


def test_json_is_one_object_a_line(capfdbinary: Captured) -> None:
    """Every line is an object; offsets only when asked for."""
    lines = [json.loads(line) for line in decoded(capfdbinary, "--json", OPENBSM).splitlines()]
    assert sum(line["kind"] == "record" for line in lines) == 22
    assert all("offset" not in line for line in lines)
    lines = [json.loads(line) for line in decoded(capfdbinary, "--json", "--offsets", OPENBSM).splitlines()]
    assert [line["offset"] for line in lines][:2] == [0, lines[0]["length"]]
    assert sum(line["length"] for line in lines) == OPENBSM.stat().st_size


def test_our_own_xml_is_well_formed(capfdbinary: Captured) -> None:
    """An XML parser reads it to the end, with as many records as there are."""
    document = ElementTree.fromstring(decoded(capfdbinary, "--as", "hiwater", "-x", ILLUMOS))
    assert len(document.findall("record")) == 96


def test_names_come_only_from_what_is_given(tmp_path: Path, capfdbinary: Captured) -> None:
    """Without files and without --local nobody has a name, not even on a machine that knows root."""
    plain = decoded(capfdbinary, ILLUMOS)
    assert b"\nsubject,1001,0,0,1001,10,356," in plain
    (tmp_path / "passwd").write_text("chief:x:0:0::/:/bin/sh\n")
    (tmp_path / "group").write_text("wheel:x:0:\n")
    named = decoded(capfdbinary, "--users", tmp_path / "passwd", "--groups", tmp_path / "group", ILLUMOS)
    assert b"\nsubject,1001,chief,wheel,1001,10,356," in named


def test_times_in_another_zone(capfdbinary: Captured) -> None:
    """The same instant, two hours ahead in summer or one in winter."""
    utc = decoded(capfdbinary, "-l", ILLUMOS).splitlines()[1]
    berlin = decoded(capfdbinary, "-l", "--timezone", "Europe/Berlin", ILLUMOS).splitlines()[1]
    assert b"+00:00" in utc
    assert b"+01:00" in berlin or b"+02:00" in berlin


def test_selection_chooses_records(capfdbinary: Captured) -> None:
    """The chosen and the others together are all."""
    every = decoded(capfdbinary, "--json", ILLUMOS).splitlines()
    failed = decoded(capfdbinary, "--json", "--select", "failed", ILLUMOS).splitlines()
    others = decoded(capfdbinary, "--json", "--select", "not failed", ILLUMOS).splitlines()
    assert 0 < len(failed) < 96
    assert len(failed) + len(others) == 96
    assert set(failed) | set(others) == {line for line in every if json.loads(line)["kind"] == "record"}


def test_statistics(capfdbinary: Captured) -> None:
    """Counts for people and for scripts; the tokens are those of the trail."""
    document = json.loads(decoded(capfdbinary, "--stats", "--json", OPENBSM))
    assert (document["records"], document["file_tokens"], document["bytes"]) == (22, 0, 1096)
    assert document["tokens"]["trailer"] == document["tokens"]["header32"] == 22
    assert document["damage"] == {}
    chosen = json.loads(decoded(capfdbinary, "--stats", "--json", "--select", "token:return32", OPENBSM))
    assert (chosen["records"], chosen["chosen"], chosen["tokens"]) == (
        22,
        1,
        {"trailer": 1, "header32": 1, "return32": 1},
    )
    assert sum(event["records"] for event in chosen["events"]) == 1
    assert b"1,096 bytes, 22 records, 0 file tokens" in decoded(capfdbinary, "--stats", OPENBSM)


def test_several_trails_one_document(capfdbinary: Captured) -> None:
    """Trails follow one another; the document has one beginning and one end."""
    out = decoded(capfdbinary, "-x", OPENBSM, OPENBSM)
    assert out.count(b"<?xml") == out.count(b"</audit>") == 1
    assert out.count(b"<record ") == 44


def test_gzip_is_read_as_the_trail_in_it(tmp_path: Path, capfdbinary: Captured) -> None:
    """No option is needed for it."""
    packed = tmp_path / "trail.gz"
    packed.write_bytes(gzip.compress(OPENBSM.read_bytes()))
    assert decoded(capfdbinary, packed) == decoded(capfdbinary, OPENBSM)


def test_damage_is_told_and_the_neighbours_are_printed(tmp_path: Path, capfdbinary: Captured) -> None:
    """Junk between two records and a flipped id inside one: exit 1, places told, every other record as before."""
    data = bytearray(OPENBSM.read_bytes())
    whole = decoded(capfdbinary, "-l", OPENBSM).splitlines()
    at = 50 + 39
    trail = tmp_path / "trail"
    trail.write_bytes(bytes(data[:at]) + b"junk!" + bytes(data[at:]))
    assert decoded(capfdbinary, "-l", trail, code=1).splitlines() == whole
    assert f"{trail}: offset {at}: 5 bytes that are no record are skipped" in told(capfdbinary, trail, code=1)
    assert told(capfdbinary, "--quiet", trail, code=1) == ""
    trail.write_bytes(data[:-3])
    assert decoded(capfdbinary, "-l", trail, code=1).splitlines()[:21] == whole[:21]
    assert "ends inside the record, 3 bytes too early" in told(capfdbinary, trail, code=1)
    text = b"\x28" + (5000).to_bytes(2, "big") + b"t" * 4999 + b"\0"
    body = b"\xfe" + text
    count = (18 + len(body) + 7).to_bytes(4, "big")
    trail.write_bytes(b"\x14" + count + b"\x0b" + bytes(12) + body + b"\x13\xb1\x05" + count)
    assert f"0xfe; {len(body)} bytes are kept" in told(capfdbinary, trail, code=1)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["/no/such/trail"], "/no/such/trail: No such file or directory"),
        (["."], ".: Is a directory"),
        (["-s", "-r", "FILE"], "-s and -r exclude each other"),
        (["--json", "-x", "FILE"], "--json is a form of its own"),
        (["--offsets", "FILE"], "add --json or --as hiwater"),
        (["--select", "colour:red", "FILE"], "colour"),
        (["--select", "failed", "--as", "illumos", "FILE"], "leave out --as"),
        (["--timezone", "Mars/Olympus", "FILE"], "no time zone 'Mars/Olympus'"),
        (["--users", "/no/such", "FILE"], "/no/such: No such file"),
        (["--jobs", "0", "FILE"], "at least 1"),
        (["--follow"], "--follow: name one file"),
        (["-d", "::::", "--as", "illumos", "FILE"], "at most 3 bytes"),
        (["-d", "::::", "FILE"], "at most 3 bytes"),
        (["--parquet", "/no/such/folder/x", "FILE"], "/no/such/folder/x"),
    ],
)
def test_bad_use_is_told_in_a_line(words: list[str], complaint: str, capfdbinary: Captured) -> None:
    """Exit 2, what is wrong, no traceback."""
    message = told(capfdbinary, *(str(OPENBSM) if word == "FILE" else word for word in words), code=2)
    assert complaint in message
    assert "Traceback" not in message


def test_what_can_be_read_is_printed_beside_what_cannot(capfdbinary: Captured) -> None:
    """A missing file does not keep the others from being printed."""
    assert main(["decode", "-l", str(OPENBSM), "/no/such/trail", str(OPENBSM)]) == 2
    out, complaint = capfdbinary.readouterr()
    assert len(out.splitlines()) == 44
    assert complaint.count(b"\n") == 1


def test_an_empty_trail_is_fine(tmp_path: Path, capfdbinary: Captured) -> None:
    """Nothing is printed, nothing is wrong."""
    (tmp_path / "empty").touch()
    assert decoded(capfdbinary, tmp_path / "empty") == b""


def test_standard_input(capfdbinary: Captured) -> None:
    """A real pipe into a real process, with and without the dash."""
    expected = decoded(capfdbinary, "-l", OPENBSM)
    for words in (["decode", "-l"], ["decode", "-l", "-"]):
        run = subprocess.run([*HIWATER, *words], input=OPENBSM.read_bytes(), capture_output=True, check=True)
        assert run.stdout == expected


def test_a_reader_that_goes_away_is_quiet(tmp_path: Path) -> None:
    """Exit 141 and nothing on standard error."""
    trail = tmp_path / "trail"
    trail.write_bytes(OPENBSM.read_bytes() * 1200)
    run = subprocess.Popen([*HIWATER, "decode", str(trail)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.read(10)
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait() == 141


@pytest.fixture
def following(tmp_path: Path) -> Iterator[tuple[Path, "subprocess.Popen[bytes]"]]:
    """A process that follows a growing trail, which holds the first record so far."""
    trail = tmp_path / "trail"
    trail.write_bytes(b"")
    # A test run in the background of a shell ignores Ctrl-C, and so would its children.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); " + HIWATER[-1]
    words = [sys.executable, "-c", heeding, "decode", "-l", "--follow", str(trail)]
    run = subprocess.Popen(words, stdout=subprocess.PIPE)
    alarm = Timer(60, run.kill)
    alarm.start()
    yield trail, run
    alarm.cancel()
    run.kill()
    run.wait()


def test_a_growing_trail_is_followed(following: tuple[Path, "subprocess.Popen[bytes]"]) -> None:
    """A record is printed as soon as it is whole, and not before; Ctrl-C ends it with 130."""
    trail, run = following
    data = OPENBSM.read_bytes()
    assert run.stdout is not None
    with trail.open("ab", buffering=0) as file:
        file.write(data[: 50 + 39 - 5])
        assert run.stdout.readline().startswith(b"header,50,")
        time.sleep(0.5)
        assert not select.select([run.stdout], [], [], 0)[0]
        file.write(data[50 + 39 - 5 : 50 + 39])
        assert run.stdout.readline().startswith(b"header,39,")
    run.send_signal(signal.SIGINT)
    assert run.wait(10) == 130


def test_parquet(tmp_path: Path, capfdbinary: Captured) -> None:
    """A row a record, with the whole record beside the columns."""
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "records.parquet"
    decoded(capfdbinary, "--parquet", out, OPENBSM, ILLUMOS)
    table = parquet.read_table(out)
    rows = table.drop_columns(["time"]).to_pylist()
    assert len(rows) == 22 + 96
    lines = decoded(capfdbinary, "--json", OPENBSM).splitlines()
    records = [json.loads(line) for line in lines if b'"kind":"record"' in line]
    assert [json.loads(row["record"]) for row in rows[:22]] == records
    assert [row["event"] for row in rows[:22]] == [record["event"] for record in records]
    assert table["time"].cast("int64")[0].as_py() == 1176727213_769_000_000
    assert any(row["audit_user"] is not None and row["paths"] for row in rows)


def test_parquet_without_its_library(tmp_path: Path, capfdbinary: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told with what to install, and no empty file is left."""
    monkeypatch.setattr("hiwater_inspector.command_line.commands.decode.find_spec", lambda name: None)
    out = tmp_path / "records.parquet"
    assert "pip install 'hiwater[parquet]'" in told(capfdbinary, "--parquet", out, OPENBSM, code=2)
    assert not out.exists()


def test_a_full_disk_is_told() -> None:
    """What cannot be written is a line, not a traceback."""
    for trail in (OPENBSM, ILLUMOS):
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run([*HIWATER, "decode", trail], stdout=full, stderr=subprocess.PIPE, check=False)
        assert run.stderr == b"hiwater: standard output: No space left on device: what was printed is not whole\n"
        assert run.returncode == 2


def test_threads_print_the_same(tmp_path: Path, capfdbinary: Captured) -> None:
    """Batches printed beside one another come out in the order of the trail, in every form."""
    trail = tmp_path / "trail"
    trail.write_bytes((ILLUMOS.read_bytes() + OPENBSM.read_bytes()) * 160)
    for words in (["-l"], ["-x"], ["--json"]):
        assert decoded(capfdbinary, "--jobs", "1", *words, trail) == decoded(capfdbinary, "--jobs", "3", *words, trail)


def test_choosing_among_nothing(tmp_path: Path, capfdbinary: Captured) -> None:
    """A trail in which no record can be found, and a selection: nothing chosen, the damage told."""
    trail = tmp_path / "trail"
    trail.write_bytes(b"no record at all")
    assert decoded(capfdbinary, "--select", "event:open*", trail, code=1) == b""
    document = json.loads(decoded(capfdbinary, "--stats", "--json", trail, code=1))
    assert (document["chosen"], document["skipped_bytes"]) == (0, 16)


def test_a_damaged_gzip_gives_what_can_be_read(tmp_path: Path, capfdbinary: Captured) -> None:
    """The records before the damage are printed, and it is told where the compressed bytes end."""
    packed = tmp_path / "trail.gz"
    packed.write_bytes(gzip.compress(OPENBSM.read_bytes())[:250])
    assert decoded(capfdbinary, "-l", packed, code=1).startswith(b"header,50,10,")
    assert "offset 250 of the compressed file" in told(capfdbinary, packed, code=1)


def test_all_words_of_a_selection_are_told(capfdbinary: Captured) -> None:
    """Every key of the grammar stands in what `--select help` prints."""
    printed = decoded(capfdbinary, "--select", "help").decode()
    assert all(key.example in printed for key in KEYS)


def test_an_imitated_praudit_stops_where_it_stops(tmp_path: Path, capfdbinary: Captured) -> None:
    """Illumos praudit ends for good at a wrong trailer, OpenBSM's at junk; both places are told."""
    trail = tmp_path / "trail"
    trail.write_bytes(OPENBSM.read_bytes()[:50] + b"junk!" + OPENBSM.read_bytes()[50:])
    assert decoded(capfdbinary, "-l", "--as", "openbsm", trail, code=1).count(b"header,") == 1
    assert f"{trail}: offset 50: praudit stops here" in told(capfdbinary, "--as", "openbsm", trail, code=1)
    data = bytearray(ILLUMOS.read_bytes())
    data[data.index(b"\x13\xb1\x05") + 2] = 0
    trail.write_bytes(data)
    few = decoded(capfdbinary, "--as", "illumos", trail, code=1)
    assert 0 < len(few) < len(decoded(capfdbinary, "-l", trail, code=1))


def test_what_an_imitated_praudit_passes_over_is_told(tmp_path: Path, capfdbinary: Captured) -> None:
    """A token of OpenBSM alone: illumos praudit skips its bytes, and the exit code says that something was lost."""
    header = {"token": "header32", "version": 11, "event": 72, "modifier": 0, "seconds": 1, "subseconds": 0}
    socket = {"token": "sockinet32", "family": 2, "port": 22, "address": "192.0.2.1"}
    piece = {"system": "openbsm", "tokens": [header, socket, {"token": "path", "path": "/a"}, {"token": "trailer"}]}
    trail = tmp_path / "trail"
    trail.write_bytes(b"".join(encoded_lines([json.dumps(piece).encode()])))
    assert b",socket-inet,2,22,192.0.2.1,path,/a," in decoded(capfdbinary, "-l", trail)
    assert b"+00:00,path,/a,trailer,40\n" in decoded(capfdbinary, "-l", "--as", "illumos", trail, code=1)
    assert "no token that praudit knows" in told(capfdbinary, "--as", "illumos", trail, code=1)
