"""Light and dark looks over Fusion, and icons drawn in the colour of the text beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from engine import paths

THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Look:
    """The colours of one look; everything grey is neutral, so that it never tints a photograph."""

    window: str
    panel: str
    field: str
    text: str
    quiet: str  # secondary text; at least 4.5:1 on `panel`
    faint: str  # disabled text
    line: str
    hover: str
    accent: str
    accent_hover: str
    on_accent: str
    check: str  # icon of a ticked box, in the colour `on_accent`


LIGHT = Look(
    window="#ececec",
    panel="#f4f4f4",
    field="#ffffff",
    text="#1e1e1e",
    quiet="#5c5c5c",
    faint="#a0a0a0",
    line="#d2d2d2",
    hover="#e2e2e2",
    accent="#17766a",
    accent_hover="#125f55",
    on_accent="#ffffff",
    check="check-light",
)
DARK = Look(
    window="#2b2b2b",
    panel="#323232",
    field="#262626",
    text="#e8e8e8",
    quiet="#b0b0b0",
    faint="#757575",
    line="#454545",
    hover="#3f3f3f",
    accent="#45b8a5",
    accent_hover="#63cab9",
    on_accent="#10211e",
    check="check-dark",
)


def apply_theme(theme: str) -> Look:
    """Give the whole application the look of `theme` ("system", "light", "dark")."""
    app, look = QApplication.instance(), choose_look(theme)
    app.setPalette(make_palette(look))
    sheet = make_style_sheet(look)
    if sheet != app.styleSheet():  # setting it costs a tenth of a second, changed or not
        app.setStyleSheet(sheet)
    return look


def choose_look(theme: str) -> Look:
    """`system` follows the desktop; where it says nothing (bare X11, offscreen) that is light."""
    if theme == "system":
        told = QGuiApplication.styleHints().colorScheme()
        theme = "dark" if told == Qt.ColorScheme.Dark else "light"
    return DARK if theme == "dark" else LIGHT


def current_look() -> Look:
    """The look in use, told from the palette: dark has light text."""
    return DARK if QGuiApplication.palette().windowText().color().lightness() > 127 else LIGHT


def make_palette(look: Look) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: look.window,
        role.WindowText: look.text,
        role.Base: look.field,
        role.AlternateBase: look.panel,
        role.Text: look.text,
        role.Button: look.panel,
        role.ButtonText: look.text,
        role.BrightText: look.text,
        role.ToolTipBase: look.field,
        role.ToolTipText: look.text,
        role.PlaceholderText: look.quiet,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.Accent: look.accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.Light: look.hover,
        role.Midlight: look.hover,
        role.Mid: look.line,
        role.Dark: look.line,
    }
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(look.faint))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(look.line))
    return palette


def make_style_sheet(look: Look) -> str:
    """What a palette cannot say: spacing, the prominent button, section headings."""
    return f"""{_tool_bar_sheet(look)}{_side_panel_sheet(look)}{_open_scans_sheet(look)}
    QStatusBar {{ background: {look.panel}; border-top: 1px solid {look.line}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {look.quiet}; padding: 0 7px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QLabel[heading="true"] {{ font-weight: 600; }}
    QLabel[quiet="true"] {{ color: {look.quiet}; }}
    QFrame[rule="true"] {{ background: {look.line}; border: none; max-height: 1px; }}
    QPushButton[primary="true"] {{ background: {look.accent}; color: {look.on_accent};
        border: 2px solid {look.accent}; border-radius: 6px; padding: 3px 16px;
        font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {look.accent_hover};
        border-color: {look.accent_hover}; }}
    QPushButton[primary="true"]:focus {{ border-color: {look.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {look.hover}; color: {look.faint};
        border-color: {look.hover}; }}
    QDialogButtonBox QPushButton {{ min-height: 20px; }}
    QDialogButtonBox QPushButton[primary="true"] {{ min-height: 18px; }}
    QToolButton[switch="true"], QPushButton[switch="true"] {{ background: {look.panel};
        border: 1px solid {look.line}; border-radius: 4px; padding: 4px 12px; }}
    QToolButton[switch="true"]:checked, QPushButton[switch="true"]:checked {{
        background: {look.hover}; border-color: {look.accent}; color: {look.accent}; }}
    QToolButton[switch="true"]:focus, QPushButton[switch="true"]:focus {{
        border-color: {look.text}; }}
    #welcome, #welcome > QWidget > QWidget {{ background: {look.window}; }}
    QToolButton[tile="true"] {{ background: {look.panel}; border: 1px solid {look.line};
        border-radius: 6px; padding: 6px; }}
    QToolButton[tile="true"]:hover {{ background: {look.hover}; }}
    QToolButton[tile="true"]:focus {{ border-color: {look.accent}; }}
    QLabel[warning="true"] {{ background: {look.hover}; border-radius: 6px; padding: 9px 12px; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {look.quiet};
        border-radius: 4px; background: {look.field}; }}
    QCheckBox::indicator:checked {{ background: {look.accent}; border-color: {look.accent};
        image: url("{_file(look.check).as_posix()}"); }}
    QCheckBox::indicator:focus {{ border-color: {look.text}; }}
    {_scroll_bar_sheet(look)}"""


def _tool_bar_sheet(look: Look) -> str:
    """The bar above, with names; the palette at the left, without: it must fit a low window."""
    return f"""
    QToolBar {{ background: {look.panel}; border: none; border-bottom: 1px solid {look.line};
        padding: 5px 8px; spacing: 3px; }}
    QToolBar::separator {{ background: {look.line}; width: 1px; margin: 8px 7px; }}
    QToolBar QToolButton {{ border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; min-width: 46px; }}
    QToolBar QToolButton:hover:enabled {{ background: {look.hover}; }}
    QToolBar QToolButton:checked {{ background: {look.hover}; border-color: {look.accent};
        color: {look.accent}; }}
    QToolBar QToolButton:focus {{ border-color: {look.accent}; }}
    #toolPalette {{ border-bottom: none; border-right: 1px solid {look.line};
        padding: 4px; spacing: 1px; }}
    #toolPalette::separator {{ width: auto; height: 1px; margin: 4px 5px; }}
    #toolPalette QToolButton {{ padding: 3px; min-width: 22px; min-height: 22px; }}
    """


def _side_panel_sheet(look: Look) -> str:
    return f"""
    #sidePanel {{ background: {look.panel}; border-left: 1px solid {look.line}; }}
    #sidePanel QTabBar::tab {{ background: transparent; color: {look.quiet}; border: none;
        border-bottom: 2px solid {look.line}; padding: 8px 9px; min-height: 20px; }}
    #sidePanel QTabBar::tab:selected {{ color: {look.text}; border-bottom-color: {look.accent}; }}
    #sidePanel QTabBar::tab:hover, #sidePanel QTabBar::tab:focus {{ background: {look.hover}; }}
    #sidePanel QListView {{ background: {look.panel}; border: 1px solid {look.line};
        border-radius: 4px; }}
    #sidePanel QToolButton[variant="true"] {{ background: transparent; border-radius: 4px;
        border: 2px solid transparent; padding: 3px; color: {look.quiet}; }}
    #sidePanel QToolButton[variant="true"]:hover {{ background: {look.hover}; }}
    #sidePanel QToolButton[variant="true"]:checked {{ border-color: {look.accent};
        color: {look.text}; }}
    #sidePanel QToolButton[variant="true"]:focus {{ border-color: {look.text}; }}
    #sidePanel QScrollArea, #sidePanelBody {{ background: {look.panel}; border: none; }}
    """


def _open_scans_sheet(look: Look) -> str:
    """The tabs above the picture and the film-strip below it."""
    return f"""
    #documentTabs {{ background: {look.panel}; }}
    #documentTabs::tab {{ background: {look.panel}; color: {look.quiet}; border: none;
        border-bottom: 2px solid {look.line}; border-right: 1px solid {look.line};
        padding: 5px 6px 5px 12px; min-height: 20px; min-width: 110px; max-width: 220px; }}
    #documentTabs::tab:selected {{ color: {look.text}; background: {look.window};
        border-bottom-color: {look.accent}; }}
    #documentTabs::tab:hover, #documentTabs::tab:focus {{ background: {look.hover}; }}
    #documentTabs::close-button {{ image: url("{_file("tab-close").as_posix()}");
        border-radius: 4px; width: 16px; height: 16px; }}
    #documentTabs::close-button:hover {{ background: {look.line}; }}
    #filmStrip {{ background: {look.panel}; border: none; border-top: 1px solid {look.line};
        padding: 3px; }}
    #filmStrip::item {{ color: {look.quiet}; border: 2px solid transparent; border-radius: 6px;
        padding: 3px; }}
    #filmStrip::item:hover {{ background: {look.hover}; }}
    #filmStrip::item:selected {{ color: {look.text}; background: {look.hover};
        border-color: {look.accent}; }}
    #filmStrip::item:focus {{ border-color: {look.text}; }}
    """


def _scroll_bar_sheet(look: Look) -> str:
    """Narrow bars: at its usual width one takes the panel's margin on small screens."""
    return f"""
    #sidePanel QScrollBar:vertical {{ background: {look.panel}; width: 8px; border: none; }}
    #sidePanel QScrollBar::handle:vertical {{ background: {look.line}; border-radius: 4px;
        min-height: 32px; }}
    #sidePanel QScrollBar::handle:vertical:hover {{ background: {look.faint}; }}
    #sidePanel QScrollBar::add-line, #sidePanel QScrollBar::sub-line {{ height: 0; }}
    #filmStrip QScrollBar:horizontal {{ background: {look.panel}; height: 8px; border: none; }}
    #filmStrip QScrollBar::handle:horizontal {{ background: {look.line}; border-radius: 4px;
        min-width: 32px; }}
    #filmStrip QScrollBar::handle:horizontal:hover {{ background: {look.faint}; }}
    #filmStrip QScrollBar::add-line, #filmStrip QScrollBar::sub-line {{ width: 0; }}
    """


def icon(name: str) -> QIcon:
    """The icon `gui/icons/<name>.svg` in the present look's colours."""
    return _icon(name, current_look())


@lru_cache(maxsize=256)
def _icon(name: str, look: Look) -> QIcon:
    icon, mode, state = QIcon(), QIcon.Mode, QIcon.State
    for colour, uses in (
        (look.text, [(mode.Normal, state.Off)]),
        (look.accent, [(mode.Normal, state.On)]),
        (look.on_accent, [(mode.Selected, state.Off)]),
        (look.faint, [(mode.Disabled, state.Off), (mode.Disabled, state.On)]),
    ):
        drawing = _drawing(name, colour)
        for size in (24, 48, 72):  # 100, 200 and 300 % screens
            pixmap = _draw(drawing, size)
            for use in uses:
                icon.addPixmap(pixmap, *use)
    return icon


def window_icon() -> QIcon:
    """The application's own picture, in its own colours."""
    icon, drawing = QIcon(), _drawing("heirloom", "")
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(_draw(drawing, size))
    return icon


def _drawing(name: str, colour: str) -> QSvgRenderer:
    """An SVG of gui/icons in one colour; Qt does not resolve currentColor itself."""
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def _draw(drawing: QSvgRenderer, size: int) -> QPixmap:
    """As a square of `size` px."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


def _file(name: str) -> Path:
    return paths.bundle() / "gui" / "icons" / f"{name}.svg"
