"""The detector on the device that was chosen: opened when it is first needed, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import DeviceError, ModelError
from engine.progress import Progress
from gui.engine_words import in_words
from gui.language import tr

if TYPE_CHECKING:
    from engine.generators.session import Session


class OpenedDetector:
    """Belongs to one thread. problem: why there is none on "auto", for the end of a sentence."""

    def __init__(self) -> None:
        self.problem = ""
        self._device = ""  # that `_session` was opened for; empty: not yet
        self._session: Session | None = None

    def open(self, device: str, progress: Progress) -> Session | None:
        """None where there is no detector, or on "auto" none that can be used.

        Raises:
            ModelError, DeviceError: the device that was named cannot run it.
        """
        from engine.detect.find import open_detector

        if device == self._device:
            return self._session
        progress.step(0.0, tr("Preparing the detector"))
        self._device, self._session, self.problem = "", None, ""
        try:
            asked_by = "automatic" if device == "auto" else "settings"
            self._session = open_detector(device, asked_by)
        except (ModelError, DeviceError) as error:
            if device != "auto":
                raise
            self.problem = tr("; no detector: {error}", error=in_words(str(error)))
        self._device = device
        return self._session
