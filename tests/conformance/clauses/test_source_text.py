"""A plain file and a listing of it give the same lines, and a digest sees every change but that of white space."""

from pathlib import Path

import pytest

from hiwater_conform.clauses import SourceUnreadable, Span, digest_of, read_source, source_from_text
from tests.conformance.clauses.toy import TOY, toy_source


@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}"])
@pytest.mark.parametrize("head", ["", "xref: /somewhere/toy.c (revision 1)\n"])
def test_listing_gives_the_lines_of_the_file(blank: str, head: str) -> None:
    """A listing with or without its xref line, with either blank and with a number after the last newline, is read."""
    numbered = "".join(f"{number}{blank}{line}\n" for number, line in enumerate(TOY.splitlines(), start=1))
    listing = f"{head}{numbered}{len(TOY.splitlines()) + 1}"
    assert source_from_text("toy", listing).lines == toy_source().lines


def test_numbers_out_of_step_are_text() -> None:
    """Lines whose numbers do not count from 1 are the file's own."""
    assert source_from_text("x", "1 a\n3 b\n").lines == ("1 a", "3 b")


def test_form_feed_ends_no_line() -> None:
    """Only a newline ends a line, as for the C compiler."""
    assert source_from_text("x", "a\fb\nc\n").lines == ("a\fb", "c")


@pytest.mark.parametrize("same", ["if (a > b)\n\treturn;", "  if (a > b) return;\n\n", "if (a\n> b)  return;"])
def test_white_space_leaves_the_digest_alone(same: str) -> None:
    """Indentation, line breaks and blank lines do not count."""
    assert digest_of(same) == digest_of("if (a > b) return;")


@pytest.mark.parametrize("other", ["if (a >= b) return;", "if (a > b) return; /* now */", "if(a > b) return;", ""])
def test_anything_else_changes_the_digest(other: str) -> None:
    """An operator, a comment and a missing blank between words do count."""
    assert digest_of(other) != digest_of("if (a > b) return;")


def test_digest_is_sixteen_hexadecimal_digits() -> None:
    """The digest is the first 16 digits of a sha256, so other tools can compute it."""
    assert digest_of("") == "e3b0c44298fc1c14"


def test_span_beyond_the_end_is_empty() -> None:
    """Lines that the file does not have give no text."""
    assert toy_source().span_text(Span(900, 901)) == ""


@pytest.mark.parametrize(
    ("name", "said"), [("absent.c", "no such file"), ("", "is a directory"), ("bytes", "not text")]
)
def test_unreadable_is_one_typed_line(tmp_path: Path, name: str, said: str) -> None:
    """An absent file, a folder and bytes that are not text are one line that names the path."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceUnreadable, match=said) as caught:
        read_source(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert caught.value.path == str(tmp_path / name)
