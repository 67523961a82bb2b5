"""A mark that was taken off comes off again from the record, by the same mark file alone."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image

import main
from engine import paths
from engine.detect.watermark import Place, Watermark, open_mark_file, save_mark_file
from engine.detect.watermark_request import take_mark_off
from engine.document.document import Document
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.progress import Progress
from tests.engine.detect import marked


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A marked picture, part of which the mark hides; no generator."""
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "none")
    alpha = marked.mark(0.5)
    alpha[54:60, 100:108] = 1.0
    shown = marked.under(marked.picture(3), alpha)
    Image.fromarray(marked.stored(shown)).save(tmp_path / "proof.png")
    colour = np.ones((*alpha.shape, 1), np.float32)
    save_mark_file(Watermark(alpha, colour, Place(0.0, 0.0, 0, 0)), tmp_path / "mark.png")
    return tmp_path


def run(desk, command: str, *words: str) -> int:
    """Names with a dot are files on the desk."""
    return main.main([command, *(str(desk / w) if "." in w else w for w in words)])


def take_off(desk, *words: str) -> int:
    return run(desk, "watermark", "proof.png", "--mark", "mark.png", "-o", "clean.png", *words)


def test_the_same_bytes_come_again_with_the_mark(desk):
    assert take_off(desk, "--record") == 0
    told = json.loads((desk / "clean.png.record.json").read_text())
    assert len(told["patches"]) == 2 and all(p["request"] is not None for p in told["patches"])
    words = ("proof.png", "clean.png.record.json", "-o", "again.png", "--mark", "mark.png")
    assert run(desk, "rebuild", *words) == 0
    assert (desk / "again.png").read_bytes() == (desk / "clean.png").read_bytes()


def test_nothing_outside_of_the_recorded_marks_has_changed(desk, capsys):
    assert take_off(desk, "--record") == 0
    assert run(desk, "verify", "clean.png", "proof.png") == 0
    assert "0 samples changed outside of the marks" in capsys.readouterr().out


@pytest.mark.parametrize("given", [[], ["--mark", "other.png"]], ids=["none", "another"])
def test_without_that_very_mark_it_is_said(desk, capsys, given):
    assert take_off(desk, "--record") == 0
    mark = open_mark_file(desk / "mark.png")
    save_mark_file(Watermark(mark.alpha * 0.9, mark.colour, mark.place), desk / "other.png")
    words = ("proof.png", "clean.png.record.json", "-o", "again.png", *given)
    assert run(desk, "rebuild", *words) == 2
    said = capsys.readouterr().err
    assert mark.sha256[:12] in said and "give that one by --mark" in said
    assert not (desk / "again.png").exists()


def test_a_record_that_is_there_is_not_replaced_unasked(desk):
    (desk / "clean.png.record.json").write_text("mine")
    assert take_off(desk, "--record") == 2
    assert not (desk / "clean.png").exists()
    assert take_off(desk, "--record", "--overwrite") == 0


def test_a_logo_is_placed_again(desk):
    drawn = np.zeros((200, 400), np.uint8)
    cv2.putText(drawn, "PHOTO", (24, 130), cv2.FONT_HERSHEY_DUPLEX, 3, 255, 14, cv2.LINE_AA)
    cv2.ellipse(drawn, (200, 100), (190, 90), 0, 0, 360, 255, 8, cv2.LINE_AA)
    logo = np.dstack([np.full((200, 400, 3), 255, np.uint8), drawn])
    Image.fromarray(logo).save(desk / "logo.png")
    alpha = np.zeros((150, 200), np.float32)
    small = cv2.resize(drawn, (120, 60), interpolation=cv2.INTER_AREA)
    alpha[50:110, 40:160] = 0.6 / 255 * small
    shown = marked.stored(marked.under(marked.picture(8, 150, 200), alpha))
    Image.fromarray(shown).save(desk / "print.png")
    words = ("print.png", "--mark", "logo.png", "-o", "bare.png", "--record")
    assert run(desk, "watermark", *words) == 0
    words = ("print.png", "bare.png.record.json", "-o", "again.png", "--mark", "logo.png")
    assert run(desk, "rebuild", *words) == 0
    assert (desk / "again.png").read_bytes() == (desk / "bare.png").read_bytes()


def test_what_is_protected_is_neither_un_blended_nor_filled(desk):
    scan, mark = open_scan(desk / "proof.png"), open_mark_file(desk / "mark.png")
    protect = np.zeros(scan.pixels.shape[:2], np.uint8)
    protect[:, 104:] = 1
    removal = take_mark_off(scan, mark, Progress(), protect)
    assert removal.opaque[54:60, 100:103].all() and not removal.opaque[:, 104:].any()
    document = Document(Scan(None, scan.pixels))
    document.apply([removal.patch])
    after = document.read(scan.size.box)
    np.testing.assert_array_equal(after[:, 104:], scan.pixels[:, 104:])
    assert (after != scan.pixels).any()
