"""The measured start-up: a process of its own, from its creation to the first frame."""

from __future__ import annotations

import subprocess
import sys

from engine import paths


def run(path):
    code = f"from gui.first_paint import measure; measure({str(path)!r})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=paths.bundle(), capture_output=True, text=True
    )


def test_the_seconds_to_the_first_frame_are_printed(scan_file):
    done = run(scan_file)
    assert done.returncode == 0, done.stderr
    assert 0.05 < float(done.stdout) < 60


def test_a_scan_that_cannot_be_opened_is_told_in_a_sentence(tmp_path):
    done = run(tmp_path / "none.tif")
    assert done.returncode == 1
    assert "none.tif" in done.stderr and "Traceback" not in done.stderr
