"""A world of its own for the tests: no window on a screen, no settings or logs of the user.

All of it is in the environment, before PySide6 or ONNX Runtime is imported and for the programs
that tests start.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="heirloom-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["SOURCE_DATE_EPOCH"] = "1700000000"  # results that are compared say the same time
for _variable in ("CONFIG", "DATA", "STATE", "CACHE"):
    os.environ[f"XDG_{_variable}_HOME"] = str(_HOME / _variable.lower())
os.environ["LOCALAPPDATA"] = str(_HOME / "local")  # the same for Windows

# A shell that starts the suite in the background has it ignore Ctrl+C, and so would the programs
# that are tested by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds main.py."""
    return Path(__file__).resolve().parent.parent
