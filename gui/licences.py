"""What Heirloom is made of, and under which terms: asked from what is installed here."""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import dataclass

import engine
from engine import paths

OURS = "heirloom"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE = re.compile(r"licen[sc]e|copying|notice", re.IGNORECASE)


@dataclass(frozen=True)
class Component:
    name: str
    version: str
    licence: str  # its name, as the component tells it
    text: str  # the licence itself; empty where it did not come along


def components() -> list[Component]:
    """What the window and the commands run on, by name, with what that needs in its turn.

    Only what is installed here. Training and tests need more; they are no part of the program.
    """
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [OURS]
    while waiting:
        name = waiting.pop()
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if _normal(name) not in found:
            found[_normal(name)] = distribution
            waiting += [_name_in(line) for line in distribution.requires or () if _counts(line)]
    found.pop(OURS, None)
    return [_describe(found[name]) for name in sorted(found)]


def everything() -> list[Component]:
    """Heirloom itself, the components, and the models there are."""
    from engine.generators.registry import load_registry

    try:
        text = (paths.bundle() / "LICENSE").read_text(encoding="utf-8")
    except OSError:  # the file did not come along
        text = ""
    models = [
        Component(card.title, card.id, str(card.origin.get("licence", "see its card")), "")
        for card in load_registry().models.values()
    ]
    return [Component("Heirloom", engine.__version__, "MIT", text), *components(), *models]


def _describe(distribution: importlib.metadata.Distribution) -> Component:
    told = distribution.metadata
    licence = told.get("License-Expression") or _classified(told.get_all("Classifier") or [])
    licence = licence or (told.get("License") or "see its text").strip().partition("\n")[0]
    files = [file for file in distribution.files or () if _LICENCE.search(file.name)]
    texts = filter(None, map(_read, files))
    return Component(told["Name"], distribution.version, licence, "\n\n".join(texts))


def _classified(classifiers: list[str]) -> str:
    kinds = [each for each in classifiers if each.startswith("License ::")]
    return ", ".join(dict.fromkeys(each.rpartition(" :: ")[2] for each in kinds))


def _read(file: importlib.metadata.PackagePath) -> str:
    try:
        return str(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""


def _counts(requirement: str) -> bool:
    """Of the extras only the one that reads files."""
    extra = re.search(r"extra == .(\w+)", requirement)
    return extra is None or extra.group(1) == "raw"


def _name_in(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found.group() if found else ""


def _normal(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
