"""The form of a batch: which scans, what is done to them, how results are called and kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from engine.batch import options
from engine.batch.names import check_template, fill_in, safe
from engine.errors import BatchError
from engine.files.formats import EXTENSIONS
from gui.batch.fields import check_field, choice_field, label_for, push_button, text_field
from gui.batch.more import More
from gui.batch.recipe import LOSSY, WORK, Recipe
from gui.batch.sources_list import SourcesList
from gui.failure import as_sentence
from gui.language import mark, tr
from gui.number_slider import NumberSlider

FORMATS = (("same", mark("As the scan")), *((name, name.upper()) for name in options.FORMATS[1:]))
METADATA = (
    ("keep", mark("Keep all")),
    ("no-place", mark("Without the place")),
    ("none", mark("Profile and resolution only")),
)
CONFLICTS = (
    ("skip", mark("Skip the scan")),
    ("unique", mark("Give the result another name")),
    ("newer", mark("Replace where the scan is newer")),
    ("overwrite", mark("Replace the file")),
)
REVIEWS = (
    ("never", mark("Write every result")),
    ("below", mark("Ask me about uncertain ones")),
    ("always", mark("Ask me about every result")),
)
CHECKS = ("recursive", "stains", "dust", "watermark", "tone", "enhance", "upscale")


class RecipeForm(QWidget):
    """`changed` comes with every touch; what is wrong is a sentence, and nothing can start."""

    changed = Signal()
    folder_asked = Signal(str)  # "add" or "target"
    files_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rest = Recipe()  # what the form does not show
        self.more = More()
        self.sources = SourcesList()
        self.target = text_field(
            tr("Folder for the results"), tr("A folder of its own, beside the scans")
        )
        self.recursive = check_field(tr("Sub-folders too; the tree is kept"))
        self.include = text_field(tr("Only files like"), "*.tif scan_*")
        self.exclude = text_field(tr("Not files like"), "*_old*")
        self.work = choice_field(tr("What is repaired"), WORK)
        self.masks = text_field(tr("Masks"), tr("{name}_mask, a folder of masks, or one mask file"))
        self.protect = text_field(tr("Never touched"), tr("masks of what stays as it is"))
        self.dust = check_field(tr("Dust of the glass, learnt from the folder"))
        self.watermark = check_field(tr("A watermark that all of them share"))
        self.metadata = choice_field(tr("Metadata"), METADATA)
        self.sensitivity = NumberSlider(tr("Sensitivity"), 0, 100, "%")
        self.tone = check_field(tr("Fading and colour"))
        self.enhance = check_field(tr("Noise and blur"))
        self.upscale = check_field(tr("Twice the size"))
        self.stains = check_field(tr("Stains and losses too"))
        self.stains.setToolTip(tr("What is wrongly taken for one is large: look at the results"))
        self.review = choice_field(tr("Before results are written"), REVIEWS)
        self.review_below = NumberSlider(tr("Uncertain is less than"), 1, 99, "%")
        self.name = text_field(tr("Names of results"), "{name}_restored")
        self.preview = QLabel(wordWrap=True)
        self.preview.setProperty("quiet", True)
        self.preview.setAccessibleName(tr("How results will be called"))
        self.format = choice_field(tr("Format"), FORMATS)
        self.quality = NumberSlider(tr("Quality"), 1, 100, "%")
        self.on_conflict = choice_field(tr("Where another file is already there"), CONFLICTS)
        self._lay_out()
        self._connect()

    # Put together

    def _lay_out(self) -> None:
        left, right, both = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        for column in (left, right):
            column.setSpacing(14)
            both.addLayout(column, 1)
        both.setContentsMargins(0, 0, 4, 0)
        both.setSpacing(18)
        left.addWidget(self._scans_box(), 1)
        left.addWidget(self._results_box())
        right.addWidget(self._work_box())
        right.addWidget(self.more)
        right.addStretch(1)

    def _scans_box(self) -> QGroupBox:
        box = QGroupBox(tr("Scans"))
        column = QVBoxLayout(box)
        column.addWidget(self.sources, 1)
        row = QHBoxLayout()
        self.add_folder = push_button(tr("Add &folder..."))
        self.add_files = push_button(tr("Add f&iles..."))
        self.remove = push_button(tr("Re&move"))
        self.remove.setToolTip(tr("Take the chosen ones out of the list (Delete)"))
        for button in (self.add_folder, self.add_files, self.remove):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.recursive)
        patterns = QHBoxLayout()
        for text, line in ((tr("Only"), self.include), (tr("Not"), self.exclude)):
            patterns.addWidget(label_for(text, line))
            patterns.addWidget(line, 1)
        column.addLayout(patterns)
        return box

    def _work_box(self) -> QGroupBox:
        box = QGroupBox(tr("Repair"))
        form = QFormLayout(box)
        form.addRow(tr("&What"), self.work)
        form.addRow(tr("Mas&ks"), self.masks)
        form.addRow(tr("P&rotect"), self.protect)
        form.addRow("", self.sensitivity)
        for check in (self.stains, self.dust, self.watermark):
            form.addRow("", check)
        form.addRow(tr("Picture"), self.tone)
        form.addRow("", self.enhance)
        form.addRow("", self.upscale)
        form.addRow(tr("Re&view"), self.review)
        form.addRow("", self.review_below)
        return box

    def _results_box(self) -> QGroupBox:
        box = QGroupBox(tr("Results"))
        form = QFormLayout(box)
        row = QHBoxLayout()
        row.addWidget(self.target, 1)
        self.choose_target = push_button(tr("Ch&oose..."))
        self.choose_target.setAccessibleName(tr("Choose the folder for the results"))
        row.addWidget(self.choose_target)
        form.addRow(label_for(tr("In&to"), self.target), row)
        form.addRow(tr("&Names"), self.name)
        form.addRow("", self.preview)
        formats = QHBoxLayout()
        formats.addWidget(self.format)
        formats.addWidget(self.quality, 1)
        form.addRow(label_for(tr("Fo&rmat"), self.format), formats)
        form.addRow(tr("Metadat&a"), self.metadata)
        form.addRow(tr("&Conflicts"), self.on_conflict)
        return box

    def _connect(self) -> None:
        self.add_folder.clicked.connect(lambda: self.folder_asked.emit("add"))
        self.add_files.clicked.connect(self.files_asked)
        self.remove.clicked.connect(self.sources.remove_chosen)
        self.choose_target.clicked.connect(lambda: self.folder_asked.emit("target"))
        self.sources.changed.connect(self._propose_target)
        for line in (
            self.target, self.include, self.exclude, self.masks, self.protect, self.name,
        ):  # fmt: skip
            line.textChanged.connect(self._changed)
        for combo in (self.work, self.review, self.format, self.metadata, self.on_conflict):
            combo.currentIndexChanged.connect(self._changed)
        for check in (getattr(self, name) for name in CHECKS):
            check.toggled.connect(self._changed)
        for slider in (self.sensitivity, self.review_below, self.quality):
            slider.changed.connect(self._changed)
        self.more.changed.connect(self._changed)

    # The recipe

    @property
    def recipe(self) -> Recipe:
        target = self.target.text().strip()
        return replace(
            self.more.put_into(self._rest),
            sources=self.sources.paths,
            target=Path(target).expanduser() if target else None,
            work=self.work.currentData(),
            tone=self.tone.isChecked(),
            enhance=self.enhance.isChecked(),
            upscale=self.upscale.isChecked(),
            recursive=self.recursive.isChecked(),
            include=self.include.text(),
            exclude=self.exclude.text(),
            masks=self.masks.text().strip(),
            protect=self.protect.text().strip(),
            dust=self.dust.isChecked(),
            watermark=self.watermark.isChecked(),
            sensitivity=self.sensitivity.value,
            stains=self.stains.isChecked(),
            review=self.review.currentData(),
            review_below=self.review_below.value,
            name=self.name.text().strip() or "{name}",
            format=self.format.currentData(),
            quality=self.quality.value,
            metadata=self.metadata.currentData(),
            on_conflict=self.on_conflict.currentData(),
        )

    def set_recipe(self, recipe: Recipe) -> None:
        """Show it; what the form has no field for is kept as it is."""
        self._rest = recipe
        self.more.set_recipe(recipe)
        self.sources.set_paths(recipe.sources)
        self.target.setText(str(recipe.target) if recipe.target else "")
        for line in ("include", "exclude", "masks", "protect", "name"):
            getattr(self, line).setText(getattr(recipe, line))
        for combo in ("work", "review", "format", "metadata", "on_conflict"):
            box: QComboBox = getattr(self, combo)
            box.setCurrentIndex(max(0, box.findData(getattr(recipe, combo))))
        for check in CHECKS:
            getattr(self, check).setChecked(getattr(recipe, check))
        for slider in ("sensitivity", "review_below", "quality"):
            getattr(self, slider).set_value(getattr(recipe, slider))
        self._changed()

    def problem(self) -> str:
        """Why there can be no plan, in a sentence; empty where there can."""
        if not self.sources.paths:
            return tr("Add folders or files with scans first.")
        if not self.target.text().strip():
            return tr("Choose a folder for the results.")
        if not self.recipe.steps:
            return tr("Choose something to do to the scans.")
        if self.work.currentData() == "repair" and not self.recipe.has_masks:
            return tr("Say where the masks are, or let damage be looked for.")
        return self._name_problem()

    # What happens when

    def _changed(self) -> None:
        detects = "detect" in self.work.currentData()
        self.sensitivity.setVisible(detects)
        self.stains.setVisible(detects)
        self.review_below.setVisible(self.review.currentData() == "below")
        self.quality.setVisible(self.format.currentData() in LOSSY)
        self.more.show_fields(self.recipe)
        self.preview.setText(self._preview())
        self.changed.emit()

    def _propose_target(self) -> None:
        """Beside the first source, until a person has said something else."""
        paths = self.sources.paths
        if paths and not self.target.text().strip():
            first = paths[0] if paths[0].is_dir() else paths[0].parent
            self.target.setText(str(first.with_name(f"{first.name}_restored")))
        self._changed()

    def _name_problem(self) -> str:
        try:
            check_template(self.name.text().strip() or "{name}")
        except BatchError as error:
            return as_sentence(error)
        return ""

    def _preview(self) -> str:
        """The name of the first result, made as the batch makes it."""
        if problem := self._name_problem():
            return problem
        first = next(iter(self.sources.paths), None)
        known = first if first is not None and re.match(r"\.\w+$", first.suffix) else None
        scan = known or (first or Path("album")) / "scan012.tif"
        ending = EXTENSIONS.get(self.format.currentData().upper(), scan.suffix.lower())
        stem = fill_in(self.name.text().strip() or "{name}", scan, 12, date.today())
        return tr("{scan} becomes {result}", scan=scan.name, result=safe(stem, ending))
