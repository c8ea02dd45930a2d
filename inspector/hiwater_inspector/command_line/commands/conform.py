"""`hiwater conform`: an implementation in any language is judged, clause by clause."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from hiwater_conform.adapter import Adapter
from hiwater_conform.claims import NotClaimed
from hiwater_conform.clauses import clause_registry
from hiwater_conform.conforming import TIERS, Judged, Tier, conform
from hiwater_conform.conforming.campaign import Tell
from hiwater_conform.runs import write_run
from hiwater_inspector.command_line.command import WRITE_ELSEWHERE, Exit, Misuse, print_json, writing
from hiwater_inspector.command_line.conforming import reports
from hiwater_inspector.command_line.conforming.judged import adapter_of, add_command, name_of
from hiwater_inspector.command_line.progress import several
from hiwater_model.configuration import Profile

DESCRIPTION = """\
Runs a command that speaks the protocol on its standard input and output, beside the model: the runs of all
findings, the shipped vectors, random runs over what it claims (granularities, profiles, both record widths),
and every state of small programs. The verdict is by clause: pass, fail, skipped, unknown, or assumption
broken, which is said when the protocol itself was not kept. An adapter that dies, hangs or floods has failed,
and that is told.

Each failure is shrunk, told step by step, and saved as a run that `hiwater replay` takes. Begin with
`hiwater smoke`. The tiers: tiny takes seconds, small a minute or two, full hours.
Not good for: proof. It says how many steps agreed, and what was never reached."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare who is judged, how thoroughly, and what is kept."""
    add_command(parser)
    parser.add_argument("--tier", choices=TIERS, default="tiny", help="how much is done (default tiny)")
    parser.add_argument("--clause", default="", metavar="ID", help="judge only this clause, or those that begin so")
    parser.add_argument(
        "--profile",
        choices=[one.value for one in Profile],
        help="judge it only as this system (default: all it claims)",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random runs (default 1)")
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N", help="the I-th of N equal parts")
    parser.add_argument("--time", type=float, metavar="SECONDS", help="random runs end after so many seconds")
    parser.add_argument(
        "--save", type=Path, default=Path(), metavar="DIR", help="folder for runs that fail (default: this one)"
    )
    for form in reports.FORMS:
        parser.add_argument(f"--{form}", type=Path, metavar="FILE", help=f"also write a report as {form}")


def run(arguments: argparse.Namespace) -> int:
    """Judge, save what failed, report; FOUND if something failed."""
    _refuse_misuse(arguments)
    with adapter_of(arguments) as adapter, several(["judging"], shown=not arguments.json) as update:
        judged = _judged(adapter, arguments, lambda what, done, of: update("judging", what, done, of))
    settings = _settings(arguments)
    saved = _save(judged, arguments.save)
    for form, write in reports.FORMS.items():
        path = getattr(arguments, form)
        if path is not None:
            _write(path, write(judged, name_of(arguments), settings))
    if arguments.json:
        print_json({**reports.document(judged, name_of(arguments), settings), "saved": [str(path) for path in saved]})
    else:
        print("\n".join(reports.told(judged, saved)))
    return Exit.FINE if judged.conforms else Exit.FOUND


def _judged(adapter: Adapter, arguments: argparse.Namespace, tell: Tell) -> Judged:
    part, parts = arguments.shard
    try:
        return conform(
            adapter,
            _tier(arguments),
            arguments.seed * parts * 1_000_000 + part * 1_000_000,
            name=name_of(arguments),
            wanted=arguments.clause,
            profile=None if arguments.profile is None else Profile(arguments.profile),
            tell=tell,
        )
    except NotClaimed as error:
        raise Misuse(f"--profile {arguments.profile}: {error}") from None


def _tier(arguments: argparse.Namespace) -> Tier:
    tier: Tier = TIERS[arguments.tier]
    parts = arguments.shard[1]
    seconds = tier.seconds if arguments.time is None else arguments.time
    return tier._replace(random_steps=-(-tier.random_steps // parts), seconds=seconds)


def _settings(arguments: argparse.Namespace) -> dict[str, str]:
    part, parts = arguments.shard
    chosen = {"clause": arguments.clause, "profile": arguments.profile or "", "part": f"{part}/{parts}" * (parts > 1)}
    return {
        "hiwater": version("hiwater"),
        "python": python_version(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "tier": arguments.tier,
        "seed": str(arguments.seed),
        **{key: value for key, value in chosen.items() if value},
    }


def _refuse_misuse(arguments: argparse.Namespace) -> None:
    if not arguments.save.is_dir():
        raise Misuse(f"--save {arguments.save}: no such folder; name one that exists")
    registry = clause_registry()
    if not any(name.startswith(arguments.clause) for name in registry.identifiers):
        near = ", ".join(registry.near(arguments.clause)) or "`hiwater clauses` lists them"
        raise Misuse(f"--clause {arguments.clause}: no clause begins so; perhaps {near}")


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r}: two numbers as in 2/4, the first from 1 to the second")
    return int(part), int(parts)


def _save(judged: Judged, folder: Path) -> list[Path]:
    paths = []
    for failure in judged.failures:
        path = folder / failure.file_name
        with writing(path, "name another folder with --save"):
            write_run(path, replace(failure.run, id=path.stem))
            if failure.trace:
                path.with_suffix(".trace").write_bytes(failure.trace)
        paths.append(path)
    return paths


def _write(path: Path, text: str) -> None:
    with writing(path, WRITE_ELSEWHERE):
        path.write_text(text, encoding="utf-8")
