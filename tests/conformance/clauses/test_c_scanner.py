"""The scanner finds parts with their lines and the lines that decide, and is not taken in by comments and literals."""

import pytest

from hiwater_conform.clauses import NotAuditSource, Span, source_from_text
from hiwater_conform.clauses.c_scanner import PartKind, scan
from tests.conformance.clauses.toy import real_source, toy_source


def test_parts_of_the_toy() -> None:
    """Macro, table, K&R function and function are found from their first line to their last; a prototype is none."""
    found = [(part.kind.value, part.name, part.span) for part in scan(toy_source()).parts]
    assert found == [
        ("macro", "LIMIT", Span(2, 2)),
        ("table", "next_of", Span(4, 5)),
        ("function", "old_style", Span(7, 12)),
        ("function", "fill", Span(14, 32)),
    ]


def test_decisions_of_the_toy() -> None:
    """Assertion, condition, returns and a conditional of the preprocessor decide; comments and literals do not."""
    found = scan(toy_source())
    assert found.decisions == (19, 21, 23, 28, 31)
    assert found.assertions == (19,)


@pytest.mark.parametrize(
    "line",
    [
        "if (a)", "} else", "while (a)", "do {", "for (;;)", "switch (a) {", "case 1:", "default:", "x = a ? b : c;",
        "y = a &&", "|| b;", "return;", "goto out;", "#ifdef A", "#else", "#if A", "# elif A", "ASSERT(a);",
    ],
)  # fmt: skip
def test_each_kind_of_decision_is_seen(line: str) -> None:
    """Every keyword and operator of the list makes its line a decision."""
    pad = "}" if line.endswith("{") else "{" if line.startswith("}") else ""
    text = f"void\nf(void)\n{{\n{pad if pad == '{' else ''}\n{line}\n{pad if pad == '}' else ''}\n}}\n"
    assert scan(source_from_text("x", text)).decisions == (5,)


@pytest.mark.parametrize(
    "line", ["a = b;", "/* if */", "// else", 'f("return?");', "x = '?';", "int ifs, done;", "#endif", "a & b | c;", ""]
)
def test_other_lines_decide_nothing(line: str) -> None:
    """Assignments, comments, literals and words that only begin like a keyword are no decisions."""
    assert scan(source_from_text("x", f"void\nf(void)\n{{\n{line}\n}}\n")).decisions == ()


@pytest.mark.parametrize("text", ["void\nf(void)\n{\n", "}\n", "f(void)\n{\n}\n}\n"])
def test_unmatched_braces_are_refused(text: str) -> None:
    """A file whose braces do not match is not taken for C."""
    with pytest.raises(NotAuditSource, match="brace"):
        scan(source_from_text("x", text))


def test_eighteen_functions_of_the_original() -> None:
    """The original has 18 functions, two tables, one macro and 132 decision lines."""
    found = scan(real_source())
    kinds = [part.kind for part in found.parts]
    assert [kinds.count(kind) for kind in PartKind] == [18, 2, 1]
    assert len(found.decisions) == 132
    assert found.part(PartKind.FUNCTION, "au_uwrite") is not None
