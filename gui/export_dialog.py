"""Where and how the result is saved, with what will be lost told before it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
from engine.files.formats import EXTENSIONS, FORMATS, INKS_IN, SUFFIXES, title
from engine.files.options import KEEP, NO_PLACE, NONE, SaveOptions
from engine.files.scan import Scan
from engine.files.writer import propose_path
from gui.engine_words import in_words
from gui.enlarging import enlarger
from gui.language import mark, number, tr
from gui.losses_note import LossesNote
from gui.number_slider import NumberSlider

DETAILS = {
    "TIFF": mark("nothing is lost"),
    "PNG": mark("nothing is lost"),
    "JPEG2000": mark("nothing is lost, read by fewer programs"),
    "JPEG": mark("small files"),
    "WEBP": mark("for the web"),
    "AVIF": mark("smallest files, read by fewer programs"),
}
COMPRESSION_TITLES = {
    "deflate": mark("Deflate: small, read by most programs"),
    "lzw": mark("LZW: read by every program"),
    "zstd": mark("Zstandard: fast, read by new programs only"),
    "none": mark("None: large and fast"),
}
SUBSAMPLING_TITLES = {
    "4:4:4": mark("All (4:4:4)"),
    "4:2:2": mark("Half (4:2:2)"),
    "4:2:0": mark("A quarter (4:2:0)"),
}
METADATA_TITLES = {
    KEEP: mark("Keep all of it"),
    NO_PLACE: mark("Leave out where it was taken"),
    NONE: mark("Leave out all but profile and resolution"),
}


@dataclass(frozen=True)
class ExportRequest:
    path: Path
    format: str  # one of FORMATS
    quality: int | None = None  # of JPEG, WebP and AVIF, 1..100
    record: bool = False  # also a record of what was changed, beside it
    subsampling: str | None = None  # of a JPEG
    compression: str | None = None  # of a TIFF
    metadata: str = KEEP
    enlarge: bool = False  # twice the width and height
    inks: bool = False  # of a scan in CMYK

    @property
    def options(self) -> SaveOptions:
        return SaveOptions(
            self.format,
            self.quality,
            self.subsampling,
            self.compression,
            self.metadata,
            self.inks,
        )


def refuse_target(scan: Scan, path: Path, file_format: str) -> str:
    """Why `path` cannot be the target, in a sentence; empty when it can."""
    if not path.name or not path.is_absolute():
        return tr("Choose a folder and a name for the result.")
    if not path.parent.is_dir():
        return tr("The folder {folder} does not exist: choose another one.", folder=path.parent)
    if is_same_file(path, scan.path):
        return tr("This is the original, which is never overwritten: choose another name.")
    if path.is_dir():
        return tr("{name} is a folder: choose another name.", name=path.name)
    if SUFFIXES.get(path.suffix.lower()) != file_format:
        return tr(
            "The name of a {format} file ends in {ending}.",
            format=title(file_format),
            ending=EXTENSIONS[file_format],
        )
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
        metadata: str = KEEP,
        compression: str = "deflate",
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """quality: of a JPEG; unrepaired: marks are left; folder: instead of the scan's own."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._scan, self._folder, self._losses = scan, folder, LossesNote(self)
        self._unrepaired, self._was_typed = unrepaired, False
        self.format = self._build_format(file_format)
        self._qualities = {
            name: facts.quality for name, facts in FORMATS.items() if facts.quality is not None
        } | {"JPEG": quality}
        self.quality = NumberSlider(tr("Quality"), 1, 100, "%")
        self._build_colour()
        self.compression = _choice(tr("Compression"), COMPRESSION_TITLES, compression)
        self.metadata = _choice(tr("Camera data, captions, place"), METADATA_TITLES, metadata)
        self._build_target()
        self._build_size()
        self.record = QCheckBox(tr("Also write a record of what was changed"), checked=record)
        self.record.setToolTip(tr("A small file, from which the result can be made again"))
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("warning", True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton(tr("Export"), default=True)
        self.export_button.setProperty("primary", True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._connect()
        self._format_changed()

    def _build_colour(self) -> None:
        self.subsampling = _choice(tr("Colour kept"), SUBSAMPLING_TITLES, "4:4:4")
        self.subsampling.setToolTip(tr("Fine detail of colour; brightness is always kept"))
        self.inks = QCheckBox(tr("Save in CMYK, as the scan is"))
        self.inks.setToolTip(tr("For printers: unchanged pixels keep the very inks of the scan"))

    def _build_target(self) -> None:
        self.target = QLineEdit()
        self.target.setAccessibleName(tr("File to write"))
        self.target.setMinimumWidth(420)
        self.choose = QPushButton(tr("Choose..."), autoDefault=False)
        self.choose.setAccessibleName(tr("Choose the file to write"))

    def _build_size(self) -> None:
        """The result in pixels, and what doubles it; its size on paper stays."""
        self.enlarge = QComboBox()
        self.enlarge.setAccessibleName(tr("Size of the result"))
        for words, times in ((mark("As it is: {size}"), 1), (mark("Twice: {size}"), 2)):
            self.enlarge.addItem(tr(words, size=_size_in_words(self._scan, times)), times > 1)
        model = enlarger()
        self.enlarged_by = QLabel(wordWrap=True)
        self.enlarged_by.setProperty("quiet", True)
        self.enlarged_by.setText(
            tr("By {model}.", model=model)
            if model
            else tr("There is no model that enlarges: by Lanczos resampling, which adds no detail.")
        )

    def _connect(self) -> None:
        self.enlarge.currentIndexChanged.connect(self._judge)
        self.format.currentIndexChanged.connect(self._format_changed)
        self.target.textEdited.connect(self._typed)
        for box in (self.record, self.inks):
            box.toggled.connect(self._judge)
        self._losses.known.connect(self._judge)
        self.quality.changed.connect(self._quality_changed)
        for box in (self.subsampling, self.compression, self.metadata):
            box.currentIndexChanged.connect(self._judge)
        self.choose.clicked.connect(self._choose)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    @cached_property
    def _enlarged(self) -> Scan:
        """What is saved at twice the size, without its pixels."""
        from engine.restore.upscale import enlarged_scan

        return enlarged_scan(self._scan)

    @property
    def file_format(self) -> str:
        return self.format.currentData()

    @property
    def request(self) -> ExportRequest:
        """What the user has chosen by now."""
        name = self.file_format
        return ExportRequest(
            self.path,
            name,
            self._qualities.get(name),
            self.record.isChecked(),
            self.subsampling.currentData() if name == "JPEG" else None,
            self.compression.currentData() if name == "TIFF" else None,
            self.metadata.currentData(),
            self.enlarge.currentData(),
            self.inks.isChecked() and self._may_keep_inks,
        )

    @property
    def _may_keep_inks(self) -> bool:
        return self._scan.inks_icc is not None and self.file_format in INKS_IN

    @property
    def path(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    def _build_format(self, file_format: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(tr("Format"))
        for name, detail in DETAILS.items():
            bits = min(self._scan.depth, FORMATS[name].depth)
            kind = tr("{name}, {bits} bit", name=title(name), bits=bits)
            box.addItem(f"{kind}, {tr(detail)}", name)
        box.setCurrentIndex(max(0, box.findData(file_format or self._scan.format)))
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.target, 1)
        row.addWidget(self.choose)
        form = self._form = QFormLayout()
        form.setSpacing(10)
        form.addRow(tr("Format"), self.format)
        form.addRow("", self.quality)
        form.addRow(tr("Colour"), self.subsampling)
        form.addRow(tr("Compression"), self.compression)
        form.addRow("", self.inks)
        form.addRow(tr("Size"), self.enlarge)
        form.addRow("", self.enlarged_by)
        form.addRow(tr("Metadata"), self.metadata)
        form.addRow(tr("File"), row)
        form.addRow("", self.record)
        original = QLabel(tr("Your original stays as it is."))
        original.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self.note)
        column.addWidget(original)
        column.addWidget(self.buttons)

    def _format_changed(self) -> None:
        quality = self._qualities.get(self.file_format)
        if quality is not None:
            self.quality.set_value(quality)
        self._form.setRowVisible(self.quality, quality is not None)
        self._form.setRowVisible(self.subsampling, self.file_format == "JPEG")
        self._form.setRowVisible(self.compression, self.file_format == "TIFF")
        self._form.setRowVisible(self.inks, self._may_keep_inks)
        if not self._was_typed:
            self.target.setText(str(propose_path(self._scan, self.file_format, self._folder)))
        elif self.path.name:
            self.target.setText(str(self.path.with_suffix(EXTENSIONS[self.file_format])))
        self._judge()

    def _quality_changed(self, quality: int) -> None:
        self._qualities[self.file_format] = quality
        self._judge()

    def _typed(self) -> None:
        self._was_typed = True
        self._judge()

    def _judge(self) -> None:
        """Say what would be lost or replaced, or why it cannot be done."""
        refusal = refuse_target(self._scan, self.path, self.file_format)
        request = self.request
        self._form.setRowVisible(self.enlarged_by, request.enlarge)
        notes = [refusal]
        if not refusal:
            saved = self._enlarged if request.enlarge else self._scan
            told = self._losses.of(saved, request.format, request.options)
            waiting = [tr("Finding out what is lost...")]
            notes = waiting if told is None else [in_words(loss) for loss in told]
        replaces = not refusal and self.path.exists()
        if replaces:
            notes.append(tr("{name} exists and will be replaced.", name=self.path.name))
        if self.record.isChecked() and not refusal and record_path(self.path).exists():
            notes.append(
                tr("{name} exists and will be replaced.", name=record_path(self.path).name)
            )
        if self._unrepaired and not refusal:
            notes.append(
                tr("Some marks have not been repaired yet; they are exported as they are.")
            )
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))
        self.export_button.setEnabled(not refusal)
        self.export_button.setText(tr("Replace") if replaces else tr("Export"))

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Export as"), str(self.path))
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
        request = self.request
        self.accept()
        self.requested.emit(request)


def _size_in_words(scan: Scan, times: int) -> str:
    """ "6,000 x 4,000 pixels, 600 dpi": with the resolution where it is known."""
    width, height = (number(times * side) for side in (scan.size.width, scan.size.height))
    told = tr("{size} pixels", size=f"{width} x {height}")
    dpi = scan.metadata.dpi
    return told if dpi is None else f"{told}, {number(round(times * dpi[0]))} dpi"


def _choice(name: str, titles: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, words in titles.items():
        box.addItem(tr(words), value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
