"""The models window: a list of cards, one of them in full, and the assistant for foreign files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFile, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.generators import library
from engine.generators.card import ModelCard
from engine.generators.library import DeviceTest
from engine.generators.proposal import Proposal
from engine.generators.switches import switch
from gui.drops import DropTarget
from gui.engine_words import in_words
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.models import work
from gui.models.card_view import SAMPLE, CardView
from gui.models.facts import TASKS
from gui.models.import_page import ImportPage
from gui.models.questions import ModelQuestions
from gui.models.work import Listed, Shelf, Tried
from gui.window_of_pages import WindowOfPages

MODEL = Qt.ItemDataRole.UserRole
THUMBNAIL = QSize(84, 42)


class ModelsWindow(WindowOfPages):
    """Closing it hides it; `shut` ends its thread."""

    changed = Signal()  # which models there are or are used

    def __init__(self, questions: ModelQuestions) -> None:
        super().__init__(QSize(1060, 720), QSize(820, 520))
        self.setWindowTitle(tr("Models - Heirloom"))
        self.questions = questions
        self.work = FileWork(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Models"))
        self.list.setIconSize(THUMBNAIL)
        self.list.setWordWrap(True)
        self.list.setMinimumWidth(330)
        self.add = QPushButton(tr("&Import an ONNX file..."), autoDefault=False)
        self.add.setToolTip(
            tr("Take in a model from elsewhere; it is tried before it is installed")
        )
        self.view, self.page = CardView(), ImportPage()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(14, 14, 0, 12)
        self.add.setMinimumHeight(30)
        left.addWidget(self.list, 1)
        left.addWidget(self.add)
        shelf = QWidget()
        row = QHBoxLayout(shelf)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left)
        row.addWidget(self.view, 1)
        self.add_pages(shelf, self.page)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._show_card)
        self.add.clicked.connect(self.ask_file)
        self.view.switch_asked.connect(self._switch)
        self.view.test_asked.connect(self._test)
        self.view.folder_asked.connect(self._open_folder)
        self.view.remove_asked.connect(self._ask_remove)
        self.page.back_asked.connect(self._leave_page)
        self.page.try_asked.connect(self._try)
        self.page.install_asked.connect(self._install)
        self.work.failed.connect(self.tell_failure)
        self.work.progressed.connect(self.show_work)
        self.work.busy_changed.connect(self._busy_changed)
        DropTarget(self, lambda paths: self.look_at(paths[0]))
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._escape)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self.ask_file)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.refresh)

    @property
    def current(self) -> Listed | None:
        item = self.list.currentItem()
        listed: Listed | None = None if item is None else item.data(MODEL)
        return listed

    def refresh(self, choose: str = "") -> None:
        """Read the folders again; `choose`: the id to show."""
        current = self.current
        wanted = choose or (current.card.id if current else "")
        self.work.add(
            FileTask(
                tr("Reading the models"), work.read_shelf, lambda s: self._show_shelf(s, wanted)
            )
        )

    def ask_file(self) -> None:
        self.questions.choose_model_file(self, self.look_at)

    def look_at(self, path: Path) -> None:
        """Propose a card for a foreign file, then try it."""
        self.work.add(
            FileTask(
                tr("Looking at {name}", name=path.name),
                lambda p: work.propose(path, p),
                self._propose,
            )
        )

    def shut(self) -> None:
        self.hide()
        self.work.close()

    # What happens when

    def _show_shelf(self, shelf: Shelf, wanted: str) -> None:
        self.list.clear()
        for listed in shelf.models:
            item = QListWidgetItem(_words(listed), self.list)
            item.setIcon(_thumbnail(listed.card))
            item.setData(MODEL, listed)
            if listed.card.id == wanted:
                self.list.setCurrentItem(item)
        for problem in shelf.problems:
            why = in_words(problem)
            item = QListWidgetItem(tr("Not usable: {why}", why=why), self.list)
            item.setToolTip(why)
        if not self.list.count():
            item = QListWidgetItem(
                tr("No models: repairs are made by classical methods."), self.list
            )
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._show_card()

    def _show_card(self) -> None:
        self.view.setVisible(self.current is not None)
        if self.current is not None:
            self.view.set_model(self.current)

    def _switch(self, on: bool) -> None:
        if (listed := self.current) is None:
            return
        try:
            switch(listed.card.id, on=on)
        except Exception as error:  # a full disk: told like any other failure
            self.tell_failure(error)
            return
        said = tr("{title} is switched on.") if on else tr("{title} is switched off.")
        self.say(said.format(title=listed.card.title))
        self.changed.emit()
        self.refresh()

    def _test(self) -> None:
        if (listed := self.current) is None:
            return
        card = listed.card
        self.work.add(
            FileTask(
                tr("Testing"), lambda p: work.test_devices(card, p), lambda t: self._tested(card, t)
            )
        )

    def _tested(self, card: ModelCard, tests: list[DeviceTest]) -> None:
        if self.current is not None and self.current.card == card:
            self.view.set_tests(tests)
        good = [test.title for test in tests if test.works]
        devices = ", ".join(good) or tr("no device")
        self.say(tr("{title} works on {devices}.", title=card.title, devices=devices))

    def _open_folder(self) -> None:
        if self.current is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.current.card.folder)))

    def _ask_remove(self) -> None:
        if (listed := self.current) is not None:
            self.questions.confirm(
                self,
                tr("Remove {title}?", title=listed.card.title),
                tr(
                    "Its folder {folder} goes to the trash. Repairs that it made stay.",
                    folder=listed.card.folder,
                ),
                tr("&Remove"),
                lambda: self._remove(listed.card),
            )

    def _remove(self, card: ModelCard) -> None:
        if QFile.moveToTrash(str(card.folder)):
            self._removed(card)
            return
        self.questions.confirm(
            self,
            tr("There is no trash here. Delete it for good?"),
            tr("{folder} cannot be brought back then.", folder=card.folder),
            tr("&Delete"),
            lambda: self._delete(card),
        )

    def _delete(self, card: ModelCard) -> None:
        self.work.add(
            FileTask(
                tr("Deleting"),
                lambda progress: library.remove(card.id, delete=True),
                lambda folder: self._removed(card),
            )
        )

    def _removed(self, card: ModelCard) -> None:
        self.say(tr("{title} was removed.", title=card.title))
        self.changed.emit()
        self.refresh()

    # The assistant

    def _propose(self, proposal: Proposal) -> None:
        self.page.set_proposal(proposal)
        self.pages.setCurrentWidget(self.page)
        self.page.title.setFocus()
        self._try()

    def _try(self) -> None:
        if (card := self.page.card) is not None:
            self.work.add(
                FileTask(tr("Trying it"), lambda p: work.try_card(card, p), self._show_tried)
            )

    def _show_tried(self, tried: Tried) -> None:
        card = self.page.card
        if card is not None and card.tensors == tried.card.tensors:
            self.page.set_tried(tried)
        self.say("" if tried.proof else tried.why)

    def _install(self) -> None:
        card, tried = self.page.card, self.page.tried
        if card is None or tried is None or (proof := tried.proof) is None:
            return
        self.work.add(
            FileTask(tr("Installing"), lambda p: library.install(card, proof), self._installed)
        )

    def _installed(self, card: ModelCard) -> None:
        self.pages.setCurrentIndex(0)
        self.say(tr("{title} is installed.", title=card.title))
        self.changed.emit()
        self.refresh(card.id)
        self.list.setFocus()

    def _leave_page(self) -> None:
        self.work.cancel()
        self.pages.setCurrentIndex(0)
        self.say(tr("Nothing was installed."))
        self.list.setFocus()

    def _busy_changed(self, busy: bool) -> None:
        self.set_busy(busy)
        self.view.test.setEnabled(not busy)
        self.page.set_busy(busy)

    def _escape(self) -> None:
        """The nearest thing first: work, then the assistant, then the window."""
        if self.work.cancel():
            self.say(tr("Stopped."))
        elif self.pages.currentWidget() is self.page:
            self._leave_page()
        else:
            self.close()


def _words(listed: Listed) -> str:
    whose = tr("yours") if listed.is_users else tr("came with Heirloom")
    off = "" if listed.is_on else tr(", off")
    task = tr(TASKS.get(listed.card.task, listed.card.task))
    return f"{tr(listed.card.title)}\n{task}, {whose}{off}"


def _thumbnail(card: ModelCard) -> QIcon:
    pixmap = QPixmap(str((card.folder or Path()) / SAMPLE))
    return QIcon() if pixmap.isNull() else QIcon(pixmap)
