"""Numbers of the interface are written in model and implementation; they are the same numbers."""

from hiwater_impl.pipeline import constants as ours
from hiwater_impl.pipeline import drain
from hiwater_model import constants as model
from hiwater_model import decisions

RENAMED = {
    "NON_ATTRIBUTABLE": "MODIFIER_NON_ATTRIBUTABLE",
    "RECORD_BYTES_MOST": "AUDIT_RECORD_LONGEST",
    "RECORD_BYTES_LEAST": "AUDIT_RECORD_SHORTEST",
    "TRAILER_BYTES": "TRAILER_TOKEN_BYTES",
    "SEQUENCE_BYTES": "SEQUENCE_TOKEN_BYTES",
    "BUFFER_BYTES_LEAST": "BUFFER_LEAST",
    "BUFFER_BYTES_MOST": "BUFFER_MOST",
    "DELAY_TICKS_MOST": "DELAY_MOST",
}
FIRST_VALUES = {"HIGH_WATER": 100, "LOW_WATER": 10, "BUFFER_BYTES": 8192, "DELAY_TICKS": 20, "EINTR": 4}
"""Numbers that the model, whose worlds are configured whole, does not have: those of au_zone_init, and EINTR."""


def test_numbers_agree() -> None:
    """Every number of the implementation is the model's, or one of the few that the model has no use for."""
    names = [name for name in vars(ours) if name.isupper()]
    assert len(names) > 50
    for name in names:
        if name in FIRST_VALUES:
            assert getattr(ours, name) == FIRST_VALUES[name]
        else:
            assert getattr(ours, name) == getattr(model, RENAMED.get(name, name)), name


def test_fragment_tables_agree() -> None:
    """The two tables of the file say what the model's function says."""
    for last in (ours.COMPLETE, ours.FIRST, ours.MIDDLE, ours.LAST):
        assert drain.STATE_IF_PART[last] == decisions.next_type(last, record_goes_on=True)
        assert drain.STATE_IF_NOT_PART[last] == decisions.next_type(last, record_goes_on=False)
