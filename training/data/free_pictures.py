"""Photographs in the public domain that scikit-image brings along: nothing is downloaded for them.

What their licences say: https://github.com/scikit-image/scikit-image/tree/main/skimage/data
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.errors import RecipeError
from engine.progress import Progress
from training.data.photos import Photos, open_photos

REPLAY = ("astronaut.png", "brick.png", "coffee.png", "grass.png", "rocket.jpg")
MINI = ("camera.png", "chelsea.png", "gravel.png", "hubble_deep_field.jpg", "moon.png")


def open_free_pictures(names: tuple[str, ...], cache: Path, progress: Progress) -> Photos:
    """Those of `names` that the installed scikit-image has.

    Raises:
        RecipeError: it has none of them.
        Cancelled: stopped.
    """
    import skimage.data

    folder = Path(skimage.data.__file__).parent
    every = open_photos(folder, cache, progress=progress)
    found = tuple(photo for photo in every.photos if photo.file in names)
    if not found:
        raise RecipeError(
            f"{folder} holds none of {', '.join(names)}: install scikit-image anew, with its data."
        )
    return replace(every, photos=found)
