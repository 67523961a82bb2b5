"""The window with the engine behind it: a real scratch, repaired by the classical method."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.generators.registry import load_registry
from gui.export_dialog import ExportRequest
from gui.generator import Generator
from gui.main_window import MainWindow


@pytest.fixture
def scratched(tmp_path):
    """A smooth 16-bit scan with a white scratch, and where the scratch is."""
    y, x = np.mgrid[:120, :160].astype(np.float32)
    plane = 20000 + 12000 * np.sin(x / 40) * np.cos(y / 30)
    pixels = np.repeat(plane[..., None], 3, axis=2).astype(np.uint16)
    clean = pixels.copy()
    cv2.line(pixels, (30, 60), (130, 60), (65535, 65535, 65535), 3)
    path = tmp_path / "scratched.tif"
    tifffile.imwrite(path, pixels, photometric="rgb")
    return path, pixels, clean


def test_a_scratch_is_painted_over_repaired_and_saved(
    qtbot, settings, answers, no_generator, scratched, paint, tmp_path
):
    path, damaged, clean = scratched
    settings.brush_radius = 5.0
    settings.method = "classical"
    window = MainWindow(settings, answers, no_generator)
    window.show()
    with qtbot.waitSignal(window.repairs.prepared, timeout=20000):
        window.open(path)
    with qtbot.waitSignal(window.repairs.repaired, timeout=20000):
        paint(window, (25, 60), (135, 60))
    result = window.document.read(window.document.size.box)
    scratch = (damaged != clean).any(axis=2)
    off_before = np.abs(damaged.astype(int) - clean)[scratch].min()
    off_after = np.abs(result.astype(int) - clean)[scratch].max()
    assert off_after < off_before / 10
    marked = np.zeros(scratch.shape, np.uint8)
    cv2.line(marked, (25, 60), (135, 60), 255, 12)
    np.testing.assert_array_equal(result[marked == 0], damaged[marked == 0])

    answers.request = ExportRequest(tmp_path / "result.tif", "TIFF")
    with qtbot.waitSignal(window.files.saved, timeout=20000):
        window.actions_by_id["export"].trigger()
    window.close()
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "result.tif"), result)


def test_a_real_generator_repairs_and_is_named(
    qtbot, settings, answers, scratched, paint, tmp_path
):
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from tests.onnx_models import write_fill_model

    write_fill_model(tmp_path / "models")
    generator = Generator(load_registry=lambda: load_registry([tmp_path / "models"]))
    settings.brush_radius, settings.method, settings.device = 5.0, "generator", "cpu"
    window = MainWindow(settings, answers, generator)
    window.show()
    with qtbot.waitSignal(window.repairs.prepared, timeout=60000):
        window.open(scratched[0])
    assert "copy-fill" in window.status.device.text()
    assert window.panel.model.findData("copy-fill") > 0
    with qtbot.waitSignal(window.repairs.repaired, timeout=60000):
        paint(window, (25, 60), (135, 60))
    (patch,) = window.document.patches
    assert (patch.provenance.method, patch.provenance.model) == ("generator", "copy-fill")
    window._close_now()
    assert answers.errors == []


def test_a_jpeg_is_opened_and_its_report_can_be_made(qtbot, window, answers, tmp_path):
    Image.new("L", (80, 50), 90).save(tmp_path / "grey.jpg")
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(tmp_path / "grey.jpg")
    assert window.document.channels == 1
    window.actions_by_id["report"].trigger()
    qtbot.waitUntil(lambda: len(answers.shown) == 1, timeout=60000)
    assert "Heirloom" in answers.shown[0] and "heirloom.log" in answers.shown[0]
