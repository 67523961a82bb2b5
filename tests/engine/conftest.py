"""What tests of several parts of the engine share."""

from __future__ import annotations

import pytest

from engine import paths


@pytest.fixture
def models(tmp_path, monkeypatch):
    """The folder of the user's models, with no bundled ones beside it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "none")
    return paths.user_models()
