"""Where an album is undamaged, and that samples come from there and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.errors import RecipeError
from engine.progress import Progress
from tests.training.conftest import STAIN, stained
from training.data.album import (
    CELL,
    Album,
    AlbumSamples,
    find_all_damage,
    in_cells,
    in_pixels,
    load_damage,
    save_damage,
    split_album,
    undamaged,
)
from training.data.free_pictures import MINI, REPLAY, open_free_pictures
from training.data.photos import open_photos


def test_a_cell_with_one_marked_pixel_is_damaged_and_the_last_ones_are_cut():
    mask = np.zeros((20, 13), np.uint8)
    mask[9, 12] = 255
    cells = in_cells(mask)
    assert cells.tolist() == [[False, False], [False, True], [False, False]]
    assert in_pixels(cells, 20, 13).sum() == 8 * 5


def test_places_touch_no_damage_and_stay_inside():
    cells = np.zeros((4, 5), bool)
    cells[1, 4] = True
    found = undamaged(cells, height=30, width=40, side=16)
    # Two cells high and wide; the row at 16 would end at 32 > 30, column 24 touches the damage.
    assert found.tolist() == [[0, 0], [0, 8], [0, 16], [8, 0], [8, 8], [8, 16]]
    assert undamaged(cells, 30, 40, 32).shape == (0, 2)


def test_damaged_regions_are_never_sampled(album_photos, replay):
    album = Album(**vars(album_photos), damage=stained(album_photos), replay=replay, share=0.0)
    samples = AlbumSamples(album, 1, 48, {"dust": 1.0}, (0.1, 0.2))
    for index in range(60):
        clean, mask = samples.crop_and_hole(index)
        assert not (clean == STAIN).all(2).any() and mask.any()


def test_a_share_of_samples_comes_from_the_replay_and_all_where_everything_is_damaged(
    album_photos, replay
):
    grey = replace(replay, photos=replay.photos[:1])
    album = Album(**vars(album_photos), damage=stained(album_photos), replay=grey, share=0.3)
    samples = AlbumSamples(album, 1, 48, {"dust": 1.0}, (0.1, 0.2))
    own = {
        album_photos.pixels(i)[t : t + 48, left : left + 48].sum(dtype=int)
        for i, found in samples.places
        for t, left in found
    }
    # Turning and mirroring keep the sum of a crop; the replay is recoloured as well.
    drawn = [samples.crop_and_hole(i)[0].sum(dtype=int) in own for i in range(200)]
    assert 0.6 < np.mean(drawn) < 0.8
    ruined = tuple(np.ones_like(cells) for cells in album.damage)
    samples = AlbumSamples(replace(album, damage=ruined), 1, 48, {"dust": 1.0}, (0.1, 0.2))
    assert samples.places == [] and samples[0]["clean"].shape == (48, 48, 3)


def test_damage_survives_its_file(album_photos, tmp_path):
    damage = stained(album_photos)
    save_damage(damage, tmp_path / "damage.npz")
    for kept, known in zip(load_damage(tmp_path / "damage.npz", album_photos), damage, strict=True):
        np.testing.assert_array_equal(kept, known)
    assert [path.name for path in tmp_path.iterdir()] == ["damage.npz"]


def test_without_a_detector_the_stand_in_marks_a_planted_scratch(tmp_path):
    pixels = np.full((120, 160, 3), 90, np.uint8)
    pixels[20:100, 80:82] = 250
    (tmp_path / "album").mkdir()
    Image.fromarray(pixels).save(tmp_path / "album" / "scratched.png")
    photos = open_photos(tmp_path / "album", tmp_path)
    (cells,) = find_all_damage(photos, None, Progress())
    assert cells[30 // CELL : 90 // CELL, 80 // CELL].all() and not cells[:, :8].any()


def test_the_split_is_by_photograph_and_always_the_same(album_photos, replay):
    learn, held_out = split_album(album_photos, stained(album_photos), 32, replay, 0.3)
    names = [{p.file for p in part.photos} for part in (learn, held_out)]
    assert not names[0] & names[1] and len(names[0] | names[1]) == 10 and len(held_out) == 2
    again = split_album(album_photos, stained(album_photos), 32, replay, 0.3)[1]
    assert again.photos == held_out.photos
    np.testing.assert_array_equal(
        held_out.damage[0], stained(album_photos)[album_photos.photos.index(held_out.photos[0])]
    )


@pytest.mark.parametrize("why", ["few photographs", "few crops"])
def test_an_album_that_is_too_small_is_told_in_one_sentence(album_photos, replay, why):
    if why == "few photographs":
        few = replace(album_photos, photos=album_photos.photos[:7])
        damage = stained(few)
    else:
        few = album_photos
        damage = tuple(np.ones_like(cells) for cells in stained(album_photos))
        for cells in damage:
            cells[:4, :4] = False
    with pytest.raises(RecipeError, match=r"8 and 60 are needed: add photographs"):
        split_album(few, damage, 32, replay, 0.3)


def test_the_free_pictures_are_there_and_differ(tmp_path):
    replayed, mini = (open_free_pictures(n, tmp_path, Progress()) for n in (REPLAY, MINI))
    assert len(replayed) == len(REPLAY) and len(mini) == len(MINI)
    assert not {p.file for p in replayed.photos} & {p.file for p in mini.photos}
