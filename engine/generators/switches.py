"""Which models the user switched off. They stay where they are; nothing uses them."""

from __future__ import annotations

import json

from engine import paths
from engine.files.atomic import replacing


def switched_off() -> set[str]:
    """Ids of models; a list that cannot be read switches nothing off."""
    try:
        told = json.loads(paths.switched_off_models().read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    return {name for name in told if isinstance(name, str)} if isinstance(told, list) else set()


def switch(model_id: str, *, on: bool) -> None:
    """Use a model again, or no more.

    Raises:
        SaveError: the disk refuses.
    """
    off = switched_off()
    wanted = off - {model_id} if on else off | {model_id}
    if wanted == off:
        return
    file = paths.switched_off_models()
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as stream:
        stream.write(json.dumps(sorted(wanted)).encode())
