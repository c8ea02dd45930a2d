"""A built wheel holds every file of the packages, data included, and claims no other import name."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.architecture.checkout import PACKAGES, ROOT, own_files


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[frozenset[str]]:
    """Build the wheel without network or isolation, and yield the names in it."""
    built = list(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]))
    with zipfile.ZipFile(built[0]) as wheel:
        yield frozenset(wheel.namelist())


def package_files() -> frozenset[str]:
    """Return the path in the wheel of every file below the packages."""
    return frozenset(
        path.relative_to(package.parent).as_posix()
        for package in PACKAGES.values()
        for path in own_files()
        if path.is_relative_to(package)
    )


def test_wheel_holds_every_package_file(names: frozenset[str]) -> None:
    """Sources of the shim, clauses, schemas and READMEs are in the wheel, beside the modules."""
    assert {name for name in names if ".dist-info/" not in name} == package_files()


def test_wheel_claims_only_our_import_names(names: frozenset[str]) -> None:
    """The wheel's top level is the six packages and its metadata."""
    tops = {Path(name).parts[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} <= set(PACKAGES)


def test_wheel_holds_data() -> None:
    """The first test looked at something besides Python."""
    assert {Path(name).suffix for name in package_files()} >= {".py", ".md"}


def test_wheel_has_the_command_and_the_licence(names: frozenset[str]) -> None:
    """The command `hiwater` and the licence come with it."""
    assert {name.rpartition("/")[2] for name in names} >= {"entry_points.txt", "LICENSE"}


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_typed(package: str) -> None:
    """Each package says that its annotations may be relied on."""
    assert (PACKAGES[package] / "py.typed").is_file()
