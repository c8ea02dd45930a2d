"""What the benchmark measures is what it says, and what it cannot measure it says; no figure is asserted but memory."""

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks.records import bench
from tests.benchmarks.records.measuring import Cost, Failed, cost
from tests.benchmarks.records.results import Result, Trail
from tests.benchmarks.records.rows import Row, fault, record_events, variants
from tests.benchmarks.records.shapes import MEGABYTE
from tests.benchmarks.records.trail_maker import write_trail
from tests.benchmarks.records.yardstick import loading, write_lines

_TELL = (
    "import sys",
    "from pathlib import Path",
    "from tests.benchmarks.records.rows import record_events",
    "events = record_events(Path(sys.argv[1]).read_bytes())",
)


def program(*lines: str) -> tuple[str, ...]:
    """A command over a trail."""
    return (sys.executable, "-c", "\n".join((*_TELL, *lines)), "{trail}")


HONEST = Row("honest", program("print('header,\\n' * len(events))"), rb"^header,", jobs=False)
LAZY = Row("lazy", program("print('header,\\n' * (len(events) - 1))"), rb"^header,", jobs=False)
CHOOSING = Row("choosing", program("print('header,\\n' * events.count(72))"), rb"^header,", chosen=True, jobs=False)
CARELESS = Row("careless", program("print('header,\\n' * len(events))"), rb"^header,", chosen=True, jobs=False)
MISSING = Row("missing", program("import hiwater_impl.no_such_module"), jobs=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small trail of the kind `common`."""
    path = tmp_path_factory.mktemp("trails") / "small.bsm"
    with path.open("wb") as file:
        write_trail("common", 50_000, 1, file)
    return path


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (HONEST, None),
        (LAZY, "told {fewer} records of {all}"),
        (CHOOSING, None),
        (CARELESS, "told {all} records of {chosen}"),
        (MISSING, "ModuleNotFoundError: No module named 'hiwater_impl.no_such_module'"),
    ],
    ids=lambda value: value.name if isinstance(value, Row) else "",
)
def test_rows_that_do_not_do_their_work_are_left_out(row: Row, told: str | None, small: Path) -> None:
    """A command that fails, forgets a record or does not select is told, and an honest one is not."""
    events = record_events(small.read_bytes())
    words = {"all": len(events), "fewer": len(events) - 1, "chosen": events.count(72)}
    assert 0 < words["chosen"] < words["all"]
    assert fault(row, small) == (told and told.format(**words))


def test_each_row_is_run_with_one_job_and_with_two() -> None:
    """A row that can be told its jobs becomes two, another stays as it is."""
    found = variants([HONEST, HONEST._replace(name="-l", jobs=True)])
    assert [row.name for row in found] == ["honest", "-l jobs 1", "-l jobs 2"]
    assert found[2].command[-2:] == ("--jobs", "2")


def test_cost_has_the_memory_and_the_seconds_of_the_command() -> None:
    """A command that fills 200 MB and works for a moment has both in its cost, above what an idle one has."""
    idle = cost([sys.executable, "-c", ""])
    filled = idle.peak_bytes + 200 * MEGABYTE
    busy = cost([sys.executable, "-c", f"import time; filled = b'x' * {filled}; time.sleep(0.2)"])
    assert filled < busy.peak_bytes < filled + 50 * MEGABYTE
    assert busy.seconds > 0.2
    assert 0 < busy.processor_seconds < busy.seconds + 1


def test_failure_is_told_by_its_last_line() -> None:
    """A command that fails gives no cost but its complaint, or its exit code when it has none."""
    with pytest.raises(Failed, match=r"^no such trail$"):
        cost([sys.executable, "-c", "import sys; sys.exit('first\\nno such trail')"])
    with pytest.raises(Failed, match=r"^exit code 3$"):
        cost([sys.executable, "-c", "import sys; sys.exit(3)"])


def test_yardstick_has_the_same_records(small: Path, tmp_path: Path) -> None:
    """There is a line for each record, with its event and its size, and the yardstick reads them all."""
    lines = tmp_path / "small.jsonl"
    events = record_events(small.read_bytes())
    assert write_lines(small, "openbsm", lines) == len(events)
    tokens = [json.loads(line)["tokens"] for line in lines.read_text().splitlines()]
    assert [found[0]["event"] for found in tokens] == events
    assert sum(found[-1]["byte_count"] for found in tokens) == small.stat().st_size
    assert cost(loading(lines)).seconds > 0
    lines.write_text(lines.read_text() + "{\n")
    with pytest.raises(Failed, match="JSONDecodeError"):
        cost(loading(lines))


def test_figures_are_of_the_median_run() -> None:
    """Speed and ratio are those of the median by the clock, memory the most of all runs."""
    costs = (Cost(1.0, 1.0, 5_000_000), Cost(4.0, 3.0, 7_000_000), Cost(2.0, 2.0, 6_000_000))
    result = Result("-l", Trail(Path("trail"), "common", 100_000_000, 1_000_000), costs, 0.5, 25_000_000.0)
    assert result.document() | {"seconds": [], "processor_seconds": []} == {
        "name": "-l",
        "kind": "common",
        "trail_bytes": 100_000_000,
        "records": 1_000_000,
        "seconds": [],
        "processor_seconds": [],
        "seconds_for_1_megabyte": 0.5,
        "megabytes_per_second": 50.0,
        "records_per_second": 500_000,
        "ratio_to_yardstick": 2.0,
        "peak_bytes": 7_000_000,
    }
    assert result.line().split() == "-l common 100 1.00 2.00 50.00 500,000 2 0.50 7".split()


def test_bench_prints_and_writes_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The benchmark measures what can be measured, at each size, and names what it left out and why."""
    monkeypatch.setattr(bench, "ROWS", (HONEST, LAZY))
    record = tmp_path / "record.json"
    words = "--kinds bsd --megabytes 0.1 0.2 --runs 1 --yardstick-megabytes 0.1 --json --record".split()
    bench.main([*words, str(record)])
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(record.read_text())
    rows = [(row["name"], round(row["trail_bytes"] / MEGABYTE, 1)) for row in document["rows"]]
    assert rows == [("json.loads", 0.1), ("honest", 0.1), ("honest", 0.2)]
    assert all(row["records"] > 100 and row["megabytes_per_second"] > 0 for row in document["rows"])
    [left_out] = document["left_out"]
    assert (left_out["kind"], left_out["names"]) == ("bsd", ["lazy"])
    assert left_out["reason"].startswith("told ")
    assert document["machine"]["processors"] >= 1
