"""What praudit prints for an error number: the texts of illumos, of glibc, and OpenBSM's over glibc."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hiwater_specs import read


@dataclass(frozen=True, slots=True)
class ErrorTexts:
    """One table of records/errors.json; `returned` has what stands for each of the 256 errors of a return token."""

    texts: Mapping[int, bytes]
    beyond: str
    messages: Mapping[int, bytes]
    returned: tuple[bytes, ...]

    def text(self, number: int) -> bytes:
        """The text of an error number alone; numbers beyond the table have one too."""
        found = self.texts.get(number)
        return self.beyond.format(number=number).encode() if found is None else found

    def value(self, number: int) -> bytes:
        """What illumos prints for the value of a failed return, from 0 up: a text of adt, of PAM or of an error."""
        found = self.messages.get(number)
        return self.text(number) if found is None else found


@cache
def error_texts(table: str) -> ErrorTexts:
    """The table `illumos`, `glibc` (illumos praudit as built for the expected files) or `openbsm`; else KeyError."""
    data = json.loads(read("records/errors.json"))
    own = data["tables"][table]
    texts = {int(number): text.encode() for number, text in own["texts"].items()}
    bare = ErrorTexts(texts, own["beyond"], _messages(data["messages"], own.get("pam")), ())
    forms = (_returned(bare, own["returned"], number) for number in range(256))
    return ErrorTexts(bare.texts, bare.beyond, bare.messages, tuple(forms))


@cache
def error_names() -> Mapping[str, int]:
    """Error numbers by name (ENOENT), as illumos has them and OpenBSM writes them into records."""
    return {name: int(number) for number, name in json.loads(read("records/errors.json"))["names"].items()}


def _messages(data: Mapping[str, Mapping[str, object]], pam: str | None) -> dict[int, bytes]:
    if pam is None:
        return {}
    found: dict[int, bytes] = {}
    for kind, form in (("adt", "{text}"), ("pam", pam)):
        first, texts = data[kind]["first"], data[kind]["texts"]
        assert isinstance(first, int)
        assert isinstance(texts, list)
        found |= {first + place: form.format(text=text, place=place).encode() for place, text in enumerate(texts)}
    return found


def _returned(bare: ErrorTexts, forms: Mapping[str, str], number: int) -> bytes:
    if str(number) in forms:
        return forms[str(number)].encode()
    form = forms["known" if number in bare.texts else "unknown"]
    return form.format(text=bare.text(number).decode()).encode()
