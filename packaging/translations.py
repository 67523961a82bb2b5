"""Keep the translations of the window up to date: texts of the source -> *.ts -> *.qm.

    python packaging/translations.py            collect texts, keep what is translated, compile
    python packaging/translations.py --check    write nothing; say what is missing, exit 1

Qt Linguist (`pyside6-linguist gui/translations/heirloom_zh_CN.ts`) or an editor fills in what is
marked `unfinished`; then run this again. The texts are read from the syntax of gui/ because
lupdate knows neither our one context nor the table of actions.

The engine knows no languages: its sentences are read from the syntax of engine/ as templates with
numbered places ("{0} is empty."), translated in a context of their own, and listed in a file by
which gui/engine_words.py recognises what the engine said. Left out is what only the command line
says: the modules COMMAND_LINE.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
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

from gui.engine_words import ENGINE, TEMPLATES  # noqa: E402
from gui.language import CONTEXT, FOLDER, LANGUAGES, SOURCE  # noqa: E402

FORMS = {"zh_CN": 1}  # plural forms, as Qt's rules have them
TRANSLATED = tuple(key for key in LANGUAGES if key != SOURCE)
# What these say is for a terminal, a log, or whoever reads their file.
COMMAND_LINE = ("*cli.py", "options.py", "doctor.py", "bench*.py", "report.py", "cluster*.py")
PLACE = "{}"  # what an f-string fills in
WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
WORD = re.compile(r"[A-Za-z]{4,}")
COUNTED = re.compile(r"\{\} (?!x\b)[a-z]+\b")  # "{} of {}": its first place is a number
CODE = re.compile(r"[\n\\<|]|= ?\?| 0x|^(?:\S+|(?:PRAGMA|SELECT|UPDATE|INSERT|DELETE|BEGIN) .*)$")


@dataclass(frozen=True)
class Text:
    """A text of the source; `plural`: it is about {n} things."""

    source: str
    plural: bool
    file: str  # where it is first used
    context: str = CONTEXT


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what is missing")
    args = parser.parse_args(words)
    sentences = engine_texts()
    texts = sentences | source_texts()
    table = json.dumps(list(sentences), indent=0, ensure_ascii=False) + "\n"
    if not args.check:
        TEMPLATES.write_text(table, encoding="utf-8", newline="\n")
    is_old = TEMPLATES.read_text(encoding="utf-8") != table
    if is_old:
        print(f"{TEMPLATES.name}: the engine says other things now", file=sys.stderr)
    for language in TRANSLATED:
        if not args.check:
            write_ts(language, texts)
            compile_qm(language)
        for problem in problems(language, texts):
            print(f"{language}: {problem}", file=sys.stderr)
    return int(is_old or any(problems(language, texts) for language in TRANSLATED))


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


def engine_texts(folder: Path = ROOT / "engine") -> dict[str, Text]:
    """The sentences of the engine that can reach the window, as templates with numbered places."""
    found: dict[str, Text] = {}
    for path in sorted(folder.rglob("*.py")):
        if not any(path.match(pattern) for pattern in COMMAND_LINE):
            name = path.relative_to(folder.parent).as_posix()
            for said in _sentences_of(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(said, Text(said, False, name, ENGINE))
    return found


def _sentences_of(tree: ast.Module) -> Iterator[str]:
    """Literal texts that read like words, but docstrings and what is inside of f-strings."""
    nodes: list[ast.AST] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.JoinedStr, ast.Constant)):
            for form in map(str.strip, _forms(node)):
                if _reads_like_words(form):
                    places = itertools.count()
                    yield re.sub(r"\{\}", lambda _, n=places: f"{{{next(n)}}}", form)
            nodes += [v.value for v in getattr(node, "values", ()) if hasattr(v, "format_spec")]
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            nodes += reversed(list(ast.iter_child_nodes(node)))


def _forms(node: ast.expr) -> list[str]:
    """All that `node` may say: both sides of a choice; PLACE where it says what is not known."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return _forms(value)
        case ast.IfExp(body=one, orelse=other):
            return _forms(one) + _forms(other)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mult()):
            return ["", text]
        case ast.JoinedStr(values=values):
            told = {"".join(parts): None for parts in itertools.product(*map(_forms, values))}
            return [text.replace(PLACE * 2, PLACE) for text in told]
    return [PLACE]


def _reads_like_words(text: str) -> bool:
    if CODE.search(text):
        return False
    found = WORD.search(text) or COUNTED.match(text) if PLACE in text else WORDS.search(text)
    return bool(found)


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
    contexts = {}
    for name in sorted({text.context for text in texts.values()}):
        contexts[name] = ET.SubElement(root, "context")
        ET.SubElement(contexts[name], "name").text = name
    for text in texts.values():
        plural = {"numerus": "yes"} if text.plural else {}
        message = ET.SubElement(contexts[text.context], "message", plural)
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
        elif compiled.translate(text.context, source, None, 2 if text.plural else -1) != forms[-1]:
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
