"""The manual: its links and pictures lead somewhere, its index names every page, its keys are the
window's.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "docs" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def links(page: Path) -> list[tuple[str, str, Path]]:
    """(whether "!", text, file) of every link and picture that is not on the web."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [
        (mark, text, page.parent / target.partition("#")[0])
        for mark, text, target in found
        if "://" not in target and not target.startswith("#")
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_to_files(page):
    assert [str(file) for _, _, file in links(page) if not file.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_says_what_it_shows(page):
    assert [file.name for mark, text, file in links(page) if mark and len(text) < 15] == []


def test_the_index_names_every_page():
    named = {file.resolve() for _, _, file in links(MANUAL / "README.md")}
    assert set(PAGES) - named == {MANUAL / "README.md"}


def test_the_page_of_keys_is_that_of_the_window(qapp):
    path = ROOT / "packaging" / "manual_keys.py"
    spec = importlib.util.spec_from_file_location("manual_keys", path)
    command = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(command)
    assert command.PAGE.read_text(encoding="utf-8") == command.page(), "run " + str(path)
