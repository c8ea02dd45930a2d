"""The files that a page loads, under an address that holds the digest of them all: kept for ever, never stale."""

import hashlib
import mimetypes
import re
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

STATIC: Final = Path(__file__).parent / "static"

_DIGEST_DIGITS: Final = 16
_KEPT_FOR_EVER: Final = "public, max-age=31536000, immutable"
_IMPORTED: Final = re.compile(r"""^\s*(?:import|export)\b[^;"']*["'](\.{1,2}/[^"']+\.js)["']""", re.MULTILINE)


class Assets:
    """The files of one folder, read once: what a browser gets cannot change while a page is open."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    @cached_property
    def digest(self) -> str:
        """Of every name and every byte, so relative imports need no map."""
        whole = hashlib.sha256()
        for name, content in self._files.items():
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()[:_DIGEST_DIGITS]

    @property
    def names(self) -> tuple[str, ...]:
        """Paths below the folder, with slashes, sorted."""
        return tuple(self._files)

    def address(self, name: str) -> str:
        """Where a page asks for it; KeyError when there is no such file."""
        self._files[name]
        return f"/static/{self.digest}/{name}"

    def modules_behind(self, name: str) -> tuple[str, ...]:
        """A module and all that it imports, itself first: what a page preloads."""
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            module = waiting.pop(0)
            if module not in found:
                found[module] = None
                waiting += [_beside(module, there) for there in _IMPORTED.findall(self._files[module].decode())]
        return tuple(found)

    def response(self, digest: str, name: str) -> Response:
        """The file, or 404: of another digest, of another name."""
        if digest != self.digest or name not in self._files:
            raise HTTPException(404, "There is no such file; load the page again.")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(self._files[name], media_type=kind, headers={"cache-control": _KEPT_FOR_EVER})


def _beside(module: str, imported: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(module).parent / imported).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
