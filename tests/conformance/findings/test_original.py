"""The findings on the original C: those that lie in the file, and those of its neighbours as our shim plays them."""

import json

import pytest

from hiwater_conform.findings import Finding, all_findings, finding_named
from hiwater_conform.findings.on_original import replay_on_original
from hiwater_conform.original.build import BuildError, build
from hiwater_conform.original.source import Source, SourceError, digest_of, find_source
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit


@pytest.fixture(scope="module")
def source() -> Source:
    """The C file, with a compiler that takes it; without either the test is skipped."""
    try:
        found = find_source()
        build(found.text)
    except (SourceError, BuildError) as error:
        pytest.skip(str(error))
    return found


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
def test_reproduces_on_the_original(finding: Finding, source: Source) -> None:
    """The original shows what the finding says; a step without a defined outcome is not taken."""
    replayed = replay_on_original(finding, source)
    assert replayed.mismatch is None
    assert replayed.language == "c"
    assert len(replayed.answers) == len(finding.steps) - (finding.ends is not None)


@pytest.mark.parametrize(
    ("identifier", "line", "old", "new"),
    [
        ("W3", 475, "AUDIT_CNT", "0x201"),  # SCNT is looked at, too
        ("Q24", 769, "AUC_INIT_AUDIT", "2"),  # with auditing off the machine goes on
        ("Q2", 361, "byte_count", "0"),  # nothing is counted
        ("Q9", 403, "mutex_exit", "AS_INC(as_enqueue, 1, kctx); mutex_exit"),  # counted before the lock is left
        ("Q20", 695, "(part == 0)", "(part == 0 && off)"),  # nothing empty is sent
        ("Q30", 88, "== (token_t *)0", "== (token_t *)1"),  # the null token is not noticed
    ],
)
def test_a_mended_original_is_noticed(source: Source, identifier: str, line: int, old: str, new: str) -> None:
    """With the quirk mended in the C, in memory alone, the finding no longer reproduces."""
    lines = source.text.splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    text = "".join(lines)
    replayed = replay_on_original(finding_named(identifier), Source(text, source.path, digest_of(text)))
    assert not replayed.reproduced


def test_command_replays_on_the_original(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """`hiwater findings ID --original PATH` replays on both, and says on which file."""
    assert main(["findings", "Q3", "--original", str(source.path)]) == Exit.FINE
    assert f"1 of 1 findings reproduce on the model and on {source.path}." in capsys.readouterr().out
    assert main(["findings", "Q3", "--json", "--original", str(source.path)]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["original"]["digest"] == source.digest
    assert [one["on"] for one in document["findings"][0]["replays"]] == ["model", "c"]
