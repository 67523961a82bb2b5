"""What the window waits for on a heavily marked scan of 139 MP: shares of the layers, a snapshot.

python -m tests.engine.document.bench_marks
"""

from __future__ import annotations

import sys
import time

import numpy as np

from engine.document.document import Document
from engine.document.layers import CAUSES
from engine.document.mask import Mask
from engine.files.scan import Scan
from engine.geometry import Box, Size

HEIGHT, WIDTH = 14031, 9921


def main() -> None:
    for what, spaced in (("five full layers", 1), ("five layers of specks", 64)):
        document = Document(Scan(None, np.broadcast_to(np.uint8(128), (HEIGHT, WIDTH, 3))))
        for cause in CAUSES[:5]:
            marks = np.zeros((HEIGHT, WIDTH), np.uint8)
            marks[::spaced, ::spaced] = 255
            document.layers[cause.id].mask = Mask(Size(WIDTH, HEIGHT), marks)
        sys.stdout.write(f"{what}\n")
        held = None  # as by a save that is still writing
        for when in ("first", "after a stroke", "after another"):
            started = time.process_time()
            for layer in document.layers:
                layer.share()
            counted = time.process_time()
            held = document.snapshot()
            taken = (counted - started, time.process_time() - counted)
            told = ", ".join(f"{1000 * seconds:.0f} ms" for seconds in taken)
            sys.stdout.write(f"  {when}: shares, snapshot {told}; {len(held.layers)} layers\n")
            document.mask.replace(Box(500, 500, 900, 900), np.full((400, 400), 9, np.uint8))


if __name__ == "__main__":
    main()
