"""The command: `python -m tests.records.fuzz --inputs 1000000 --seed 1 [--record]`; exit code 1 when one failed."""

import argparse
import json
import sys
from pathlib import Path

from tests.records.fuzz.asking import Asking
from tests.records.fuzz.campaign import Campaign, Report
from tests.records.fuzz.evidence import RECORD, record_of, sources_digest, told

PROGRESS_SECONDS = 10.0


class Progress:
    """A line now and then."""

    def __init__(self) -> None:
        self.said = 0.0

    def __call__(self, report: Report) -> None:
        """Say how far it came, unless that was said just now."""
        if report.seconds - self.said >= PROGRESS_SECONDS:
            self.said = report.seconds
            sys.stdout.write(summary(report) + "\n")
            sys.stdout.flush()


def summary(report: Report) -> str:
    """What was done so far, in a line."""
    done = report.done
    return (
        f"{done.inputs} inputs in {report.seconds:.0f} s ({done.inputs / report.seconds:.0f}/s), "
        f"{done.bytes / 1e6:.1f} MB, {done.compared} compared, {done.printed} printed, {len(report.failures)} failures"
    )


def main() -> int:
    """Run a campaign, or with --check tell what the last recorded one says."""
    parser = argparse.ArgumentParser(description="Checks the codec of audit records on damaged trails.")
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, default=Path("build/fuzz"), help="folder for inputs that fail")
    parser.add_argument("--record", action="store_true", help="write the evidence, when nothing failed")
    parser.add_argument("--check", action="store_true", help="tell about the recorded campaign, run none")
    given = parser.parse_args()
    digest = sources_digest()
    if given.check:
        sys.stdout.write(told(RECORD, digest) + "\n")
        return 0
    with Asking() as asking:
        report = Campaign(given.seed, given.failures, asking, Progress()).run(given.first, given.inputs)
    sys.stdout.write(summary(report) + "\n")
    if report.failures:
        return 1
    if digest != sources_digest():
        sys.stdout.write("the sources have changed meanwhile\n")
        return 1
    if given.record:
        RECORD.write_text(json.dumps(record_of(report, given.seed, digest), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
