"""Log records become audit records; what cannot be recorded goes the way of every handler."""

import logging

import pytest

from hiwater_impl.library import AuditContext, AuditHandler
from hiwater_impl.library.handler import THIRD_PARTY_EVENT
from tests.impl.library.doors import Taking


def test_lines_become_text_and_levels_become_outcomes() -> None:
    """From ERROR on the record is that of a failed event."""
    door, logger = Taking(), logging.Logger("shop")
    with AuditContext(door=door) as context:
        handler = AuditHandler(context)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.info("sold %s", "bread")
        logger.error("card %s", "\udcff")
    assert door.texts()[1:] == ["INFO sold bread", "ERROR card \\udcff"]
    found = door.records()[1:]
    assert [record.event for record in found] == [THIRD_PARTY_EVENT] * 2
    assert [record.modifier for record in found] == [0, 0x8000]
    assert [dict(record.tokens)["return32"] for record in found] == [
        {"error": 0, "value": 20},
        {"error": 255, "value": 40},
    ]


def test_a_handler_of_a_context_that_was_left_does_not_raise(capsys: pytest.CaptureFixture[str]) -> None:
    """`handleError` tells it on standard error."""
    with AuditContext(door=Taking()) as context:
        handler = AuditHandler(context)
    logger = logging.Logger("shop")
    logger.addHandler(handler)
    logger.info("late")
    assert "NotOpen" in capsys.readouterr().err
