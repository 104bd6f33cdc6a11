"""Verifying a package before anything of it is used."""

import json
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import Tampered
from core.scoring.model import sha256

MANIFEST = "MANIFEST.json"
LARGEST_PACKAGE = 2_000_000_000
"""Bytes when unpacked; a declared size beyond it is a bomb, not a model."""
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)
REMEDY = "Build the package again, or ask the sender for an unchanged one."


def verify_package(package: Path) -> dict[str, Any]:
    """Check every member of a package against its manifest, without unpacking it to disk.

    Returns
    -------
    dict
        The manifest: "files" maps each path to its SHA-256.

    Raises
    ------
    Tampered
        Not a zip, an unsafe member (absolute, "..", backslash, link), one too many, one missing, or one
        that differs from its hash. The message names the member.
    """
    try:
        with zipfile.ZipFile(package) as archive:
            members = archive.infolist()
            _refuse_unsafe(members)
            manifest = _manifest(archive)
            _refuse_other_members(
                {member.filename for member in members}, set(manifest["files"]) | {MANIFEST}
            )
            for name, expected in manifest["files"].items():
                if sha256(archive.read(name)) != expected:
                    raise Tampered(f"Package refused: {name} differs from its manifest.", REMEDY)
            return manifest
    except UNREADABLE as error:
        raise Tampered("Package refused: it is not a complete zip file.", REMEDY) from error


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        name, path = member.filename, PurePosixPath(member.filename)
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if is_link or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise Tampered(f"Package refused: unsafe member {name}.", REMEDY)
    names = [member.filename for member in members]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Tampered(f"Package refused: {twice} is in it twice.", REMEDY)
    if sum(member.file_size for member in members) > LARGEST_PACKAGE:
        raise Tampered("Package refused: it unpacks to more than 2 GB.", REMEDY)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if all(isinstance(expected, str) for expected in manifest["files"].values()):
            return manifest
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        pass
    raise Tampered(f"Package refused: {MANIFEST} is missing or cannot be read.", REMEDY)


def _refuse_other_members(found: set[str], expected: set[str]) -> None:
    for name in sorted(found - expected):
        raise Tampered(f"Package refused: {name} is not in its manifest.", REMEDY)
    for name in sorted(expected - found):
        raise Tampered(f"Package refused: {name} is missing.", REMEDY)
