"""The text of the spec: it cites clauses that exist, and every variable is compared."""

import re

from hiwater_check.tla.cited import cited
from hiwater_check.tla.dump import VARIABLES
from hiwater_check.tla.running import MODULES, spec
from hiwater_conform.clauses import clause_registry


def test_the_clauses_it_cites_are_there() -> None:
    """And it cites many."""
    known = {clause.identifier for clause in clause_registry().clauses}
    assert cited() <= known
    assert len(cited()) > 100


def test_every_variable_is_compared() -> None:
    """The variables of the spec are those whose values the projection gives."""
    declared = re.search(r"VARIABLES ([\w,\s]+?)\n\n", spec()["AuditQueue"])
    assert declared is not None
    assert re.findall(r"\w+", declared.group(1)) == list(VARIABLES)


def test_every_module_is_there_and_stays_short() -> None:
    """In reading order, each below 200 lines and with a first sentence."""
    for name in MODULES:
        lines = spec()[name].splitlines()
        assert f"MODULE {name}" in lines[0]
        assert lines[1].startswith("(* ")
        assert len(lines) < 200
        assert max(map(len, lines)) <= 130
