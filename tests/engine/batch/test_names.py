"""Names of results: what templates give, and what every system can hold."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.names import FORBIDDEN, LONGEST, check_template, fill_in, folded, natural, safe
from engine.errors import BatchError


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{name}", "scan 7"),
        ("{name}_restored", "scan 7_restored"),
        ("{folder}-{number:04}", "album-0012"),
        ("{date}_{number}", "1999-05-03_12"),
        ("{date:%Y}", "1999"),
        ("{{{name}}}", "{scan 7}"),
    ],
)
def test_a_template_is_filled_in(template, name):
    check_template(template)
    path = PurePath("/x/album/scan 7.tif")
    assert fill_in(template, path, 12, date(1999, 5, 3)) == name


@pytest.mark.parametrize(
    "template",
    ["{nome}", "{name", "{number:x.}", "{name.__class__}", "{name!r}", "{}", "{name:{number}}",
     "{folder}/{name}", "..\\{name}"],
)  # fmt: skip
def test_a_template_that_cannot_be_meant_is_refused(template):
    with pytest.raises(BatchError):
        check_template(template)


@pytest.mark.parametrize(
    ("part", "ending", "kept"),
    [
        ("scan", ".tif", "scan.tif"),
        ("Großmutter 1911", ".tif", "Großmutter 1911.tif"),
        ("祖母の写真", ".png", "祖母の写真.png"),
        ("what? 1:2", ".tif", "what_ 1_2.tif"),
        ("con", ".tif", "con_.tif"),
        ("NUL.backup", ".tif", "NUL_.backup.tif"),
        ("COM¹", ".tif", "COM¹_.tif"),
        ("conrad", ".tif", "conrad.tif"),
        ("folder. .", "", "folder"),
        ("folder.", ".tif", "folder..tif"),
        (".hidden", ".tif", "_hidden.tif"),
        ("...", "", "_"),
        ("a\tb\udc80", ".tif", "a_b_.tif"),
        ("cafe\u0301", ".tif", "caf\u00e9.tif"),
    ],
)
def test_a_safe_name_is_as_near_as_possible(part, ending, kept):
    assert safe(part, ending) == kept


@given(st.text(min_size=1, max_size=400), st.sampled_from(["", ".tif", ".jpeg"]))
def test_a_safe_name_can_be_written_everywhere(part, ending):
    name = safe(part, ending)
    assert name.endswith(ending) and len(name) > len(ending)
    assert len(name.encode()) <= LONGEST
    assert not FORBIDDEN.search(name) and not name.startswith(".")
    assert all(ord(c) >= 32 for c in name)
    assert safe(name.removesuffix(ending) if ending else name, ending) == name
    if not ending:
        assert name == name.rstrip(" .")


def test_long_names_that_differ_at_the_end_stay_different():
    one, two = (safe("ä" * 300 + end, ".tif") for end in "12")
    assert one != two and len(one.encode()) <= LONGEST


def test_names_that_some_systems_hold_for_one_are_folded_to_one():
    for a, b in [("A/Scan.TIF", "a/scan.tif"), ("cafe\u0301", "CAF\u00c9"), ("ß", "SS")]:
        assert folded(PurePath(a)) == folded(PurePath(b))
    assert folded(PurePath("a1")) != folded(PurePath("a2"))


def test_numbers_in_names_are_sorted_as_numbers():
    names = ["scan10", "Scan2", "scan1", "scan2", "b"]
    ordered = sorted((PurePath(name) for name in names), key=natural)
    assert [str(path) for path in ordered] == ["b", "scan1", "Scan2", "scan2", "scan10"]
