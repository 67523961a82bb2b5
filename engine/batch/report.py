"""What a run did, to be kept: HTML for people, CSV for spreadsheets, JSON lines for programs."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from engine.batch.journal import STATES, Entry, Journal, Run
from engine.batch.run import WORDS
from engine.batch.undo import find_run
from engine.errors import BatchError, SaveError
from engine.files.atomic import replacing

COLUMNS = ("state", "scan", "result", "message", "methods", "confidence", "seconds", "warnings",
           "scan_sha256", "result_sha256")  # fmt: skip
STYLE = """
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
section { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1.5rem }
figure { display: flex; gap: 4px; margin: 0 } img { max-width: 50%; object-fit: contain }
article { overflow-wrap: anywhere } article p { margin: .2rem 0 } small { opacity: .75 }
"""


def write_report(journal: Journal, number: int, path: Path) -> None:
    """Write the report of a run; the ending of `path` chooses the form. Replaces an older one.

    Raises:
        BatchError: there is no such run, or no such form.
        SaveError: it cannot be written.
    """
    check_report(path)
    run = find_run(journal, number)
    with replacing(path) as file:
        for piece in FORMS[path.suffix.lower()](run, journal):
            file.write(os.fsencode(piece))  # names of files need not be valid Unicode


def check_report(path: Path) -> None:
    """Before any work: raise for what could not be written at the end."""
    if path.suffix.lower() not in FORMS:
        raise BatchError(f"{path} is no report: end its name in one of {', '.join(FORMS)}.")
    if not path.parent.is_dir():
        raise SaveError(f"the folder {path.parent} does not exist: make it first.")


def _as_json_lines(run: Run, journal: Journal) -> Iterator[str]:
    for entry in journal.entries(run.id):
        told = {"run": run.id} | _row(entry) | {"record": json.loads(entry.record)}
        yield json.dumps(told) + "\n"


def _as_csv(run: Run, journal: Journal) -> Iterator[str]:
    yield _csv_line(COLUMNS)
    for entry in journal.entries(run.id):
        row = _row(entry)
        yield _csv_line(_text(row[name]) for name in COLUMNS)


def _as_html(run: Run, journal: Journal) -> Iterator[str]:
    title = f"Heirloom, run {run.id}"
    counts = ", ".join(f"{run.counts[s]:,} {w}" for s, w in WORDS.items() if run.counts[s])
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
    yield f"<meta name=viewport content='width=device-width'><style>{STYLE}</style><h1>{title}</h1>"
    yield f"<p>{escape(run.started)}, into {escape(str(run.target))}: {counts}.</p>\n"
    for state in STATES:
        if not run.counts[state]:
            continue
        yield f"<h2 id={state}>{run.counts[state]:,} {WORDS.get(state, state)}</h2><section>\n"
        # The least certain first: these are worth a look.
        rows = [(_confidence(e), e.source) for e in journal.entries(run.id) if e.state == state]
        for _, source in sorted(rows):
            yield from (_article(entry) for entry in journal.entries(run.id, source))
        yield "</section>\n"
    yield "</html>\n"


FORMS: dict[str, Callable[[Run, Journal], Iterator[str]]] = {
    ".html": _as_html,
    ".csv": _as_csv,
    ".jsonl": _as_json_lines,
}


def _article(entry: Entry) -> str:
    row = _row(entry)
    second = "after" if row["methods"] else "marked"
    shown = (("before", entry.before), (second, entry.after))
    pictures = "".join(
        f"<img alt='{what}' title='{what}' "
        f"src='data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}'>"
        for what, jpeg in shown
        if jpeg
    )
    facts = [f"{entry.seconds:.1f} s"] if entry.seconds else []
    if row["confidence"] is not None:
        facts.append(f"confidence of the least certain patch {row['confidence']:.0%}")
    facts += [str(warning) for warning in _list(row["warnings"])]
    lines = [
        f"<b>{escape(str(entry.source))}</b>",
        escape(entry.message),
        f"<small>{escape(str(entry.target))}</small>" if entry.state in ("done", "before") else "",
        f"<small>{escape('; '.join(facts))}</small>" if facts else "",
    ]
    told = "".join(f"<p>{line}</p>" for line in lines if line)
    return f"<article><figure>{pictures}</figure>{told}</article>\n"


def _row(entry: Entry) -> dict[str, object]:
    """By name of COLUMNS."""
    record = json.loads(entry.record)
    methods = [patch["model"] or patch["method"] for patch in record.get("patches", [])]
    return {
        "state": entry.state,
        "scan": str(entry.source),
        "result": str(entry.target) if entry.result else "",
        "message": entry.message,
        "methods": list(dict.fromkeys(methods)),
        "confidence": record.get("confidence"),
        "seconds": round(entry.seconds, 2),
        "warnings": record.get("losses", []),
        "scan_sha256": entry.content,
        "result_sha256": entry.result,
    }


def _confidence(entry: Entry) -> float:
    told = json.loads(entry.record).get("confidence")
    return 1.0 if told is None else float(told)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv_line(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()
