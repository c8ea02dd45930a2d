"""`hiwater decode --as SYSTEM` prints what that praudit printed of the real trails, in every form, byte for byte."""

from pathlib import Path

import pytest

from hiwater_inspector.command_line import main
from tests.specs.records.corpus import BESIDE, trails

OPTIONS = {
    ".txt": (),
    "-l.txt": ("-l",),
    "-r.txt": ("-r",),
    "-s.txt": ("-s",),
    ".xml": ("-x",),
    "-xr.xml": ("-x", "-r"),
}
SYSTEMS = {"illumos": "illumos-praudit", "openbsm": "praudit"}


def expected(trail: Path, system: str) -> dict[tuple[str, ...], bytes]:
    """What was printed of a trail, by the options."""
    files = {options: BESIDE / f"expected/{trail.stem}.{SYSTEMS[system]}{end}" for end, options in OPTIONS.items()}
    return {options: file.read_bytes() for options, file in files.items() if file.is_file()}


@pytest.fixture
def accounts(tmp_path: Path) -> list[str]:
    """The options for the users and groups that the expected files know: root alone."""
    users, groups = tmp_path / "passwd", tmp_path / "group"
    users.write_text("root:x:0:0::/:/bin/sh\n")
    groups.write_text("root:x:0:\n")
    return ["--users", str(users), "--groups", str(groups), "--error-texts", "glibc"]


@pytest.mark.skipif(not BESIDE.is_dir(), reason="the expected files are not beside this checkout")
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("trail", trails(), ids=lambda path: path.stem)
def test_every_form(trail: Path, system: str, accounts: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """With --as, and without it when the trail is the system's own."""
    own = trail.name.startswith("illumos") == (system == "illumos")
    forms = expected(trail, system)
    assert forms
    for options, printed in forms.items():
        for chosen in (["--as", system], []) if own else (["--as", system],):
            main(["decode", *chosen, *accounts, *options, str(trail)])
            assert capfdbinary.readouterr().out == printed, (chosen, options)
