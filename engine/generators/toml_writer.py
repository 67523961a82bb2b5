"""Plain values as readable TOML. The standard library only reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeGuard

Table: TypeAlias = Mapping[str, object]
WIDTH = 100  # characters; a longer table gets lines of its own


def toml_document(
    values: Table, first_line: str = "", comments: Mapping[str, str] | None = None
) -> str:
    """A TOML document that `tomllib` reads back as `values`.

    Args:
        values: texts, numbers, booleans, lists and tables (dict) of these, to any depth.
        first_line: a comment on top.
        comments: by top-level key, written behind its value.

    Raises:
        TypeError: a value TOML has no word for, None above all.
    """
    lines = [f"# {first_line}"] if first_line else []
    plain = {key: value for key, value in values.items() if not _is_table(value)}
    for key, value in plain.items():
        comment = (comments or {}).get(key)
        line = f"{_key(key)} = {_value(value)}"
        lines.append(f"{line}  # {comment}" if comment else line)
    for key, value in values.items():
        if _is_table(value):
            lines += _table([key], value)
    return "\n".join(lines) + "\n"


def _is_table(value: object) -> TypeGuard[Table | list[Table]]:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _table(path: list[str], value: Table | list[Table]) -> list[str]:
    name = ".".join(_key(part) for part in path)
    if isinstance(value, list):
        return [line for row in value for line in ("", f"[[{name}]]", *_rows(path, row))]
    return ["", f"[{name}]", *_rows(path, value)]


def _rows(path: list[str], table: Table) -> list[str]:
    lines, tables = [], []
    for key, value in table.items():
        line = f"{_key(key)} = {_value(value)}"
        if isinstance(value, Mapping) and len(line) > WIDTH:
            tables += _table([*path, key], value)
        else:
            lines.append(line)
    return lines + tables


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):  # numpy's float64 too, which writes itself otherwise
        return repr(float(value))
    if isinstance(value, Mapping):
        rows = ", ".join(f"{_key(key)} = {_value(v)}" for key, v in value.items())
        return f"{{ {rows} }}" if rows else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    raise TypeError(f"TOML has no word for {value!r}")


def _text(text: str) -> str:
    # JSON escapes what TOML does, but for the one control character DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
