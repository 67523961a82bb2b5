"""Ages and damages a free photograph as the scan to try Heirloom with: gui/sample/portrait.jpg.

    python docs/gallery/make_sample.py

Drawn from fixed seeds: the same picture comes out each time.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

from ageing import OldScan, age
from PIL import Image
from skimage import data

SAMPLE = ROOT / "gui" / "sample" / "portrait.jpg"
SEED = 11


def main() -> None:
    old = OldScan(age(data.astronaut(), SEED, "sepia"), SEED)
    old.scratch([(262, 0), (257, 120), (266, 300), (259, 511)], 2)
    old.scratch([(20, 330), (170, 272), (330, 196), (511, 150)], 3)
    old.scratch([(92, 30), (98, 220), (90, 420)], 2, 30)
    for start, tone in (((330, 330), 28), ((400, 90), 238), ((150, 120), 28)):
        old.hair(start, 150, tone)
    old.dust(110)
    Image.fromarray(old.damaged).save(SAMPLE, quality=92, subsampling=0, dpi=(300, 300))
    print(f"Wrote {SAMPLE} ({SAMPLE.stat().st_size // 1024} KiB)")


if __name__ == "__main__":
    main()
