"""What a command printed, for people: tables with their columns below each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby, zip_longest

WIDTH = 110  # letters of a line of prose


def readable(markdown: str) -> str:
    """The same words and numbers; prose in lines that fit into the window."""
    pieces = groupby(markdown.splitlines(), key=lambda line: line.startswith("|"))
    lines: list[str] = []
    for is_table, piece in pieces:
        lines += _table(list(piece)) if is_table else map(_wrapped, piece)
    return "\n".join(lines)


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, break_long_words=False)


def _table(lines: Sequence[str]) -> list[str]:
    """Numbers stand at the right of their column; the last one is as long as it is."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in cells if not all(set(cell) <= set("-:") for cell in row)]
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    is_number = any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))
    return cell.rjust(width) if is_number else cell.ljust(width)
