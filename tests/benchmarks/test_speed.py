"""What `hiwater bench` measures is what it says; nothing here is timed."""

import json
import sys

import pytest

from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.observation import Observer
from hiwater_conform.speed import adapter_speed, comparison_speed, full_machine, growth, model_speed
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_model.fifo import Fifo
from hiwater_model.relation import apply
from hiwater_model.steps import Answer, AuClose, AuUwrite, Call


@pytest.mark.parametrize("length", [1, 10, 1000])
def test_full_machine_has_so_many_records(length: int) -> None:
    """The machine that growth is measured on has the records queued, and its reader at the door."""
    machine = full_machine(length)
    queue = machine.zones[0].queue
    assert queue.count == len(list(queue.records.records())) == length
    assert machine.threads[machine.reader(0)].wait.kind == "door"


def test_a_step_does_not_walk_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """An append and a removal are taken and written without ever listing the records that are queued."""
    machine = full_machine(1000)
    observer = Observer(machine.configuration)

    def walked(fifo: Fifo) -> None:
        raise AssertionError("the queue was walked")

    monkeypatch.setattr(Fifo, "records", walked)
    for step in (
        Call(0, AuUwrite((b"token",))),
        Call(0, AuClose(0, "thread", 1, 0, 0, None)),
        Answer(machine.reader(0), 0, 0),
    ):
        after = apply(machine, step).machine
        assert observer.changed(machine, after)
        machine = after


def test_speeds_are_measured() -> None:
    """Each speed is a positive number of steps per second, and growth has a row for each length."""
    assert model_speed(300) > 0
    assert adapter_speed(ModelAdapter(), 300) > 0
    assert comparison_speed(ModelAdapter(), 300) > 0
    assert [row.records for row in growth((10, 100))] == [10, 100]


def test_bench_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`hiwater bench --json` prints steps per second and the growth with the queue."""
    assert main(["bench", "--steps", "1000", "--json"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["steps_per_second"]["model"] > 0
    assert [row["records"] for row in document["microseconds_a_step"]] == [10, 1000, 100_000]


def test_bench_tells_the_parts_beside_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The bare pipe first, then each part that the adapter claims, as a share of it."""
    command = [sys.executable, "-m", "tests.conformance.modes.plain"]
    assert main(["bench", "--steps", "1000", "--json", "--", *command]) == Exit.FINE
    parts = json.loads(capsys.readouterr().out)["parts"]
    assert [one["name"] for one in parts] == [
        "bare pipe",
        "the model alone",
        "random runs",
        "every state of one writer",
    ]
    assert parts[0]["share"] == 1
    assert all(one["per_second"] > 0 and one["share"] == one["per_second"] / parts[0]["per_second"] for one in parts)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["tests.conformance.modes.sequential", "model"], "does not claim scheduled:blocking"),
        (["tests.conformance.liars", "sequence-gaps"], "it differs from the model after"),
    ],
)
def test_bench_refuses_what_is_no_campaign(command: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An adapter that cannot be scheduled, or that fails, is not measured."""
    assert main(["bench", "--steps", "3000", "--", sys.executable, "-m", *command]) == Exit.MISUSE
    assert why in capsys.readouterr().err
