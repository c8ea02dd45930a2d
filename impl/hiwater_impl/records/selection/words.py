"""The words of a selection: how an act ended, whose it was, whether the record is whole."""

import numpy as np

from hiwater_impl.records.selection.records import Booleans, FieldValue, HeaderColumns, RecordView, Verdicts, unknown
from hiwater_impl.records.selection.sources import RETURNS, SUBJECTS

FAILURE = 0x8000
NONATTRIBUTABLE = 0x4000
NOBODY = 0xFFFFFFFF
FIRST_USER_EVENT = 2048
"""Events below are the kernel's, on illumos as in the tables of OpenBSM."""


def errors(record: RecordView) -> list[FieldValue | None]:
    """The errors of its return tokens."""
    found = [fields.get("error") for name, fields in record.tokens if name in RETURNS]
    return found + [fields.get("number") for name, fields in record.tokens if name == "ret_uuid"]


class Failed:
    """The act failed: the failure bit of the modifier is set, or a return token has an error other than 0.

    In records of the illumos kernel, which always sets that bit, the bit counts alone.
    """

    def accepts(self, record: RecordView) -> bool:
        """By the modifier, then by the return tokens."""
        if record.modifier & FAILURE:
            return True
        return not _by_bit_alone(record) and any(error != 0 for error in errors(record))

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """The bit is sure; without it only the kernel of illumos is."""
        failed = (columns.modifier & FAILURE) != 0
        return Verdicts(failed | ~_bit_alone(columns), failed)


class Succeeded:
    """The act succeeded: the failure bit is not set, there are return tokens, and all of them have error 0.

    In records of the illumos kernel the bit counts alone. Another record without a return token did neither.
    """

    def accepts(self, record: RecordView) -> bool:
        """By the modifier, then by the return tokens."""
        if record.modifier & FAILURE:
            return False
        if _by_bit_alone(record):
            return True
        found = errors(record)
        return bool(found) and all(error == 0 for error in found)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """The bit speaks against it; without it only the kernel of illumos is sure."""
        clear = (columns.modifier & FAILURE) == 0
        return Verdicts(clear, clear & _bit_alone(columns))


class Attributable:
    """A subject has an audit user other than nobody (-1), and the modifier does not say that the act is nobody's."""

    def accepts(self, record: RecordView) -> bool:
        """By the modifier, then by the subjects."""
        if record.modifier & NONATTRIBUTABLE:
            return False
        return any(fields.get("auid", NOBODY) != NOBODY for name, fields in record.tokens if name in SUBJECTS)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """The bit speaks against it; nothing speaks for it."""
        clear = (columns.modifier & NONATTRIBUTABLE) == 0
        return Verdicts(clear, np.zeros(len(clear), np.bool_))


class Damaged:
    """The decoder reports damage."""

    def accepts(self, record: RecordView) -> bool:
        """As the decoder says."""
        return record.damaged

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """Headers do not say."""
        return unknown(columns)


def _by_bit_alone(record: RecordView) -> bool:
    return record.dialect != "openbsm" and record.event < FIRST_USER_EVENT


def _bit_alone(columns: HeaderColumns) -> Booleans:
    if "openbsm" in columns.dialects:
        return np.zeros(len(columns.event), np.bool_)
    return columns.event < FIRST_USER_EVENT
