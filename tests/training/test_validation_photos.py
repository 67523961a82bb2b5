import hashlib
import shutil

import pytest

from engine.errors import RecipeError
from training.data import validation_photos
from training.data.validation_photos import refuse_validation_photos, validation_hashes


def test_the_list_names_each_photograph_of_the_validation_set(root):
    folder = root.parent / "shared" / "data" / "photos" / "val"
    if not folder.is_dir():
        pytest.skip("the project's photographs are not beside it")
    kept = validation_hashes()
    for photograph in sorted(folder.glob("*.webp")):
        digest = hashlib.sha256(photograph.read_bytes()).hexdigest()
        assert kept[digest] == photograph.name


def test_hashes_are_whole():
    kept = validation_hashes()
    assert len(kept) >= 73
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in kept)


def test_a_copy_under_another_name_is_refused(photo_folder, tmp_path, monkeypatch):
    photograph = sorted(photo_folder.iterdir())[0]
    digest = hashlib.sha256(photograph.read_bytes()).hexdigest()
    monkeypatch.setattr(validation_photos, "validation_hashes", lambda: {digest: "v000.webp"})
    (tmp_path / "holiday").mkdir()
    others = sorted(photo_folder.iterdir())[1:]
    for other in others:
        shutil.copy(other, tmp_path)
    refuse_validation_photos(tmp_path)  # nothing to refuse
    shutil.copy(photograph, tmp_path / "holiday" / "renamed.png")
    with pytest.raises(RecipeError, match=r"renamed\.png \(it is v000\.webp\)"):
        refuse_validation_photos(tmp_path)
