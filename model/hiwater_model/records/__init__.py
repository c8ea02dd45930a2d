"""Audit records as values: the reference codec, a plain interpreter of layouts that are handed in.

Reading order: `shapes`, `layouts`, `decode` (one token), `walk` (tokens up to an end), `looks` and `search` (what may
be believed, and where), `frames` (a whole trail), `encode`. Not good for: speed, trails larger than memory.
"""

from hiwater_model.records.decode import Fault, Reason, Token, token_at
from hiwater_model.records.encode import DoesNotFit, record_bytes, token_bytes, written_again
from hiwater_model.records.frames import decode_trail
from hiwater_model.records.layouts import Dialect, Layouts, NotALayout, layouts_from
from hiwater_model.records.pieces import Damage, FileToken, Piece, Record, Skipped
from hiwater_model.records.shapes import Layout, Place, Value, Values

__all__ = [
    "Damage",
    "Dialect",
    "DoesNotFit",
    "Fault",
    "FileToken",
    "Layout",
    "Layouts",
    "NotALayout",
    "Piece",
    "Place",
    "Reason",
    "Record",
    "Skipped",
    "Token",
    "Value",
    "Values",
    "decode_trail",
    "layouts_from",
    "record_bytes",
    "token_at",
    "token_bytes",
    "written_again",
]
