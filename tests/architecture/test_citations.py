"""Every citation of the C has the one form that can be searched for and checked."""

from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, own_files, text_of
from tests.architecture.citations import comments_and_docstrings, wrong_citations

HERE = Path(__file__).resolve().parent
TEXTS = (".md", ".toml", ".c", ".h", ".json", ".tla")


@pytest.mark.parametrize(
    "path",
    [path for path in own_files() if path.suffix == ".py" and path.parent != HERE],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_python_comments_cite_in_one_form(path: Path) -> None:
    """Comments and docstrings cite the C as file, colon, lines."""
    assert wrong_citations("\n".join(comments_and_docstrings(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "path", [path for path in own_files() if path.suffix in TEXTS], ids=lambda path: str(path.relative_to(ROOT))
)
def test_other_texts_cite_in_one_form(path: Path) -> None:
    """Documents, data and the shim's sources cite the C in the same form."""
    assert wrong_citations(text_of(path) or "") == []


RIGHT = (
    "audit_io.c:442-444",
    "audit_io.c:1",
    "See `audit_io.c:884`.",
    "(audit_io.c:442-444, audit_io.c:460)",
    "audit_io.c is 884 lines long",
    "the digest of audit_io.c, 64 digits",
    "every line of `audit_io.c` has a clause",
    "audit_io.c: what each function does",
)
WRONG = (
    "audit_io.c:0",
    "audit_io.c:885",
    "audit_io.c:444-442",
    "audit_io.c:442-442",
    "audit_io.c:442-",
    "audit_io.c:442,444",
    "audit_io.c:L442",
    "audit_io:442",
    "audit_io.c 442",
    "audit_io.c, line 442",
    "audit_io.c line 442",
    "audit_io.c lines 442-444",
    "audit_io.c#442",
    "audit_io.c#L442",
    "audit_io.c(442)",
    "audit_io.c (lines 442-444)",
    "audit_io.c at line 442",
    "line 442 of audit_io.c",
    "lines 442-444 in `audit_io.c`",
)


@pytest.mark.parametrize("text", RIGHT)
def test_right_form_passes(text: str) -> None:
    """The one form, and talk about the file without a line, pass."""
    assert wrong_citations(text) == []


@pytest.mark.parametrize("text", WRONG)
def test_planted_citation_is_found(text: str) -> None:
    """Each other form, and each line that the file has not, is found."""
    assert len(wrong_citations(text)) == 1


def test_comments_and_docstrings_are_all_read() -> None:
    """A module's, a function's and a field's string are read, and comments; other strings are not."""
    source = '"""one"""\nclass A:\n    b: int\n    """two"""\n\ndef c():\n    """three"""\n    x = "no"  # four\n'
    assert sorted(comments_and_docstrings(source)) == ["# four", "one", "three", "two"]
