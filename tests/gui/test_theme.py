"""Light and dark, and that both can be read."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from gui import theme
from gui.actions import ACTIONS


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1, 1..21."""

    def luminance(colour: str) -> float:
        parts = QColor(colour).getRgbF()[:3]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_is_readable(look):
    assert contrast(look.text, look.panel) >= 7
    assert contrast(look.text, look.window) >= 7
    assert contrast(look.quiet, look.panel) >= 4.5
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.accent, look.panel) >= 3


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_surround_is_neutral_grey(look):
    for name in ("window", "panel", "field", "hover", "line"):
        assert QColor(getattr(look, name)).saturation() == 0


@pytest.mark.parametrize(("name", "is_light"), [("light", True), ("dark", False)])
def test_a_chosen_look_reaches_palette_and_icons(qapp, name, is_light):
    theme.apply_theme(name)
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert (window.lightness() > 127) == is_light
    ink = theme.icon("brush").pixmap(48, 48).toImage()
    drawn = [
        ink.pixelColor(x, y).lightness()
        for x in range(0, 48)
        for y in range(0, 48)
        if ink.pixelColor(x, y).alpha() == 255
    ]
    assert drawn and (max(drawn) < 127) == is_light


def test_system_is_light_where_the_desktop_says_nothing(qapp):
    assert theme.choose_look("system") is theme.LIGHT


@pytest.mark.parametrize("name", sorted({spec.icon for spec in ACTIONS if spec.icon}))
def test_every_icon_is_drawn(qapp, name):
    assert (
        not theme.icon(name).pixmap(24, 24).toImage().allGray() or theme.icon(name).availableSizes()
    )
    image = theme.icon(name).pixmap(48, 48).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 100 for x in range(48) for y in range(48))
    assert inked > 30
