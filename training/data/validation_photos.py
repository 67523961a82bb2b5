"""Photographs that measure are never trained on: their hashes are in validation-photos.txt.

The list has each photograph of the validation set and, where it was made from another file, that
one too. Renaming or copying a photograph does not help past it; saving it anew does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.errors import RecipeError
from training.data.photos import SUFFIXES

LIST = Path(__file__).resolve().parent.parent / "validation-photos.txt"


def validation_hashes(path: Path = LIST) -> dict[str, str]:
    """Name by sha256; the lines of the file are those of `sha256sum`."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))


def list_digest() -> str:
    """Changes when the list does."""
    return hashlib.sha256(LIST.read_bytes()).hexdigest()[:12]


def refuse_validation_photos(folder: Path) -> None:
    """Raise RecipeError if a photograph in `folder`, or in a folder in it, is kept for measuring.

    Files that cannot be read are left to `open_photos`, which names them.
    """
    kept = validation_hashes()
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES):
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
        if digest in kept:
            found.append(f"{path} (it is {kept[digest]})")
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise RecipeError(
            f"{found[0]}{more} in the training photographs: this photograph is kept for measuring, "
            "and a model that has seen it would be measured too well. Take it out of the folder."
        )
