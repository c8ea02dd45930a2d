"""A saved run can be opened again: told on the model, and taken by the original."""

from pathlib import Path

import pytest

from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.runs import write_run
from hiwater_conform.shrink import shrink
from hiwater_conform.story import saved
from hiwater_inspector.command_line import main
from hiwater_specs import read
from tests.conformance.original_source import changed_text, original_text


def test_a_scenario_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run file of any kind is told, and the model does what it expects."""
    path = tmp_path / "run.json"
    path.write_bytes(read("scenarios/1-one-record.json"))
    assert main(["replay", str(path)]) == 0
    assert "The model does what the file expects." in capsys.readouterr().out


def test_a_difference_shows_again_and_is_gone_after_the_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The saved run differs on the C that it was found in, and agrees on the unmodified one."""
    broken, run = tmp_path / "broken.c", tmp_path / "run.json"
    broken.write_text(changed_text(374, ">=", ">"))
    whole = tmp_path / "audit_io.c"
    whole.write_text(original_text())
    with OriginalAdapter(broken.read_text()) as adapter:
        report = run_campaign(adapter, Plan(60_000, 1))
        assert report.divergence is not None
        shrunk = shrink(adapter, report.divergence, seconds=60)
    write_run(run, saved(shrunk.divergence, shrunk.stages, "original"))
    assert main(["replay", str(run), "--original", str(broken)]) == 1
    assert "Clause ENQ-03" in capsys.readouterr().out
    assert main(["replay", str(run), "--original", str(whole)]) == 0
    assert "agree in every step" in capsys.readouterr().out


IMPOSSIBLE = read("scenarios/1-one-record.json").decode().replace('"low_water":1', '"low_water":99')


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{}", "is not a run"),
        ("{", "is not a run"),
        (IMPOSSIBLE, "0 <= low water < high water"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_run_is_misuse(
    content: str | None, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the file, and exit code 2."""
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    assert main(["replay", str(path)]) == 2
    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1
