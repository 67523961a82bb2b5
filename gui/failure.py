"""A failure as one sentence for the user, with the traceback for whoever wants it."""

from __future__ import annotations

import logging
import traceback

from engine.errors import HeirloomError
from gui.engine_words import in_words
from gui.language import tr

log = logging.getLogger(__name__)


def describe_failure(error: BaseException) -> tuple[str, str]:
    """(sentence, details); details are empty where they would add nothing."""
    if isinstance(error, HeirloomError):
        return as_sentence(error), "" if error.__cause__ is None else _trace(error)
    if isinstance(error, MemoryError):
        told = tr("There is not enough free memory for this: close other programs and try again.")
        return told, ""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {in_words(str(error.strerror))}.", _trace(error)
    return (
        tr(
            "Something went wrong inside Heirloom; your scan and your marks are unharmed. "
            "Help > System report helps to find out why."
        ),
        _trace(error),
    )


def as_sentence(error: HeirloomError) -> str:
    """What the engine says, as it stands at the beginning of a line."""
    return in_words(str(error).strip(), capital=True)


def log_failure(error: BaseException) -> None:
    log.error("%s", error, exc_info=error)


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).strip()
