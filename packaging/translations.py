"""Keep the translations of the window up to date: texts of the source -> *.ts -> *.qm.

    python packaging/translations.py            collect texts, keep what is translated, compile
    python packaging/translations.py --check    write nothing; say what is missing, exit 1

Qt Linguist (`pyside6-linguist gui/translations/heirloom_zh_CN.ts`) or an editor fills in what is
marked `unfinished`; then run this again. The texts are read from the syntax of gui/ because
lupdate knows neither our one context nor the table of actions.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # as a script: its own folder stands there instead

from PySide6.QtCore import QTranslator  # noqa: E402

from gui.language import CONTEXT, FOLDER, LANGUAGES, SOURCE  # noqa: E402

FORMS = {"zh_CN": 1}  # plural forms, as Qt's rules have them
TRANSLATED = tuple(key for key in LANGUAGES if key != SOURCE)


@dataclass(frozen=True)
class Text:
    """A text of the source; `plural`: it is about {n} things."""

    source: str
    plural: bool
    file: str  # where it is first used


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what is missing")
    args = parser.parse_args(words)
    texts = source_texts()
    for language in TRANSLATED:
        if not args.check:
            write_ts(language, texts)
            compile_qm(language)
        for problem in problems(language, texts):
            print(f"{language}: {problem}", file=sys.stderr)
    return int(any(problems(language, texts) for language in TRANSLATED))


def source_texts(folder: Path = ROOT / "gui") -> dict[str, Text]:
    """All texts of the window, by the English ones, in the order of files and lines."""
    found: dict[str, Text] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        for source, plural in _texts_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(source, Text(source, plural, name))
    return found


def _texts_of(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match call:
            case ast.Call(func=ast.Name("tr" | "mark"), args=[ast.Constant(text), *_]):
                yield text, False
            case ast.Call(func=ast.Name("tr_n"), args=[_, ast.Constant(text), *_]):
                yield text, True
            case ast.Call(func=ast.Name("ActionSpec"), args=[_, text, *_], keywords=keywords):
                shown = [k.value for k in keywords if k.arg in ("tip", "short")]
                yield from ((c.value, False) for c in [text, *shown] if isinstance(c, ast.Constant))


def read_ts(language: str) -> dict[str, list[str]]:
    """The finished translations, by their source; several forms where it has a plural."""
    file = ts_file(language)
    known: dict[str, list[str]] = {}
    for message in ET.parse(file).iter("message") if file.exists() else ():
        told = message.find("translation")
        if told is None or told.get("type") == "unfinished":
            continue
        forms = [form.text or "" for form in told.iter("numerusform")] or [told.text or ""]
        known[message.findtext("source", "")] = forms
    return known


def write_ts(language: str, texts: Mapping[str, Text]) -> None:
    """The translations there are, and the others as unfinished; what is not used is left out."""
    known = read_ts(language)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage=SOURCE)
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text in texts.values():
        plural = {"numerus": "yes"} if text.plural else {}
        message = ET.SubElement(context, "message", plural)
        ET.SubElement(message, "location", filename=f"../../{text.file}")
        ET.SubElement(message, "source").text = text.source
        told = ET.SubElement(message, "translation")
        forms = known.get(text.source, [])
        if len(forms) != (FORMS[language] if text.plural else 1):
            told.set("type", "unfinished")
            forms = [""] * FORMS[language]
        if text.plural:
            for form in forms:
                ET.SubElement(told, "numerusform").text = form
        else:
            told.text = forms[0]
    ET.indent(root, "    ")
    xml = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    ts_file(language).parent.mkdir(exist_ok=True)
    ts_file(language).write_text(f"{head}{xml}\n", encoding="utf-8", newline="\n")


def compile_qm(language: str) -> None:
    lrelease = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    if lrelease is None:
        sys.exit("error: this environment has no pyside6-lrelease: install PySide6-Essentials.")
    command = [lrelease, "-silent", str(ts_file(language)), "-qm", str(qm_file(language))]
    subprocess.run(command, check=True)


def problems(language: str, texts: Mapping[str, Text]) -> list[str]:
    """What is missing, left over, or not as in the source; empty when the language is complete."""
    known, compiled = read_ts(language), QTranslator()
    compiled.load(str(qm_file(language)))
    found = [f"no longer used: {source!r}" for source in known if source not in texts]
    for source, text in texts.items():
        forms = known.get(source, [""])
        if not all(forms):
            found.append(f"not translated: {source!r} ({text.file})")
        elif any(names_in(form) != names_in(source) for form in forms):
            found.append(f"other {{names}} than in the source: {forms[0]!r}")
        elif compiled.translate(CONTEXT, source, None, 2 if text.plural else -1) != forms[-1]:
            found.append(f"compile again, {qm_file(language).name} has not: {forms[-1]!r}")
    return found


def names_in(text: str) -> list[str]:
    """Its {names} and {}, sorted."""
    return sorted(re.findall(r"\{[^{}]*\}", text))


def ts_file(language: str) -> Path:
    return FOLDER / f"heirloom_{language}.ts"


def qm_file(language: str) -> Path:
    return ts_file(language).with_suffix(".qm")


if __name__ == "__main__":
    sys.exit(main())
