"""The one version of CrossHair whose semi-public API is used here, and a plain refusal of every other one."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from hiwater_check.layer import ToolMissing

DISTRIBUTION: Final = "crosshair-tool"
VERSION: Final = "0.0.113"


def require() -> str:
    """The version of the tool. Raises ToolMissing if it is not there, or is another one."""
    try:
        found = version(DISTRIBUTION)
    except PackageNotFoundError:
        raise ToolMissing(f"{DISTRIBUTION} is not installed: pip install {DISTRIBUTION}=={VERSION}") from None
    if found != VERSION:
        raise ToolMissing(f"{DISTRIBUTION} is {found}, and not {VERSION}: pip install {DISTRIBUTION}=={VERSION}")
    return found


def versions() -> dict[str, str]:
    """The tool and its solver, for evidence. Raises ToolMissing."""
    return {DISTRIBUTION: require(), "z3-solver": version("z3-solver")}
