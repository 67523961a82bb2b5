"""What a person who helps needs to know: versions, devices, the end of the log. Never sent."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from engine import paths

LOG_LINES = 200


def system_report() -> str:
    """Several lines of text, without the user's name. Takes seconds: devices are tried."""
    from engine.doctor import report_text

    parts = [report_text(), "", f"Last lines of {paths.log_file()}:", _log_end()]
    return without_names("\n".join(parts), Path.home())


def without_names(text: str, home: PurePath) -> str:
    """`text` with the home folder as ~, and its name as "user" in all other paths.

    Also as Windows and Python's repr write them: C:/Users/anna, C:\\\\Users\\\\anna.
    """
    if home.parent == home:  # a service's, which names nobody
        return text
    plain = str(home)
    for told in (plain.replace("\\", "\\\\"), plain, home.as_posix()):
        text = re.sub(rf"{re.escape(told)}(?![\w.-])", "~", text)
    return re.sub(rf"(?<=[/\\]){re.escape(home.name)}(?=[/\\])", "user", text)


def _log_end() -> str:
    try:
        lines = paths.log_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(no log yet)"
    return "\n".join(lines[-LOG_LINES:])
