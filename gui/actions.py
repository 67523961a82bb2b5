"""Every action of the window, in one table.

The menus, the tool bar, the sheet of shortcuts (F1) and the tests read it; `gui/main_window.py`
says what each does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import theme

Standard = QKeySequence.StandardKey
Role = QAction.MenuRole

MENUS = ("File", "Edit", "Mask", "Repair", "View", "Help")
RULE = "-"  # a separator in TOOL_BAR
SPACE = " "  # what follows stands at the right end


@dataclass(frozen=True)
class ActionSpec:
    """One action. Its shortcuts are the platform's `standard` keys, then our own `keys`."""

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
        return [k.toString(native) for k in self.shortcuts if not _is_rare(k[0].key())]

    @property
    def plain_text(self) -> str:
        return self.text.replace("&", "").removesuffix("...")


# Qt gives Quit, Preferences and Deselect no keys on Linux: those are set by hand, like Ctrl+=,
# which is where most keyboards have the plus.
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open", "&Open...", "File", ("Ctrl+O",), Standard.Open, icon="open", short="Open",
        tip="Open a scanned photograph; the file itself is never changed",
    ),
    ActionSpec(
        "recover", "Reco&ver...", "File",
        tip="Show work that was not saved when Heirloom ended unexpectedly",
    ),
    ActionSpec(
        "save", "&Save", "File", ("Ctrl+S",), Standard.Save, icon="save", rule_before=True,
        tip="Save every repair and mark in a restoration file, to go on later", needs_scan=True,
    ),
    ActionSpec(
        "save_as", "Save &as...", "File", ("Ctrl+Shift+S",), Standard.SaveAs, needs_scan=True,
        tip="Save the restoration under another name",
    ),
    ActionSpec(
        "export", "&Export...", "File", ("Ctrl+Shift+E",), icon="export", short="Export",
        tip="Save the restored picture beside the original", needs_scan=True,
    ),
    ActionSpec(
        "import_mask", "&Import mask...", "File", icon="mask-in", rule_before=True,
        tip="Add the white parts of a picture to what is marked", needs_scan=True,
    ),
    ActionSpec(
        "export_mask", "Export &mask...", "File", icon="mask-out", needs_scan=True,
        tip="Save what is marked as a black and white picture",
    ),
    ActionSpec(
        "close", "&Close scan", "File", ("Ctrl+W",), Standard.Close, icon="close", rule_before=True,
        tip="Close the scan; the window stays open", needs_scan=True,
    ),
    ActionSpec("quit", "&Quit", "File", ("Ctrl+Q",), icon="quit", role=Role.QuitRole),
    ActionSpec(
        "undo", "&Undo", "Edit", ("Ctrl+Z",), Standard.Undo, icon="undo", short="Undo",
        tip="Take back the last stroke or repair", needs_scan=True,
    ),
    ActionSpec(
        "redo", "&Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), Standard.Redo, icon="redo",
        short="Redo", tip="Do again what was taken back", needs_scan=True,
    ),
    ActionSpec(
        "preferences", "&Preferences...", "Edit", ("Ctrl+,",), icon="preferences",
        rule_before=True, role=Role.PreferencesRole,
    ),
    ActionSpec(
        "brush", "&Brush", "Mask", ("B",), icon="brush", short="Brush", group="tool",
        tip="Paint over damage to mark it",
    ),
    ActionSpec(
        "eraser", "&Eraser", "Mask", ("E",), icon="eraser", short="Eraser", group="tool",
        tip="Take marks away again; the right mouse button does it too",
    ),
    ActionSpec("swap", "S&wap brush and eraser", "Mask", ("X",), icon="swap"),
    ActionSpec("smaller", "&Smaller", "Mask", ("[",), icon="smaller", rule_before=True),
    ActionSpec("larger", "&Larger", "Mask", ("]",), icon="larger"),
    ActionSpec("softer", "So&fter edge", "Mask", ("{",)),
    ActionSpec("harder", "&Harder edge", "Mask", ("}",)),
    ActionSpec(
        "find_damage", "Fin&d damage", "Mask", ("F",), icon="find",
        rule_before=True, needs_scan=True,
        tip="Look for scratches, dust and stains; what is found is proposed, nothing is changed",
    ),
    # Its key is Enter, lent by "repair" for as long as a proposal is shown.
    ActionSpec(
        "add_findings", "&Add findings to mask", "Mask", icon="mask",
        tip="Mark what was found and is shown",
    ),
    ActionSpec(
        "clear_mask", "&Clear mask", "Mask", ("Ctrl+Shift+A",), icon="clear", rule_before=True,
        tip="Take all marks away", needs_scan=True,
    ),
    ActionSpec(
        "repair", "&Repair now", "Repair", ("Shift+R", "Return", "Enter"), icon="repair",
        short="Repair", tip="Repair all that is marked", needs_scan=True,
    ),
    ActionSpec(
        "cancel", "&Cancel", "Repair", ("Esc",), icon="cancel",
        tip="Drops the stroke under way, then the running repair; marks are never lost",
    ),
    ActionSpec(
        "on_release", "Repair on re&lease", "Repair", ("Ctrl+Shift+R",), checkable=True,
        rule_before=True, tip="Repair as soon as the brush is lifted",
    ),
    ActionSpec(
        "zoom_in", "Zoom &in", "View", ("Ctrl++", "Ctrl+="), Standard.ZoomIn, icon="zoom-in",
        needs_scan=True,
    ),
    ActionSpec(
        "zoom_out", "Zoom &out", "View", ("Ctrl+-",), Standard.ZoomOut, icon="zoom-out",
        needs_scan=True,
    ),
    ActionSpec(
        "fit", "&Fit in window", "View", ("Ctrl+0",), icon="fit", short="Fit",
        tip="Show the whole picture", needs_scan=True,
    ),
    ActionSpec(
        "actual", "&Actual pixels", "View", ("Ctrl+1",), icon="actual", short="Actual",
        tip="One pixel of the scan on one pixel of the screen", needs_scan=True,
    ),
    ActionSpec(
        "original", "Show the ori&ginal", "View", ("\\",), icon="original", short="Original",
        checkable=True, rule_before=True, needs_scan=True,
        tip="Shows the scan as it was, for as long as the key is held",
    ),
    ActionSpec(
        "split", "&Split before and after", "View", ("Ctrl+\\",), icon="split", short="Split",
        checkable=True, needs_scan=True, tip="Original at the left, result at the right",
    ),
    ActionSpec(
        "mask_view", "Next &mask view", "View", ("M",), icon="mask",
        tip="Marks as a tint, alone, hatched, or hidden", needs_scan=True,
    ),
    ActionSpec(
        "panel", "Side &panel", "View", ("F4",), icon="panel", checkable=True, rule_before=True,
    ),
    ActionSpec(
        "full_screen", "F&ull screen", "View", ("F11",), Standard.FullScreen, icon="full-screen",
        checkable=True,
    ),
    ActionSpec(
        "theme_system", "Look: as the &desktop", "View", group="theme", rule_before=True,
    ),
    ActionSpec("theme_light", "Look: &light", "View", group="theme"),
    ActionSpec("theme_dark", "Look: dar&k", "View", group="theme"),
    ActionSpec(
        "shortcuts", "&Keys and gestures", "Help", ("F1", "?"), icon="shortcuts",
    ),
    ActionSpec("report", "System &report...", "Help", icon="report"),
    ActionSpec("log", "Open &log folder", "Help", icon="log"),
    ActionSpec("about", "&About Heirloom", "Help", icon="about", role=Role.AboutRole),
)  # fmt: skip

# What the mouse does on the picture; shown beside the keys.
GESTURES: tuple[tuple[str, str], ...] = (
    ("Drag", "Paint, or erase with the eraser"),
    ("Right button", "Erase"),
    ("Shift+click", "Straight line from the last point"),
    ("Wheel", "Zoom at the pointer"),
    ("Ctrl+wheel", "Size of the brush"),
    ("Ctrl+Shift+wheel", "Hardness of the edge"),
    ("Space+drag, middle button", "Move the picture"),
    ("Tab (held)", "Show the original"),
)

TOOL_BAR: tuple[str, ...] = (
    "open", RULE, "undo", "redo", RULE, "brush", "eraser", RULE, "repair", RULE,
    "original", "split", RULE, "fit", "actual", SPACE, "export",
)  # fmt: skip


def _is_rare(key: int) -> bool:
    """Keys of office and Sun keyboards, which desktops still bind to undo and the like."""
    return key >= Qt.Key.Key_Back or Qt.Key.Key_F13 <= key <= Qt.Key.Key_F35


def find_action(action_id: str) -> ActionSpec:
    return next(spec for spec in ACTIONS if spec.id == action_id)


def build_actions(parent: QWidget) -> dict[str, QAction]:
    """A QAction for every row, by id; they do nothing until `connect_actions`."""
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for spec in ACTIONS:
        actions[spec.id] = _build(spec, parent)
        if spec.group:
            if spec.group not in groups:
                groups[spec.group] = QActionGroup(parent)
            groups[spec.group].addAction(actions[spec.id])
    return actions


def connect_actions(
    actions: Mapping[str, QAction], handlers: Mapping[str, Callable[..., object]]
) -> None:
    """`handlers` has one function for each id; those of checkable actions get the new state,
    all others nothing."""
    for spec in ACTIONS:
        handler = handlers[spec.id]
        if spec.checkable:
            actions[spec.id].toggled.connect(handler)
        else:
            actions[spec.id].triggered.connect(lambda checked=False, act=handler: act())


def _build(spec: ActionSpec, parent: QWidget) -> QAction:
    action = QAction(spec.text, parent)
    action.setObjectName(spec.id)
    action.setShortcuts(spec.shortcuts)
    action.setMenuRole(spec.role)
    action.setCheckable(spec.checkable or bool(spec.group))
    action.setEnabled(not spec.needs_scan)
    if spec.short:
        action.setIconText(spec.short)
    if spec.id in ("original", "full_screen", "split"):
        action.setAutoRepeat(False)  # held down they would flicker
    keys = ", ".join(spec.key_names)
    tip = spec.tip or spec.plain_text
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    return action


def paint_icons(actions: Mapping[str, QAction]) -> None:
    """Icons in the colours of the present look; again whenever the look changes."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.id].setIcon(theme.icon(spec.icon))
