"""au_uwrite and au_write: a token joins a descriptor (audit_io.c:74-97). Clauses WRITE-01 to WRITE-05."""

from hiwater_model import events
from hiwater_model.citation import implements
from hiwater_model.draft import DESCRIPTOR_FIELDS, Draft
from hiwater_model.membufs import Chain, pack


@implements("WRITE-01")
def begin_own(draft: Draft, token: Chain | None) -> None:
    """au_uwrite: the thread's own descriptor."""
    begin(draft, "thread", token)


def begin(draft: Draft, descriptor: str, token: Chain | None) -> None:
    """au_write: `descriptor` is none (a null pointer), thread or local."""
    if descriptor == "none":
        draft.clause = "WRITE-02"
        draft.free(token, "WRITE-02")
    elif token is None:
        draft.clause = "WRITE-03"
        draft.events.append(events.Printed("WRITE-03", 89))
    else:
        field = DESCRIPTOR_FIELDS[descriptor]
        chain: Chain | None = getattr(draft.thread, field)
        if chain is None:
            draft.clause = "WRITE-04"
            draft.set_thread("WRITE-04", **{field: token})
        else:
            draft.clause = "WRITE-05"
            draft.set_thread("WRITE-05", **{field: pack(chain, token)})
    draft.resume()
