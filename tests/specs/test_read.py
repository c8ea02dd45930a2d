"""`hiwater_specs.read` returns the package's own files and nothing else."""

import pytest

from hiwater_specs import UnknownPath, read
from tests.architecture.checkout import PACKAGES


def test_read_returns_the_bytes() -> None:
    """A file named relative to the package comes back byte for byte."""
    name = "protocol/README.md"
    assert read(name) == (PACKAGES["hiwater_specs"] / name).read_bytes()


@pytest.mark.parametrize(
    "path",
    ["", ".", "/", "protocol", "protocol/none.json", "../README.md", "protocol/../../README.md", "/etc/passwd", "a\0b"],
)
def test_unknown_path_is_typed(path: str) -> None:
    """A path that is not a file of the package raises UnknownPath, which carries it."""
    with pytest.raises(UnknownPath) as raised:
        read(path)
    assert raised.value.path == path
