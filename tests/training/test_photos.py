import numpy as np
import pytest
from PIL import Image

from engine.errors import RecipeError
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
