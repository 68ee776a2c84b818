"""A contract for import-linter: a file without pulumi imports no file that has it.

Such a file can be read, tested and used by other programs without an engine. No layer can say this:
a room holds files of both kinds.
"""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PureFiles(Contract):
    """Compares each file's imports with those of the files that it imports."""

    package: Any = fields.StringField()
    """Whose files."""
    engine: Any = fields.SetField(subfield=fields.StringField())
    """The packages that a pure file does not import."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the pure files that import one that is not."""
        files = graph.find_descendants(self.package)
        needs_engine = {
            user for name in self.engine for user in graph.find_modules_that_directly_import(name)
        }
        impure = {
            (file, imported)
            for file in files - needs_engine
            for imported in graph.find_modules_directly_imported_by(file) & needs_engine
        }
        return ContractCheck(kept=not impure, metadata={"impure": sorted(impure)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that has to go."""
        for file, imported in check.metadata["impure"]:
            output.print_error(f"{file} -> {imported} (which imports pulumi)")
