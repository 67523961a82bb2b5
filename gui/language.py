"""The languages of the window, and the words and numbers in them.

Texts are written in English where they are used, as `tr("Open a scan")`; a table made before the
language is known marks them instead (`mark("Tint")`) and translates where it is shown. Both must
be given the literal text: `packaging/translations.py` reads them from the source. File names and
the engine's sentences stay as they are (docs/manual/translating.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

CONTEXT = "Heirloom"  # the one context of all our texts
FOLDER = Path(__file__).resolve().parent / "translations"
SYSTEM, SOURCE = "system", "en"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}  # each in its own words


def tr(text: str, **values: object) -> str:
    """`text` in the language of the window, its {names} replaced by `values`."""
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said


def tr_n(one: str, many: str, n: int, **values: object) -> str:
    """A text about `n` things: `many` with "{n}" in it, or `one` as English says it of one.

    Other languages have as many forms as Qt's rules give them; {n} is written by the locale.
    """
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    if said == many and n == 1:
        said = one
    return said.format(n=number(n), **values)


def mark(text: str) -> str:
    """`text` itself: it is translated where it is shown."""
    return text


def number(value: int) -> str:
    """Digits grouped as the locale does it."""
    return QLocale().toString(value)


def plain(text: str) -> str:
    """What an action is called: no mnemonic ("&Open...", "打开(&O)..."), no dots."""
    return re.sub(r"\(&.\)|&(?!&)", "", text).removesuffix("...").strip()


def install(app: QCoreApplication, wanted: str) -> str:
    """Let `app` speak `wanted`: a key of LANGUAGES or SYSTEM. Returns the key of the language.

    Widgets made before keep their texts; that is why a change needs a new start.
    """
    language = chosen(QLocale.system().uiLanguages()) if wanted == SYSTEM else wanted
    if wanted != SYSTEM:
        QLocale.setDefault(QLocale(language))
    if language == SOURCE:
        return language
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("heirloom", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(f"{name}_{language}", folder):
            app.installTranslator(translator)
    return language


def chosen(tags: Sequence[str]) -> str:
    """The first of the user's languages ("de-DE", "zh-Hans-SG") that we have; else English."""
    ours = {_spoken(QLocale(key)): key for key in LANGUAGES}
    return next((ours[s] for s in map(_spoken, map(QLocale, tags)) if s in ours), SOURCE)


def _spoken(locale: QLocale) -> tuple[QLocale.Language, QLocale.Script]:
    return locale.language(), locale.script()
