"""What a changed preference does, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction

from gui.appearance import Appearance
from gui.generator_choice import GeneratorChoice
from gui.keys import KeyMap
from gui.session import Sessions
from gui.settings import Settings

MB, GB = 2**20, 10**9


class AppliedSettings:
    """The settings that others read when they need them (folders, notices) are not in here."""

    def __init__(
        self,
        settings: Settings,
        actions: Mapping[str, QAction],
        appearance: Appearance,
        choice: GeneratorChoice,
        sessions: Sessions,
    ) -> None:
        self._settings, self._actions = settings, actions
        self._sessions = sessions
        sessions.listed.connect(self._limit_undo)
        self._acts: dict[str, Callable[[], None]] = {
            "keys": lambda: KeyMap(settings).apply(actions),
            "repair_on_release": self._set_on_release,
            "scan_memory": self._allow_memory,
            "undo_memory": self._limit_undo,
            "theme": lambda: appearance.set_theme(settings.theme),
            **dict.fromkeys(("method", "device", "threads"), choice.restore),
        }
        for name in ("keys", "repair_on_release", "scan_memory"):  # the others began by themselves
            self._acts[name]()

    def apply(self, name: str) -> None:
        """`name` of a setting that has changed; "" where all of them have."""
        acts = self._acts.values() if not name else filter(None, [self._acts.get(name)])
        for act in dict.fromkeys(acts):
            act()

    def _set_on_release(self) -> None:
        self._actions["on_release"].setChecked(self._settings.repair_on_release)

    def _allow_memory(self) -> None:
        from engine.files.limits import allow_memory

        allow_memory(self._settings.scan_memory * GB or None)

    def _limit_undo(self) -> None:
        """What is meant for undo is shared among the open documents."""
        for session in self._sessions:
            memory = self._settings.undo_memory * MB // len(self._sessions)
            session.document.history.limit(memory)
