"""What the models window asks of the engine, as work for a thread: no Qt in here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.generators import library
from engine.generators.card import ModelCard
from engine.generators.library import DeviceTest
from engine.generators.proposal import Proposal, propose_card
from engine.generators.proving import Proof, prove_card
from engine.generators.registry import load_registry
from engine.progress import Progress


@dataclass(frozen=True)
class Listed:
    """A model in the list."""

    card: ModelCard
    is_on: bool
    is_users: bool


@dataclass(frozen=True)
class Shelf:
    """All models there are. problems: a sentence for each folder that cannot be used."""

    models: tuple[Listed, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """A proposed card after its trial; no proof: `why` says what went wrong."""

    card: ModelCard
    proof: Proof | None
    why: str = ""


def read_shelf(progress: Progress) -> Shelf:
    progress.step(0.0, "reading the models")
    registry = load_registry()
    cards = [(card, True) for card in registry.models.values()]
    cards += [(card, False) for card in registry.off.values()]
    listed = sorted(
        (Listed(card, is_on, library.is_users(card)) for card, is_on in cards),
        key=lambda each: (each.is_users, each.card.task, each.card.id),
    )
    return Shelf(tuple(listed), tuple(registry.problems))


def propose(path: Path, progress: Progress) -> Proposal:
    return propose_card(path, progress)


def try_card(card: ModelCard, progress: Progress) -> Tried:
    """A card that fails is no failure of the work: another one is tried next."""
    from engine.errors import HeirloomError
    from gui.failure import as_sentence

    try:
        library.check_new_id(card.id)
        return Tried(card, prove_card(card, progress))
    except HeirloomError as error:
        return Tried(card, None, as_sentence(error))


def test_devices(card: ModelCard, progress: Progress) -> list[DeviceTest]:
    return list(library.device_tests(card, progress))
