"""The architecture, as a test: who loads whom, and how long and how large things may be."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
BYTES_OF_A_FILE = 16 * 2**20  # files lie in git as they are, so they stay small

FORBIDDEN = {
    "engine": {"PySide6", "torch", "gui", "training"},
    "gui": {"torch", "training"},
    "training": {"PySide6", "gui"},
}
LOADED_BY = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_loads_nothing_above_it(package):
    if package == "training":
        pytest.importorskip("torch", reason="the extra `train` is not installed")
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED_BY, package], cwd=ROOT, capture_output=True, text=True
    )
    assert loaded.returncode == 0, loaded.stderr
    assert not FORBIDDEN[package] & set(loaded.stdout.split())


def test_the_import_contracts_hold():
    pytest.importorskip("importlinter", reason="the extra `dev` is not installed")
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    checked = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_our_packaging_folder_does_not_hide_the_packaging_library():
    assert not (ROOT / "packaging" / "__init__.py").exists()
    found = importlib.util.find_spec("packaging")
    assert found is not None and found.origin is not None
    assert "site-packages" in Path(found.origin).parts


def test_no_test_folder_is_a_package():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_is_longer_than_one_idea_needs():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= LINES_OF_A_FILE
    }
    assert not too_long, f"{LINES_OF_A_FILE} lines or more: {too_long}"


def test_no_function_is_longer_than_a_screen():
    too_long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": lines
        for path in sources()
        for function in functions(path)
        if (lines := length(function)) >= LINES_OF_A_FUNCTION
    }
    assert not too_long, f"{LINES_OF_A_FUNCTION} lines or more: {too_long}"


def test_every_file_in_git_is_small():
    too_large = {
        str(path.relative_to(ROOT)): size
        for path in files_for_git()
        if (size := path.stat().st_size) > BYTES_OF_A_FILE
    }
    assert not too_large, f"more than {BYTES_OF_A_FILE} bytes: {too_large}"


def model_folders() -> list[Path]:
    return sorted(path for path in (ROOT / "models").glob("*/") if path.is_dir())


def test_heirloom_brings_a_generator():
    assert model_folders(), "models/ holds no folder with a model in it"


@pytest.mark.parametrize("folder", model_folders(), ids=lambda folder: folder.name)
def test_a_model_has_its_card_its_sample_and_the_file_the_card_speaks_of(folder):
    present = {path.name for path in folder.iterdir()}
    assert {"card.toml", "sample.png", "model.onnx"} <= present
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    model = (folder / card["file"]).read_bytes()
    assert len(model) <= BYTES_OF_A_FILE
    assert card["sha256"] == hashlib.sha256(model).hexdigest()


def sources() -> Iterator[Path]:
    """Every Python file of ours."""
    yield ROOT / "main.py"
    for folder in ("engine", "gui", "training", "packaging", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def files_for_git() -> list[Path]:
    """What is tracked, and what would be by the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("this copy is not a git repository, so nothing is tracked")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]
