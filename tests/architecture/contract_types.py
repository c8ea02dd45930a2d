"""Two import-linter contract types: closed lists of what a package may import, and of who may import a library.

Not good for: imports made by name at run time (`importlib.import_module`), which no static reader sees.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class MayImport(Contract):
    """`importer` may import itself, the standard library and `packages` (top-level names), and nothing else.

    Unlike the linter's own "forbidden" it needs no list of everything else. Only direct imports are judged: the
    packages allowed have a contract each.
    """

    type_name = "may_import"

    importer = fields.StringField()
    packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import of the package that leads outside the list."""
        root = str(self.importer)
        allowed = {root, *_names(self.packages), *sys.stdlib_module_names}
        return _verdict(
            link for module in _package(graph, root) for link in _links(graph, module) if _top(link[1]) not in allowed
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import."""
        _print_links(check)


class OnlyUnder(Contract):
    """`imported` (top-level names) may be imported below the package `under`, and by no other module of ours."""

    type_name = "only_under"

    imported = fields.ListField(subfield=fields.StringField())
    under = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import of these libraries elsewhere."""
        libraries = _names(self.imported)
        home = str(self.under)
        outside = (module for module in graph.modules if module != home and not module.startswith(home + "."))
        return _verdict(link for module in outside for link in _links(graph, module) if _top(link[1]) in libraries)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import."""
        _print_links(check)


def _names(values: object) -> set[str]:
    """Give the linter's fields the type that they have once the contract has been read."""
    return set(cast("list[str]", values))


def _package(graph: ImportGraph, root: str) -> set[str]:
    return {root, *graph.find_descendants(root)}


def _links(graph: ImportGraph, module: str) -> Iterator[tuple[str, str]]:
    for imported in graph.find_modules_directly_imported_by(module):
        yield module, imported


def _top(module: str) -> str:
    return module.partition(".")[0]


def _verdict(links: Iterable[tuple[str, str]]) -> ContractCheck:
    found = sorted(links)
    return ContractCheck(kept=not found, metadata={"links": found})


def _print_links(check: ContractCheck) -> None:
    for importer, imported in check.metadata["links"]:
        output.print_error(f"{importer} imports {imported}", bold=False)
