"""The specification as data: clauses, protocol, findings and evidence, readable from any language."""

from importlib.resources import files
from pathlib import PurePosixPath


class UnknownPath(LookupError):
    """No file of the specification has this path; `path` is what was asked for."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no file '{path}' in hiwater_specs")
        self.path = path


def read(path: str) -> bytes:
    """Return the bytes of one file, named relative to this package with forward slashes (`protocol/schema.json`).

    Raises UnknownPath when there is none, when `path` names a folder, and when it leads out of the package.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or "\0" in path or ".." in parts:
        raise UnknownPath(path)
    found = files(__name__).joinpath(*parts)
    if not found.is_file():
        raise UnknownPath(path)
    return found.read_bytes()
