"""Where and how the result is saved, with what will be lost told before it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
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
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.document.record import record_path
from engine.files.scan import Scan
from engine.files.writer import EXTENSIONS, SUFFIXES, losses, propose_path
from gui.number_slider import NumberSlider


@dataclass(frozen=True)
class ExportRequest:
    path: Path
    format: str  # "JPEG", "PNG" or "TIFF"
    quality: int | None = None  # of a JPEG, 1..100
    record: bool = False  # also a record of what was changed, beside it


def refuse_target(scan: Scan, path: Path, file_format: str) -> str:
    """Why `path` cannot be the target, in a sentence; empty when it can."""
    if not path.name or not path.is_absolute():
        return "Choose a folder and a name for the result."
    if not path.parent.is_dir():
        return f"The folder {path.parent} does not exist: choose another one."
    if is_same_file(path, scan.path):
        return "This is the original, which is never overwritten: choose another name."
    if path.is_dir():
        return f"{path.name} is a folder: choose another name."
    if SUFFIXES.get(path.suffix.lower()) != file_format:
        return f"The name of a {file_format} file ends in {EXTENSIONS[file_format]}."
    return ""


def is_same_file(path: Path, other: Path | None) -> bool:
    """By the file itself, so that links and other spellings of a name are seen through."""
    if other is None:
        return False
    try:
        return path.samefile(other)
    except OSError:
        return path == other


class ExportDialog(QDialog):
    """Asks for format, quality and place. `requested` comes once, when the user agrees."""

    requested = Signal(object)  # ExportRequest

    def __init__(
        self,
        scan: Scan,
        file_format: str = "",
        quality: int = 95,
        unrepaired: bool = False,
        record: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`unrepaired`: whether marks are left, which is worth a word."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._scan = scan
        self._was_typed = False
        self.format = self._build_format(file_format)
        self.quality = NumberSlider("Quality", 1, 100, "%")
        self.quality.set_value(quality)
        self.target = QLineEdit()
        self.target.setAccessibleName("File to write")
        self.target.setMinimumWidth(420)
        self.choose = QPushButton("Choose...", autoDefault=False)
        self.choose.setAccessibleName("Choose the file to write")
        self.record = QCheckBox("Also write a record of what was changed", checked=record)
        self.record.setToolTip("A small file beside it, from which the result can be made again")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("warning", True)
        self._unrepaired = unrepaired
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton("Export", default=True)
        self.export_button.setProperty("primary", True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self.format.currentIndexChanged.connect(self._format_changed)
        self.target.textEdited.connect(self._typed)
        self.record.toggled.connect(self._judge)
        self.choose.clicked.connect(self._choose)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._format_changed()

    @property
    def file_format(self) -> str:
        return self.format.currentData()

    @property
    def path(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    def _build_format(self, file_format: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Format")
        bits = f"{self._scan.depth} bit"
        box.addItem(f"TIFF, {bits}, nothing is lost", "TIFF")
        box.addItem(f"PNG, {bits}, nothing is lost", "PNG")
        box.addItem("JPEG, 8 bit, small files", "JPEG")
        box.setCurrentIndex(max(0, box.findData(file_format or self._scan.format)))
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.target, 1)
        row.addWidget(self.choose)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("Format", self.format)
        form.addRow("", self.quality)
        form.addRow("File", row)
        form.addRow("", self.record)
        original = QLabel("Your original stays as it is.")
        original.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self.note)
        column.addWidget(original)
        column.addWidget(self.buttons)

    def _format_changed(self) -> None:
        self.quality.setVisible(self.file_format == "JPEG")
        if not self._was_typed:
            self.target.setText(str(propose_path(self._scan, self.file_format)))
        elif self.path.name:
            self.target.setText(str(self.path.with_suffix(EXTENSIONS[self.file_format])))
        self._judge()

    def _typed(self) -> None:
        self._was_typed = True
        self._judge()

    def _judge(self) -> None:
        """Say what would be lost or replaced, or why it cannot be done."""
        refusal = refuse_target(self._scan, self.path, self.file_format)
        notes = [refusal] if refusal else losses(self._scan, self.file_format)
        replaces = not refusal and self.path.exists()
        if replaces:
            notes.append(f"{self.path.name} exists and will be replaced.")
        if self.record.isChecked() and not refusal and record_path(self.path).exists():
            notes.append(f"{record_path(self.path).name} exists and will be replaced.")
        if self._unrepaired and not refusal:
            notes.append("Some marks have not been repaired yet; they are exported as they are.")
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))
        self.export_button.setEnabled(not refusal)
        self.export_button.setText("Replace" if replaces else "Export")

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Export as", str(self.path))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # The note and the button say it when a file will be replaced.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(EXTENSIONS[self.file_format])
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.target.setText(name)
        self._typed()

    def _accept(self) -> None:
        quality = self.quality.value if self.file_format == "JPEG" else None
        request = ExportRequest(self.path, self.file_format, quality, self.record.isChecked())
        self.accept()
        self.requested.emit(request)
