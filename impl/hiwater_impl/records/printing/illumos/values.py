"""From the formats of presentation.json to the instructions that print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hiwater_impl.records.names.errors import ErrorTexts
from hiwater_impl.records.printing.escapes import escaped
from hiwater_impl.records.printing.illumos import operations as do
from hiwater_impl.records.printing.illumos import vocabulary
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.instructions import Instructions
from hiwater_impl.records.printing.illumos.words import ERRORS, FAILURES, GROUPS, USERS

NUMBERS = {"signed": do.SIGNED, "unsigned": do.UNSIGNED, "octal": do.OCTAL, "hex": do.HEX}
STRINGS = {"text": do.TEXT, "path": do.PATH, "file_name": do.NAME, "host": do.ADDRESS, "address": do.ADDRESS}
MEMORY = ("hex_2", "hex_of_memory")
HALVES = {"signed_half": 4}
ACCOUNTS = {"user": USERS, "group": GROUPS}
TERMINALS = {"terminal_14_18": 18, "terminal_32_32": 32}
NUMBERS_BUT_255 = [*(b"%d" % number for number in range(255)), b"-1"]


@dataclass(frozen=True)
class Values:
    """What printing values depends on beside the token: the form, and the texts of errors."""

    code: Instructions
    form: Form
    errors: ErrorTexts

    def put(self, name: str, slots: Sequence[int], width: int, named: Mapping[str, int]) -> None:
        """Print the fields in `slots` in the format of this name; `width` is that of the last one in bytes.

        `named` has the slots of the token's fields by name. Raises KeyError for a format that illumos does not have.
        """
        slot = slots[-1]
        if name in NUMBERS:
            self.code.add(NUMBERS[name], slot, width)
        elif name in STRINGS:
            self.code.add(STRINGS[name], slot)
        elif name in HALVES:
            self.code.add(do.SIGNED, slot, HALVES[name])
        elif name in MEMORY:
            self.code.add(do.HEX_OF_MEMORY, slot)
        elif name in ("hex_bytes", "label"):
            self.code.add(do.HEX_BYTES, slots[0], slot)
        elif name in TERMINALS:
            self.code.add(do.TERMINAL, slots[0], slot, TERMINALS[name])
        else:
            self._word(name, slot, named)

    def _word(self, name: str, slot: int, named: Mapping[str, int]) -> None:
        if name in ACCOUNTS:
            self.code.add(do.ACCOUNT, slot, ACCOUNTS[name])
        elif name == "event":
            self.code.add(do.EVENT, slot, self._rows([vocabulary.NO_EVENT]))
        elif name == "modifier":
            self.code.add(do.MODIFIER, slot, self._rows(vocabulary.modifiers()))
        elif name in ("error_text", "return_value", "return_value_half"):
            self._error(name, slot)
        elif name == "acl_id":
            row = -1 if self.form.raw else self._rows(vocabulary.ACL_WORDS)
            self.code.add(do.ACL_ID, slot, named["type"], row)
        elif name.startswith("ace_") and name != "ace_type":
            self._ace(name, slot, named)
        else:
            words = self._words(name)
            self.code.add(do.WORD, slot, self._rows(words), len(words) - 1)

    def _words(self, name: str) -> Sequence[bytes]:
        if name == "error":
            return self.errors.returned
        return NUMBERS_BUT_255 if name == "signed_error" else vocabulary.WORDS[name]

    def _error(self, name: str, slot: int) -> None:
        before, number, _ = self.errors.beyond.partition("{number}")
        row = self._rows([before.encode()])
        if name == "error_text":
            self.code.add(do.ERROR, slot, ERRORS, row, int(bool(number)))
        else:
            self.code.add(do.RETURN_VALUE, slot, FAILURES, row, int(bool(number)))

    def _ace(self, name: str, slot: int, named: Mapping[str, int]) -> None:
        if name == "ace_who":
            self.code.add(do.ACE_WHO, slot, named["flags"])
        elif name == "ace_flags":
            self.code.add(do.ACE_FLAGS, slot, self._rows(vocabulary.ACE_FLAG_WORDS))
        elif self.form.short:
            self.code.add(do.ACE_LETTERS, slot, self._rows([vocabulary.ACE_LETTERS]))
        else:
            self.code.add(do.ACE_MASK, slot, self._rows(vocabulary.ACE_PERMISSIONS))

    def _rows(self, texts: Sequence[bytes]) -> int:
        return self.code.rows([escaped(text, self.form.xml) for text in texts])
