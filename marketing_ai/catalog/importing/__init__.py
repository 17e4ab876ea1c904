"""Reading real files into the shop: what `marketing_import` does.

`files` opens and decodes, `records` splits into records with line numbers, `rows` checks
a record and gives a product row, `run` writes in batches with a checkpoint. Importers
of other kinds of data register here under a name.
"""

from marketing_ai.catalog.importing.registry import Importer, importer_for, importers, register
from marketing_ai.catalog.importing.run import ImportReport, import_file

__all__ = ["ImportReport", "Importer", "import_file", "importer_for", "importers", "register"]
