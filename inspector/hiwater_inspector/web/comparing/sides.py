"""Who can stand on a side of a comparison: the model, ours with or without a planted fault, the original C."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final, NamedTuple

from hiwater_check.planted_faults import NotThere, PlantedFault, planted_faults
from hiwater_conform.adapter import Adapter
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import Source, SourceError, find_source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from hiwater_inspector.command_line.planting import planted
from hiwater_model.configuration import Configuration, Profile

MODEL: Final = "model"
IMPLEMENTATION: Final = "implementation"
ORIGINAL: Final = "original"
_FAULT: Final = "fault:"
_PROFILE: Final = "profile:"


class NoSide(LookupError):
    """Nobody of that name can be put on a side; the text says why."""


class Side(NamedTuple):
    """One who can be compared: `why_not` is empty when it is there."""

    name: str
    title: str
    why_not: str = ""


def sides() -> tuple[Side, ...]:
    """All of them, the model first, faults last."""
    return (
        Side(MODEL, "the model"),
        Side(IMPLEMENTATION, "our implementation"),
        Side(ORIGINAL, "the original C", _why_no_original()),
        *(Side(f"{_PROFILE}{profile.value}", f"the model of profile {profile.value}") for profile in Profile),
        *(Side(f"{_FAULT}{fault.name}", f"ours with a planted fault: {fault.what}") for fault in planted_faults()),
    )


def title_of(name: str) -> str:
    """What a side is called. Raises NoSide."""
    found = next((side.title for side in sides() if side.name == name), None)
    if found is None:
        raise NoSide(f"There is no side {name!r}: take model, implementation, original, profile:NAME or fault:NAME.")
    return found


@contextmanager
def opened(name: str) -> Iterator[Adapter]:
    """The adapter of a side, ended afterwards. Raises NoSide."""
    if name == MODEL:
        yield ModelAdapter()
    elif name.startswith(_PROFILE):
        title_of(name)
        yield _OfProfile(Profile(name.removeprefix(_PROFILE)))
    elif name == IMPLEMENTATION:
        adapter = ImplementationAdapter()
        try:
            yield adapter
        finally:
            adapter.close()
    elif name == ORIGINAL:
        with _original() as original:
            yield original
    else:
        try:
            with planted(_fault(name)) as faulted:
                yield faulted
        except NotThere as error:
            raise NoSide(f"This fault fits the implementation no more: {error}.") from None


class _OfProfile(ModelAdapter):
    """The model, whatever profile a run names."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile

    def configure(self, configuration: Configuration) -> None:
        """Start afresh, as that system."""
        super().configure(configuration._replace(profile=self._profile))


@contextmanager
def _original() -> Iterator[Adapter]:
    try:
        with OriginalAdapter(_source().text) as adapter:
            yield adapter
    except (SourceError, BuildError) as error:
        raise NoSide(f"The original C cannot be asked: {error}.") from None


def _fault(name: str) -> PlantedFault:
    title_of(name)
    return next(fault for fault in planted_faults() if f"{_FAULT}{fault.name}" == name)


@cache
def _source() -> Source:
    return find_source()


def _why_no_original() -> str:
    try:
        _source()
    except SourceError as error:
        return str(error)
    return ""
