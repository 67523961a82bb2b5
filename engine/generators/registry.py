"""The models there are: the bundled ones and the user's own. Problems are listed, not raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine import paths
from engine.errors import ModelError
from engine.generators.card import ModelCard, load_card
from engine.generators.switches import switched_off


@dataclass(frozen=True)
class Registry:
    """`problems`: one sentence for every model folder that could not be used."""

    models: dict[str, ModelCard] = field(default_factory=dict)  # by id
    off: dict[str, ModelCard] = field(default_factory=dict)  # those the user switched off
    problems: list[str] = field(default_factory=list)

    def of_task(self, task: str) -> list[ModelCard]:
        """The models of one task, the newest first (`date` in the card's [origin])."""
        cards = [card for card in self.models.values() if card.task == task]
        return sorted(cards, key=lambda card: str(card.origin.get("date", "")), reverse=True)

    def choose(self, task: str, model_id: str | None = None) -> ModelCard:
        """The model called `model_id`, or the newest one of `task`.

        Raises:
            ModelError: there is none, or it does other work; the sentence names what there is.
        """
        cards = self.of_task(task)
        if model_id is None:
            if not cards:
                raise ModelError(
                    f"there is no {task} model: put its folder (model.onnx and card.toml) into "
                    f"{paths.user_models()}.{self._problems_in_brief()}"
                )
            return cards[0]
        if model_id in self.off:
            raise ModelError(
                f"the model {model_id!r} is switched off: switch it on under File > Models, or "
                f"by `models enable {model_id}`."
            )
        if model_id not in self.models:
            known = ", ".join(card.id for card in cards) or "none"
            raise ModelError(
                f"there is no model {model_id!r}; {task} models: {known}."
                f"{self._problems_in_brief()}"
            )
        card = self.models[model_id]
        if card.task != task:
            known = ", ".join(other.id for other in cards) or "none"
            raise ModelError(
                f"model {model_id!r} is for {card.task}, not for {task}; {task} models: {known}."
            )
        return card

    def _problems_in_brief(self) -> str:
        return f" Not usable: {' '.join(self.problems)}" if self.problems else ""


def load_registry(folders: Sequence[Path] | None = None) -> Registry:
    """Read the cards below `folders`; by default the bundled models, then the user's.

    A model of a later folder never takes the place of one of the same id: it is listed as a
    problem, because a repair must say truly which model made it. Those that the user switched off
    are left out where no folders are named.
    """
    registry = Registry()
    for parent in (paths.bundled_models(), paths.user_models()) if folders is None else folders:
        try:
            folders_in = sorted(p for p in parent.iterdir() if p.is_dir())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            registry.problems.append(f"{parent} cannot be read: {error.strerror}.")
            continue
        for folder in folders_in:
            if not folder.name.startswith("."):
                _add(registry, folder)
    off = switched_off() if folders is None else set()
    registry.off.update({i: registry.models.pop(i) for i in off & registry.models.keys()})
    return registry


def _add(registry: Registry, folder: Path) -> None:
    try:
        card = load_card(folder)
        card.check_there()
    except ModelError as error:
        registry.problems.append(str(error))
        return
    first = registry.models.setdefault(card.id, card)
    if first is not card:
        registry.problems.append(
            f"{folder} is not used: the id {card.id!r} already belongs to {first.folder}; "
            "change the id in its card.toml."
        )
