"""Chinese is complete, plurals and numbers follow the language, and nothing is left in English."""

from __future__ import annotations

import ast
import contextlib
import tomllib

import pytest
from PySide6.QtCore import QCoreApplication, QLocale

from engine.document.layers import CAUSES
from engine.files.scan import PageFacts
from engine.geometry import Box
from gui import app, engine_words, language
from gui.actions import ACTIONS
from gui.dialogs import report_dialog, shortcut_sheet
from gui.engine_words import in_words
from gui.export_dialog import ExportDialog
from gui.keys import KeyMap
from gui.language import tr, tr_n
from gui.language_choice import LanguageChoice
from gui.licences import Component
from gui.licences_dialog import LicencesDialog
from gui.mask_dialogs import PixelsDialog, RectangleDialog
from gui.models.facts import TITLES
from gui.page_dialog import PageDialog
from gui.preferences import Preferences
from gui.recovery_dialog import RecoveryDialog
from gui.template_dialogs import ApplyTemplateDialog, SaveTemplateDialog
from gui.unsaved_dialog import UnsavedDialog
from tests.gui.pseudo import clipped, pseudo, untranslated

# The files


def test_every_text_of_the_window_is_in_chinese_and_compiled(command):
    texts = command.engine_texts() | command.source_texts()
    assert len(texts) > 1300
    assert command.problems("zh_CN", texts) == []


def test_what_is_missing_left_over_or_not_compiled_is_told(command, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    text = command.Text
    command.write_ts("zh_CN", {"Open {name}": text("Open {name}", False, "gui/a.py")})
    command.compile_qm("zh_CN")
    texts = {
        "Save": text("Save", False, "gui/a.py"),
        "{n} scans": text("{n} scans", True, "gui/a.py"),
    }
    found = command.problems("zh_CN", texts)
    assert found == [
        "not translated: 'Save' (gui/a.py)",
        "not translated: '{n} scans' (gui/a.py)",
    ]
    file = command.ts_file("zh_CN")
    command.write_ts("zh_CN", texts)
    done = file.read_text(encoding="utf-8")
    done = done.replace('<translation type="unfinished" />', "<translation>保存</translation>")
    done = done.replace('<translation type="unfinished">', "<translation>")
    done = done.replace("<numerusform />", "<numerusform>{m} 个</numerusform>")
    file.write_text(done, encoding="utf-8")
    assert command.problems("zh_CN", texts) == [
        "compile again, heirloom_zh_CN.qm has not: '保存'",
        "other {names} than in the source: '{m} 个'",
    ]
    assert command.problems("zh_CN", {})[0] == "no longer used: 'Save'"


def test_a_translation_survives_that_texts_come_and_go(command, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    texts = {"Save": command.Text("Save", False, "gui/a.py")}
    command.write_ts("zh_CN", texts)
    file = command.ts_file("zh_CN")
    told = file.read_text(encoding="utf-8")
    told = told.replace('<translation type="unfinished" />', "<translation>保存</translation>")
    file.write_text(told, encoding="utf-8")
    command.write_ts("zh_CN", {"Open": command.Text("Open", False, "gui/b.py")} | texts)
    assert command.read_ts("zh_CN") == {"Save": ["保存"]}


def test_the_single_words_of_the_engine_are_still_said_so(root):
    said = set()
    for path in (root / "engine").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        said |= {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert {cause.name for cause in CAUSES} <= set(engine_words.NAMES)
    assert [text for text in engine_words.NAMES if text not in said] == []


def test_the_titles_of_all_models_and_recipes_that_come_along_are_known(root):
    files = [*root.glob("models/*/card.toml"), *root.glob("training/recipes/*.toml")]
    titles = {tomllib.loads(file.read_text("utf-8")).get("title") for file in files}
    assert titles - {None} == set(TITLES)


# The language


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        (["zh-CN", "en-US"], "zh_CN"),
        (["zh-Hans-SG"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW"], "en"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["fr-FR"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_of_the_desktop_that_we_have_is_spoken(tags, wanted):
    assert language.chosen(tags) == wanted


@pytest.mark.usefixtures("chinese")
def test_every_action_has_a_chinese_text_of_its_own():
    texts = [spec.plain_text for spec in ACTIONS]
    assert len(set(texts)) == len(texts)
    assert [text for text in texts if text.isascii() and text != "200 %"] == []
    tips = [tr(spec.tip) for spec in ACTIONS if spec.tip]
    assert [tip for tip in tips if tip.isascii()] == []


@pytest.mark.usefixtures("chinese")
def test_qt_speaks_it_too():
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_the_program_starts_in_the_language_of_the_settings(monkeypatch, settings):
    settings.language, asked = "zh_CN", []

    def install(application, wanted):
        asked.append(wanted)
        raise KeyboardInterrupt  # far enough

    monkeypatch.setattr(language, "install", install)
    monkeypatch.setattr(app, "Settings", lambda: settings)
    monkeypatch.setattr(app, "start_log", lambda file: None)
    monkeypatch.setattr(app.signal, "signal", lambda *_: None)
    monkeypatch.setattr(app.SingleInstance, "hand_over", lambda self, files: False)
    with pytest.raises(KeyboardInterrupt):
        app.run_window()
    assert asked == ["zh_CN"]


def test_english_says_one_thing_otherwise_than_many():
    assert tr_n("1 finding", "{n} findings", 1) == "1 finding"
    assert tr_n("1 finding", "{n} findings", 2) == "2 findings"
    assert tr_n("1 finding", "{n} findings", 0) == "0 findings"


@pytest.mark.usefixtures("chinese")
def test_chinese_has_one_form_for_any_number():
    assert tr_n("1 finding", "{n} findings", 1) == "1 处损伤"
    assert tr_n("1 finding", "{n} findings", 12345) == "12,345 处损伤"


@pytest.mark.parametrize(("locale", "written"), [("en", "12,345"), ("de", "12.345")])
def test_numbers_are_grouped_as_the_locale_does_it(locale, written):
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        assert language.number(12345) == written
    finally:
        QLocale.setDefault(before)


@pytest.mark.usefixtures("chinese")
def test_sentences_of_the_engine_keep_their_names_and_numbers():
    assert in_words("looking at a.tif, 3 of 7") == "正在查看 a.tif，3 / 7"  # noqa: RUF001  Chinese commas
    assert in_words("Strength 80%") == "强度 80%"
    assert in_words("nobody translated this 12") == "nobody translated this 12"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("looked for damage", "Looked for damage"),
        ("stopped.", "Stopped."),
        ("nobody has translated this", "Nobody has translated this"),
        ("a.tif is strange.", ...),
        ("aunt mary.png cannot be read: x. Check the file and its folder.", ...),
    ],
)
def test_a_line_begins_with_a_capital_but_a_file_keeps_its_name(said, shown):
    assert in_words(said, capital=True) == (said if shown is ... else shown)


def test_the_choice_is_remembered_and_says_when_it_works(qtbot, settings):
    dialog = Preferences(settings, print)
    qtbot.addWidget(dialog)
    choice = dialog.findChild(LanguageChoice)
    assert choice.box.currentData() == "system"
    choice.box.setCurrentIndex(choice.box.findData("zh_CN"))
    assert settings.language == "zh_CN"
    assert not choice.note.isHidden()
    choice.box.setCurrentIndex(choice.box.findData("system"))
    assert choice.note.isHidden()


# The pseudo-locale


def test_the_pseudo_locale_changes_letters_and_keeps_names_and_mnemonics():
    assert pseudo("&Open {name}") == "⟦&Opéñ {name}~~~~⟧"


@pytest.mark.usefixtures("in_pseudo")
def test_qt_asks_the_pseudo_locale():
    assert tr("Open").startswith("⟦") and tr_n("1 scan", "{n} scans", 1).startswith("⟦")


def test_nothing_in_the_window_is_out_of_reach_or_cut_off(qtbot, in_pseudo, opened, paint):
    data = ("aunt mary.png", "Repairing 1 of 1")  # the second is what FakeRepair says
    assert untranslated(opened, data) == []
    assert clipped(opened) == []
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    assert untranslated(opened, data) == []
    pages = opened.panel.pages
    for page in range(pages.count()):
        pages.setCurrentIndex(page)
        # What has just come, such as the levels of a pixel, gets its room a moment later.
        with contextlib.suppress(qtbot.TimeoutError):
            qtbot.waitUntil(lambda: clipped(opened) == [], timeout=2000)
        assert clipped(opened) == [], pages.tabText(page)


def test_nothing_in_a_dialog_is_out_of_reach_or_cut_off(
    qtbot, in_pseudo, window, settings, document
):
    size, name = document.size, tr("Grow")
    for dialog in (
        shortcut_sheet(window, KeyMap(settings)),
        report_dialog(window, "1.0"),
        Preferences(settings, print),
        ExportDialog(document.scan),
        RecoveryDialog([], print),
        PixelsDialog(name, tr("Marks everything this close to a mark."), 4, window),
        RectangleDialog(size, Box(1, 2, 30, 40), window),
        PageDialog("a.tif", [PageFacts(size, 8, 3), PageFacts(size, 8, 1)], print, window),
        SaveTemplateDialog(window, knows_resolution=False),
        ApplyTemplateDialog(window),
        UnsavedDialog(["a.tif", "b.tif"], print, window),
        LicencesDialog([Component("numpy", "2.4", "BSD-3-Clause", "")], window),
    ):
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        assert untranslated(dialog, (str(settings.file),)) == []
        assert clipped(dialog) == []
