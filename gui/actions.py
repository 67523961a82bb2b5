"""Every action of the window, in one table.

The menus, the tool bar, the sheet of shortcuts (F1) and the tests read it; `gui/main_window.py`
says what each does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from engine.document.layers import CAUSES
from gui import theme
from gui.action_spec import ActionSpec, Role, Standard
from gui.language import mark, plain, tr
from gui.region_actions import PAGE_ACTIONS, REGION_ACTIONS
from gui.tool_actions import TOOL_ACTIONS

MENU_TITLES = (
    mark("&File"), mark("&Edit"), mark("&Tools"), mark("&Mask"),
    mark("&Layers"), mark("&Repair"), mark("&View"), mark("&Help"),
)  # fmt: skip
MENUS = tuple(map(plain, MENU_TITLES))
RULE = "-"  # a separator in TOOL_BAR
SPACE = " "  # what follows stands at the right end


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
        "batch", "&Batch...", "File", ("Ctrl+B",), icon="batch",
        tip="Repair whole folders of scans, with a plan first and a report at the end",
    ),
    ActionSpec(
        "models", "Mo&dels...", "File", ("Ctrl+M",), icon="models",
        tip="The generators there are: what they can do, where they come from, and new ones",
    ),
    ActionSpec(
        "training", "&Training...", "File", ("Ctrl+T",), icon="training",
        tip="Make a generator from your own photographs; nothing leaves this computer",
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
    ActionSpec(
        "close_all", "C&lose all scans", "File", ("Ctrl+Shift+W",), needs_scan=True,
        tip="Close every open scan; what is not saved is asked about once",
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
    *TOOL_ACTIONS,
    ActionSpec(
        "find_damage", "Fin&d damage", "Mask", ("F",), icon="find", needs_scan=True,
        tip="Look for scratches, dust and stains; what is found is proposed, nothing is changed",
    ),
    # Its key is Enter, lent by "repair" for as long as a proposal is shown.
    ActionSpec(
        "add_findings", "&Add findings to mask", "Mask", icon="mask",
        tip="Mark what was found and is shown",
    ),
    ActionSpec(
        "rectangle_by_numbers", "&Rectangle by numbers...", "Mask", ("Ctrl+R",),
        rule_before=True, needs_scan=True, tip="Mark a rectangle without the mouse",
    ),
    ActionSpec(
        "grow", "&Grow...", "Mask", ("G",), rule_before=True, needs_scan=True,
        tip="Mark everything close to a mark",
    ),
    ActionSpec(
        "shrink", "&Shrink...", "Mask", ("Shift+G",), needs_scan=True,
        tip="Take the edges of all marks away",
    ),
    ActionSpec(
        "feather", "Fea&ther...", "Mask", ("Shift+F",), needs_scan=True,
        tip="Let the edges of all marks fall off softly",
    ),
    ActionSpec(
        "tighten", "Tight&en to damage", "Mask", ("J",), needs_scan=True,
        tip="Keep of rough marks only what looks damaged: paint around it, then press this",
    ),
    ActionSpec(
        "tighten_strokes", "Tighten e&very stroke", "Mask", ("Shift+J",), checkable=True,
        tip="What you paint shrinks to the damage in it as soon as you let go",
    ),
    ActionSpec(
        "fill_holes", "Fill &holes", "Mask", ("Shift+H",), needs_scan=True,
        tip="Mark what is enclosed by marks",
    ),
    ActionSpec(
        "invert_mask", "&Invert", "Mask", ("Ctrl+I",), needs_scan=True,
        tip="Mark what is not marked, and nothing else",
    ),
    ActionSpec(
        "clear_mask", "&Clear mask", "Mask", ("Ctrl+Shift+A",), icon="clear", rule_before=True,
        tip="Take all marks away", needs_scan=True,
    ),
    *(
        ActionSpec(
            f"layer_{cause.id}", cause.name, "Layers", (str(number),), group="layer",
            needs_scan=True, tip="Paint into this layer",
        )
        for number, cause in enumerate(CAUSES, 1)
    ),
    ActionSpec(
        "toggle_layer", "&Hide layer", "Layers", ("Shift+L",), icon="eye-off", rule_before=True,
        needs_scan=True, tip="What is hidden is not repaired; what is protected stays protected",
    ),
    ActionSpec(
        "clear_layer", "C&lear layer", "Layers", ("Delete",), icon="clear", needs_scan=True,
        tip="Take the marks of the chosen layer away",
    ),
    ActionSpec(
        "export_layers", "&Export layers...", "Layers", icon="mask-out", rule_before=True,
        needs_scan=True, tip="Save all layers as one coloured picture and as one picture each",
    ),
    ActionSpec(
        "save_template", "Save as &template...", "Layers", rule_before=True, needs_scan=True,
        tip="Keep the marks for other scans, such as the place of a date stamp",
    ),
    ActionSpec(
        "apply_template", "&Apply a template...", "Layers", needs_scan=True,
        tip="Mark what a template marks",
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
        "automatic_tone", "Automatic &tone", "Repair", ("Ctrl+Shift+L",), rule_before=True,
        needs_scan=True, tip="Take fading and colour casts out of the whole picture",
    ),
    ActionSpec(
        "reset_tone", "Reset t&one", "Repair", needs_scan=True,
        tip="Show the tone of the scan as it is",
    ),
    ActionSpec(
        "enhance", "&Enhance", "Repair", ("Ctrl+Shift+N",), needs_scan=True,
        tip="Take noise, blur and JPEG blocks out of the whole picture",
    ),
    ActionSpec(
        "remove_enhancement", "Re&move enhancement", "Repair", needs_scan=True,
        tip="Leave noise, blur and JPEG blocks as they are",
    ),
    *REGION_ACTIONS,
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
    ActionSpec("double", "&200 %", "View", ("Ctrl+2",), needs_scan=True),
    ActionSpec(
        "turn_left", "&Turn the view left", "View", ("Ctrl+[",), icon="turn-left",
        rule_before=True, needs_scan=True, tip="On the screen only: the file stays as it is",
    ),
    ActionSpec(
        "turn_right", "Turn the view &right", "View", ("Ctrl+]",), icon="turn-right",
        needs_scan=True, tip="On the screen only: the file stays as it is",
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
        "side_by_side", "Side &by side", "View", ("V",), checkable=True, needs_scan=True,
        tip="The original at the left, the result at the right",
    ),
    ActionSpec(
        "difference", "Diff&erence", "View", ("D",), checkable=True, needs_scan=True,
        tip="Only what repairs have changed, eight times as strong, on black",
    ),
    ActionSpec(
        "blink", "Bli&nk", "View", ("Shift+B",), checkable=True, needs_scan=True,
        tip="Original and result in turns",
    ),
    ActionSpec(
        "mask_view", "Next &mask view", "View", ("M",), icon="mask",
        tip="Marks as a tint, alone, hatched, or hidden", needs_scan=True,
    ),
    ActionSpec(
        "confidence", "&Confidence", "View", ("Shift+C",), checkable=True, needs_scan=True,
        tip="Repairs from blue (certain) to yellow (a guess)",
    ),
    ActionSpec(
        "overview", "Overvie&w", "View", ("N",), checkable=True, needs_scan=True,
        tip="The whole scan in a corner while a part of it is seen",
    ),
    ActionSpec(
        "next_scan", "Ne&xt scan", "View", ("Ctrl+Tab", "Ctrl+PgDown"), rule_before=True,
        needs_scan=True, tip="Go to the next one of the open scans",
    ),
    ActionSpec(
        "previous_scan", "Pre&vious scan", "View", ("Ctrl+Shift+Tab", "Ctrl+PgUp"),
        needs_scan=True, tip="Go to the open scan before this one",
    ),
    ActionSpec(
        "film_strip", "Film-strip", "View", ("F3",), checkable=True,
        tip="Small pictures of the open scans below the picture, from the second scan on",
    ),
    ActionSpec(
        "panel", "Side &panel", "View", ("F4",), icon="panel", checkable=True, rule_before=True,
    ),
    *PAGE_ACTIONS,
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
    ActionSpec(
        "sample", "&Try the sample", "Help", tip="Open a damaged portrait, to try things out on",
    ),
    ActionSpec("report", "System &report...", "Help", icon="report"),
    ActionSpec("log", "Open &log folder", "Help", icon="log"),
    ActionSpec(
        "licences", "Li&cences...", "Help", rule_before=True,
        tip="What Heirloom is made of, and under which terms",
    ),
    ActionSpec("about", "&About Heirloom", "Help", icon="about", role=Role.AboutRole),
)  # fmt: skip

# What the mouse does on the picture; shown beside the keys.
GESTURES: tuple[tuple[str, str], ...] = (
    (mark("Drag"), mark("Paint, or erase with the eraser")),
    (mark("Right button, Alt"), mark("Erase; shapes take marks away")),
    (mark("Shift+click"), mark("Straight line from the last point")),
    (mark("Shift+drag"), mark("Square, circle, steps of 45 degrees")),
    (mark("Alt while dragging"), mark("Rectangle or ellipse from its middle")),
    (mark("Enter, Backspace"), mark("Close a polygon, drop its last corner")),
    (mark("Wheel"), mark("Zoom at the pointer")),
    (mark("Ctrl+wheel"), mark("Size of the brush")),
    (mark("Ctrl+Shift+wheel"), mark("Hardness of the edge")),
    (mark("Space+drag, middle button"), mark("Move the picture")),
    (mark("Tab (held)"), mark("Show the original")),
)

TOOL_BAR: tuple[str, ...] = (
    "open", RULE, "undo", "redo", RULE, "repair", RULE,
    "original", "split", RULE, "fit", "actual", SPACE, "export",
)  # fmt: skip


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
    action = QAction(tr(spec.text), parent)
    action.setObjectName(spec.id)
    action.setShortcuts(spec.shortcuts)
    action.setMenuRole(spec.role)
    action.setCheckable(spec.checkable or bool(spec.group))
    action.setEnabled(not spec.needs_scan)
    if spec.short:
        action.setIconText(tr(spec.short))
    if spec.id in ("original", "full_screen", "split"):
        action.setAutoRepeat(False)  # held down they would flicker
    action.setToolTip(tool_tip(spec, spec.key_names))
    return action


def tool_tip(spec: ActionSpec, key_names: Sequence[str]) -> str:
    """A sentence, with the keys behind it."""
    tip = tr(spec.tip) if spec.tip else spec.plain_text
    return f"{tip} ({', '.join(key_names)})" if key_names else tip


def paint_icons(actions: Mapping[str, QAction]) -> None:
    """Icons in the colours of the present look; again whenever the look changes."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.id].setIcon(theme.icon(spec.icon))
