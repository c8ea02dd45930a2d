"""The page /spec as data: every clause with its evidence, every body of evidence with its standing, every finding."""

from collections import defaultdict
from functools import cache
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from hiwater_check.evidence import Standing
from hiwater_conform.clauses import Clause, UnknownClause, clause_registry, model_folder, scan_citations
from hiwater_conform.findings import all_findings, not_modelled
from hiwater_conform.vectors.stored import SHIPPED, read_manifest, read_vectors, shipped_folder
from hiwater_inspector.command_line.shown.rows import LEVELS, Row, levels_of_clauses, rows
from hiwater_inspector.web.refusals import refusals
from hiwater_inspector.web.shelf.shelf import vector_id


class ClauseRow(BaseModel):
    """One clause: `levels` are the kinds of evidence that stand for it now, weak ones first."""

    id: str = Field(examples=["ENQ-03"])
    area: str
    sentence: str
    strength: str = Field(examples=["must"])
    source: str = Field(examples=["audit_io.c:374-379"])
    function: str | None
    quirks: list[str]
    not_modelled: str | None
    levels: list[str]
    shown_by: list[str]


class EvidenceRow(BaseModel):
    """One body of evidence: who showed what, at which scope, when, and whether the sources are still those."""

    name: str
    about: str
    what: str
    level: str
    standing: str = Field(examples=["fresh", "stale", "never run"])
    date: str
    how: str
    lines: list[str]
    clauses: int
    again: str


class FindingRow(BaseModel):
    """One finding; `run` can be opened under that id."""

    id: str
    title: str
    classification: str | None
    clauses: list[str]
    lies_in: str
    run: str | None


class VectorRow(BaseModel):
    """One conformance vector; `run` can be opened under that id."""

    id: str
    forbidden: bool = Field(description="the clause forbids its last answer")
    why: str
    steps: int
    run: str


class Area(BaseModel):
    """Clauses of one part of the file, or of its neighbours."""

    name: str
    title: str
    clauses: list[ClauseRow]


class Specification(BaseModel):
    """The page."""

    areas: list[Area]
    levels: list[str]
    counts: dict[str, int] = Field(description="how many clauses have evidence of each level")
    evidence: list[EvidenceRow]
    findings: list[FindingRow]


class ClauseDocument(ClauseRow):
    """One clause with all that is known of it."""

    digest: str | None
    profiles: dict[str, str]
    model: list[str] = Field(description="the functions of the model that cite it")
    evidence: list[EvidenceRow]
    findings: list[FindingRow]
    vectors: list[VectorRow]


def router() -> APIRouter:
    """Routes over the shipped specification."""
    routes = APIRouter(tags=["specification"], responses=refusals())

    @routes.get("/spec.json")
    def whole() -> Specification:
        """Everything, in the order of the file."""
        return _whole()

    @routes.get("/spec/{identifier}.json", responses=refusals(404, 422))
    def one(identifier: str) -> ClauseDocument:
        """One clause."""
        try:
            clause = clause_registry().find(identifier.upper())
        except UnknownClause as unknown:
            raise HTTPException(404, f"{unknown}; /spec lists them.") from None
        evidence = levels_of_clauses(_evidence()).get(clause.identifier, [])
        return ClauseDocument(
            **_clause_row(clause, evidence).model_dump(),
            digest=clause.digest,
            profiles=dict(clause.profiles),
            model=list(_places().get(clause.identifier, ())),
            evidence=[_evidence_row(row) for row in evidence],
            findings=[row for row in _findings() if clause.identifier in row.clauses],
            vectors=_vectors(clause.area).get(clause.identifier, []),
        )

    return routes


@cache
def _evidence() -> tuple[Row, ...]:
    """Looked at once: a server that runs shows the sources it began with."""
    return rows()


@cache
def _vectors(area: str) -> dict[str, list[VectorRow]]:
    """The shipped ones of an area of clauses, by the clause that each is about: a file of each tier has them."""
    folder, found = shipped_folder(), defaultdict[str, list[VectorRow]](list)
    for listed in read_manifest(folder).files:
        for one in read_vectors(folder, listed) if listed.area == area and listed.tier in SHIPPED else ():
            row = VectorRow(
                id=one.id, forbidden=one.divergence is not None, why=one.why, steps=len(one.steps), run=vector_id(one)
            )
            found[one.clauses[0]].append(row)
    return found


@cache
def _places() -> dict[str, tuple[str, ...]]:
    return dict(scan_citations(model_folder()).places())


@cache
def _whole() -> Specification:
    levels = levels_of_clauses(_evidence())
    areas = [
        Area(
            name=area.name,
            title=area.title,
            clauses=[_clause_row(clause, levels.get(clause.identifier, [])) for clause in area.clauses],
        )
        for area in clause_registry().areas
    ]
    counts = {level: sum(level in clause.levels for area in areas for clause in area.clauses) for level in LEVELS}
    return Specification(
        areas=areas,
        levels=list(LEVELS),
        counts=counts,
        evidence=[_evidence_row(row) for row in _evidence()],
        findings=_findings(),
    )


def _clause_row(clause: Clause, evidence: list[Row]) -> ClauseRow:
    excuses = {entry.clause: entry.reason for entry in clause_registry().not_modelled}
    return ClauseRow(
        id=clause.identifier,
        area=clause.area,
        sentence=clause.sentence,
        strength=clause.strength.value,
        source=clause.source,
        function=clause.function,
        quirks=list(clause.quirks),
        not_modelled=excuses.get(clause.identifier),
        levels=list(dict.fromkeys(row.level for row in evidence)),
        shown_by=[row.name for row in evidence],
    )


def _evidence_row(row: Row) -> EvidenceRow:
    kept: dict[str, Any] = row._asdict() | {"clauses": len(row.clauses), "lines": list(row.lines)}
    return EvidenceRow(**kept | {"standing": Standing(row.standing).value})


def _findings() -> list[FindingRow]:
    found = [
        FindingRow(
            id=one.id,
            title=one.title,
            classification=one.classification.value,
            clauses=list(one.clauses),
            lies_in=str(one.lies_in),
            run=f"finding-{one.id.lower()}",
        )
        for one in all_findings()
    ]
    missing = [
        FindingRow(
            id=one.quirk, title=f"{one.title} {one.reason}", classification=None, clauses=[], lies_in="", run=None
        )
        for one in not_modelled()
    ]
    return [*found, *missing]
