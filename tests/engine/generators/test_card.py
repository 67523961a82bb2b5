from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import ModelError
from engine.generators.card import Tensor, load_card, write_card
from tests.onnx_models import a_card, write_fill_model

COMPLETE = """
id = "scratch-fill"
title = "Scratches"
task = "fill"
file = "model.onnx"
sha256 = "{sha}"
opset = 18
native = 512
{more}
[tensors]
rgb = {{ name = "image", channels = 3, range = [0, 255] }}
mask = {{ name = "mask", channels = 1, one_means = "keep" }}
"""


def write(folder, text=COMPLETE, more="", sha="0" * 64):
    (folder / "card.toml").write_text(text.format(more=more, sha=sha), "utf-8")
    return folder


def test_a_card_tells_a_foreign_models_conventions(tmp_path):
    card = load_card(write(tmp_path, more='layout = "NHWC"\nshape = "fixed"'))
    assert card.tensors["rgb"] == Tensor("image", 3, 0, 255)
    assert card.tensors["mask"].one_means == "keep"
    assert (card.layout, card.shape, card.native) == ("NHWC", "fixed", 512)
    assert card.path == tmp_path / "model.onnx"


def test_what_a_card_leaves_out_has_the_plain_meaning(tmp_path):
    card = load_card(write(tmp_path))
    assert (card.layout, card.shape, card.minimum, card.multiple_of) == ("NCHW", "free", 1, 1)
    assert card.tiling == "supported" and card.router == ()


def test_a_written_card_is_read_back_as_it_was(tmp_path):
    card = replace(
        a_card(tmp_path),
        title='Scratches & "tears" für Köpfe',
        layout="NHWC",
        shape="fixed",
        tensors={
            "rgb": Tensor("x", 3, -1.0, 1.0),
            "mask": Tensor("m", 1, one_means="keep"),
            "filled": Tensor("y", 3),
        },
        origin={"recipe": "a.toml", "seed": 1, "photographs": {"tier_a": 31400}},
        quality={
            "psnr_db": [31.1, 31.4, 31.7],
            "parity_shipped": 2.6e-4,
            "classes": {
                f"scratch_{n}": {"ours": [30.0, 30.5, 31.0], "ns": [29.0, 29.1, 29.2]}
                for n in (2, 4, 8)
            },
        },
        limits={"text": "Not for faces.\nNor for holes wider than 120 px."},
        router=(
            {"up_to": 8.0, "method": "fsr", "reason": "+1.6 dB over 60 photographs"},
            {"up_to": float("inf"), "method": "generator", "reason": "+1.1 dB", "gain": [0.9, 1.3]},
        ),
    )
    assert load_card(write_card(card, tmp_path).parent) == card


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("colour = 3", "unknown key 'colour'"),
        ("minimum = 0", "minimum = 0: must be a whole number above 0"),
        ("minimum = true", "minimum = True"),
        ('layout = "CHW"', "layout = 'CHW': must be one of NCHW, NHWC"),
        ('tiling = "never"', "tiling = 'never'"),
        ("origin = 3", "origin = 3: must be a table"),
        ("router = 3", "router must be a list of rows"),
        ("[[router]]\nup_to = 3", "row 1 of [[router]] needs method"),
        ('[[router]]\nup_to = 3\nmethod = "magic"', "one of generator, ns, telea, fsr"),
        ('[[router]]\nup_to = 3\nmethod = "ns"', "row 1 of [[router]] needs reason"),
        ('[[router]]\nmethod = "ns"', "row 1 of [[router]] needs up_to"),
        ("id = ", "is not valid TOML"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(tmp_path, line, complaint):
    with pytest.raises(ModelError) as caught:
        load_card(write(tmp_path, more=line))
    assert complaint in str(caught.value)
    assert str(tmp_path / "card.toml") in str(caught.value)


@pytest.mark.parametrize("key", ["id", "title", "task", "file", "sha256", "opset", "native"])
def test_a_missing_key_is_named(tmp_path, key):
    kept = [line for line in COMPLETE.splitlines() if not line.startswith(f"{key} =")]
    with pytest.raises(ModelError, match=f"add '{key}', which has no default"):
        load_card(write(tmp_path, "\n".join(kept)))


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("3", "rgb must be a table"),
        ('{ name = "x" }', "channels = None"),
        ("{ channels = 3 }", "name = None"),
        ('{ name = "x", channels = 0 }', "channels = 0"),
        ('{ name = "x", channels = 3, range = [1, 0] }', "range = [1, 0]"),
        ('{ name = "x", channels = 3, range = "byte" }', "range = 'byte'"),
        ('{ name = "x", channels = 1, one_means = "hole" }', "one_means = 'hole'"),
        ('{ name = "x", channels = 1, dtype = "f" }', "unknown key 'dtype'"),
    ],
)
def test_a_wrong_tensor_is_named_by_its_role(tmp_path, spec, complaint):
    text = COMPLETE.split("[tensors]")[0] + "[tensors]\nrgb = " + spec.replace("{", "{{")
    with pytest.raises(ModelError) as caught:
        load_card(write(tmp_path, text.replace(" }", " }}")))
    assert complaint in str(caught.value) and "[tensors] rgb" in str(caught.value)


def test_a_card_cannot_point_to_a_file_elsewhere(tmp_path):
    with pytest.raises(ModelError, match="a file name without folders"):
        load_card(write(tmp_path, COMPLETE.replace("model.onnx", "../model.onnx")))


def test_a_short_sha256_is_refused(tmp_path):
    with pytest.raises(ModelError, match="64 hexadecimal digits"):
        load_card(write(tmp_path, sha="abc"))


def test_an_altered_network_is_found_out(tmp_path):
    card = write_fill_model(tmp_path)
    card.check_file()
    with card.path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="is not the file its card speaks of"):
        card.check_file()


def test_a_missing_network_is_named(tmp_path):
    card = write_fill_model(tmp_path)
    card.path.unlink()
    with pytest.raises(ModelError, match=r"model\.onnx is missing"):
        card.check_file()


def test_a_folder_without_a_card_is_named(tmp_path):
    with pytest.raises(ModelError, match="has no card"):
        load_card(tmp_path)
