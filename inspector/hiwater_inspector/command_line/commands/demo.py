"""`hiwater demo`: short scenes of the queue, played on the model in the terminal."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.replaying import Replayed, replay
from hiwater_conform.runs import SavedRun
from hiwater_conform.scenarios import UnknownScenario, all_scenarios, scenario_number
from hiwater_conform.telling import Moment, moments
from hiwater_conform.telling.event_words import event_in_words
from hiwater_conform.telling.words import call_in_words
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_conform.wire_values import Wire
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.queue_picture import UNICODE, Span, glyphs_for, picture, plain

DESCRIPTION = """\
Plays short scenes of the audit queue on the model: a record on its way to the daemon, a reader that a
clock wakes, writers asleep at a full queue, records dropped and counted, a record in pieces, a halt.
All of them take about two minutes to read; a number or a name plays one.

Each step is told with what happened, and below it the queue is drawn whenever the picture changes. The
scenes are data (hiwater_specs/scenarios); each also says what must be seen in it, and one in which
something else is seen ends the command with 1. They show how the queue is meant to work: its surprises
are told by `hiwater findings`."""

WIDEST = 96
INDENT = " " * 7
LEGEND = """\
Records pass from left to right: from the threads that write them, through the queue, to the reader (the \
kernel's output thread), which hands them to the daemon through a door. {high} is high water: a queue filled up \
to it is full. {low} is low water: when only the records behind it are left, sleeping writers are woken. A numbered \
line is a step, one of the choices that a kernel leaves open."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a number or a name, or nothing."""
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help="number or name, as in 3 or high-water")


def run(arguments: argparse.Namespace) -> int:
    """Play one scene or all; return FOUND if one shows something else than it says; raise Misuse for an unknown one."""
    known = all_scenarios()
    try:
        chosen = list(known) if arguments.scenario is None else [scenario_number(arguments.scenario)]
    except UnknownScenario as unknown:
        names = ", ".join(f"{number} {scenario.id}" for number, scenario in known.items())
        raise Misuse(f"{unknown}; there are: {names}") from None
    played = {number: replay(known[number], ModelAdapter()) for number in chosen}
    if arguments.json:
        print_json({"scenarios": [_document(number, one) for number, one in played.items()]})
    else:
        stage = _Stage()
        if len(played) > 1:
            stage.opening(len(played))
        for number, one in played.items():
            stage.scene(number, one)
        stage.closing(chosen[0] if len(chosen) == 1 else None)
    return Exit.FINE if all(one.reproduced for one in played.values()) else Exit.FOUND


class _Stage:
    """Prints scenes: the words as wide as the terminal is, the colours if it has them."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, markup=False, emoji=False)
        self.width = min(self.console.width, WIDEST)
        self.glyphs = glyphs_for(sys.stdout.encoding)

    def opening(self, scenes: int) -> None:
        """What is played, and how to read the pictures."""
        self._words(f"The illumos audit queue in {scenes} scenes, played on the model.", style="bold")
        self._line()
        self._words(LEGEND.format(high=self.glyphs.high, low=self.glyphs.low))
        self._line()

    def scene(self, number: int, replayed: Replayed) -> None:
        """One scene, from its title to why it matters."""
        scenario = replayed.run
        self._rule(f" {number} {scenario.id} ")
        self._words(scenario.title, style="bold")
        self._line()
        drawn = self._draw(replayed.before, "")
        for told in _together(moments(replayed), scenario):
            self._words(_acts(told), head=_numbers(told))
            for event in _worth_telling(told[-1]):
                self._words(event_in_words(event), head=f"{INDENT}* ", style="cyan")
            if told[-1].number in scenario.notes:
                self._words(scenario.notes[told[-1].number], head=INDENT, style="bold")
            drawn = self._draw(told[-1].after, drawn)
        if replayed.mismatch is not None:
            self._words(f"NOT AS IT SAYS: {replayed.mismatch}", style="bold red")
        self._words(scenario.why)
        self._words(f"Clauses: {', '.join(scenario.clauses)}", style="dim")
        self._line()

    def closing(self, number: int | None) -> None:
        """Where to go on."""
        scenes = all_scenarios()
        self._rule(" and then ")
        if number is not None and number + 1 in scenes:
            self._pointer(f"hiwater demo {number + 1}", scenes[number + 1].title)
        self._pointer("hiwater findings", "what this queue does that one might not expect: try W1, W2, Q3")
        self._pointer("hiwater clauses", "what the C promises, sentence by sentence: try BLOCK-05")
        self._pointer("model/README.md", "a tour of the model at a Python prompt")

    def _draw(self, seen: Mapping[str, Wire], drawn: str) -> str:
        """The picture, unless it is the one that was drawn last; return the one that now was."""
        spans = picture(seen, self.glyphs)
        if plain(spans) != drawn:
            self._line(Span("     "), *spans)
            self._line()
        return plain(spans)

    def _rule(self, words: str) -> None:
        dash = "─" if self.glyphs is UNICODE else "-"
        self._line(Span(2 * dash, "dim"), Span(words, "bold"), Span(dash * (self.width - 2 - len(words)), "dim"))

    def _pointer(self, command: str, words: str) -> None:
        self._words(words, head=f"{command:<18}")

    def _words(self, words: str, head: str = "", style: str = "") -> None:
        if self.glyphs is not UNICODE:
            words = words.replace("…", "...")
        for line in wrap(head + words, self.width, subsequent_indent=" " * len(head), break_on_hyphens=False):
            self._line(Span(line, style))

    def _line(self, *spans: Span) -> None:
        self.console.print(Text.assemble(*((span.text, span.style) for span in spans)), soft_wrap=True)


def _together(scene: Iterable[Moment], scenario: SavedRun) -> Iterator[list[Moment]]:
    """The steps, but a token that is written and closed at once, with nothing said of it, in one."""
    written: list[Moment] = []
    for moment in scene:
        step = moment.step
        writes = step.get("function") in ("au_write", "au_uwrite")
        if written and (step.get("function") != "au_close" or step["thread"] != written[0].step["thread"]):
            yield written
            written = []
        if writes and moment.number not in scenario.notes and not _worth_telling(moment):
            written = [moment]
        else:
            yield [*written, moment]
            written = []
    if written:
        yield written


def _acts(told: Sequence[Moment]) -> str:
    return ", ".join([told[0].act, *(call_in_words(moment.step) for moment in told[1:])])


def _numbers(told: Sequence[Moment]) -> str:
    first, last = told[0].number, told[-1].number
    return f"{first if first == last else f'{first}-{last}':>5}  "


def _worth_telling(moment: Moment) -> list[dict[str, Wire]]:
    """All events but that a call returns at once, and with nothing to say."""
    at_once = moment.step["step"] == "call"
    return [
        event
        for event in moment.answer.events
        if not (at_once and event["event"] == "returned" and event["value"] in (None, 0))
    ]


def _document(number: int, replayed: Replayed) -> dict[str, Any]:
    scenario = replayed.run
    return {
        "number": number,
        "id": scenario.id,
        "title": scenario.title,
        "why": scenario.why,
        "clauses": list(scenario.clauses),
        "as_it_says": replayed.reproduced,
        "configuration": configuration_to_wire(scenario.configuration),
        "picture": plain(picture(replayed.before)),
        "steps": list(_rows(scenario, replayed)),
    }


def _rows(scenario: SavedRun, replayed: Replayed) -> Iterator[dict[str, Any]]:
    for moment in moments(replayed):
        yield {
            "step": moment.step,
            "act": moment.act,
            "note": scenario.notes.get(moment.number),
            **moment.answer._asdict(),
            "happened": [event_in_words(event) for event in moment.answer.events],
            "picture": plain(picture(moment.after)),
        }
