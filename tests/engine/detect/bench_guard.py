"""How much of what is found in photographs lies on faces and lettering, and is not filled unasked.

python -m tests.engine.detect.bench_guard FOLDER [COUNT]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from engine.batch.decoder import Opened
from engine.batch.item import find_marks
from engine.batch.settings import BatchSettings
from engine.detect.faces import find_faces
from engine.detect.find import open_detector
from engine.detect.settings import UNATTENDED_CLASSES, DetectSettings
from engine.document.document import Document
from engine.files.reader import open_scan
from engine.files.writer import SaveOptions
from engine.progress import Progress
from engine.repair.repair import RepairSettings


def main(folder: Path, count: int) -> None:
    detector, asked = open_detector("cpu", "bench"), DetectSettings(classes=UNATTENDED_CLASSES)
    steps = ("detect", "repair")
    settings = BatchSettings(steps, asked, "auto", RepairSettings(), SaveOptions())
    paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() != ".csv"][:count]
    faces = filled = left = pictures = 0
    for path in paths:
        document = Document(open_scan(path))
        faces += bool(find_faces(document))
        marks = find_marks(Opened(document.scan, None), settings, detector, Progress())
        filled += int(np.count_nonzero(marks.mask))
        left += sum(int(np.count_nonzero(piece.hole)) for piece in marks.left)
        pictures += bool(marks.left)
    sys.stdout.write(
        f"{len(paths)} photographs, {faces} with a face; filled unasked {filled:,} px, left marked "
        f"{left:,} px, on {pictures} photographs\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
