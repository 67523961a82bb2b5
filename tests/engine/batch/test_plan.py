"""The plan: every scan has one target, every conflict is settled, nothing is written."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path, PurePath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.batch.masks import MaskRule
from engine.batch.names import folded
from engine.batch.plan import Rules, plan_batch
from engine.batch.sources import Choice
from engine.errors import BatchError

TREE = Choice(recursive=True)


def picture(path, size=(6, 4)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(path)
    return path


def planned(sources, target, **rules):
    """By source name: (action, target relative to the folder of targets, note)."""
    rules = {"choice": TREE, "detects": True} | rules
    plan = plan_batch([Path(s) for s in sources], target, Rules(**rules))
    return {
        item.source.name: (item.action, item.target.relative_to(target).as_posix(), item.note)
        for item in plan.items
    }


def test_the_tree_is_kept_and_files_are_in_the_order_people_expect(album, tmp_path, tools):
    plan = plan_batch([album], tmp_path / "out", tools.rules())
    assert [str(item.target.relative_to(tmp_path / "out").as_posix()) for item in plan.items] == [
        "a.tif", "b.png", "c.jpg", "d.png", "sub/a.png", "sub/e.tif", "sub/f.png",
    ]  # fmt: skip
    assert {item.action for item in plan.items} == {"make"} and plan.conflicts == ()
    assert plan.items[0].mask == album / "a_mask.png"
    assert str(plan.items[0].size) == "60 x 40"


def test_planning_writes_nothing(album, tmp_path, tools):
    before = tools.digests(tmp_path)
    plan_batch([album], tmp_path / "out", tools.rules())
    assert tools.digests(tmp_path) == before and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(), ["a.tif", "b.png", "c.jpg", "d.png"]),
        (Choice(recursive=True, include=("*.TIF",)), ["a.tif", "e.tif"]),
        (Choice(recursive=True, include=("sub/*",)), ["a.png", "e.tif", "f.png"]),
        (Choice(recursive=True, exclude=("a.*", "*.png")), ["c.jpg", "e.tif"]),
    ],
)
def test_patterns_choose_files(album, tmp_path, tools, choice, names):
    plan = plan_batch([album], tmp_path / "out", tools.rules(choice=choice))
    assert [item.source.name for item in plan.items] == names


def test_hand_picked_files_are_taken_whatever_they_are_called(album, tmp_path):
    odd = (album / "a.tif").rename(album / "a.scan")
    found = planned([odd, album / "b.png", album / "b.png"], tmp_path / "out")
    assert found == {"a.scan": ("make", "a.png", ""), "b.png": ("make", "b.png", "")}


def test_several_folders_keep_their_names(tmp_path):
    picture(tmp_path / "one" / "a.png")
    picture(tmp_path / "two" / "b.png")
    found = planned([tmp_path / "one", tmp_path / "two"], tmp_path / "out")
    assert [target for _, target, _ in found.values()] == ["one/a.png", "two/b.png"]


def test_two_sources_with_one_target_get_two(tmp_path):
    for name in ("a.jpg", "a.png", "A.tif"):
        picture(tmp_path / "in" / name)
    plan = plan_batch([tmp_path / "in"], tmp_path / "out", Rules(format="TIFF", detects=True))
    targets = [item.target.name for item in plan.items]
    assert len({t.casefold() for t in targets}) == 3
    assert targets[0] == "a.tif" and targets[1] == "a_2.tif"
    assert len(plan.conflicts) == 2 and "another result is called a.tif" in plan.conflicts[0]


def test_a_result_does_not_take_the_name_of_a_folder(tmp_path):
    picture(tmp_path / "in" / "x.png")
    picture(tmp_path / "in" / "x.tif" / "y.png")
    found = planned([tmp_path / "in"], tmp_path / "out", format="TIFF")
    assert found["x.png"][1] == "x_2.tif" and found["y.png"][1] == "x.tif/y.tif"


@pytest.mark.parametrize(
    ("rule", "scan_is_newer", "action", "target"),
    [
        ("skip", True, "skip", "a.png"),
        ("overwrite", False, "make", "a.png"),
        ("unique", True, "make", "a_2.png"),
        ("newer", True, "make", "a.png"),
        ("newer", False, "skip", "a.png"),
    ],
)
def test_a_file_that_is_already_there(tmp_path, rule, scan_is_newer, action, target):
    source, there = picture(tmp_path / "in" / "a.png"), picture(tmp_path / "out" / "a.png")
    os.utime(source, (2000, 2000))
    os.utime(there, (1000, 1000) if scan_is_newer else (3000, 3000))
    found = planned([tmp_path / "in"], tmp_path / "out", on_conflict=rule)
    assert found["a.png"][:2] == (action, target) and "already there" in found["a.png"][2]


def test_what_a_batch_made_from_this_scan_is_no_conflict(tmp_path):
    source, there = picture(tmp_path / "in" / "a.png"), picture(tmp_path / "out" / "a.png")
    made = {(there, source)}
    plan = plan_batch(
        [tmp_path / "in"], tmp_path / "out", Rules(detects=True), lambda *pair: pair in made
    )
    assert plan.items[0].action == "make" and plan.items[0].made and plan.items[0].replaces
    assert plan.conflicts == ()


def test_the_target_among_the_scans_is_left_out(tmp_path):
    picture(tmp_path / "in" / "a.png")
    picture(tmp_path / "in" / "restored" / "old.png")
    picture(tmp_path / "in" / "heirloom-trash" / "older.png")
    target = tmp_path / "in" / "restored"
    plan = plan_batch([tmp_path / "in"], target, Rules(TREE, detects=True))
    assert [item.source.name for item in plan.items] == ["a.png"]
    assert "it is the target, which lies among the scans" in plan.conflicts[0]


def test_scans_in_the_target_are_never_overwritten(tmp_path):
    scan = picture(tmp_path / "out" / "scans" / "a.png")
    found = planned([scan], scan.parent, on_conflict="overwrite")
    assert found["a.png"][:2] == ("make", "a_2.png")
    assert "a.png is a file this batch reads" in found["a.png"][2]


@pytest.mark.parametrize(
    ("sources", "target", "complaint"),
    [
        (["in"], "in", "is a folder of scans itself"),
        (["none"], "out", "none does not exist"),
        (["empty"], "out", "there is no scan in .*--recursive"),
        (["in"], "in/a.png", "is a file: give a folder"),
    ],
)
def test_what_cannot_start_is_refused(tmp_path, sources, target, complaint):
    picture(tmp_path / "in" / "a.png")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BatchError, match=complaint):
        plan_batch([tmp_path / s for s in sources], tmp_path / target, Rules(detects=True))


def test_unreadable_files_fail_in_the_plan(tmp_path):
    picture(tmp_path / "in" / "good.png")
    (tmp_path / "in" / "empty.tif").write_bytes(b"")
    (tmp_path / "in" / "text.jpg").write_text("no picture")
    found = planned([tmp_path / "in"], tmp_path / "out")
    assert found["good.png"][0] == "make"
    assert found["empty.tif"][0] == "fail" and "is empty" in found["empty.tif"][2]
    assert found["text.jpg"][0] == "fail" and "cannot be read" in found["text.jpg"][2]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links(tmp_path):
    real = picture(tmp_path / "elsewhere" / "real.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.png").symlink_to(real)
    (tmp_path / "in" / "broken.png").symlink_to(tmp_path / "gone.png")
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in")
    plan = plan_batch([tmp_path / "in"], tmp_path / "out", Rules(TREE, detects=True))
    assert {i.source.name: i.action for i in plan.items} == {
        "link.png": "make",
        "broken.png": "fail",
    }
    assert any("circle is left out" in told for told in plan.conflicts)


@pytest.mark.parametrize(
    ("masks", "files"),
    [
        ("{name}_mask", {"a.png": "a_mask.png", "b.png": "b_MASK.PNG"}),
        ("masks/{name}.png", {"a.png": "masks/a.png", "b.png": "masks/b.png"}),
    ],
)
def test_masks_by_pattern(tmp_path, masks, files):
    for name, mask in files.items():
        picture(tmp_path / "in" / name)
        picture(tmp_path / "in" / mask)
    plan = plan_batch([tmp_path / "in"], tmp_path / "out", Rules(TREE, MaskRule(by_name=masks)))
    found = {i.source.name: i.mask.relative_to(tmp_path / "in").as_posix() for i in plan.items}
    assert found == files


def test_masks_in_a_folder_follow_the_tree(tmp_path):
    for name in ("a.png", "sub/a.png", "sub/b.png", "c.png"):
        picture(tmp_path / "in" / name)
    for name in ("a.png", "sub/a_mask.tif", "b.png"):
        picture(tmp_path / "masks" / name)
    rule = MaskRule(by_name=str(tmp_path / "masks"))
    plan = plan_batch([tmp_path / "in"], tmp_path / "out", Rules(TREE, rule))
    found = [i.mask and i.mask.relative_to(tmp_path / "masks").as_posix() for i in plan.items]
    assert found == ["a.png", None, "sub/a_mask.tif", "b.png"]
    assert plan.items[1].action == "fail" and "no mask for c.png" in plan.items[1].note


def test_a_mask_of_another_size_fails_with_both_sizes(tmp_path):
    picture(tmp_path / "in" / "a.png")
    mask = picture(tmp_path / "mask.png", (7, 4))
    found = planned([tmp_path / "in"], tmp_path / "out", masks=MaskRule(shared=mask))
    assert found["a.png"][0] == "fail" and "7 x 4 pixels, the scan 6 x 4" in found["a.png"][2]


def test_infrared_channels_are_no_scans(tmp_path):
    picture(tmp_path / "in" / "a.png")
    picture(tmp_path / "in" / "a_IR.png")
    rules = Rules(detects=True, infrared=True)
    (item,) = plan_batch([tmp_path / "in"], tmp_path / "out", rules).items
    assert item.source.name == "a.png" and item.infrared == tmp_path / "in" / "a_IR.png"
    assert len(plan_batch([tmp_path / "in"], tmp_path / "out", Rules(detects=True)).items) == 2


@pytest.mark.parametrize(
    "given",
    [
        {"shared": Path("no.png")},
        {"by_name": "no-folder"},
        {"shared": Path("a"), "by_name": "{name}"},
    ],
)
def test_mask_rules_that_cannot_be_meant(given):
    with pytest.raises(BatchError):
        MaskRule(**given)


def test_the_table_is_for_people(album, tmp_path, tools):
    (album / "d_mask.png").unlink()
    told = str(plan_batch([album], tmp_path / "out", tools.rules()))
    assert told.splitlines()[0].split() == ["do", "scan", "result", "pixels", "note"]
    assert "conflict: " in told and told.endswith("6 to make, 0 to skip, 1 to fail")


# Letters of several scripts, what Windows forbids, and names that differ in case or accents only.
PART = st.one_of(
    st.sampled_from(
        ["a", "A", "cafe\u0301", "caf\u00e9", "CON", "nul", "x ", "y.", "10", "9", "ß"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20),
    st.text("ab写Ж", min_size=60, max_size=80),
)
PLACES = st.lists(
    st.tuples(
        st.lists(PART, max_size=3), PART, st.sampled_from([".png", ".PNG", ".jpg", ".tif", ".link"])
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    PLACES, st.sampled_from([None, "TIFF"]), st.sampled_from(["{name}", "x", "{folder}{number}"])
)
@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made on Windows")
def test_any_tree_has_one_safe_target_for_each_scan(places, format, name):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "in"
        for parts, stem, ending in places:
            grow(root, [*parts, stem + ending])
        target = Path(folder) / "out"
        found = sorted(
            path for path in root.rglob("*") if not path.is_dir() and not hidden(path, root)
        )
        if not found:
            return
        plan = plan_batch([root], target, Rules(TREE, format=format, name=name, detects=True))
        assert sorted(item.source for item in plan.items) == found
        keys = [folded(item.target) for item in plan.items]
        assert len(set(keys)) == len(keys)
        for item in plan.items:
            for part in item.target.relative_to(target).parts:
                assert len(part.encode()) <= 255 and not set('<>:"\\|?*') & set(part)
                assert part == part.rstrip(" .") and part.partition(".")[0].upper() != "CON"
            ups = {folded(up) for up in item.target.parents}
            assert not ups & set(keys)
        assert plan == plan_batch(
            [root], target, Rules(TREE, format=format, name=name, detects=True)
        )


def grow(root, parts):
    """Make a file there, where the system lets us: parts may be "." or a file already.

    One that ends in .link is a link: to the root, which is a circle, and also x.link.png to it.
    """
    try:
        path = root.joinpath(*parts)
        if root in path.parents and ".." not in parts:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".link":
                path.symlink_to(root)
                path.with_name(path.name + ".png").symlink_to(path.with_name("nowhere"))
            else:
                path.touch()
    except OSError:
        root.mkdir(exist_ok=True)


def hidden(path, root):
    return any(part.startswith(".") for part in PurePath(path).relative_to(root).parts)
