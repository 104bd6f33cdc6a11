"""Immutable, versioned, hashed results of steps, and what they were made from."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True)
class InputRef:
    """A record that another one was made from.

    Attributes
    ----------
    content_hash : str
        Hash of the input's payload at the time of use.
    """

    record_id: int
    kind: str
    content_hash: str


@dataclass(frozen=True)
class Record:
    """One version of a step's result.

    Attributes
    ----------
    version : int
        1, 2, 3... within the project and kind.
    content_hash : str
        SHA-256 of kind and payload: equal content, equal hash.
    lineage_hash : str
        SHA-256 of the content hash and the inputs' lineage hashes: changes when anything
        underneath changes. Approvals sign this one.
    """

    id: int
    project: str
    kind: str
    version: int
    iteration: int
    payload: Payload
    author: str
    reason: str
    content_hash: str
    lineage_hash: str
    inputs: tuple[InputRef, ...]
    created_at: datetime


def content_hash(kind: str, payload: Payload) -> str:
    """Return the SHA-256 (hex) of a kind and its JSON payload, independent of key order."""
    text = json.dumps([kind, payload], sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lineage_hash(content: str, input_lineages: list[str]) -> str:
    """Return the SHA-256 (hex) of a content hash and the lineage hashes of its inputs."""
    return hashlib.sha256("\n".join([content, *sorted(input_lineages)]).encode()).hexdigest()
