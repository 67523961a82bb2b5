import numpy as np

from training.evaluation.fill import sheet
from training.evaluation.report import Options
from training.evaluation.sheets import GAP, GREY, SIDE, TITLE, arranged


def test_cases_lie_in_rows_with_their_pictures_beside_each_other():
    red, green = (np.zeros((SIDE, SIDE, 3), np.uint8) for _ in range(2))
    red[..., 0], green[..., 1] = 255, 255
    drawn = arranged([(red, green)] * 3, ("a", "b"))
    assert drawn.shape == (TITLE + 2 * SIDE, 4 * SIDE + GAP, 3)
    assert (drawn[TITLE : TITLE + SIDE, :SIDE] == (255, 0, 0)).all()
    assert (drawn[TITLE:, SIDE : 2 * SIDE] == (0, 255, 0)).all()
    assert (drawn[TITLE + SIDE :, 2 * SIDE + GAP :] == GREY).all()  # there are three, not four
    assert (drawn[:TITLE, :SIDE] > 200).any()  # the title


def test_pictures_of_any_size_fit():
    drawn = arranged([(np.full((2 * SIDE, SIDE, 3), 9, np.uint8),)], ("a",), across=1)
    panel = drawn[TITLE:]
    assert (panel[:, SIDE // 4 : 3 * SIDE // 4] == 9).all()
    assert (panel[:, : SIDE // 4] == GREY).all()


def test_a_fill_generator_has_its_sheet(copying, held_out):
    drawn = sheet(copying, held_out, Options())
    assert drawn.shape[1] == 6 * SIDE + GAP
    assert (drawn == (255, 0, 255)).all(2).any()  # holes
