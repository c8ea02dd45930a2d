"""What OpenBSM's own praudit printed for trails that nobody here wrote, byte for byte."""

from pathlib import Path

import pytest

from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm.operations import DONE
from tests.impl.records.printing.openbsm.praudit import FORMS, printed, printer, token_text
from tests.specs.records.corpus import BESIDE, bare_tokens

pytestmark = pytest.mark.skipif(not BESIDE.is_dir(), reason="the expected outputs lie beside the checkout")

ALONE = {"default": Form(), "r": Form(raw=True), "x": Form(xml=True)}


def expected(ending: str) -> list[Path]:
    """The expected files of a form."""
    paths = sorted((BESIDE / "expected").glob(f"*.{ending}"))
    return [path for path in paths if path.name != "openbsm-tokens.praudit.txt"]


def output(path: Path, ending: str, *, compiled: bool) -> bytes:
    """What we print for the trail of an expected file."""
    data = (BESIDE / path.name.replace(ending, "bsm")).read_bytes()
    made = printer(FORMS[ending])
    found = printed(made, data, compiled=compiled, room=1 << 17)
    assert (found.place, found.status, found.reason) == (len(data), DONE, ("", 0))
    return made.prolog + found.text + made.epilog(made.state())


@pytest.mark.parametrize("ending", FORMS)
def test_every_trail_prints_as_praudit_printed_it(ending: str) -> None:
    """Trails of both systems, interpreted."""
    paths = expected(ending)
    assert len(paths) >= 7
    for path in paths:
        assert output(path, ending, compiled=False) == path.read_bytes(), path.name


@pytest.mark.parametrize("ending", FORMS)
def test_the_biggest_trails_print_alike_as_machine_code(ending: str) -> None:
    """The two longest outputs of each form."""
    for path in sorted(expected(ending), key=lambda path: path.stat().st_size)[-2:]:
        assert output(path, ending, compiled=True) == path.read_bytes(), path.name


def test_bare_tokens_print_as_the_library_prints_them() -> None:
    """Each token outside a record: default, raw and XML."""
    lines = []
    for path in bare_tokens():
        for name, form in ALONE.items():
            lines += [f"# {path.name} flags={name}".encode(), token_text(form, path.read_bytes())]
    assert b"\n".join(lines) + b"\n" == (BESIDE / "expected/openbsm-tokens.praudit.txt").read_bytes()
