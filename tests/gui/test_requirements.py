from __future__ import annotations

import shutil

import pytest

from engine.errors import HeirloomError
from gui import requirements
from gui.requirements import EVERYWHERE, check_window, missing_libraries, missing_packages


@pytest.fixture
def computer(monkeypatch):
    """A Debian computer of a user; `lacking(...)` takes libraries away."""
    absent = set()
    monkeypatch.setattr(requirements.sys, "platform", "linux")
    monkeypatch.setattr(requirements, "_loads", lambda library: library not in absent)
    monkeypatch.setattr(requirements.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    return absent


def sentence(environ):
    with pytest.raises(HeirloomError) as caught:
        check_window(environ)
    return str(caught.value)


def test_a_complete_computer_with_a_display_is_fine(computer):
    check_window({"DISPLAY": ":0"})
    check_window({"WAYLAND_DISPLAY": "wayland-0"})
    check_window({"QT_QPA_PLATFORM": "offscreen"})


def test_without_a_display_the_command_line_is_offered(computer):
    told = sentence({})
    assert "no display" in told
    assert "packaging/start.py restore" in told


def test_an_empty_variable_is_no_display(computer):
    assert "no display" in sentence({"DISPLAY": "", "WAYLAND_DISPLAY": ""})


def test_a_missing_library_comes_with_the_line_that_installs_it(computer):
    computer.add("libEGL.so.1")
    told = sentence({"DISPLAY": ":0"})
    assert "libEGL.so.1" in told
    assert "`sudo apt-get install libegl1`" in told


def test_libraries_of_one_package_name_it_once(computer):
    computer.update({"libglib-2.0.so.0", "libgthread-2.0.so.0"})
    assert "`sudo apt-get install libglib2.0-0`" in sentence({"DISPLAY": ":0"})


def test_the_order_of_the_table_is_the_order_of_the_command(computer):
    computer.update({"libxcb-cursor.so.0", "libGL.so.1", "libxkbcommon-x11.so.0"})
    told = sentence({"DISPLAY": ":0"})
    assert "apt-get install libgl1 libxcb-cursor0 libxkbcommon-x11-0`" in told


def test_the_administrator_needs_no_sudo(computer, monkeypatch):
    monkeypatch.setattr(requirements.os, "geteuid", lambda: 0, raising=False)
    computer.add("libGL.so.1")
    told = sentence({"DISPLAY": ":0"})
    assert "`apt-get install libgl1`" in told and "sudo" not in told


def test_without_apt_the_libraries_are_named_and_no_command(computer, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    computer.add("libGL.so.1")
    told = sentence({"DISPLAY": ":0"})
    assert "libGL.so.1" in told and "package manager" in told and "apt-get" not in told


@pytest.mark.parametrize(
    ("library", "environ"),
    [
        ("libxcb-cursor.so.0", {"QT_QPA_PLATFORM": "offscreen"}),
        ("libxcb-cursor.so.0", {"QT_QPA_PLATFORM": "offscreen:size=800x600"}),
        ("libxcb-cursor.so.0", {"QT_QPA_PLATFORM": "wayland-egl"}),
        ("libxcb-cursor.so.0", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("libwayland-cursor.so.0", {"DISPLAY": ":0"}),
        ("libwayland-cursor.so.0", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}),
        ("libxcb-cursor.so.0", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}),
        ("libwayland-cursor.so.0", {"QT_QPA_PLATFORM": "wayland;xcb"}),
    ],
)
def test_a_library_that_this_window_does_not_use_may_be_missing(computer, library, environ):
    computer.add(library)
    check_window(environ)


def test_other_systems_bring_all_that_is_needed(computer, monkeypatch):
    monkeypatch.setattr(requirements.sys, "platform", "darwin")
    computer.update(EVERYWHERE)
    check_window({})


def test_missing_packages_are_what_a_bare_debian_lacks(computer):
    computer.update(EVERYWHERE)
    assert missing_packages("offscreen") == [
        "libgl1",
        "libegl1",
        "libx11-6",
        "libxkbcommon0",
        "libdbus-1-3",
        "libfontconfig1",
        "libglib2.0-0",
    ]


def test_the_real_loader_knows_a_library_from_a_name():
    missing = missing_libraries("offscreen", requirements._loads)
    assert set(missing) <= set(EVERYWHERE)
    assert not requirements._loads("libheirloom-does-not-exist.so.1")


def test_what_the_test_on_a_display_needs_is_named_by_its_packages(computer, monkeypatch):
    assert requirements.missing_for_tests() == []
    computer.add("libxcb-cursor.so.0")
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert requirements.missing_for_tests() == ["libxcb-cursor0", "xvfb", "xdotool"]
