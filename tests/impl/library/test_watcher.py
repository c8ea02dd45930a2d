"""A daemon that goes and comes back gets everything that was queued meanwhile."""

import pytest

from hiwater_impl.library import AuditContext, RecordsLeft
from hiwater_impl.library.tokens import text
from tests.impl.library.doors import Absent, until


def test_a_daemon_that_comes_back_gets_all_that_was_queued() -> None:
    """And hears the policy again."""
    door = Absent()
    with AuditContext(door=door, policy="trail") as context:
        context.audit(1, text("before"))
        until(lambda: len(door.taken) == 2)
        door.gone.set()
        context.audit(1, text("during 1"))
        until(lambda: door.refused > 0)
        context.audit(1, text("during 2"))
        door.gone.clear()
        until(lambda: len(door.taken) == 4)
        assert context.queue_state().active
    assert door.texts() == ["booting kernel", "before", "during 1", "during 2"]
    assert door.policies[:1] == [0x80]
    assert set(door.policies) == {0x80}
    assert len(door.policies) > 1


def test_a_daemon_that_stays_away_is_asked_ever_more_rarely() -> None:
    """The pauses grow, so that a service is not kept busy by it."""
    door = Absent()
    door.gone.set()
    with AuditContext(door=door, close_timeout=0.5) as context:
        assert context.queue_state().length == 1
        with pytest.raises(RecordsLeft, match=r"^1 audit records"):
            context.close()
    assert 2 <= door.refused <= 12
