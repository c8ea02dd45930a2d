"""Where the checkout is, and which of its files are committed or about to be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("model", "impl", "inspector", "specs")
PACKAGES = {
    "hiwater_model": ROOT / "model/hiwater_model",
    "hiwater_conform": ROOT / "model/hiwater_conform",
    "hiwater_check": ROOT / "model/hiwater_check",
    "hiwater_impl": ROOT / "impl/hiwater_impl",
    "hiwater_inspector": ROOT / "inspector/hiwater_inspector",
    "hiwater_specs": ROOT / "specs/hiwater_specs",
}


@cache
def own_files() -> tuple[Path, ...]:
    """Return every file of the checkout that git does not ignore; without git, every file outside hidden folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        names = sorted(set(listing.stdout.split("\0")) - {""})
        return tuple(path for name in names if (path := ROOT / name).is_file())
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and path.suffix != ".pyc"
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
    )


def text_of(path: Path) -> str | None:
    """Return the file's text, or None when it is not UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
