"""Everything the window asks or tells in a window of its own. Nothing here blocks.

Every question takes a `then` that gets the answer; tests hand the main window other answers. A
dialog is imported when it is wanted: the first frame of the window does not wait for any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import engine
from engine.document.restoration import SUFFIX
from engine.files.formats import READABLE
from gui import theme
from gui.actions import ACTIONS, GESTURES, MENUS
from gui.keys import KeyMap
from gui.language import mark, plain, tr
from gui.settings import Settings

if TYPE_CHECKING:
    from engine.document.recovery import Recoverable
    from engine.files.scan import PageFacts
    from gui.export_dialog import ExportDialog, ExportRequest
    from gui.licences import Component

ENDINGS = " ".join(f"*{ending}" for ending in READABLE)
# What file dialogs show, by name.
KINDS = {
    "JPEG": "*.jpg *.jpeg",
    "PNG": "*.png",
    "TIFF": "*.tif *.tiff",
    mark("All files"): "*",
}
SCANS = {mark("Scans"): ENDINGS} | KINDS
RESTORATIONS = {mark("Restorations"): f"*{SUFFIX}"}
OPENABLE = {mark("Scans and restorations"): f"{ENDINGS} *{SUFFIX}"} | KINDS | RESTORATIONS
MASKS = {mark("Masks"): "*.png *.tif *.tiff", "PNG": "*.png", "TIFF": "*.tif *.tiff"}


class Dialogs:
    """The real questions, asked with Qt. Folders are remembered for each purpose."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def choose_scans(self, parent: QWidget, then: Callable[[Sequence[Path]], None]) -> None:
        """One or several, each to be opened."""
        folder = str(self._settings.folder("open"))
        dialog = QFileDialog(parent, tr("Choose scans"), folder, file_filters(OPENABLE))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)

        def chosen(names: Sequence[str]) -> None:
            self._settings.set_folder("open", Path(names[0]).parent)
            then([Path(name) for name in names])

        dialog.filesSelected.connect(chosen)
        show(dialog)

    def choose_missing_scan(self, parent: QWidget, name: str, then: Callable[[Path], None]) -> None:
        """`name`: of the scan that a restoration was made from and that was not found."""
        self._choose_file(
            parent, tr("Where is {name} now?", name=name or tr("the scan")), "open", SCANS, then
        )

    def choose_page(
        self, parent: QWidget, name: str, pages: Sequence[PageFacts], then: Callable[[int], None]
    ) -> None:
        """`then` gets the number of a page, from 1."""
        from gui.page_dialog import PageDialog

        show(PageDialog(name, pages, then, parent))

    def ask_large(self, parent: QWidget, question: str, then: Callable[[], None]) -> None:
        """`question`: what the scan measures and needs; `then` where it shall be opened."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(tr("This scan is very large. Open it?"))
        box.setInformativeText(question)
        accept = box.addButton(tr("&Open"), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.finished.connect(lambda: then() if box.clickedButton() is accept else None)
        show(box)

    def choose_mask(self, parent: QWidget, then: Callable[[Path], None]) -> None:
        self._choose_file(parent, tr("Import a mask"), "mask", MASKS, then)

    def choose_mask_target(
        self, parent: QWidget, proposal: Path, then: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(parent, tr("Export the mask"), str(proposal), file_filters(MASKS))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".png")
        self._open(dialog, "mask", then)

    def choose_restoration_target(
        self, parent: QWidget, proposal: Path, then: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(
            parent, tr("Save the restoration"), str(proposal), file_filters(RESTORATIONS)
        )
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
        box.setText(tr("The changes to {name} have not been saved.", name=name))
        box.setInformativeText(
            tr(
                "Save the restoration first? It keeps every repair, so that you can go on later. "
                "The original stays as it is."
            )
        )
        save = box.addButton(tr("&Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(tr("&Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        answers = {save: "save", discard: "discard"}
        box.finished.connect(lambda: then(answers.get(box.clickedButton(), "cancel")))
        show(box)

    def ask_all_unsaved(
        self, parent: QWidget, names: Sequence[str], then: Callable[[Sequence[int]], None]
    ) -> None:
        """`then` gets the places of those to be saved, the others are given up; it is not called
        where nothing shall be closed."""
        from gui.unsaved_dialog import UnsavedDialog

        show(UnsavedDialog(names, then, parent))

    def ask_shared(self, parent: QWidget, name: str, then: Callable[[], None]) -> None:
        """The scan is open in another window of Heirloom; `then` where a copy will do."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(tr("{name} is open in another window of Heirloom.", name=name))
        box.setInformativeText(
            tr("What is done there is not seen here. Open a copy? It is saved under another name.")
        )
        copy = box.addButton(tr("&Open a copy"), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.finished.connect(lambda: then() if box.clickedButton() is copy else None)
        show(box)

    def offer_recovery(
        self,
        parent: QWidget,
        found: Sequence[Recoverable],
        then: Callable[[str, Sequence[Recoverable]], None],
    ) -> None:
        """`then` gets "recover" or "discard" and those it is about; nothing for "later"."""
        from gui.recovery_dialog import RecoveryDialog

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
        show(shortcut_sheet(parent, KeyMap(self._settings)))

    def show_report(self, parent: QWidget, text: str) -> None:
        show(report_dialog(parent, text))

    def show_licences(self, parent: QWidget, components: Sequence[Component]) -> None:
        from gui.licences_dialog import LicencesDialog

        show(LicencesDialog(components, parent))

    def show_about(self, parent: QWidget) -> None:
        box = QMessageBox(parent)
        box.setWindowTitle(tr("About Heirloom"))
        box.setIconPixmap(theme.window_icon().pixmap(64, 64))
        box.setText(f"<b>Heirloom {engine.__version__}</b>")
        box.setInformativeText(
            tr(
                "Restores old scanned photographs on your own computer. Nothing leaves it, and no "
                "original is ever changed.\n\nMIT licence. Built with Qt, ONNX Runtime, OpenCV and "
                "NumPy."
            )
        )
        show(box)

    def show_preferences(
        self, parent: QWidget, settings: Settings, changed: Callable[[str], None]
    ) -> None:
        """`changed` gets the name of the setting, "" for all of them."""
        from gui.preferences import Preferences

        show(Preferences(settings, changed, parent))

    def _choose_file(
        self,
        parent: QWidget,
        title: str,
        purpose: str,
        kinds: Mapping[str, str],
        then: Callable[[Path], None],
    ) -> None:
        dialog = QFileDialog(
            parent, title, str(self._settings.folder(purpose)), file_filters(kinds)
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, purpose, then)

    def _open(self, dialog: QFileDialog, purpose: str, then: Callable[[Path], None]) -> None:
        def chosen(name: str) -> None:
            self._settings.set_folder(purpose, Path(name).parent)
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        show(dialog)


def file_filters(kinds: Mapping[str, str]) -> str:
    """As Qt wants it, from names and the endings of each."""
    return ";;".join(f"{tr(name)} ({endings})" for name, endings in kinds.items())


def show(dialog: QDialog) -> None:
    """Over its window, without stopping the program; gone from memory when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def shortcut_sheet(parent: QWidget | None, keys: KeyMap) -> QDialog:
    """All keys and gestures, by menu."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Keys and gestures"))
    text = QLabel(_sheet_html(keys))
    text.setTextFormat(Qt.TextFormat.RichText)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    text.setMargin(12)
    text.setWordWrap(True)
    text.setAccessibleName(tr("Keys and gestures"))
    scroll = QScrollArea()
    scroll.setAccessibleName(tr("Keys and gestures"))
    scroll.setWidget(text)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    _fill(dialog, scroll)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    room = dialog.screen().availableSize()
    dialog.resize(min(880, room.width() - 40), min(740, room.height() - 80))
    return dialog


def _sheet_html(keys: KeyMap) -> str:
    gestures = [(tr(gesture), tr(meaning)) for gesture, meaning in GESTURES]
    mouse = _section_html(tr("With the mouse"), gestures)
    menus = {
        menu: _section_html(
            plain(tr(f"&{menu}")),
            [
                (",  ".join(keys.names(spec)), spec.plain_text)
                for spec in ACTIONS
                if spec.menu == menu and keys.of(spec)
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
    dialog.setWindowTitle(tr("System report"))
    view = QPlainTextEdit(text, readOnly=True)
    view.setAccessibleName(tr("System report"))
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))  # it has columns
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    copy = QPushButton(tr("Copy"))
    copy.setAccessibleName(tr("Copy the report"))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    buttons = _fill(dialog, view)
    buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
    dialog.resize(760, 520)
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
