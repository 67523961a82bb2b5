"""What the engine says in English and the window shows: errors, notes, steps, work under way.

The engine knows no languages. packaging/translations.py reads its sentences from its source as
templates with numbered places ("{0} is empty."); here a sentence is recognised by them when it is
shown, in another language than English only. What fills a place is translated where it is known
itself, but names of files; what no template matches is shown as the engine said it.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

from gui.language import FOLDER, mark, tr

ENGINE = "Engine"  # the context of its sentences
TEMPLATES = FOLDER / "engine.json"
NAMES = (  # single words, of layers (engine.document.layers), of what became of scans, ...
    mark("Scratches"),
    mark("Dust"),
    mark("Stains and losses"),
    mark("Text and watermarks"),
    mark("By hand"),
    mark("Protected"),
    mark("done"),
    mark("done before"),
    mark("with nothing to repair"),
    mark("skipped"),
    mark("to review"),
    mark("rejected in review"),
    mark("failed"),
    mark("Repair"),
    mark("start-up"),
    mark("comparing"),
    mark("repaired"),
    mark("Compressing"),
    mark("finished"),
    mark("generator"),
    mark("classical"),
    mark("automatic"),
)
WITHIN = (  # what the window and the system say within a sentence of the engine
    mark("settings"),
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("Input/output error"),
)
COMPOSED = (  # of sentences that the engine puts together from several texts
    mark("{0}; the result is called {1}"),
    mark("{0} was asked for ({1}), but it cannot be used: {2}. {3}"),
    mark(
        "{0} was asked for ({1}), but it is not in this build of ONNX Runtime, which has {2}: "
        "choose one of these, or auto."
    ),
)
JOINTS = (mark("; "), mark(": "), mark(", "))  # of parts of a sentence
PLACE = re.compile(r"\{\d+\}")
FILE = r"(?:(?![:;] ).)*\.[A-Za-z]\w{1,7}"
CERTAIN = 16  # letters at its beginning tell a sentence from the name of a file
ANYTHING, NO_LIST = "(.*?)", "((?:(?![,;] ).)*)"
IS_A_NAME = re.compile(rf"{FILE}|(?:[A-Za-z]:)?[/\\][^:]*|[\W\d_]*", re.DOTALL)  # or a number
NAMES_A_FILE = re.compile(r"\.[A-Za-z]\w{1,7}\b")
LONG_WORD = re.compile(r"[A-Za-z]{4}")
SENTENCE_END = re.compile(r"(?<=[a-z)\d]\.) (?=[A-Z])")
DEEPEST = 3  # a reason within a reason within a sentence


def in_words(text: str, *, capital: bool = False) -> str:
    """What the engine said, in the language of the window where it is known there.

    capital: it stands at the beginning of a line; names of files stay as they are.
    """
    said = text
    if (spoken := tr(NAMES[0])) != NAMES[0]:
        said = _translated(text, spoken)
    if not capital or not said[:1].islower() or "." in said.partition(" ")[0].rstrip("."):
        return said
    begins_with_name = NAMES_A_FILE.search(text) and (_match(text) or "").startswith("{0}")
    return said if begins_with_name else said[:1].upper() + said[1:]


@lru_cache(maxsize=1024)
def _translated(text: str, spoken: str) -> str:
    """`text` in the language in which `spoken` stands for the first of NAMES."""
    return "\n".join(_whole_or_parts(line, 0) or line for line in text.split("\n"))


def _whole_or_parts(text: str, depth: int) -> str:
    """The translation; empty where nothing in `text` is known."""
    core = text.strip()
    if not core or depth > DEEPEST:
        return ""
    for name in (core, core[:1].upper() + core[1:]):  # "Show scratches" is about the Scratches
        if name in NAMES or name in WITHIN:
            return tr(name)
    if template := _match(core):
        return _filled(template, core, depth)
    sentences = SENTENCE_END.split(core)
    if len(sentences) > 1:
        return _sentences(sentences, depth)
    return next(filter(None, (_in_parts(core, joint, depth) for joint in JOINTS)), "")


def _sentences(sentences: list[str], depth: int) -> str:
    """The space stays beside what is not known, which may be the name of a file."""
    told = [_whole_or_parts(sentence, depth + 1) for sentence in sentences]
    joined = told[0] or sentences[0]
    for (before, now), sentence in zip(pairwise(told), sentences[1:], strict=True):
        joined += now if before and now else f" {now or sentence}"
    return joined if any(told) else ""


def _in_parts(text: str, joint: str, depth: int) -> str:
    """`text` part by part; the engine may have a text that begins with the joint: ", mirrored"."""
    first, *rest = text.split(joint)
    if not rest:
        return ""
    told = _whole_or_parts(first, depth + 1)
    is_known, said = bool(told), told or first
    for part in rest:
        if template := _match(joint + part):
            is_known, said = True, said + _filled(template, joint + part, depth)
        else:
            told = _whole_or_parts(part, depth + 1)
            is_known, said = is_known or bool(told), said + tr(joint) + (told or part)
    return said if is_known else ""


def _filled(template: str, text: str, depth: int) -> str:
    found = _pattern(template).fullmatch(text)
    assert found is not None
    fills = [_part(part, depth) for part in found.groups()]
    return PLACE.sub(lambda place: fills[int(place[0][1:-1])], _said(template))


def _part(text: str, depth: int) -> str:
    if IS_A_NAME.fullmatch(text) and len(PLACE.split(_match(text) or "")[0]) < CERTAIN:
        return text
    return _whole_or_parts(text, depth + 1) or text


def _said(template: str) -> str:
    """The translation; a text that the window says itself stands only in its own context."""
    told = QCoreApplication.translate(ENGINE, template)
    return tr(template) if told == template else told


def _match(text: str) -> str | None:
    """The template that `text` was made by, where one is known."""
    for template, literal in _templates():
        if literal in text and _pattern(template).fullmatch(text):
            return template
    return None


@cache
def _templates() -> tuple[tuple[str, str], ...]:
    """Templates and the longest literal part of each, in the order in which they are tried.

    The most literal text is the most certain, above all where the sentence begins with it.
    """
    said: list[str] = [*json.loads(TEMPLATES.read_text(encoding="utf-8")), *COMPOSED]
    parts = {template: PLACE.split(template) for template in said}
    said.sort(key=lambda template: len("".join(parts[template]) + parts[template][0]), reverse=True)
    return tuple((template, max(parts[template], key=len)) for template in said)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Compiled for what looks like it only: all of them would take longer than the rest.

    A short one that begins with a place ("{0} left") takes no list there; without a long word of
    its own ("{0} of {1}") it is about numbers or files.
    """
    parts = PLACE.split(template)
    forms = [ANYTHING] * (len(parts) - 1)
    if not LONG_WORD.search("".join(parts)):
        forms = [rf"(\d[\d.,]*|{FILE})", *[NO_LIST] * len(parts)][: len(parts) - 1]
    elif not parts[0] and len("".join(parts)) < CERTAIN:
        forms[0] = NO_LIST
    pieces = zip(map(re.escape, parts), [*forms, ""], strict=True)
    return re.compile("".join(piece for pair in pieces for piece in pair), re.DOTALL)
