"""The panel at the right: brush, repair, compare. Shows values and says what the user chose."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.engine_words import in_words
from gui.findings_panel import FindingsPanel
from gui.generator import GeneratorState, RepairChoice
from gui.keys import follow_keys, key_of
from gui.language import mark, tr
from gui.number_slider import NumberSlider
from gui.panels.layers_panel import LayersPanel
from gui.tool_options import ToolOptions

WIDTH = 268  # px
PANEL_ACTIONS = (  # in this order
    "find_damage", "repair", "on_release", "clear_layer", "original", "split",
)  # fmt: skip
MASK_VIEWS = (
    ("tint", mark("Tinted")),
    ("mask", mark("Mask alone")),
    ("hatch", mark("Hatched")),
    ("off", mark("Hidden")),
)
METHODS = (
    ("auto", mark("Automatic"), mark("Chooses for each hole what fills it best")),
    ("generator", mark("Generator"), mark("Always the trained model")),
    (
        "classical",
        mark("Classical"),
        mark("Never the model: methods that only continue what is around"),
    ),
)
# Only what this system can have at all; whether it works is proved when it is opened.
DEVICES = (
    ("auto", mark("Automatic")),
    *([("cuda", mark("Graphics card (CUDA)"))] if sys.platform != "darwin" else []),
    *([("directml", mark("Graphics card (DirectML)"))] if sys.platform == "win32" else []),
    *([("coreml", mark("Graphics card (Core ML)"))] if sys.platform == "darwin" else []),
    ("cpu", mark("Processor")),
)


class SidePanel(QWidget):
    """Signals are about what the user did; the setters below never emit them."""

    size_changed = Signal(float)  # diameter in scan pixels
    hardness_changed = Signal(float)  # 0..1
    mask_view_changed = Signal(str)
    choice_changed = Signal(object)  # RepairChoice
    strength_changed = Signal(float)  # 0..1, several times during a drag
    strength_drag_started = Signal()
    strength_drag_ended = Signal()
    cancel_asked = Signal()

    def __init__(
        self,
        find: QAction,
        repair: QAction,
        on_release: QAction,
        clear_layer: QAction,
        original: QAction,
        split: QAction,
    ) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        body = QWidget(objectName="sidePanelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(9)
        self.findings = FindingsPanel()
        column.addWidget(self.findings)
        self._build_tool(column)
        _add_rule(column)
        self.layers = LayersPanel(clear_layer)
        column.addWidget(self.layers)
        _add_rule(column)
        self._build_repair(column, find, repair, on_release)
        _add_rule(column)
        self._build_compare(column, original, split)
        column.addStretch(1)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        scroll = self.add_page(tr("Repair"), body)
        self.findings.shown.connect(lambda: self._show_top(scroll))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)

    def add_page(self, title: str, page: QWidget) -> QScrollArea:
        """Another page of the panel, behind a tab; it scrolls where the window is low."""
        page.setObjectName("sidePanelBody")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pages.addTab(scroll, title)
        return scroll

    def show_page(self, page: QWidget) -> None:
        """Bring it to the front."""
        for number in range(self.pages.count()):
            if self.pages.widget(number).isAncestorOf(page):
                self.pages.setCurrentIndex(number)

    def _show_top(self, page: QScrollArea) -> None:
        """A proposal comes at the top, which may be out of sight."""
        self.pages.setCurrentWidget(page)
        page.verticalScrollBar().setValue(0)

    def _build_tool(self, column: QVBoxLayout) -> None:
        self.tool = ToolOptions()
        self.size, self.hardness = self.tool.size, self.tool.hardness
        self.tool.size_changed.connect(self.size_changed)
        self.tool.hardness_changed.connect(self.hardness_changed)
        self.mask_view = _combo(tr("Marks are shown as"), MASK_VIEWS)
        self.mask_view.activated.connect(
            lambda: self.mask_view_changed.emit(self.mask_view.currentData())
        )
        column.addWidget(self.tool)
        _add_labelled(column, tr("Marks"), self.mask_view)

    def _build_repair(
        self, column: QVBoxLayout, find: QAction, repair: QAction, on_release: QAction
    ) -> None:
        _add_heading(column, tr("Repair"))
        self.hint = _quiet("")
        column.addWidget(self.hint)
        self.find_button = _button(tr("Find damage"), find)
        self.repair_button = _button(tr("Repair"), repair)
        self.repair_button.setProperty("primary", True)
        self.repair_button.setAccessibleName(tr("Repair what is marked"))
        column.addWidget(self.find_button)
        column.addWidget(self.repair_button)
        self.on_release = QCheckBox(tr("Repair on release"))
        self.on_release.setToolTip(on_release.toolTip())
        self.on_release.setMinimumHeight(24)
        self.on_release.setChecked(on_release.isChecked())
        self.on_release.toggled.connect(on_release.setChecked)
        on_release.toggled.connect(self.on_release.setChecked)
        column.addWidget(self.on_release)
        self._build_choice(column)
        self.reason = _quiet("")
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.reason)

    def _build_choice(self, column: QVBoxLayout) -> None:
        self.method = _combo(tr("Method"), [(key, text) for key, text, _ in METHODS])
        for row, (_, _, tip) in enumerate(METHODS):
            self.method.setItemData(row, tr(tip), Qt.ItemDataRole.ToolTipRole)
        self.model = _combo(tr("Model"), [("", mark("Newest"))])
        self.device = _combo(tr("Device"), DEVICES)
        for box in (self.method, self.model, self.device):
            box.activated.connect(lambda: self.choice_changed.emit(self.choice))
            _add_labelled(column, box.accessibleName(), box)
        self.method.currentIndexChanged.connect(
            lambda: self.thorough.setEnabled(self.method.currentData() != "classical")
        )
        self.thorough = QCheckBox(tr("Thorough"))
        self.thorough.setToolTip(
            tr("Looks at thin damage four times: nearer to what was there, in more time")
        )
        self.thorough.setMinimumHeight(24)
        self.thorough.toggled.connect(lambda: self.choice_changed.emit(self.choice))
        column.addWidget(self.thorough)

    def _build_compare(self, column: QVBoxLayout, original: QAction, split: QAction) -> None:
        _add_heading(column, tr("Compare"))
        hint = _quiet("")
        column.addWidget(hint)
        follow_keys(
            lambda: hint.setText(
                tr("Hold {original} to see the original, {split} to split the view.",
                   original=key_of(original), split=key_of(split))
            ),
            original, split,
        )  # fmt: skip
        self.strength = NumberSlider(tr("Strength of the last repair"), 0, 100, "%")
        self.strength.set_value(100)
        self.strength.setEnabled(False)
        self.strength.changed.connect(lambda percent: self.strength_changed.emit(percent / 100))
        self.strength.drag_started.connect(self.strength_drag_started)
        self.strength.drag_ended.connect(self.strength_drag_ended)
        column.addWidget(self.strength)

    @property
    def choice(self) -> RepairChoice:
        return RepairChoice(
            self.method.currentData(),
            self.model.currentData(),
            self.device.currentData(),
            thorough=self.thorough.isChecked(),
        )

    def set_choice(self, choice: RepairChoice) -> None:
        if self.model.findData(choice.model) < 0:  # known again once the models are looked up
            self.model.addItem(choice.model, choice.model)
        for box, value in (
            (self.method, choice.method),
            (self.model, choice.model),
            (self.device, choice.device),
        ):
            _select(box, value)
        self.thorough.setEnabled(choice.method != "classical")
        with QSignalBlocker(self.thorough):
            self.thorough.setChecked(choice.thorough)

    def set_state(self, state: GeneratorState) -> None:
        """Offer the models there are and tell what is in use, and why."""
        chosen = self.model.currentData()
        with QSignalBlocker(self.model):
            self.model.clear()
            self.model.addItem(tr("Newest"), "")
            for model_id, title in state.models:
                self.model.addItem(title, model_id)
                self.model.setItemData(
                    self.model.count() - 1, model_id, Qt.ItemDataRole.ToolTipRole
                )
            if chosen and self.model.findData(chosen) < 0:
                self.model.addItem(tr("{chosen} (missing)", chosen=chosen), chosen)
        _select(self.model, chosen)
        self.reason.setText(state.note)
        self.reason.setToolTip(in_words(state.reason))

    def set_mask_view(self, view: str) -> None:
        _select(self.mask_view, view)

    def set_strength(self, strength: float | None) -> None:
        """None where no repair lies on the scan."""
        self.strength.setEnabled(strength is not None)
        self.strength.set_value(100 if strength is None else 100 * strength)


def _select(box: QComboBox, value: str) -> None:
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(value)))


def _button(text: str, action: QAction) -> QPushButton:
    """Does what `action` does, whenever that can be done."""
    button = QPushButton(text)
    button.setMinimumHeight(30)
    button.setToolTip(action.toolTip())
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    action.changed.connect(lambda: button.setToolTip(action.toolTip()))  # its keys may change
    return button


def _combo(name: str, rows: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumHeight(26)
    # A long title must not widen the panel.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for value, text in rows:
        box.addItem(tr(text), value)
    return box


def _add_labelled(column: QVBoxLayout, text: str, widget: QWidget) -> None:
    row = QHBoxLayout()
    label = QLabel(text)
    label.setBuddy(widget)
    row.addWidget(label, 2)
    row.addWidget(widget, 5)
    column.addLayout(row)


def _add_heading(column: QVBoxLayout, text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.1)
    label.setFont(font)
    column.addWidget(label)
    return label


def _add_rule(column: QVBoxLayout) -> None:
    rule = QFrame()
    rule.setProperty("rule", True)
    rule.setFixedHeight(1)
    column.addSpacing(7)
    column.addWidget(rule)
    column.addSpacing(7)


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label
