"""What batches have done: a killed one goes on, a repeated one skips, any one can be undone.

One SQLite database for the user. A scan is known by the hash of its content and a result by the
hash of its own, not by their names: a tree may be moved between two runs. What determines a
result (contents, settings, models) makes its key. A result is written in two steps:

    writing   the result is complete in a file of its own, its hash is here, its name is not yet its
    done      it has its name

so that after a power cut every file under a final name is either a stranger's or known here.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import BatchError

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, target BLOB NOT NULL,
  started TEXT NOT NULL, state TEXT NOT NULL, settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items (
  run INTEGER NOT NULL, source BLOB NOT NULL, target BLOB NOT NULL, state TEXT NOT NULL,
  message TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, result TEXT NOT NULL,
  result_bytes INTEGER NOT NULL, seconds REAL NOT NULL, record TEXT NOT NULL,
  before BLOB NOT NULL, after BLOB NOT NULL, PRIMARY KEY (run, source));
CREATE INDEX IF NOT EXISTS by_key ON items (key);
CREATE INDEX IF NOT EXISTS by_size ON items (result_bytes);
CREATE TABLE IF NOT EXISTS commands (
  run INTEGER PRIMARY KEY, folder TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS at_work (
  run INTEGER NOT NULL, source BLOB NOT NULL, begun INTEGER NOT NULL, PRIMARY KEY (run, source));
CREATE TABLE IF NOT EXISTS hashes (
  path BLOB PRIMARY KEY, bytes INTEGER, modified INTEGER, changed INTEGER, sha256 TEXT);
"""
# In the order in which people look at them.
STATES = ("failed", "review", "done", "clean", "before", "skipped", "rejected", "undone")
# A power cut must not forget these; what it forgets of others is found out or done again.
DURABLE = ("writing", "rejected")
FINAL = ("writing", "done")  # there is a result, or will be one as soon as it is looked at


@dataclass(frozen=True)
class Entry:
    """What became of one scan in one run.

    state: "writing", "done", "before" (done by an earlier run), "skipped", "clean" (nothing to
        repair), "review" (left to be looked at), "rejected" (looked at, not wanted), "failed",
        "undone".
    key: hash of everything that determines the result; content, result: of the two files.
    record: JSON, as the command `restore` tells it; before, after: small JPEGs for the report.
    """

    source: Path
    target: Path
    state: str
    message: str = ""
    key: str = ""
    content: str = ""
    result: str = ""
    result_bytes: int = -1
    seconds: float = 0.0
    record: str = "{}"
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True)
class Run:
    """One batch; `counts` by state of its scans."""

    id: int
    target: Path
    started: str
    state: str  # "running" (also: killed), "stopped", "ended", "undone"
    settings: str
    counts: Counter[str]


COLUMNS = tuple(field.name for field in fields(Entry))


class Journal:
    """The database; may be used by several threads. Raises BatchError when it cannot be used.

    read_only: for a look at what is known; changes nothing, and needs no database to be there.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path, self._lock, self._read_only = path, threading.RLock(), read_only
        try:
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            where = ":memory:" if read_only and not path.exists() else path
            self._db = sqlite3.connect(where, timeout=30, check_same_thread=False)
            if read_only and path.exists():
                self._db.execute("PRAGMA query_only = ON")
                return
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # no flush for each; see DURABLE
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise BatchError(self._why_not(error)) from error

    def close(self) -> None:
        self._db.close()

    def start(self, key: str, target: Path, settings: str) -> int:
        """The number of a new run, or of the one with this key that was not finished."""
        with self._using() as db:
            found = db.execute(
                "SELECT id FROM runs WHERE key = ? AND state IN ('running', 'stopped') "
                "ORDER BY id DESC",
                (key,),
            ).fetchone()
            if found:
                db.execute("UPDATE runs SET state = 'running' WHERE id = ?", found)
                return int(found[0])
            now = datetime.now().astimezone().isoformat(" ", "seconds")
            values = (key, _blob(target), now, "running", settings)
            added = db.execute(
                "INSERT INTO runs (key, target, started, state, settings) VALUES (?, ?, ?, ?, ?)",
                values,
            )
            return int(added.lastrowid or 0)

    def set_state(self, run: int, state: str) -> None:
        with self._using() as db:
            db.execute("UPDATE runs SET state = ? WHERE id = ?", (state, run))

    def record(self, run: int, entry: Entry) -> None:
        """Write what is known of a scan in a run, over what was known before."""
        values = [getattr(entry, name) for name in COLUMNS]
        values[:2] = _blob(entry.source), _blob(entry.target)
        marks = ", ".join("?" * (1 + len(COLUMNS)))
        with self._using(durable=entry.state in DURABLE) as db:
            db.execute(
                f"INSERT OR REPLACE INTO items (run, {', '.join(COLUMNS)}) VALUES ({marks})",
                (run, *values),
            )

    @contextmanager
    def at_work(self, run: int, source: Path) -> Iterator[None]:
        """While a scan is repaired; only a process that dies within leaves a trace of it."""
        with self._using() as db:
            db.execute(
                "INSERT INTO at_work VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET begun = begun + 1",
                (run, _blob(source)),
            )
        try:
            yield
        finally:
            with self._using() as db:
                db.execute("DELETE FROM at_work WHERE run = ? AND source = ?", (run, _blob(source)))

    def suspects(self, run: int) -> set[Path]:
        """Scans that were being repaired when the process died."""
        with self._using() as db:
            return {
                _path(s) for (s,) in db.execute("SELECT source FROM at_work WHERE run = ?", (run,))
            }

    def deaths(self, run: int, source: Path) -> int:
        """How many times the process died while it repaired this scan."""
        with self._using() as db:
            row = db.execute(
                "SELECT begun FROM at_work WHERE run = ? AND source = ?", (run, _blob(source))
            ).fetchone()
        return int(row[0]) if row else 0

    def runs(self) -> list[Run]:
        """The newest last."""
        with self._using() as db:
            counted = db.execute("SELECT run, state, count(*) FROM items GROUP BY run, state")
            counts: dict[int, Counter[str]] = {}
            for run, state, count in counted:
                counts.setdefault(run, Counter())[state] = count
            rows = db.execute("SELECT id, target, started, state, settings FROM runs ORDER BY id")
            return [
                Run(number, _path(target), started, state, settings, counts.get(number, Counter()))
                for number, target, started, state, settings in rows
            ]

    def entries(
        self, run: int, only: Path | None = None, *, pictures: bool = True
    ) -> Iterator[Entry]:
        """One after another: with their pictures thousands of them are large."""
        with self._using() as db:
            sources = db.execute("SELECT source FROM items WHERE run = ?", (run,)).fetchall()
        if only is not None:
            sources = [(_blob(only),)]
        for (source,) in sources:
            where = "run = ? AND source = ?"
            yield from self._entries(where, (run, source), pictures=pictures)

    def of_key(self, key: str) -> list[tuple[int, Entry]]:
        """(run, entry) of whatever was done with this content and these settings; newest first."""
        with self._using() as db:
            runs = db.execute(
                "SELECT DISTINCT run FROM items WHERE key = ? ORDER BY run DESC", (key,)
            ).fetchall()
        return [(run, e) for (run,) in runs for e in self._entries("key=? AND run=?", (key, run))]

    def made(self, existing: Path, source: Path) -> bool:
        """Whether a batch made the file `existing` from the scan `source`, and it is unchanged.

        The scan may have changed since, or may have been moved; not both.
        """
        try:
            size = existing.stat().st_size
        except OSError:
            return False
        results = self._entries("result_bytes = ? AND state IN (?, ?)", (size, *FINAL))
        there = self.hash_of(existing) if results else ""
        return any(
            entry.result == there
            and (entry.source == source.absolute() or entry.content == self.hash_of(source))
            for entry in results
        )

    def hash_of(self, path: Path) -> str:
        """SHA-256 of a file; read again only where its size or its times have changed.

        Raises:
            OSError: it cannot be read.
        """
        seen = _seen(path)
        known = self._known_hash(seen)
        if known is None:
            known = file_hash(path)
            self._remember((*seen, known))
        return known

    def known_hash(self, path: Path) -> str | None:
        """`hash_of`, or None where the file would have to be read. Raises OSError: it is gone."""
        return self._known_hash(_seen(path))

    def remember_hash(self, path: Path, sha256: str) -> None:
        """Of a file that was just written or read elsewhere, so that it is not read again."""
        self._remember((*_seen(path), sha256))

    def _known_hash(self, seen: tuple[bytes, int, int, int]) -> str | None:
        with self._using() as db:
            known = db.execute(
                "SELECT sha256 FROM hashes WHERE path = ? AND bytes = ? AND modified = ? "
                "AND changed = ?",
                seen,
            ).fetchone()
        return str(known[0]) if known else None

    def _remember(self, row: tuple[bytes, int, int, int, str]) -> None:
        if self._read_only:
            return
        with self._using() as db:
            db.execute("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?, ?, ?)", row)

    def remember_command(self, run: int, folder: Path, words: Sequence[str]) -> None:
        """The command that began a run, and the folder it was given in: both make it go on."""
        with self._using() as db:
            values = (run, str(folder), json.dumps(list(words)))
            db.execute("INSERT OR REPLACE INTO commands VALUES (?, ?, ?)", values)

    def command_of(self, run: int) -> tuple[Path, list[str]] | None:
        """(folder, words) of `remember_command`; None where it is not known."""
        with self._using() as db:
            row = db.execute("SELECT folder, words FROM commands WHERE run = ?", (run,)).fetchone()
        return (Path(row[0]), json.loads(row[1])) if row else None

    def _entries(
        self, where: str, values: tuple[Any, ...], *, pictures: bool = True
    ) -> list[Entry]:
        shown = COLUMNS if pictures else (*COLUMNS[:-2], "x''", "x''")
        columns = ", ".join(shown)
        with self._using() as db:
            rows = db.execute(f"SELECT {columns} FROM items WHERE {where}", values).fetchall()
        entries = [Entry(*row) for row in rows]
        return [replace(e, source=_path(e.source), target=_path(e.target)) for e in entries]

    @contextmanager
    def _using(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """durable: this change and all before it are on the disk when the block has ended."""
        try:
            with self._lock, self._flushing() if durable else nullcontext(), self._db:
                yield self._db
        except sqlite3.Error as error:
            raise BatchError(self._why_not(error)) from error

    @contextmanager
    def _flushing(self) -> Iterator[None]:
        self._db.execute("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            self._db.execute("PRAGMA synchronous = NORMAL")

    def _why_not(self, error: Exception) -> str:
        return (
            f"the journal of batches {self._path} cannot be used ({error}): free space there, or "
            "move it away to begin a new one."
        )


def file_hash(path: Path) -> str:
    """SHA-256 of what is in a file now. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(path: Path) -> tuple[bytes, int, int, int]:
    """What tells whether a file is the one whose hash is known."""
    stat = path.stat()
    return _blob(path.absolute()), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _blob(path: Path) -> bytes:
    """Names need not be valid Unicode; SQLite's text has to be."""
    return os.fsencode(path)


def _path(blob: object) -> Path:
    return Path(os.fsdecode(bytes(blob)))  # type: ignore[call-overload]
