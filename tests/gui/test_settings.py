"""What is remembered between runs, and that a broken file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.settings import RECENT, VERSION, Settings

VALUES = {
    "theme": "dark",
    "brush_radius": 33.5,
    "hardness": 0.25,
    "mask_view": "hatch",
    "repair_on_release": False,
    "method": "classical",
    "model": "my-own-model",
    "device": "cpu",
    "jpeg_quality": 71,
    "panel": False,
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_survives_the_next_start(tmp_path, name):
    first = Settings(tmp_path / "s.ini")
    assert getattr(first, name) != VALUES[name]
    setattr(first, name, VALUES[name])
    first.store.sync()
    assert getattr(Settings(tmp_path / "s.ini"), name) == VALUES[name]


@pytest.mark.parametrize(
    ("key", "name", "nonsense"),
    [
        ("window/theme", "theme", "purple"),
        ("brush/radius", "brush_radius", "wide"),
        ("brush/hardness", "hardness", "7"),
        ("repair/device", "device", "toaster"),
    ],
)
def test_nonsense_in_the_file_is_read_as_the_default(tmp_path, key, name, nonsense):
    settings = Settings(tmp_path / "s.ini")
    default = getattr(settings, name)
    settings.store.setValue(key, nonsense)
    assert getattr(settings, name) == default


def test_the_latest_scan_comes_first_and_none_twice(settings):
    for name in ("a.tif", "b.tif", "a.tif"):
        settings.add_recent(Path("/scans") / name)
    assert settings.recent == [Path("/scans/a.tif"), Path("/scans/b.tif")]


def test_twenty_scans_are_remembered(settings):
    for number in range(30):
        settings.add_recent(Path(f"/scans/{number}.tif"))
    assert len(settings.recent) == RECENT == 20
    assert settings.recent[0].name == "29.tif"


def test_nothing_is_remembered_for_those_who_do_not_want_it(settings):
    settings.remember_recent = False
    settings.add_recent(Path("/scans/secret.tif"))
    assert settings.recent == []


def test_a_file_of_another_version_is_kept_beside_and_not_misread(tmp_path):
    file = tmp_path / "s.ini"
    file.write_text("[General]\nversion=99\n[window]\ntheme=dark\n")
    settings = Settings(file)
    assert settings.theme == "system"
    assert "theme=dark" in (tmp_path / "s.version99.ini").read_text()
    assert int(settings.store.value("version")) == VERSION


def test_reset_brings_the_first_day_back(settings):
    settings.theme = "dark"
    settings.add_recent(Path("/scans/a.tif"))
    settings.reset()
    assert settings.theme == "system"
    assert settings.recent == []


def test_a_folder_is_remembered_for_each_purpose(settings, tmp_path):
    settings.set_folder("open", tmp_path)
    assert settings.folder("open") == tmp_path
    assert settings.folder("export") == Path.home()
    settings.set_folder("open", tmp_path / "gone")
    assert settings.folder("open") == Path.home()
