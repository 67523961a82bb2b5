"""The preferences: every change works at once, or says that it needs a new start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui import recent_pictures, theme
from gui.keys import KeyMap
from gui.keys_page import KeysPage
from gui.language import mark, tr
from gui.language_choice import LanguageChoice
from gui.settings import Settings
from gui.side_panel import DEVICES, METHODS

LOOKS = tuple(zip(theme.THEMES, (mark("As the desktop"), mark("Light"), mark("Dark")), strict=True))


class Preferences(QDialog):
    """`changed` is called with the name of the setting; with "" where all of them changed."""

    def __init__(
        self, settings: Settings, changed: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self._settings, self._changed = settings, changed
        self.keys = KeysPage(KeyMap(settings), lambda: changed("keys"))
        pages = QTabWidget()
        pages.setAccessibleName(tr("Preferences"))
        pages.addTab(self._general(), tr("General"))
        pages.addTab(self._repair(), tr("Repair"))
        pages.addTab(self._files(), tr("Files and memory"))
        pages.addTab(self.keys, tr("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        reset = QPushButton(tr("Reset everything..."), autoDefault=False)
        reset.setToolTip(tr("All preferences, keys and the list of scans as on the first day"))
        reset.clicked.connect(self.ask_reset)
        buttons.addButton(reset, QDialogButtonBox.ButtonRole.ResetRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(pages, 1)
        column.addWidget(buttons)
        self.resize(540, 520)

    def ask_reset(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(tr("Preferences"))
        box.setText(tr("Reset everything to how it was on the first day?"))
        box.setInformativeText(
            tr(
                "That is all preferences and keys, and the list of scans opened lately. Scans, "
                "restorations and models stay."
            )
        )
        reset = box.addButton(tr("&Reset"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda: self.reset() if box.clickedButton() is reset else None)
        box.open()

    def reset(self) -> None:
        self._settings.reset()
        recent_pictures.forget_others(())
        self._changed("")
        self.accept()

    def _general(self) -> QWidget:
        page, form = _page()
        form.addRow(tr("Look"), self._choice(tr("Look"), "theme", LOOKS))
        form.addRow(tr("Language"), LanguageChoice(self._settings))
        remember = self._check(tr("Remember the scans I opened"), "remember_recent")
        remember.toggled.connect(self._remember)
        form.addRow("", remember)
        notify = self._check(tr("Tell me when long work has ended"), "notify")
        notify.setToolTip(tr("A notice of the desktop, while another window is in front"))
        form.addRow("", notify)
        form.addRow("", _quiet(tr("Kept in {file}", file=self._settings.file)))
        return page

    def _repair(self) -> QWidget:
        page, form = _page()
        form.addRow(
            "", self._check(tr("Repair as soon as the brush is lifted"), "repair_on_release")
        )
        methods = [(key, text) for key, text, _ in METHODS]
        form.addRow(tr("Method"), self._choice(tr("Method"), "method", methods))
        form.addRow(tr("Device"), self._choice(tr("Device"), "device", DEVICES))
        threads = self._number(tr("Processor threads"), "threads", 0, 256)
        threads.setSpecialValueText(tr("Automatic"))
        form.addRow(tr("Threads"), threads)
        form.addRow(
            "",
            _quiet(
                tr(
                    "Whether a device works is found out when the next scan is repaired; the "
                    "status bar tells which one is in use, and why."
                )
            ),
        )
        return page

    def _files(self) -> QWidget:
        page, form = _page()
        self.folder = QLineEdit(self._settings.export_folder, readOnly=True)
        self.folder.setPlaceholderText(tr("Beside each scan"))
        self.folder.setAccessibleName(tr("Folder for exports"))
        choose = QPushButton(tr("Choose..."), autoDefault=False)
        choose.setAccessibleName(tr("Choose the folder for exports"))
        choose.clicked.connect(self._choose_folder)
        beside = QPushButton(tr("Beside each scan"), autoDefault=False)
        beside.clicked.connect(lambda: self.set_folder(None))
        row = QHBoxLayout()
        for widget in (choose, beside):
            row.addWidget(widget)
        row.addStretch(1)
        form.addRow(tr("Exports go to"), self.folder)
        form.addRow("", row)
        undo = self._number(tr("Memory for undo"), "undo_memory", 64, 65536, " MB")
        undo.setSingleStep(64)
        form.addRow(tr("Memory for undo"), undo)
        form.addRow("", _quiet(tr("Older steps go to the disk, and can be undone just the same.")))
        scan = self._number(tr("Memory for one scan"), "scan_memory", 0, 1024, " GB")
        scan.setSpecialValueText(tr("All that is free"))
        form.addRow(tr("Memory for one scan"), scan)
        form.addRow("", _quiet(tr("A scan that needs more is not opened, and you are told.")))
        return page

    def set_folder(self, folder: Path | None) -> None:
        """None: beside each scan."""
        self._settings.export_folder = str(folder or "")
        self.folder.setText(self._settings.export_folder)
        self._changed("export_folder")

    def _choose_folder(self) -> None:
        start = self._settings.export_folder or str(self._settings.folder("export"))
        dialog = QFileDialog(self, tr("Folder for exports"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.set_folder(Path(name)))
        dialog.open()

    def _remember(self, wanted: bool) -> None:
        if not wanted:
            self._settings.forget_recent()
            recent_pictures.forget_others(())

    def _set(self, name: str, value: object) -> None:
        setattr(self._settings, name, value)
        self._changed(name)

    def _choice(self, title: str, name: str, rows: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox(objectName=name)
        box.setAccessibleName(title)
        box.setMinimumHeight(26)
        for key, text in rows:
            box.addItem(tr(text), key)
        with QSignalBlocker(box):
            box.setCurrentIndex(max(0, box.findData(getattr(self._settings, name))))
        box.currentIndexChanged.connect(lambda: self._set(name, box.currentData()))
        return box

    def _check(self, text: str, name: str) -> QCheckBox:
        box = QCheckBox(text, objectName=name, checked=getattr(self._settings, name))
        box.setMinimumHeight(24)
        box.toggled.connect(lambda checked: self._set(name, checked))
        return box

    def _number(self, title: str, name: str, least: int, most: int, unit: str = "") -> QSpinBox:
        box = QSpinBox(objectName=name, minimum=least, maximum=most, suffix=unit)
        box.setAccessibleName(title)
        box.setMinimumHeight(26)
        box.setKeyboardTracking(False)
        box.setValue(getattr(self._settings, name))
        box.valueChanged.connect(lambda value: self._set(name, value))
        return box


def _page() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(16, 16, 16, 16)
    form.setSpacing(12)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return page, form


def _quiet(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("quiet", True)
    return label
