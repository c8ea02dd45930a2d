"""The scan of the model's code finds every citation of a clause with its function, and nothing else."""

from pathlib import Path

from hiwater_conform.clauses import scan_citations
from hiwater_conform.clauses.citations import citations_of

CODE = '''
"""ENQ-01"""
TABLE = {1: "TABLE-01"}
NAMES: tuple[str, ...] = ("TABLE-02",)

@point(372, "ENQ-02")
def entered(draft):
    """ENQ-03"""
    "ENQ-04"
    draft.set("ENQ-05", "ENQ-5", "see ENQ-06")  # ENQ-07
    def inner():
        return "ENQ-08"

class Thread:
    mark = "ENQ-09"
    async def run(self):
        yield "ENQ-10"

register("ENQ-11")
'''


def test_constants_count_and_strings_alone_do_not() -> None:
    """Decorators, arguments, tables and inner functions cite; docstrings, bare strings, longer texts do not."""
    found = [(citation.identifier, citation.function) for citation in citations_of("m", CODE)]
    assert sorted(found) == [
        ("ENQ-02", "entered"),
        ("ENQ-05", "entered"),
        ("ENQ-08", "entered.inner"),
        ("ENQ-09", "Thread"),
        ("ENQ-10", "Thread.run"),
        ("ENQ-11", "(module)"),
        ("TABLE-01", "TABLE"),
        ("TABLE-02", "NAMES"),
    ]


def test_places_are_modules_and_functions(tmp_path: Path) -> None:
    """A folder gives dotted module names, and each place once."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/__init__.py").write_text('def f():\n    return "AA-01", "AA-01"\n', encoding="utf-8")
    (tmp_path / "deep/one.py").write_text('def g():\n    return "AA-01"\n', encoding="utf-8")
    assert scan_citations(tmp_path, "toy").places() == {"AA-01": ("toy.deep:f", "toy.deep.one:g")}
