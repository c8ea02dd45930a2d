"""The digest of the model's sources, by which a record of evidence says which model it is about.

It covers the transition relation and every module of the model that it imports: what else the model holds (the record
codec, examples) can change without making a comparison of the queue stale.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

_PACKAGE = "hiwater_model"
_ENTRY = "relation"


@cache
def model_digest() -> str:
    """The digest of the transition relation that is installed here, as it was when first asked for."""
    return relation_digest(Path(str(files(_PACKAGE))))


def relation_digest(folder: Path) -> str:
    """The digest of `relation.py` and all it imports within the folder."""
    return digest_of_files((path.relative_to(folder).as_posix(), path) for path in relation_sources(folder))


def digest_of_files(named: Iterable[tuple[str, Path]], behind: bytes = b"") -> str:
    """Sha256 over names and contents of files in their order, whatever the line ends, behind what is given."""
    digest = hashlib.sha256(behind)
    for name, path in named:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def relation_sources(folder: Path) -> list[Path]:
    """`relation.py` and the modules that it reaches by imports, sorted by name."""
    found: set[Path] = set()
    waiting = [folder / f"{_ENTRY}.py"]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imports(folder, path))
    return sorted(found)


def _imports(folder: Path, path: Path) -> Iterator[Path]:
    """The modules of the package that a module names in its imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            package, _, inner = name.partition(".")
            module = folder / f"{inner.replace('.', '/')}.py"
            if package == _PACKAGE and inner and module.is_file():
                yield module
