"""Names of results: from a template, and such that every system can hold them.

A folder restored on Linux is copied to Windows, to a network drive, to a memory card: what is not
allowed on one of them is not written on any.
"""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath

from engine.errors import BatchError

FIELDS = ("name", "folder", "number", "date")
EXAMPLE: Mapping[str, object] = {
    "name": "scan",
    "folder": "album",
    "number": 1,
    "date": date(1970, 1, 1),
}
# Bytes of one part of a path, its ending included. Linux holds 255 (UTF-8), Windows and macOS 255
# UTF-16 units; the rest is for `_12` of names that would be the same.
LONGEST = 240
# Source: "Naming Files, Paths, and Namespaces", Microsoft Learn. Reserved with any ending.
RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    device + digit for device in ("COM", "LPT") for digit in "0123456789¹²³"
}
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def check_template(template: str) -> None:
    """Raise BatchError unless `template` is a name of FIELDS in braces: `{name}_{number:04}`."""
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    try:
        fields = list(string.Formatter().parse(template))
        for _, field, form, conversion in fields:
            if field is not None and (field not in FIELDS or conversion or "{" in (form or "")):
                raise BatchError(f"{{{field}}} in the name {template!r} is none of {known}.")
        template.format(**EXAMPLE)
    except (ValueError, TypeError) as error:
        raise BatchError(
            f"the name {template!r} cannot be filled in ({error}): write it of {known}, for "
            "example {name}_restored or {date}_{number:04}."
        ) from error
    if "/" in template or "\\" in template:
        raise BatchError(
            f"the name {template!r} holds a slash: it names files only, folders are kept as they "
            "are."
        )


def fill_in(template: str, path: PurePath, number: int, day: date) -> str:
    """The name `template` gives to a scan at `path`, without ending; not yet safe."""
    return template.format(name=path.stem, folder=path.parent.name, number=number, date=day)


def safe(part: str, ending: str = "") -> str:
    """One part of a path that every system can hold, as near to `part` + `ending` as possible.

    The same part always gives the same; different ones may come to be the same.
    """
    part = unicodedata.normalize("NFC", part)
    kept = "".join("_" if unicodedata.category(c) in ("Cc", "Cs") else c for c in part)
    kept = FORBIDDEN.sub("_", kept)
    if not ending:  # Windows drops dots and spaces at the end
        kept = kept.rstrip(" .")
    if kept.startswith("."):  # hidden
        kept = "_" + kept[1:]
    first, dot, rest = kept.partition(".")
    if first.rstrip(" ").upper() in RESERVED:
        kept = first.rstrip(" ") + "_" + dot + rest
    return _shortened(kept or "_", LONGEST - len(ending.encode())) + ending


def folded(path: PurePath) -> str:
    """Equal for paths that are one file on a system that ignores case or composes accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())


def natural(path: PurePath) -> tuple[list[str | int], str]:
    """Sorts scan2 before scan10, and two names that differ in case only always the same way."""
    parts = re.split(r"(\d+)", str(path).casefold())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], str(path)


def _shortened(text: str, longest: int) -> str:
    """Cut to `longest` bytes; what was cut off still makes a difference."""
    raw = text.encode()
    if len(raw) <= longest:
        return text
    mark = "~" + hashlib.sha256(raw).hexdigest()[:8]
    return raw[: longest - len(mark)].decode(errors="ignore") + mark
