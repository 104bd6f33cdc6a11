"""Where a dataset came from: an uploaded file, a file on this computer, or a database."""

from typing import Literal

from core.design.frozen import Frozen


class Origin(Frozen):
    """Where the rows of a dataset came from.

    Attributes
    ----------
    path : str
        Place of a file that was read where it lies; empty when a copy is kept in the workspace.
    url : str
        Database, without a password.
    table, query : str
        What was read from the database; one of them is empty.
    """

    kind: Literal["upload", "file", "database"] = "upload"
    path: str = ""
    url: str = ""
    table: str = ""
    query: str = ""

    def in_words(self) -> str:
        """Return the place in one line."""
        if self.kind == "database":
            return f"{'table ' + self.table if self.table else 'a query'} of {self.url}"
        if self.kind == "file":
            return f"a file on this computer{': ' + self.path if self.path else ''}"
        return "an uploaded file"
