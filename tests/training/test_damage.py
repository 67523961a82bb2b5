import cv2
import numpy as np
import pytest
from PIL import Image

from training.data.damage import CLASSES, KINDS, TYPICAL, damage, open_overlays
from training.data.damage.noise import level_set, noise
from training.data.damage_samples import (
    DamageSamples,
    aged_print,
    bordered,
    hard_crop,
    mild_scan,
    web_copy,
)
from training.data.fill_samples import random_crop
from training.data.old_scans import Ground
from training.data.photos import open_photos
from training.preview import make_sheet

PLANES = {
    "scratch": "line",
    "hair": "line",
    "crease": "line",
    "dust": "spot",
    "mould": "spot",
    "tear": "area",
    "stain": "area",
    "loss": "area",
    "fingerprint": "area",
    "tape": "area",
    "ink": "text",
    "watermark": "text",
    "date": "text",
    "gouge": "line",
    "blot": "area",
    "flaking": "area",
    "missing": "area",
    "smear": "area",
    "caption": "text",
}
# These change the picture where nothing is marked: shading beside folds, tints, the glow of a date.
SOFT = {"crease", "stain", "tape", "date", "flaking", "missing", "smear"}
FAINT = 0.16 * 255  # a mark's opacity below the threshold (.15 at most), in full contrast


@pytest.fixture(scope="module")
def photograph(photo_folder):
    pixels = np.array(Image.open(photo_folder / "photo-3.png"))
    pixels.flags.writeable = False  # damage leaves its input alone
    return pixels


@pytest.fixture(scope="module")
def photos(photo_folder, tmp_path_factory):
    return open_photos(photo_folder, tmp_path_factory.mktemp("cache"))


def samples(photos, **changes):
    return DamageSamples(photos, **({"seed": 7, "crop": 96, "mixture": TYPICAL} | changes))


def test_every_kind_has_a_plane():
    assert set(KINDS) == set(PLANES) == set(TYPICAL)
    assert set(PLANES.values()) == set(CLASSES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_marks_its_own_plane_and_no_other(photograph, kind):
    marked = np.zeros((20, len(CLASSES)), bool)
    for i in range(20):
        made = damage(photograph, np.random.default_rng(i), {kind: 1.0})
        marked[i] = (made.planes > 0).any(axis=(0, 1))
        assert set(np.unique(made.planes)) <= {0, 255}
        assert (made.alpha.max() > 0) <= (PLANES[kind] == "text")
    own = CLASSES.index(PLANES[kind])
    # A stain too faint to be repainted is not marked, nor dust on a background of its colour.
    assert marked[:, own].mean() >= (0.3 if kind == "stain" else 0.8)
    assert not np.delete(marked, own, axis=1).any()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - SOFT))
def test_what_a_fill_must_repaint_is_all_marked(photograph, kind):
    for i in range(20):
        made = damage(photograph, np.random.default_rng(i), {kind: 1.0})
        np.testing.assert_array_equal(made.clean, photograph)
        outside = ~made.planes.any(axis=2)
        assert cv2.absdiff(made.picture, photograph)[outside].max(initial=0) <= FAINT


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_marked_was_changed(photograph, kind):
    for i in range(20):
        made = damage(photograph, np.random.default_rng(i), {kind: 1.0})
        changed = cv2.absdiff(made.picture, photograph).max(axis=2)
        near = cv2.dilate(changed, np.ones((9, 9), np.uint8))  # 3 px round the change, and 1 more
        assert near[made.planes.any(axis=2)].min(initial=255) > 4


def test_captions_are_opaque_and_blots_dark():
    flat = np.full((192, 192, 3), 128, np.uint8)
    for i in range(20):
        written = damage(flat, np.random.default_rng(i), {"caption": 1.0})
        assert written.alpha.max() > 0.45 * 255  # thin strokes are softened
        blotted = damage(flat, np.random.default_rng(i), {"blot": 1.0})
        assert blotted.picture[blotted.planes[..., 2] > 0].max() <= 128
        assert blotted.picture.min() < 80


def test_gouges_are_broad():
    flat = np.full((192, 192, 3), 128, np.uint8)
    widths = []
    for i in range(20):
        marked = damage(flat, np.random.default_rng(i), {"gouge": 1.0}).planes[..., 0]
        widths.append(2 * cv2.distanceTransform(marked, cv2.DIST_L2, 5).max())
    assert 4 < np.median(widths) < 40  # px
    assert max(widths) > 12


def test_flaking_shows_paper_or_a_dark_base_and_leaves_islands():
    flat = np.full((192, 192, 3), 128, np.uint8)
    shares, tones, parts = [], [], []
    for i in range(30):
        made = damage(flat, np.random.default_rng(i), {"flaking": 1.0})
        marked = made.planes[..., 2]
        shares.append((marked > 0).mean())
        tones.append(int(np.median(made.picture[cv2.erode(marked, np.ones((5, 5))) > 0])))
        parts.append(cv2.connectedComponents(marked)[0] - 1)
    assert 0.05 < np.median(shares) < 0.4
    assert min(tones) < 50 and max(tones) > 200
    assert min(parts) < 6 and max(parts) > 15  # one coast, or many flakes


def test_what_is_missing_shows_one_tone_behind_it():
    flat = np.full((192, 192, 3), 128, np.uint8)
    at_the_border = []
    for i in range(30):
        made = damage(flat, np.random.default_rng(i), {"missing": 1.0})
        marked = made.planes[..., 2] > 0
        inside = made.picture[cv2.erode(marked.astype(np.uint8), np.ones((7, 7))) > 0]
        if len(inside):
            _, counts = np.unique(inside, axis=0, return_counts=True)
            assert counts.max() > 0.1 * len(inside)  # the lid: flat, whatever its colour
        at_the_border.append(marked[0].any() or marked[:, 0].any() or marked[-1].any())
    assert np.mean(at_the_border) > 0.5  # corners and edges more often than holes


def test_smears_are_soft_and_marked_where_they_hide():
    flat = np.full((192, 192, 3), 128, np.uint8)
    for i in range(20):
        made = damage(flat, np.random.default_rng(i), {"smear": 1.0})
        change = cv2.absdiff(made.picture, flat).max(axis=2)
        marked = made.planes[..., 2] > 0
        assert change[marked].mean() > 2 * change[~marked].mean()
        assert change[~marked].max(initial=0) <= 33  # a quarter of the way to black


def test_shading_beside_a_fold_is_mild_and_unmarked():
    flat = np.full((192, 192, 3), 120, np.uint8)
    beside = []
    for i in range(30):
        made = damage(flat, np.random.default_rng(i), {"crease": 1.0})
        change = cv2.absdiff(made.picture, flat).max(axis=2)
        beside.append(change[~made.planes.any(axis=2)].max(initial=0))
    assert np.median(beside) >= 2
    assert max(beside) <= 0.15 * 120 + FAINT


def test_the_opacity_of_text_explains_the_picture():
    """Where nothing but text is, J = (1 - a) I + a W: two grounds under one text give a back."""
    dark, light = (np.full((96, 96, 3), tone, np.uint8) for tone in (60, 190))
    for i in range(10):
        # Colour scans: a grey one would be turned grey as a whole.
        grounds = [ground + np.array([0, 0, 9], np.uint8) for ground in (dark, light)]
        made = [damage(g, np.random.default_rng(i), {"watermark": 1.0}) for g in grounds]
        np.testing.assert_array_equal(made[0].alpha, made[1].alpha)
        contrast = made[1].picture.astype(float) - made[0].picture
        expected = 130 * (1 - made[0].alpha / 255.0)
        np.testing.assert_allclose(contrast, np.repeat(expected, 3, 2), atol=1.6)


def test_a_grey_scan_mostly_stays_grey(photograph):
    grey = np.repeat(cv2.cvtColor(photograph, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    made = [damage(grey, np.random.default_rng(i), TYPICAL).picture for i in range(40)]
    stayed = np.mean([np.ptp(picture.astype(int), axis=2).max() == 0 for picture in made])
    assert 0.5 <= stayed < 1


def test_the_same_seed_gives_the_same_damage(photograph):
    first, second = (damage(photograph, np.random.default_rng((5, 17)), TYPICAL) for _ in range(2))
    for name in ("picture", "planes", "alpha"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_some_crops_hold_a_single_mark_and_some_many(photograph):
    counts = []
    for i in range(60):
        planes = damage(photograph, np.random.default_rng(i), {"dust": 1.0}).planes
        counts.append(cv2.connectedComponents(planes[..., 1])[0] - 1)
    assert np.quantile(counts, 0.1) <= 2
    assert max(counts) >= 15


def test_a_sample_depends_on_seed_and_index_only(photos):
    one, again, other = samples(photos), samples(photos), samples(photos, seed=8)
    again[0]
    for name, dtype_shape in {
        "picture": (96, 96, 3),
        "planes": (96, 96, 4),
        "alpha": (96, 96, 1),
    }.items():
        np.testing.assert_array_equal(one[5][name], again[5][name])
        assert one[5][name].shape == dtype_shape and one[5][name].dtype == np.uint8
    assert not np.array_equal(one[5]["picture"], other[5]["picture"])


def test_what_differs_from_the_clean_twin_lies_in_the_planes(photos):
    made = samples(photos, mixture={"loss": 1.0, "scratch": 1.0}, before=())
    for i in range(12):
        sample = made[i]
        changed = cv2.absdiff(sample["picture"], sample["clean"]).max(2) > 60
        marked = cv2.dilate(sample["planes"].max(2), np.ones((7, 7), np.uint8)) > 0
        assert not (changed & ~marked).any()


def test_degradations_come_before_and_after_the_damage(photos):
    def halved(picture, rng):
        return picture // 2

    def inverted(picture, rng):
        return 255 - picture

    plain = samples(photos, before=(), after=())[3]["clean"]
    both = samples(photos, before=(halved,), after=(inverted,))[3]["clean"]
    np.testing.assert_array_equal(both, 255 - plain // 2)


def test_hard_crops_hold_more_detail_than_others(photos):
    def detail(picture):
        return cv2.Laplacian(picture.astype(np.float32), cv2.CV_32F).std()

    any_crop = [detail(random_crop(photos, np.random.default_rng(i), 64)) for i in range(25)]
    hard = [detail(hard_crop(photos, np.random.default_rng(i), 64)) for i in range(25)]
    assert np.mean(hard) > 1.1 * np.mean(any_crop)


def test_age_and_scanner_leave_the_picture_recognisable(photograph):
    grey = np.repeat(photograph[..., :1], 3, 2)
    for i in range(10):
        scanned = mild_scan(photograph, np.random.default_rng(i))
        assert scanned.shape == photograph.shape and scanned.dtype == np.uint8
        assert cv2.PSNR(scanned, photograph) > 22
        aged = aged_print(grey, np.random.default_rng(i))
        assert np.corrcoef(aged[..., 1].ravel(), grey[..., 1].ravel())[0, 1] > 0.8


def test_a_web_copy_has_halos_at_its_edges_and_nowhere_else():
    edge = np.full((64, 64, 3), 90, np.uint8)
    edge[:, 32:] = 160
    copies = [web_copy(edge, np.random.default_rng(i)).astype(int) for i in range(10)]
    for copy in copies:
        assert copy.shape == edge.shape
        assert abs(copy[:, :20] - 90).max() <= 6
    assert np.mean([np.ptp(copy[:, 29:35]) for copy in copies]) > 80  # 70 in the original
    assert web_copy(edge, np.random.default_rng(0), share=0.0) is edge


def test_some_prints_show_a_border_that_is_not_marked(photograph):
    seen = [bordered(photograph, np.random.default_rng(i)) for i in range(120)]
    changed = [cv2.absdiff(picture, photograph).any(axis=2).mean() for picture in seen]
    assert 0.03 <= np.mean(np.array(changed) > 0) <= 0.15
    assert max(changed) < 0.7


def test_a_level_set_covers_what_was_asked_for():
    field = noise(np.random.default_rng(1), (200, 240), "ragged")
    for share in (0.05, 0.3):
        assert level_set(field, share).mean() == pytest.approx(share, abs=0.03)


def test_overlays_are_read_from_their_folders_or_not_at_all(tmp_path, photograph):
    assert open_overlays(tmp_path / "none") is None
    for kind in ("film_scratches", "film_dirt", "film_sprinkles", "film_stain"):
        (tmp_path / kind).mkdir()
        picture = np.full((400, 400, 4), 255, np.uint8)
        picture[..., 3] = 0
        picture[100:300, 190:210, 3] = 255
        cv2.imwrite(str(tmp_path / kind / "one.png"), picture)
    overlays = open_overlays(tmp_path)
    opacity = overlays.window(np.random.default_rng(2), "film_dirt", (192, 192), 1.0)
    assert opacity.max() == 1 and 0.01 < opacity.mean() < 0.11
    made = damage(photograph, np.random.default_rng(4), TYPICAL, overlays)
    assert made.planes.any()


def test_a_sheet_shows_damaged_marked_clean_and_old_side_by_side(tmp_path, validation_folder):
    photos = open_photos(validation_folder, tmp_path)
    sheet = make_sheet({"loss": 1.0}, photos, 1, rows=2, old=photos)
    assert sheet.shape == (2 * 260, 7 * 260, 3) and sheet.dtype == np.uint8
    green = (sheet == (0, 200, 90)).all(axis=2)
    assert green[:256, 260:516].any() and not green[:256, :256].any()


def test_crops_lose_their_colours_before_they_are_damaged(photos):
    bare = {"mixture": {"dust": 1.0}, "before": (), "after": ()}
    grey, asis = (samples(photos, grey_share=share, **bare) for share in (1.0, 0.0))
    assert all(np.ptp(grey.damaged(i).clean, 2).max() == 0 for i in range(8))
    assert any(np.ptp(asis.damaged(i).clean, 2).max() > 20 for i in range(8))


def test_damage_on_an_old_scan_joins_what_was_there(photos):
    worn = np.zeros((96, 96, 4), np.uint8)
    worn[10:20, 10:20, 1] = 255
    known = np.full((96, 96, 1), 255, np.uint8)
    known[60:] = 0
    scan = Ground(np.full((96, 96, 3), 128, np.uint8), worn, known)
    made = samples(photos, mixture={"loss": 1.0}, scans=([scan], 1.0), after=())
    for i in range(6):
        sample = made[i]
        assert 60 <= np.count_nonzero(sample["worn"]) <= 140  # as large, wherever it was turned to
        assert (sample["planes"] >= sample["worn"]).all() and sample["planes"][..., 2].any()
        assert np.mean(sample["known"] > 0) == pytest.approx(60 / 96, abs=0.02)
        assert np.ptp(sample["clean"], axis=(0, 1)).max() == 0  # neither border nor grain is added


def test_photographs_bring_no_damage_and_no_doubt(photos):
    sample = samples(photos)[1]
    assert not sample["worn"].any() and sample["known"].all()


def test_damage_on_the_negative_exchanges_light_and_dark(photos):
    def change(negative_share):
        made = samples(photos, mixture={"loss": 1.0}, negative_share=negative_share, after=())
        pairs = [made.damaged(i) for i in range(12)]
        told = []
        for pair in pairs:
            marked = pair.planes.any(axis=2)
            assert (pair.clean != 255 - pair.clean).any() and (
                pair.picture[~marked] == pair.clean[~marked]
            ).mean() > 0.9  # the photograph itself is the right way round
            told.append(float((pair.picture.astype(float) - pair.clean)[marked].mean()))
        return np.mean(told)

    assert change(0.0) > 20 and change(1.0) < -20  # what is lost bares white paper


def test_as_many_kinds_at_once_as_the_recipe_says(photograph):
    mixture = dict.fromkeys(KINDS, 1.0)

    def planes(kinds_at_once):
        made = (
            damage(photograph, np.random.default_rng(i), mixture, kinds_at_once=kinds_at_once)
            for i in range(30)
        )
        return np.mean([m.planes.any(axis=(0, 1)).sum() for m in made])

    assert planes((1.0,)) <= 1.1 and planes((0.0, 0.0, 0.0, 1.0)) > 2
