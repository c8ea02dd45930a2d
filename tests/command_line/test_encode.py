"""`hiwater encode`: records by hand, trails there and back, and what is told of a line that is no record."""

import json
import subprocess
from pathlib import Path

import pytest

from hiwater_inspector.command_line import main
from tests.command_line.test_decode import HIWATER
from tests.specs.records.corpus import COPIES

BY_HAND = {
    "tokens": [
        {"token": "header32", "version": 2, "event": 72, "modifier": 0, "seconds": 1, "subseconds": 0},
        {"token": "path", "path": "/etc/passwd"},
        {"token": "trailer"},
    ]
}
Captured = pytest.CaptureFixture[bytes]


def test_a_record_by_hand(tmp_path: Path, capfdbinary: Captured) -> None:
    """Lengths, magic and counts follow; praudit's form of it is what was meant."""
    source, trail = tmp_path / "source", tmp_path / "trail"
    source.write_text("\n" + json.dumps(BY_HAND) + "\n")
    assert main(["encode", str(source), "-o", str(trail), "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == {"output": str(trail), "pieces": 1, "bytes": 40}
    assert main(["decode", "-l", str(trail)]) == 0
    assert capfdbinary.readouterr().out.endswith(b"1970-01-01 00:00:01.000 +00:00,path,/etc/passwd,trailer,40\n")


@pytest.mark.parametrize(
    "form", [["--json"], ["--as", "hiwater"], ["--as", "hiwater", "-l"], ["--as", "hiwater", "-x"]]
)
def test_there_and_back_through_pipes(form: list[str]) -> None:
    """A damaged trail comes back byte for byte from each of our own forms."""
    trail = bytearray((COPIES / "illumos-libbsm-ilp32.bsm").read_bytes())
    trail[700:900] = b"\xff" * 150
    printed = subprocess.run([*HIWATER, "decode", *form], input=bytes(trail), capture_output=True, check=False)
    assert printed.returncode == 1
    back = subprocess.run([*HIWATER, "encode"], input=printed.stdout, capture_output=True, check=True)
    assert back.stdout == bytes(trail)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"tokens":[{"token":"pth","path":"/"}]}', "do you mean path?"),
        ('{"tokens":[{"token":"path"}]}', "path"),
        ('{"tokens":', "line 1"),
        ("colour red", "line 1"),
        ("<trail><record>", "line 1"),
    ],
)
def test_what_is_no_record_is_told(text: str, complaint: str, tmp_path: Path, capfdbinary: Captured) -> None:
    """One line, exit 2, no traceback; what came before is written."""
    source = tmp_path / "source"
    source.write_text(text)
    assert main(["encode", str(source)]) == 2
    message = capfdbinary.readouterr().err.decode()
    assert complaint in message
    assert "Traceback" not in message


def test_files_that_cannot_be_used(capfdbinary: Captured) -> None:
    """A missing input, an output that cannot be made, --json without an output."""
    for words, complaint in (
        (["/no/such"], "No such file"),
        (["-", "-o", "/no/such/trail"], "/no/such/trail"),
        (["-", "--json"], "--output"),
    ):
        assert main(["encode", *words]) == 2
        assert complaint in capfdbinary.readouterr().err.decode()


def test_nothing_makes_nothing(tmp_path: Path, capfdbinary: Captured) -> None:
    """An empty input is an empty trail."""
    (tmp_path / "empty").write_text("\n\n")
    assert main(["encode", str(tmp_path / "empty")]) == 0
    assert capfdbinary.readouterr().out == b""


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """What cannot be written is a line, not a traceback, on standard output and in a file."""
    source = tmp_path / "source"
    source.write_text(json.dumps(BY_HAND))
    for words, where in (([], "standard output"), (["-o", "/dev/full"], "/dev/full")):
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run([*HIWATER, "encode", source, *words], stdout=full, stderr=subprocess.PIPE, check=False)
        assert run.stderr.decode() == f"hiwater: {where}: No space left on device: what was written is not whole\n"
        assert run.returncode == 2
