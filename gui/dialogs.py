"""Everything the window asks or tells in a window of its own. Nothing here blocks.

Every question takes a `then` that gets the answer; tests hand the main window other answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import engine
from engine.document.recovery import Recoverable
from engine.document.restoration import SUFFIX
from engine.files.formats import READABLE
from engine.files.scan import PageFacts
from gui import theme
from gui.actions import ACTIONS, GESTURES, MENUS
from gui.export_dialog import ExportDialog, ExportRequest
from gui.page_dialog import PageDialog
from gui.recovery_dialog import RecoveryDialog
from gui.settings import Settings

ENDINGS = " ".join(f"*{ending}" for ending in READABLE)
KINDS = "JPEG (*.jpg *.jpeg);;PNG (*.png);;TIFF (*.tif *.tiff);;All files (*)"
SCANS = f"Scans ({ENDINGS});;{KINDS}"
RESTORATIONS = "Restorations (*.heirloom)"
OPENABLE = f"Scans and restorations ({ENDINGS} *.heirloom);;{KINDS};;{RESTORATIONS}"
MASKS = "Masks (*.png *.tif *.tiff);;PNG (*.png);;TIFF (*.tif *.tiff)"


class Dialogs:
    """The real questions, asked with Qt. Folders are remembered for each purpose."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def choose_scan(self, parent: QWidget, then: Callable[[Path], None]) -> None:
        self._choose_file(parent, "Open a scan", "open", OPENABLE, then)

    def choose_missing_scan(self, parent: QWidget, name: str, then: Callable[[Path], None]) -> None:
        """`name`: of the scan that a restoration was made from and that was not found."""
        self._choose_file(parent, f"Where is {name or 'the scan'} now?", "open", SCANS, then)

    def choose_page(
        self, parent: QWidget, name: str, pages: Sequence[PageFacts], then: Callable[[int], None]
    ) -> None:
        """`then` gets the number of a page, from 1."""
        show(PageDialog(name, pages, then, parent))

    def ask_large(self, parent: QWidget, question: str, then: Callable[[], None]) -> None:
        """`question`: what the scan measures and needs; `then` where it shall be opened."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText("This scan is very large. Open it?")
        box.setInformativeText(question)
        accept = box.addButton("&Open", QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.finished.connect(lambda: then() if box.clickedButton() is accept else None)
        show(box)

    def choose_mask(self, parent: QWidget, then: Callable[[Path], None]) -> None:
        self._choose_file(parent, "Import a mask", "mask", MASKS, then)

    def choose_mask_target(
        self, parent: QWidget, proposal: Path, then: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(parent, "Export the mask", str(proposal), MASKS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".png")
        self._open(dialog, "mask", then)

    def choose_restoration_target(
        self, parent: QWidget, proposal: Path, then: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(parent, "Save the restoration", str(proposal), RESTORATIONS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        self._open(dialog, "restoration", then)

    def export(
        self, parent: QWidget, dialog: ExportDialog, then: Callable[[ExportRequest], None]
    ) -> None:
        dialog.setParent(parent, dialog.windowFlags())
        dialog.requested.connect(then)
        show(dialog)

    def ask_unsaved(self, parent: QWidget, name: str, then: Callable[[str], None]) -> None:
        """`then` gets "save", "discard" or "cancel"."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(f"The changes to {name} have not been saved.")
        box.setInformativeText(
            "Save the restoration first? It keeps every repair, so that you can go on later. "
            "The original stays as it is."
        )
        save = box.addButton("&Save", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("&Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        answers = {save: "save", discard: "discard"}
        box.finished.connect(lambda: then(answers.get(box.clickedButton(), "cancel")))
        show(box)

    def ask_shared(self, parent: QWidget, name: str, then: Callable[[], None]) -> None:
        """The scan is open in another window of Heirloom; `then` where a copy will do."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(f"{name} is open in another window of Heirloom.")
        box.setInformativeText(
            "What is done there is not seen here. Open a copy? It is saved under another name."
        )
        copy = box.addButton("&Open a copy", QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.finished.connect(lambda: then() if box.clickedButton() is copy else None)
        show(box)

    def offer_recovery(
        self,
        parent: QWidget,
        found: Sequence[Recoverable],
        then: Callable[[str, Recoverable], None],
    ) -> None:
        """`then` gets "recover" or "discard" and the one it is about; nothing for "later"."""
        show(RecoveryDialog(found, then, parent))

    def tell_error(self, parent: QWidget, sentence: str, details: str) -> None:
        """One sentence; `details` (the traceback) only on demand."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Heirloom")
        box.setText(sentence)
        if details:
            box.setDetailedText(details)
        box.addButton(QMessageBox.StandardButton.Ok)
        show(box)

    def show_shortcuts(self, parent: QWidget) -> None:
        show(shortcut_sheet(parent))

    def show_report(self, parent: QWidget, text: str) -> None:
        show(report_dialog(parent, text))

    def show_about(self, parent: QWidget) -> None:
        box = QMessageBox(parent)
        box.setWindowTitle("About Heirloom")
        box.setIconPixmap(theme.window_icon().pixmap(64, 64))
        box.setText(f"<b>Heirloom {engine.__version__}</b>")
        box.setInformativeText(
            "Restores old scanned photographs on your own computer. Nothing leaves it, and no "
            "original is ever changed.\n\nMIT licence. Built with Qt, ONNX Runtime, OpenCV and "
            "NumPy."
        )
        show(box)

    def show_preferences(
        self, parent: QWidget, settings: Settings, theme_changed: Callable[[str], None]
    ) -> None:
        show(preferences_dialog(parent, settings, theme_changed))

    def _choose_file(
        self, parent: QWidget, title: str, purpose: str, names: str, then: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(parent, title, str(self._settings.folder(purpose)), names)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, purpose, then)

    def _open(self, dialog: QFileDialog, purpose: str, then: Callable[[Path], None]) -> None:
        def chosen(name: str) -> None:
            self._settings.set_folder(purpose, Path(name).parent)
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        show(dialog)


def show(dialog: QDialog) -> None:
    """Over its window, without stopping the program; gone from memory when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def shortcut_sheet(parent: QWidget) -> QDialog:
    """All keys and gestures, by menu."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keys and gestures")
    text = QLabel(_sheet_html())
    text.setTextFormat(Qt.TextFormat.RichText)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    text.setMargin(12)
    text.setWordWrap(True)
    text.setAccessibleName("Keys and gestures")
    scroll = QScrollArea()
    scroll.setAccessibleName("Keys and gestures")
    scroll.setWidget(text)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    _fill(dialog, scroll)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    room = dialog.screen().availableSize()
    dialog.resize(min(880, room.width() - 40), min(740, room.height() - 80))
    return dialog


def _sheet_html() -> str:
    mouse = _section_html("With the mouse", GESTURES)
    menus = {
        menu: _section_html(
            menu,
            [
                (",  ".join(spec.key_names), spec.plain_text)
                for spec in ACTIONS
                if spec.menu == menu and spec.shortcuts
            ],
        )
        for menu in MENUS
    }
    at_left = ("Tools", "File", "Edit", "Help")
    left = mouse + "".join(menus[menu] for menu in at_left)
    right = "".join(html for menu, html in menus.items() if menu not in at_left)
    return f"<table width='100%'><tr><td width='52%'>{left}</td><td>{right}</td></tr></table>"


def _section_html(title: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td width='46%' style='padding:2px 14px 2px 0'><b>{_escape(keys)}</b></td>"
        f"<td style='padding:2px 14px 2px 0'>{_escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<h3>{title}</h3><table width='100%'>{lines}</table>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def report_dialog(parent: QWidget, text: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle("System report")
    view = QPlainTextEdit(text, readOnly=True)
    view.setAccessibleName("System report")
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))  # it has columns
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    copy = QPushButton("Copy")
    copy.setAccessibleName("Copy the report")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    buttons = _fill(dialog, view)
    buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
    dialog.resize(760, 520)
    return dialog


def preferences_dialog(
    parent: QWidget, settings: Settings, theme_changed: Callable[[str], None]
) -> QDialog:
    """Changes work at once; there is nothing to apply."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Preferences")
    looks = QComboBox()
    looks.setAccessibleName("Look")
    for key, text in zip(theme.THEMES, ("As the desktop", "Light", "Dark"), strict=True):
        looks.addItem(text, key)
    looks.setCurrentIndex(looks.findData(settings.theme))
    looks.currentIndexChanged.connect(lambda: theme_changed(looks.currentData()))
    remember = QCheckBox("Remember the scans I opened")
    remember.setChecked(settings.remember_recent)

    def set_remember(wanted: bool) -> None:
        settings.remember_recent = wanted
        if not wanted:
            settings.forget_recent()

    remember.toggled.connect(set_remember)
    place = QLabel(f"Kept in {settings.file}", wordWrap=True)
    place.setProperty("quiet", True)
    body = QWidget()
    form = QFormLayout(body)
    form.setSpacing(12)
    form.addRow("Look", looks)
    form.addRow("", remember)
    form.addRow("", place)
    _fill(dialog, body)
    dialog.setMinimumWidth(420)
    return dialog


def _fill(dialog: QDialog, body: QWidget) -> QDialogButtonBox:
    """`body` above a Close button."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 12)
    column.setSpacing(12)
    column.addWidget(body, 1)
    column.addWidget(buttons)
    return buttons
