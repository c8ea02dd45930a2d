"""The kit: an implementation in any language is judged, clause by clause."""

from hiwater_conform.conforming.campaign import Judged, conform
from hiwater_conform.conforming.failure import Failure
from hiwater_conform.conforming.tier import TIERS, Tier
from hiwater_conform.conforming.verdict import ClauseVerdict, Verdict

__all__ = ["TIERS", "ClauseVerdict", "Failure", "Judged", "Tier", "Verdict", "conform"]
