"""TLC for these tests: without Java they are skipped loudly, but under CI they fail."""

import os
from collections.abc import Callable
from functools import cache

import pytest

from hiwater_check.layer import ToolMissing
from hiwater_check.tla.dump import Behaviour, explore_by_tlc
from hiwater_check.tla.instance import instance
from hiwater_check.tla.running import spec, tools
from hiwater_check.tla.scopes import shared
from hiwater_model.configuration import Granularity


@pytest.fixture(scope="session")
def tlc() -> None:
    """TLC is there, or the test is skipped; continuous integration has it."""
    try:
        tools()
    except ToolMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def tlc_graph(tlc: None) -> Callable[..., Behaviour]:
    """TLC's graph of a named scope, found once."""

    @cache
    def graph(name: str, granularity: Granularity = Granularity.BLOCKING) -> Behaviour:
        return explore_by_tlc(spec(), instance(shared(name).at(granularity))).behaviour

    return graph
