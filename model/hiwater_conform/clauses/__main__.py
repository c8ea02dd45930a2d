"""What a maintainer runs after a change of the clauses: `python -m hiwater_conform.clauses write|table|lint`.

write LISTING [REVISION]   digests and source.toml from an audit_io.c
table                      TABLE.md from the data and the model
lint [LISTING]             every problem, one a line; exit 1 if there is one
"""

from __future__ import annotations

import sys
from pathlib import Path

from hiwater_conform.clauses.citations import model_folder, scan_citations
from hiwater_conform.clauses.digests import write_data
from hiwater_conform.clauses.errors import ClauseError
from hiwater_conform.clauses.linter import lint
from hiwater_conform.clauses.load import clause_folder, clause_registry
from hiwater_conform.clauses.problems import message
from hiwater_conform.clauses.source_text import read_source
from hiwater_conform.clauses.table import TABLE_FILE, table_document


def main(words: list[str]) -> int:
    """Do one of the three; 0 fine, 1 a problem found, 2 misuse."""
    folder = Path(str(clause_folder()))
    try:
        match words:
            case ["write", path, *rest] if len(rest) <= 1:
                for written in write_data(folder, read_source(Path(path)), rest[0] if rest else None):
                    _say(f"wrote {written.name}")
            case ["table"]:
                document = table_document(clause_registry(), scan_citations(model_folder()))
                (folder / TABLE_FILE).write_text(document, encoding="utf-8")
            case ["lint", *rest] if len(rest) <= 1:
                source = read_source(Path(rest[0])) if rest else None
                problems = lint(clause_registry(), scan_citations(model_folder()), source)
                for problem in problems:
                    _say(message(problem))
                return 1 if problems else 0
            case _:
                _say(" ".join((__doc__ or "").split("\n")[0].split()))
                return 2
    except ClauseError as error:
        _say(str(error))
        return 2
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
