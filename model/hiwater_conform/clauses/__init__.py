"""The clauses of audit_io.c: one sentence each, held to the lines of the C by digests and to the model by citations.

Reading order: `clause` (what a clause is), `load`, `source_text` and `c_scanner` (the C without its text), `citations`
(the model's side), `linter` (both ways), `placement` and `drift` (another audit_io.c), `table` (a generated document).
"""

from hiwater_conform.clauses.citations import Citation, Citations, model_folder, scan_citations
from hiwater_conform.clauses.clause import Area, Clause, NotModelled, Registry, Strength
from hiwater_conform.clauses.drift import ClauseDrift, Drift, Fate, PartDrift, compare
from hiwater_conform.clauses.errors import (
    ClauseDataError,
    ClauseError,
    NotAuditSource,
    SourceUnreadable,
    UnknownClause,
)
from hiwater_conform.clauses.linter import lint
from hiwater_conform.clauses.load import clause_registry, load_registry
from hiwater_conform.clauses.problems import Problem, message
from hiwater_conform.clauses.source_text import SourceText, Span, digest_of, read_source, source_from_text
from hiwater_conform.clauses.table import table_document

__all__ = [
    "Area",
    "Citation",
    "Citations",
    "Clause",
    "ClauseDataError",
    "ClauseDrift",
    "ClauseError",
    "Drift",
    "Fate",
    "NotAuditSource",
    "NotModelled",
    "PartDrift",
    "Problem",
    "Registry",
    "SourceText",
    "SourceUnreadable",
    "Span",
    "Strength",
    "UnknownClause",
    "clause_registry",
    "compare",
    "digest_of",
    "lint",
    "load_registry",
    "message",
    "model_folder",
    "read_source",
    "scan_citations",
    "source_from_text",
    "table_document",
]
