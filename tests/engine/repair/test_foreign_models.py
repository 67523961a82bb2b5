"""Fill models of other people, with other conventions, through the whole repair."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from onnx import helper

from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.generators.card import ModelCard, Tensor
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from tests.onnx_models import write_fill_model, write_model

# Rows x columns x channels, 0..255, a mask that is 1 where to keep, and no prefill.
TENSORS = {
    "rgb": Tensor("image", 3, 0.0, 255.0),
    "mask": Tensor("keep", 1, one_means="keep"),
    "filled": Tensor("painted", 3, 0.0, 255.0),
}


def write_foreign(parent, side: int, model_id: str = "foreign") -> ModelCard:
    """Gives what is kept, and in the hole the mean of all that is kept."""
    nodes = [
        helper.make_node("Mul", ["image", "keep"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "rows_columns"], ["total"]),
        helper.make_node("ReduceSum", ["keep", "rows_columns"], ["number"]),
        helper.make_node("Div", ["total", "number"], ["mean"]),
        helper.make_node("Sub", ["one", "keep"], ["hole"]),
        helper.make_node("Mul", ["mean", "hole"], ["inside"]),
        helper.make_node("Add", ["kept", "inside"], ["painted"]),
    ]
    return write_model(
        parent / model_id,
        nodes,
        inputs={"image": 3, "keep": 1},
        outputs={"painted": 3},
        constants={"rows_columns": np.array([1, 2]), "one": np.array(1, np.float32)},
        layout="NHWC",
        side=side,
        shape="fixed",
        native=side,
        tensors=TENSORS,
    )


def with_marks(height: int, width: int, draw) -> Document:
    pixels = np.full((height, width, 3), (180, 120, 60), np.uint8)
    mask = np.zeros((height, width), np.uint8)
    draw(mask)
    document = Document(Scan(None, np.where(mask[..., None] > 0, np.uint8(255), pixels)))
    document.mask = Mask(document.size, mask)
    return document


def thin(mask):
    cv2.line(mask, (5, 10), (mask.shape[1] - 5, mask.shape[0] - 10), 255, 4)


def thick(mask):
    cv2.circle(mask, (mask.shape[1] // 2, mask.shape[0] // 2), 300, 255, -1)


@pytest.mark.parametrize("side", [128, 512])
@pytest.mark.parametrize("draw", [thin, thick])
def test_a_model_of_one_fixed_size_fills_holes_of_any_size(tmp_path, side, draw):
    session = open_session(write_foreign(tmp_path, side), "cpu")
    document = with_marks(900, 1100, draw)
    mask = document.mask.pixels > 0
    document.apply(repair(document.snapshot(), RepairSettings("generator"), session, Progress()))
    result = document.read(document.size.box)
    np.testing.assert_array_equal(result[~mask], document.scan.pixels[~mask])
    assert np.abs(result[mask].astype(int) - (180, 120, 60)).max() <= 2


def test_a_model_of_one_fixed_size_fills_a_scan_smaller_than_that(tmp_path):
    session = open_session(write_foreign(tmp_path, 512), "cpu")
    document = with_marks(20, 33, lambda mask: cv2.circle(mask, (15, 9), 4, 255, -1))
    document.apply(repair(document.snapshot(), RepairSettings("generator"), session, Progress()))
    assert (document.read(document.size.box) == (180, 120, 60)).all()


@pytest.mark.parametrize(
    ("tensors", "told"),
    [
        ({"filled": None}, "needs a tensor 'filled' of 3 channels"),
        ({"mask": None}, "needs a tensor 'mask' of 1 channels"),
        ({"rgb": Tensor("rgb", 1)}, "needs a tensor 'rgb' of 3 channels.*which has 1"),
    ],
)
def test_a_card_that_does_not_suit_a_fill_is_told(tmp_path, tensors, told):
    card = write_fill_model(tmp_path)
    kept = {r: t for r, t in (dict(card.tensors) | tensors).items() if t is not None}
    session = open_session(card, "cpu")
    session.card = ModelCard(**vars(card) | {"tensors": kept})
    with pytest.raises(ModelError, match=told):
        repair(
            with_marks(80, 90, thin).snapshot(), RepairSettings("generator"), session, Progress()
        )


def test_a_single_known_pixel_is_enough_for_a_thick_hole(tmp_path):
    session = open_session(write_fill_model(tmp_path), "cpu")

    def nearly_everything(mask):
        mask[:] = 255
        mask[65, 70] = 0

    document = with_marks(130, 150, nearly_everything)
    document.apply(repair(document.snapshot(), RepairSettings("generator"), session, Progress()))
    assert (document.read(document.size.box) == (180, 120, 60)).all()
