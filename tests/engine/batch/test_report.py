"""The report: each scan of a run with what was done to it, in three forms."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from engine.batch.report import COLUMNS, write_report
from engine.errors import BatchError, SaveError


class Page(HTMLParser):
    """Texts and pictures of a page; tags that are opened and never closed."""

    def __init__(self, html):
        super().__init__()
        self.words, self.pictures, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append(dict(attributes))

    def handle_data(self, data):
        self.words.append(data.strip())


@pytest.fixture
def reported(album, run, journal, tmp_path):
    """reported(ending): the report of a run with one failure, one clean scan and five done."""
    (album / "c.jpg").write_bytes(b"")
    (album / "d.png").rename(album / "<b>&.png")
    Image.new("L", (60, 40)).save(album / "<b>&_mask.png")
    (album / "d_mask.png").unlink()
    number = run().run

    def reported(ending):
        path = tmp_path / f"report{ending}"
        write_report(journal, number, path)
        return path.read_text(encoding="utf-8")

    return reported


def test_html_shows_every_scan_before_and_after(reported):
    html = reported(".html")
    page = Page(html)
    told = " ".join(page.words)
    assert "1 failed" in told and "5 done" in told and "1 with nothing to repair" in told
    assert "<b>&.png" in told and "b>&.png" not in re.sub("&[a-z]+;", "", html)
    assert "c.jpg is empty" in told and "1 by ns (mask)" in told
    assert [p["alt"] for p in page.pictures].count("after") == 5
    assert [p["alt"] for p in page.pictures].count("before") == 6
    data = base64.b64decode(page.pictures[0]["src"].removeprefix("data:image/jpeg;base64,"))
    assert Image.open(io.BytesIO(data)).size == (60, 40)
    assert "http" not in html and "<script" not in html  # nothing is fetched by looking at it
    assert html.index("id=failed") < html.index("id=done")


def test_csv_has_a_row_for_each_scan(reported, album):
    rows = list(csv.DictReader(io.StringIO(reported(".csv"))))
    assert len(rows) == 7 and tuple(rows[0]) == COLUMNS
    by_scan = {row["scan"]: row for row in rows}
    assert by_scan[str(album / "a.tif")]["methods"] == "ns"
    assert float(by_scan[str(album / "a.tif")]["seconds"]) > 0
    assert by_scan[str(album / "c.jpg")]["state"] == "failed"
    assert by_scan[str(album / "c.jpg")]["result"] == ""


def test_json_lines_hold_the_record_of_each_scan(reported, album, tools):
    told = [json.loads(line) for line in reported(".jsonl").splitlines()]
    assert len(told) == 7
    done = next(t for t in told if t["scan"] == str(album / "sub" / "f.png"))
    assert done["record"]["counts"]["changed_outside_mask"] == 0
    assert done["scan_sha256"] == tools.digests(album)["sub/f.png"]
    assert done["record"]["patches"][0]["box"]


def test_a_report_that_cannot_be_written_is_refused(run, journal, tmp_path):
    number = run(include=("b.png",)).run
    with pytest.raises(BatchError, match=r"end its name in one of \.html, \.csv, \.jsonl"):
        write_report(journal, number, tmp_path / "report.pdf")
    with pytest.raises(SaveError, match="none does not exist: make it first"):
        write_report(journal, number, tmp_path / "none" / "report.csv")
    with pytest.raises(BatchError, match="there is no run 9"):
        write_report(journal, 9, tmp_path / "report.csv")
