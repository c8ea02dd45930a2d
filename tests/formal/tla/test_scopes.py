"""Programs for the spec: records can be told apart, and what the spec has not is refused by name."""

from typing import Any

import pytest

from hiwater_check.states.scope import LARGE, SMALL, records, world
from hiwater_check.tla.instance import instance, named_actions
from hiwater_check.tla.scopes import OWN, NotInTheSpec, marked, shared
from hiwater_conform.exploring.program import Environment, Program
from hiwater_model.constants import FLAG_DEFER, FLAG_OK
from hiwater_model.membufs import size
from hiwater_model.steps import AuClose, AuUwrite, SetKernelAddress

_PLAIN = Program("plain", "", world(1), (records(1),), Environment())
_ZONE = _PLAIN.configuration.zones[0]


def _tokens(program: Program) -> list[Any]:
    return [call.token for calls in program.calls for call in calls if isinstance(call, AuUwrite)]


@pytest.mark.parametrize("name", [*SMALL, *LARGE, *OWN])
def test_every_scope_is_in_the_spec(name: str) -> None:
    """Its records differ from each other, and are as long as they were."""
    program, before = shared(name), {**SMALL, **LARGE, **OWN}[name]
    tokens = _tokens(program)
    assert len(set(tokens)) == len(tokens)
    assert [size(token) for token in tokens] == [size(token) for token in _tokens(before)]
    assert "EXTENDS Promises" in instance(program).module


@pytest.mark.parametrize(
    ("program", "what"),
    [
        (_PLAIN._replace(environment=Environment(outages=1)), "memory"),
        (_PLAIN._replace(configuration=_PLAIN.configuration._replace(zones=(_ZONE, _ZONE))), "zones"),
        (_PLAIN._replace(configuration=_PLAIN.configuration._replace(loaded=False)), "loaded"),
        (_PLAIN._replace(configuration=_PLAIN.configuration._replace(width=32)), "width"),
        (_PLAIN._replace(configuration=world(1, host_valid=1)), "host address"),
        (_PLAIN._replace(calls=((SetKernelAddress(4, bytes(4)),),)), "SetKernelAddress"),
        (_PLAIN._replace(calls=((AuClose(0, "thread", FLAG_OK | FLAG_DEFER, 5, 0, None),),)), "close"),
        (_PLAIN._replace(calls=((AuUwrite((b"x",)),),)), "token"),
    ],
)
def test_what_the_spec_has_not_is_refused(program: Program, what: str) -> None:
    """By name, before TLC is run."""
    with pytest.raises(NotInTheSpec, match=what):
        marked(program)


def test_every_action_has_a_name_of_its_own() -> None:
    """Two answers of the door are two actions, since TLC labels edges with names alone."""
    names = named_actions(shared("pieces"))
    assert {"refuse_reader0_1_9_nothing", "refuse_reader0_2_11_nothing", "answer_reader0", "tick"} <= set(names)
    assert len({action.formula for action in names.values()}) == len(names)
