"""The gallery: its pictures come from free photographs only, and its page names them all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"
PAGE = (GALLERY / "README.md").read_text(encoding="utf-8")
FREE = {"astronaut", "camera", "coffee", "chelsea", "rocket"}


def scenes():
    """(name, photograph) of every scene, without importing scikit-image."""
    tree = ast.parse((GALLERY / "scenes.py").read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Scene":
            yield call.args[0].value, call.args[1].value


def test_every_row_of_the_sheet_is_explained():
    for name, photograph in scenes():
        assert re.search(rf"\| \**{name}\** \| {photograph} \|", PAGE), name


def test_only_photographs_with_stated_free_terms_are_shown():
    assert {photograph for _, photograph in scenes()} <= FREE
    for photograph in FREE:
        assert re.search(rf"\| {photograph} \|.*(CC0|public domain)", PAGE), photograph


def test_the_picture_is_there():
    assert (GALLERY / "before-after.jpg").stat().st_size > 10_000
