from __future__ import annotations

import pytest

from engine.errors import ModelError
from engine.generators.registry import load_registry
from tests.onnx_models import write_fill_model


def test_models_of_all_folders_are_found(tmp_path):
    write_fill_model(tmp_path / "bundled", "one")
    write_fill_model(tmp_path / "own", "two")
    registry = load_registry([tmp_path / "bundled", tmp_path / "own", tmp_path / "missing"])
    assert sorted(registry.models) == ["one", "two"] and not registry.problems


def test_a_bad_folder_is_a_problem_and_the_others_are_found(tmp_path):
    write_fill_model(tmp_path, "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "README.md").write_text("about models")
    registry = load_registry([tmp_path])
    assert list(registry.models) == ["good"]
    assert len(registry.problems) == 1 and "bad has no card.toml" in registry.problems[0]


def test_a_model_without_its_file_is_a_problem_and_does_not_take_the_place_of_a_whole_one(tmp_path):
    write_fill_model(tmp_path, "whole", origin={"date": "2026-01-01"})
    write_fill_model(tmp_path, "half-copied", origin={"date": "2026-12-31"}).path.unlink()
    registry = load_registry([tmp_path])
    assert registry.choose("fill").id == "whole"
    assert "model.onnx is missing" in registry.problems[0]


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)
    assert "Permission denied" in load_registry([tmp_path]).problems[0]


def test_a_users_model_does_not_take_the_place_of_a_bundled_one(tmp_path):
    bundled = write_fill_model(tmp_path / "bundled", "fill")
    write_fill_model(tmp_path / "own", "fill")
    registry = load_registry([tmp_path / "bundled", tmp_path / "own"])
    assert registry.models["fill"].folder == bundled.folder
    assert "already belongs to" in registry.problems[0]


def test_the_newest_model_is_chosen_where_none_is_named(tmp_path):
    write_fill_model(tmp_path, "b-old", origin={"date": "2026-10-01"})
    write_fill_model(tmp_path, "a-undated")
    write_fill_model(tmp_path, "c-new", origin={"date": "2026-11-20"})
    registry = load_registry([tmp_path])
    assert registry.choose("fill").id == "c-new"
    assert registry.choose("fill", "b-old").id == "b-old"


@pytest.mark.parametrize(
    ("task", "model_id", "complaint"),
    [
        ("fill", "nothing", "no model 'nothing'; fill models: copy."),
        ("detect", "copy", "'copy' is for fill, not for detect; detect models: none."),
        ("detect", None, "there is no detect model: put its folder"),
    ],
)
def test_a_choice_that_cannot_be_had_names_what_there_is(tmp_path, task, model_id, complaint):
    write_fill_model(tmp_path, "copy")
    with pytest.raises(ModelError) as caught:
        load_registry([tmp_path]).choose(task, model_id)
    assert complaint in str(caught.value)


def test_the_bundled_models_are_all_usable():
    assert load_registry().problems == []
