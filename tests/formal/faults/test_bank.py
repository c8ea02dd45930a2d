"""The bank of semantic faults fits the model, names real clauses, and makes copies that differ."""

import ast
import sys
from pathlib import Path

import pytest

import hiwater_model
from hiwater_check.faults.bank import bank
from hiwater_check.faults.faulted import faulted
from hiwater_check.planted_faults import NotThere, PlantedFault
from hiwater_conform.clauses import clause_registry
from hiwater_conform.digest import relation_sources

MODEL = Path(hiwater_model.__file__).parent
RELATION = frozenset(path.relative_to(MODEL).as_posix() for path in relation_sources(MODEL))


def test_names_differ_and_clauses_exist() -> None:
    """There are at least 40 faults, with names of their own and clauses of the data."""
    names = [fault.name for fault in bank()]
    assert len(set(names)) == len(names) >= 40
    for fault in bank():
        assert fault.clauses
        for clause in fault.clauses:
            clause_registry().find(clause)


@pytest.mark.parametrize("fault", bank(), ids=lambda fault: fault.name)
def test_edits_fit_the_relation(fault: PlantedFault) -> None:
    """What an edit replaces stands once in a module of the relation, and what comes of it is other Python."""
    texts: dict[str, str] = {}
    fault.plant(lambda file: texts.get(file) or (MODEL / file).read_text(encoding="utf-8"), texts.__setitem__)
    assert texts
    for file, text in texts.items():
        assert file in RELATION
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse((MODEL / file).read_text(encoding="utf-8")))


def test_a_copy_is_whole_and_first_on_the_path() -> None:
    """Processes import the copy, which has the fault and is gone afterwards; the model itself is as it was."""
    fault = next(fault for fault in bank() if fault.name == "full-is-one-more")
    with faulted(fault) as environment:
        folder = Path(environment["PYTHONPATH"].partition(":" if sys.platform != "win32" else ";")[0])
        text = (folder / "hiwater_model" / "decisions.py").read_text(encoding="utf-8")
        assert fault.edits[0].new in text
        assert (folder / "hiwater_model" / "neighbours" / "timers.py").exists()
    assert not folder.exists()
    assert fault.edits[0].old in (MODEL / "decisions.py").read_text(encoding="utf-8")


def test_an_edit_that_does_not_fit_is_refused() -> None:
    """A model that has changed since is no place to plant it."""
    with pytest.raises(NotThere, match="holds 0 times"):
        bank()[0].plant(lambda file: "", lambda file, text: None)
