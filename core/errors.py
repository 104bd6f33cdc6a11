"""Every error that Trefoil raises on purpose: what happened, where, and what to do next."""


class TrefoilError(Exception):
    """Base of all expected errors; its text is shown to people as it is.

    Parameters
    ----------
    message : str
        What happened and where, in one sentence.
    remedy : str
        What the reader can do next; empty when the message already says it.
    """

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class BadInput(TrefoilError):
    """A file or an answer cannot be used as it is."""


class NotReady(TrefoilError):
    """A step lacks something that an earlier step makes."""


class Missing(TrefoilError):
    """A named thing does not exist."""


class GateFailed(TrefoilError):
    """A gate forbids the release."""

    exit_code = 3


class Tampered(TrefoilError):
    """A stored file differs from the hash on record."""


class Cancelled(TrefoilError):
    """Work was stopped because a person asked for it."""
