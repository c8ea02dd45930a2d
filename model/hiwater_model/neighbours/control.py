"""Who may control a zone's audit context (kernel-queue.md 10.3). Clause CONTEXT-01."""

from hiwater_model.citation import implements
from hiwater_model.constants import POLICY_PER_ZONE
from hiwater_model.draft import Draft


@implements("CONTEXT-01")
def may_not_control(draft: Draft) -> bool:
    """A non-global zone controls its own context under PERZONE only."""
    return draft.thread.zone != 0 and not draft.global_policy & POLICY_PER_ZONE
