"""What an action is: a row of the table in `gui/actions.py`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from gui.language import plain, tr

Standard = QKeySequence.StandardKey
Role = QAction.MenuRole


@dataclass(frozen=True)
class ActionSpec:
    """One action. Its shortcuts are the platform's `standard` keys, then our own `keys`.

    `text`, `tip` and `short` are English, and translated where they are shown.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    standard: Standard | None = None
    icon: str = ""
    tip: str = ""  # a sentence for the tool tip and for screen readers
    short: str = ""  # under the icon in the tool bar
    group: str = ""  # one of the group is checked
    checkable: bool = False
    rule_before: bool = False  # a separator above it in the menu
    needs_scan: bool = False
    role: Role = Role.NoRole

    @property
    def shortcuts(self) -> list[QKeySequence]:
        """`standard` differs between desktops, and on a bare X11 it is often empty: what the
        manual promises is therefore among `keys` too."""
        standard = [] if self.standard is None else QKeySequence.keyBindings(self.standard)
        own = [QKeySequence(key) for key in self.keys]
        return standard + [key for key in own if key not in standard]

    @property
    def key_names(self) -> list[str]:
        """The shortcuts as people read them, without those that few keyboards have."""
        native = QKeySequence.SequenceFormat.NativeText
        return [k.toString(native) for k in self.shortcuts if not is_rare(k[0].key())]

    @property
    def plain_text(self) -> str:
        """What it is called in the language of the window."""
        return plain(tr(self.text))


def is_rare(key: int) -> bool:
    """Keys of office and Sun keyboards, which desktops still bind to undo and the like."""
    return key >= Qt.Key.Key_Back or Qt.Key.Key_F13 <= key <= Qt.Key.Key_F35
