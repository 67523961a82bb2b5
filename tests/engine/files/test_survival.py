"""The round trip of every format into every format, and that what is lost was told before."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files import exif
from engine.files.formats import FORMATS, title
from engine.files.options import KEEP, NO_PLACE, NONE, SaveOptions
from tests.engine.files import survival
from tests.engine.files.survival import KINDS, MAKER_NOTE, camera, lost, rich_scan, through, told


@st.composite
def scans(draw):
    """Scans of every depth and kind of colour, with some of the metadata that there is."""
    scan = rich_scan(
        draw(st.sampled_from([np.uint8, np.uint16])),
        draw(st.sampled_from([1, 3])),
        alpha=draw(st.booleans()),
        height=draw(st.integers(1, 40)),
        width=draw(st.integers(1, 40)),
        seed=draw(st.integers(0, 99)),
    )
    absent = draw(st.sets(st.sampled_from(["exif", "icc", "xmp", "iptc", "dpi"])))
    return replace(scan, metadata=replace(scan.metadata, **dict.fromkeys(absent)))


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(scans(), st.sampled_from(list(FORMATS)), st.sampled_from(list(FORMATS)))
def test_what_is_lost_from_format_to_format_was_told_before(scan, first, second):
    with tempfile.TemporaryDirectory() as folder:
        source = through(scan, Path(folder), first)
        result = through(source, Path(folder), second)
    gone, warned = lost(source, result), told(source, second)
    assert gone <= warned
    # Compressing anew may by chance change nothing; all else that is told is lost indeed.
    assert warned - gone <= {"exact pixels"}
    assert result.size == source.size and result.format == second


@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(scans(), st.sampled_from(list(FORMATS)), st.sampled_from([NO_PLACE, NONE]))
def test_what_the_user_leaves_out_is_nowhere_in_the_file(scan, format, policy):
    with tempfile.TemporaryDirectory() as folder:
        result = through(scan, Path(folder), format, SaveOptions(metadata=policy))
        data = next(Path(folder).iterdir()).read_bytes()
    said = result.metadata
    block = exif.read_block(said.exif) if said.exif else exif.Ifd()
    assert exif.GPS_IFD not in block.below
    if policy == NONE:
        assert said.xmp is None and said.iptc is None and b"Epson" not in data
        assert exif.EXIF_IFD not in block.below
    elif scan.metadata.exif:
        assert MAKER_NOTE in camera(block)
    assert said.dpi == scan.metadata.dpi


@pytest.mark.parametrize("format", FORMATS)
def test_a_quality_or_a_compression_is_kept_out_of_the_metadata(tmp_path, format):
    options = SaveOptions(quality=60, compression="zstd", subsampling="4:2:0", metadata=KEEP)
    scan = rich_scan(np.uint8, alpha=False)
    result = through(scan, tmp_path, format, options)
    assert lost(scan, result) <= told(scan, format, options)


def test_every_kind_that_can_be_lost_has_its_words():
    scan = rich_scan()
    sentences = {kind for name in FORMATS for kind in told(scan, name)}
    assert sentences <= KINDS.keys() and {"exact pixels", "16 bit", "IPTC"} <= sentences


def test_the_table_of_the_manual_is_what_happens():
    page = survival.PAGE.read_text(encoding="utf-8")
    assert survival.table_in(page) == survival.table(), (
        "docs/manual/files.md is stale: python -m tests.engine.files.survival"
    )


def test_the_manual_names_every_format_that_is_written():
    page = survival.PAGE.read_text(encoding="utf-8")
    assert [name for name in FORMATS if title(name) not in page] == []
