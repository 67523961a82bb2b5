"""The collection of awkward files: each in a process of its own, with bounded time and memory."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "files"
# What differs from the manifest is argued in docs/decisions/0012.
# The folder's own README: the expected colours are what Pillow says, "a reference, not truth".
# Pillow misreads 16-bit planes: the same flower, stored by pixel, comes out of it as ours does.
REFERENCE_IS_WRONG = {
    "tiff16_0a143f_flower-rgb-planar-16.tif",
    "tiff16_07bd74_flower-separated-planar-16.tif",
}
# Only its second frame pretends to be huge; the first, which is all we open, is sound and small.
OPENS_AFTER_ALL = {"bomb_e6c8a3_decompression_bomb_extents.gif"}
LEVELS = 8  # the tolerance that the README gives
SECONDS = 60  # wall time on a busy machine; each takes less than one second of its own
REFUSED_MEMORY = 500 * 2**20  # what may be spent on a file that is refused, within 2 s
MOST_MEMORY = 800 * 2**20  # beyond what the imports take; the largest has 12 megapixels

# Prints what became of the file as one line of JSON.
CHILD = """
import io, json, resource, sys, time
from pathlib import Path
import numpy as np
from PIL import Image, ImageCms
from engine.errors import ScanError
from engine.files.colour import narrowed
from engine.files.reader import open_scan

resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    scan = open_scan(Path(sys.argv[1]))
except ScanError as error:
    told = {"refused": str(error)}
    scan = None
took = time.process_time() - started
used = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
if scan is not None:
    picture = Image.fromarray(narrowed(scan.pixels).squeeze(2) if scan.channels == 1
                              else narrowed(scan.pixels))
    if scan.metadata.icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(scan.metadata.icc))
            screen = ImageCms.createProfile("sRGB")
            way = dict(outputMode="RGB", renderingIntent=1)
            picture = ImageCms.profileToProfile(picture, profile, screen, **way)
        except (ImageCms.PyCMSError, OSError):
            pass
    seen = Image.new("RGB", picture.size, "white")
    alpha = None if scan.alpha is None else Image.fromarray(narrowed(scan.alpha))
    seen.paste(picture.convert("RGB"), (0, 0), alpha)
    means = np.asarray(seen).reshape(-1, 3).mean(0, dtype=np.float64)
    luma = np.asarray(seen.convert("L").resize((4, 4), Image.Resampling.BOX))
    told = {"size": [scan.size.width, scan.size.height], "warnings": scan.warnings,
            "mean": means.tolist(), "luma": luma.ravel().tolist()}
print(json.dumps({**told, "used": used, "took": took}))
"""

pytestmark = pytest.mark.skipif(
    not (FOLDER / "manifest.csv").exists() or sys.platform == "win32",
    reason="needs ../shared/data/files, which lies beside the project, and POSIX limits",
)


def rows() -> list[dict[str, str]]:
    if not (FOLDER / "manifest.csv").exists():
        return []
    with (FOLDER / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_an_awkward_file_opens_right_or_is_refused_in_a_sentence(row, root):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHILD, str(FOLDER / row["file"])],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["used"] < MOST_MEMORY
    if "refused" in told:
        assert told["took"] < 2 and told["used"] < REFUSED_MEMORY
        assert row["expect"] != "open", told["refused"]
        assert row["file"] in told["refused"] and "\n" not in told["refused"]
        return
    assert row["expect"] != "reject" or row["file"] in OPENS_AFTER_ALL
    if row["width"]:
        assert told["size"] == [int(row["width"]), int(row["height"])]
    if row["mean_rgb_srgb"] and row["file"] not in REFERENCE_IS_WRONG:
        assert told["mean"] == pytest.approx(numbers(row["mean_rgb_srgb"]), abs=LEVELS)
        assert told["luma"] == pytest.approx(numbers(row["luma_4x4"]), abs=LEVELS)


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]
