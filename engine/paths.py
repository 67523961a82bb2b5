"""Where bundled and per-user files lie, frozen or not. Nothing else knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "Heirloom"
OPEN_FILES = "--open-files"  # word of `main.py` for the process of engine/files/apart_server.py


def bundle() -> Path:
    """The folder that holds main.py and models/, or what the frozen build unpacked."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def program() -> list[str]:
    """What starts Heirloom once more, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(bundle() / "main.py")]


def bundled_models() -> Path:
    return bundle() / "models"


def user_models() -> Path:
    """Folder for the user's own models; may not exist."""
    return user_data() / "models"


def switched_off_models() -> Path:
    """Ids of the models that the user switched off; may not exist."""
    return user_data() / "models-off.json"


def user_data() -> Path:
    """Per-user data folder; created by whoever writes into it."""
    return _user_folder("XDG_DATA_HOME", ".local/share")


def user_templates() -> Path:
    """Folder for templates of marks; may not exist."""
    return user_data() / "templates"


def user_runs() -> Path:
    """Folder for the runs of trainings that the window started; may not exist."""
    return user_data() / "runs"


def user_state() -> Path:
    """Per-user folder for logs and verdicts about devices; created by whoever writes into it."""
    return _user_folder("XDG_STATE_HOME", ".local/state")


def user_cache() -> Path:
    """Per-user folder for what can be made again; created by whoever writes into it."""
    return _user_folder("XDG_CACHE_HOME", ".cache")


def batch_journal() -> Path:
    """What batches have done; see engine/batch/journal.py."""
    return user_data() / "batches.sqlite"


def log_file() -> Path:
    return user_state() / "logs" / "heirloom.log"


def _user_folder(xdg_name: str, unix_default: str) -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / APP
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support" / APP
    # The freedesktop specification ignores a relative path in these variables.
    told = Path(os.environ.get(xdg_name, ""))
    return (told if told.is_absolute() else Path.home() / unix_default) / APP.lower()
