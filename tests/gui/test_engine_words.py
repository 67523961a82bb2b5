"""What the engine says is recognised in any other language; names of files stay as they are."""

from __future__ import annotations

import json
import re
import time

import numpy as np
import pytest

from engine.batch.names import check_template
from engine.document.layer_edits import set_visible
from engine.document.mask import Mask
from engine.document.read_restoration import open_restoration
from engine.document.templates import template_path
from engine.errors import HeirloomError, OutOfMemory
from engine.files.reader import open_scan
from engine.files.writer import save_scan
from engine.generators.providers import provider_named
from engine.generators.registry import Registry
from engine.geometry import Size
from gui import engine_words
from gui.engine_words import in_words
from gui.failure import describe_failure

HAN = re.compile(r"[\u4e00-\u9fff]")


def _hide_all(document):
    for layer in list(document.layers):
        set_visible(document, layer.id, False)


def _told(act) -> HeirloomError:
    with pytest.raises(HeirloomError) as caught:
        act()
    return caught.value


def _errors(folder, document):
    """(an error that the engine raised, what of it stays as it is)"""
    (folder / "aunt mary.tif").write_bytes(b"")
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7 and so on")
    (folder / "noise.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing else")
    (folder / "work.heirloom").write_bytes(b"PK and nothing else")
    missing = folder / "new folder" / "a.png"
    yield _told(lambda: open_scan(folder / "gone, long ago.tif")), "gone, long ago.tif"
    yield _told(lambda: open_scan(folder)), str(folder)
    yield _told(lambda: open_scan(folder / "aunt mary.tif")), "aunt mary.tif"
    yield _told(lambda: open_scan(folder / "paper.pdf")), "paper.pdf"
    yield _told(lambda: open_scan(folder / "noise.png")), "noise.png"
    yield _told(lambda: open_restoration(folder / "work.heirloom")), "work.heirloom"
    yield _told(lambda: open_restoration(folder / "gone.heirloom")), "gone.heirloom"
    yield _told(lambda: save_scan(document, missing)), str(missing)
    yield _told(lambda: save_scan(document, folder / "a.xyz")), "a.xyz"
    yield _told(lambda: check_template("{nonsense}")), "nonsense"
    yield _told(lambda: template_path("a/b")), "'a/b'"
    yield _told(lambda: provider_named("gpu9")), "gpu9"
    yield _told(lambda: Registry().choose("fill", "my-model")), "my-model"
    yield _told(lambda: Mask(Size(4, 3), np.zeros((2, 2), np.uint8))), "4 x 3"
    yield _told(lambda: _hide_all(document)), ""
    yield OutOfMemory("CUDA", 512, 256), "256"
    yield OutOfMemory("CUDA", 512, None), "--device cpu"


@pytest.mark.usefixtures("chinese")
def test_real_errors_are_told_in_chinese_with_their_names(tmp_path, document):
    for error, kept in _errors(tmp_path, document):
        said = describe_failure(error)[0]
        assert HAN.search(said) and kept in said, said
        english = re.sub(re.escape(str(tmp_path)), "", said).replace(kept, "")
        assert not re.search(r"(?:\b[a-z]{2,} ){3}", english), said


def test_english_is_shown_as_the_engine_said_it(tmp_path, document):
    for error, _ in _errors(tmp_path, document):
        assert in_words(str(error)) == str(error)


def test_english_loads_no_table(monkeypatch):
    monkeypatch.setattr(engine_words, "_templates", None)
    assert in_words("looking at the marks", capital=True) == "Looking at the marks"
    assert in_words("a.tif is empty (0 bytes): copy it again from its origin.").startswith("a.tif")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("said", "parts"),
    [
        # Several sentences
        (
            "It has 3 pages; page 1 was opened. Its name ends in .png, but it is a JPEG file.",
            ["它有 3 页", "已打开第 1 页", ".png", "JPEG 文件"],
        ),
        # A reason within a sentence, and what the system says
        (
            "x.heirloom is no restoration file, damaged or cut off (its members overlap): take an "
            "older copy of it, or begin again from the scan.",
            ["x.heirloom 不是 修复文件", "其成员互相重叠"],
        ),
        (
            "a.tif cannot be read: Permission denied. Check the file and its folder.",
            ["a.tif", "没有权限"],
        ),
        # Parts that are told one after another
        (
            "waits for your word, 47% sure: 1,204 pixels repaired: 3 by ns, 2 by fsr (done)",
            ["等待您决定", "47%", "已修复 1,204 个像素", "ns", "fsr"],
        ),
        ("12 of 300, 2 failed, 5 min left: aunt in paris.tif", ["12 / 300", "aunt in paris.tif"]),
        ("/x/y.tif: there is no mask for y.tif", ["/x/y.tif", "没有蒙版"]),
        ("black 3, white 250, the tint is kept", ["黑场 3", "白场 250", "保留色偏"]),
        # The name of a layer within a step
        ("Show scratches", ["显示划痕"]),
    ],
)
def test_sentences_are_recognised_in_parts(said, parts):
    shown = in_words(said)
    assert [part for part in parts if part not in shown] == []
    assert not re.search(r"(?:\b[a-z]{2,} ){4}", shown)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", ["done.tif", "Dust.png", "reading room.tif", "no EXIF block.jpg"])
def test_a_file_may_be_called_as_the_engine_speaks(name):
    assert name in in_words(f"{name} is empty (0 bytes): copy it again from its origin.")


@pytest.mark.usefixtures("chinese")
def test_what_nobody_translated_is_shown_as_it_is():
    assert in_words("nobody, ever; has: translated. This") == (
        "nobody, ever; has: translated. This"
    )


@pytest.mark.usefixtures("chinese")
def test_a_sentence_takes_less_than_a_millisecond(tmp_path, document):
    texts = [str(error) for error, _ in _errors(tmp_path, document)]
    for text in texts:
        in_words(text)  # loads the table and compiles the forms of these
    engine_words._translated.cache_clear()
    begun = time.process_time()
    for text in texts:
        in_words(text)
    assert (time.process_time() - begun) / len(texts) < 1e-3


def test_the_table_is_what_the_engine_says(command):
    table = json.loads(engine_words.TEMPLATES.read_text(encoding="utf-8"))
    assert table == list(command.engine_texts())
    assert len(table) > 500


def test_a_new_sentence_of_the_engine_wants_a_translation(command, tmp_path):
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "new.py").write_text(
        '"""Not this: it is the docstring of the file."""\n'
        "def act(path, is_far):\n"
        "    raise ScanError(f\"{path.name!r} is {'too ' * is_far}strange: look at {path}.\")\n"
    )
    (folder / "new_cli.py").write_text('HELP = "said in a terminal only"\n')
    texts = command.engine_texts(folder)
    assert list(texts) == ["{0} is strange: look at {1}.", "{0} is too strange: look at {1}."]
    texts = command.engine_texts() | command.source_texts() | texts
    found = command.problems("zh_CN", texts)
    assert [problem.partition("'")[0] for problem in found] == ["not translated: "] * 2
