"""The Help menu: a report that names nobody, and what Heirloom is made of."""

from __future__ import annotations

import importlib.metadata
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from gui import licences
from gui.licences import components, everything
from gui.licences_dialog import LicencesDialog
from gui.report import without_names


@pytest.mark.parametrize(
    ("home", "told", "left"),
    [
        (PurePosixPath("/home/anna"), "in /home/anna/.venv: x", "in ~/.venv: x"),
        (PurePosixPath("/home/anna"), "on /media/anna/disk/a.tif", "on /media/user/disk/a.tif"),
        (PurePosixPath("/home/anna"), "/home/annabel/a.tif", "/home/annabel/a.tif"),
        (PurePosixPath("/home/anna"), "anna is a name", "anna is a name"),
        (PureWindowsPath("C:/Users/anna"), r"C:\Users\anna\x", r"~\x"),
        (PureWindowsPath("C:/Users/anna"), r"'C:\\Users\\anna\\x'", r"'~\\x'"),
        (PureWindowsPath("C:/Users/anna"), "C:/Users/anna/x", "~/x"),
        (PurePosixPath("/"), "/opt/heirloom", "/opt/heirloom"),
    ],
)
def test_the_report_names_nobody(home, told, left):
    assert without_names(told, home) == left


def test_every_component_is_listed_with_its_licence():
    found = {each.name.lower(): each for each in components()}
    assert {"numpy", "pillow", "tifffile", "imagecodecs"} <= set(found)
    assert "LGPL" in found["pyside6_essentials"].licence
    assert "shiboken6" in found, "what a component needs in its turn"
    assert "pytest" not in found and "torch" not in found, "no part of the program"
    assert "MIT-CMU" in found["pillow"].licence and len(found["pillow"].text) > 500


def test_heirloom_itself_and_its_models_are_among_them():
    told = everything()
    assert told[0].name == "Heirloom" and "Permission is hereby granted" in told[0].text
    assert any(each.version == "photonet-fill" and each.licence == "MIT" for each in told)


def test_what_is_not_installed_is_left_out(monkeypatch):
    def nothing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(licences.importlib.metadata, "distribution", nothing)
    assert components() == []


def test_the_menu_lists_them_without_blocking(qtbot, window, answers):
    window.actions_by_id["licences"].trigger()
    assert window.files.work.is_busy
    qtbot.waitUntil(lambda: bool(answers.shown))
    assert answers.shown[0][0].name == "Heirloom"


def test_the_text_of_the_chosen_one_is_shown(qtbot):
    dialog = LicencesDialog(
        [
            licences.Component("a", "1", "MIT", "do what you like"),
            licences.Component("b", "2", "X", ""),
        ]
    )
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "do what you like"
    dialog.list.setCurrentRow(1)
    assert dialog.licence.text() == "X" and "did not come along" in dialog.text.toPlainText()
