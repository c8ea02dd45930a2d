"""The digest of the model's sources, by which a record of evidence says which model it is about."""

import hashlib
from importlib.resources import files
from pathlib import Path


def model_digest() -> str:
    """The digest of the model that is installed here."""
    return folder_digest(Path(str(files("hiwater_model"))))


def folder_digest(folder: Path) -> str:
    """Sha256 over the sorted relative paths and the contents of all `*.py` files, whatever their line ends."""
    digest = hashlib.sha256()
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.py")}
    for name in sorted(names):
        content = names[name].read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
