"""The one error that a person reads: a sentence that says what to do."""

from __future__ import annotations


class SeeDpoError(Exception):
    """Its text is shown as it is, on the node or in the panel."""
