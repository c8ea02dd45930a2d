"""Findings: quirks of the C, each as a short run that shows it, replayed on the model, the original and any other."""

from hiwater_conform.findings.errors import FindingError, MalformedFinding, UnknownFinding
from hiwater_conform.findings.finding import Finding, NotModelled
from hiwater_conform.findings.load import all_findings, finding_named, not_modelled
from hiwater_conform.replaying import Mismatch, Replayed, replay
from hiwater_conform.run_parts import Classification, Expectation, InFile, InNeighbour

__all__ = [
    "Classification",
    "Expectation",
    "Finding",
    "FindingError",
    "InFile",
    "InNeighbour",
    "MalformedFinding",
    "Mismatch",
    "NotModelled",
    "Replayed",
    "UnknownFinding",
    "all_findings",
    "finding_named",
    "not_modelled",
    "replay",
]
