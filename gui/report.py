"""What a person who helps needs to know: versions, devices, the end of the log. Never sent."""

from __future__ import annotations

from pathlib import Path

from engine import paths

LOG_LINES = 200


def system_report() -> str:
    """Several lines of text; the home folder is written as ~. Takes seconds: devices are tried."""
    from engine.doctor import report_text

    parts = [report_text(), "", f"Last lines of {paths.log_file()}:", _log_end()]
    return "\n".join(parts).replace(str(Path.home()), "~")


def _log_end() -> str:
    try:
        lines = paths.log_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(no log yet)"
    return "\n".join(lines[-LOG_LINES:])
