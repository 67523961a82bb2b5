import errno
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import RecipeError
from engine.progress import Cancelled, Progress, Stop
from training.data.fill_samples import FillSamples
from training.data.photos import open_photos


def test_photographs_come_back_as_they_were(photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path)
    assert len(photos) == 6
    expected = np.asarray(Image.open(photo_folder / photos.photos[3].file))
    np.testing.assert_array_equal(photos.pixels(3), expected)
    assert not photos.pixels(3).flags.writeable


def test_an_unreadable_photograph_is_skipped_and_named(photo_folder, tmp_path):
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 not a photograph")
    Image.open(photo_folder / "photo-0.png").save(folder / "fine.png")
    photos = open_photos(folder, tmp_path / "cache")
    assert [p.file for p in photos.photos] == ["fine.png"]
    assert photos.skipped[0].startswith("broken.jpg: ")


def test_only_licensed_photographs_of_a_manifest_are_used(photo_folder, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("a.png", "b.png", "c.png"):
        Image.open(photo_folder / "photo-0.png").save(folder / name)
    (folder / "manifest.csv").write_text("file,licence_tier\na.png,A\nb.png,B\nc.png,C\n")
    photos = open_photos(folder, tmp_path / "cache")
    assert photos.tiers() == {"A": 1, "B": 1}


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_photographs_is_refused_by_name(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecipeError, match=name):
        open_photos(tmp_path / name, tmp_path / "cache")


def test_long_photographs_are_scaled_down(photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path, longest_side=96)
    assert max(max(p.height, p.width) for p in photos.photos) == 96


def test_a_sample_depends_on_seed_and_index_alone(photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path)
    mixture = {"scratch": 1.0, "dust": 1.0}
    first, again, other = (
        FillSamples(photos, seed, 64, mixture, (0.1, 0.3))[41] for seed in (3, 3, 4)
    )
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])
    assert (first["clean"] != other["clean"]).any()


def test_the_prefill_equals_the_photograph_outside_the_hole(photo_folder, tmp_path):
    samples = FillSamples(open_photos(photo_folder, tmp_path), 1, 64, {"dust": 1.0}, (0.1, 0.2))
    for index in range(5):
        sample = samples[index]
        known = sample["mask"][..., 0] == 0
        np.testing.assert_array_equal(sample["prefill"][known], sample["clean"][known])
        assert (sample["prefill"][~known] != sample["clean"][~known]).any()


def test_a_crop_larger_than_every_photograph_is_enlarged_not_refused(photo_folder, tmp_path):
    samples = FillSamples(open_photos(photo_folder, tmp_path), 1, 256, {"dust": 1.0}, (0.1, 0.2))
    assert samples[0]["clean"].shape == (256, 256, 3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_grey_photograph_of_any_depth_is_taken_as_it_looks(tmp_path, dtype):
    step = np.iinfo(dtype).max // 255
    grey = np.arange(256, dtype=dtype).reshape(16, 16) * dtype(step)
    (tmp_path / "some").mkdir()
    Image.fromarray(grey).save(tmp_path / "some" / "grey.png")
    pixels = open_photos(tmp_path / "some", tmp_path).pixels(0)
    expected = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, 2)
    np.testing.assert_array_equal(pixels, expected)


def test_decoding_that_was_stopped_leaves_nothing_and_is_done_again(photo_folder, tmp_path):
    stop = Stop()

    def interrupt(fraction: float, doing: str) -> None:
        if doing.startswith("reading photograph 3 "):
            stop.set()

    with pytest.raises(Cancelled):
        open_photos(photo_folder, tmp_path, progress=Progress(interrupt, stop))
    assert not list(tmp_path.iterdir())
    assert len(open_photos(photo_folder, tmp_path)) == 6


def test_decoding_that_was_killed_before_its_last_file_is_done_again(photo_folder, tmp_path):
    open_photos(photo_folder, tmp_path)
    (index,) = tmp_path.glob("*.json")
    index.rename(index.with_name(f"{index.name}.part"))
    assert len(open_photos(photo_folder, tmp_path)) == 6


def test_a_full_disk_is_told_and_leaves_no_half_store(photo_folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RecipeError, match="the disk is full"):
        open_photos(photo_folder, tmp_path)


def test_a_photograph_the_manifest_names_but_nobody_has_is_skipped(photo_folder, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    Image.open(photo_folder / "photo-0.png").save(folder / "a.png")
    (folder / "manifest.csv").write_text("file,licence_tier\na.png,A\nlost.png,A\n")
    photos = open_photos(folder, tmp_path / "cache")
    assert [p.file for p in photos.photos] == ["a.png"] and "lost.png" in photos.skipped[0]


def test_a_manifest_of_something_else_is_told(photo_folder, tmp_path):
    (tmp_path / "manifest.csv").write_text("name,size\na.png,3\n")
    with pytest.raises(RecipeError, match="columns file and licence_tier"):
        open_photos(tmp_path, tmp_path / "cache")


def test_photographs_smaller_than_the_crop_all_take_part_in_their_own_shape(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    stripes = np.zeros((40, 90, 3), np.uint8)
    stripes[:, ::2] = 255
    for number, picture in enumerate((stripes, np.rot90(stripes), np.full_like(stripes, 90))):
        Image.fromarray(np.ascontiguousarray(picture)).save(folder / f"{number}.png")
    samples = FillSamples(open_photos(folder, tmp_path), 1, 128, {"dust": 1.0}, (0.1, 0.2))
    busy = [samples[i]["clean"].astype(int).std() > 20 for i in range(30)]
    assert 10 < sum(busy) < 30
