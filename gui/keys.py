"""Which keys do what: as the table of actions says, unless the user chose others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence

from gui.action_spec import ActionSpec, is_rare
from gui.actions import ACTIONS, MENU_TITLES, find_action, tool_tip
from gui.language import mark, plain, tr
from gui.settings import Settings

# What the picture needs for itself, whatever action has the key too, and what it does there.
TAKEN = {
    "Space": mark("moves the picture"),
    "Tab": mark("shows the original"),
    "Esc": mark("cancels"),
    "Left": mark("moves the picture"),
    "Right": mark("moves the picture"),
    "Up": mark("moves the picture"),
    "Down": mark("moves the picture"),
    "Backspace": mark("drops a corner of a polygon"),
}


class KeyMap:
    """The user's keys over those of the table; kept in the settings as text that people can read.

    What cannot be read, or is about an action that is no more, is as if it were not there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, spec: ActionSpec) -> list[QKeySequence]:
        own = self._own().get(spec.id)
        return spec.shortcuts if own is None else [QKeySequence(key) for key in own]

    def names(self, spec: ActionSpec) -> list[str]:
        """As people read them, without those that few keyboards have."""
        native = QKeySequence.SequenceFormat.NativeText
        return [key.toString(native) for key in self.of(spec) if not is_rare(key[0].key())]

    def is_changed(self, spec: ActionSpec) -> bool:
        return spec.id in self._own()

    def user_of(self, key: QKeySequence) -> ActionSpec | None:
        """The action that has `key` now."""
        return next((spec for spec in ACTIONS if key in self.of(spec)), None)

    def assign(self, action: str, key: QKeySequence | None) -> None:
        """`key`, or none at all, instead of all keys of `action`; who had it loses it.

        ValueError: the picture needs that key for itself; `refusal` says it in words.
        """
        if key is not None and refusal(key):
            raise ValueError(refusal(key))
        own = self._own()
        loser = None if key is None else self.user_of(key)
        if loser is not None and loser.id != action:
            own[loser.id] = [_text(kept) for kept in self.of(loser) if kept != key]
        own[action] = [] if key is None else [_text(key)]
        self._keep(own)

    def reset(self, action: str | None = None) -> None:
        """The keys of the table again, of one action or of all.

        Of one: keys that another action was given meanwhile stay there.
        """
        own = {} if action is None else self._own()
        if action is not None and own.pop(action, None) is not None:
            self._keep(own)
            wanted = find_action(action).shortcuts
            free = [key for key in wanted if (user := self.user_of(key)) and user.id == action]
            if len(free) < len(wanted):
                own[action] = [_text(key) for key in free]
        self._keep(own)

    def apply(self, actions: Mapping[str, QAction]) -> None:
        """Give these actions their keys, and tool tips that name them."""
        for spec in ACTIONS:
            actions[spec.id].setShortcuts(self.of(spec))
            actions[spec.id].setToolTip(tool_tip(spec, self.names(spec)))

    def _own(self) -> dict[str, list[str]]:
        try:
            told = json.loads(self._settings.keys)
            known = {spec.id for spec in ACTIONS}
            return {
                action: [key for key in keys if isinstance(key, str) and QKeySequence(key).count()]
                for action, keys in told.items()
                if action in known and isinstance(keys, list)
            }
        except (ValueError, AttributeError):
            return {}

    def _keep(self, own: Mapping[str, list[str]]) -> None:
        self._settings.keys = json.dumps(own, sort_keys=True)


def key_of(action: QAction) -> str:
    """Its first key as people read it; where it has none, its place in the menus."""
    native = QKeySequence.SequenceFormat.NativeText
    for key in action.shortcuts():
        if not is_rare(key[0].key()):
            return key.toString(native)
    spec = find_action(action.objectName())
    if spec.id == "original":
        return "Tab"  # the picture's own key for it
    title = next(title for title in MENU_TITLES if plain(title) == spec.menu)
    return f"{plain(tr(title))} > {spec.plain_text}"


def follow_keys(show: Callable[[], None], *actions: QAction) -> None:
    """Call `show`, which speaks of the keys of `actions`, now and whenever these have changed."""
    show()
    for action in actions:
        action.changed.connect(show)


def refusal(key: QKeySequence) -> str:
    """Why an action cannot have `key`, in a sentence; empty where it can."""
    text = _text(key)
    if text not in TAKEN:
        return ""
    shown = key.toString(QKeySequence.SequenceFormat.NativeText)
    return tr("{key} {does}: it cannot be given away.", key=shown, does=tr(TAKEN[text]))


def _text(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.PortableText)
