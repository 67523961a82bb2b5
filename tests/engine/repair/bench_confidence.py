"""How well the confidence of a fill ranks its true error, on the gate's holes in photographs.

between    rank correlation of a fill's confidence with the mean error of its hole, over all holes
within     the same over the pixels of one hole, of the map that comes with the patch; the mean

python -m tests.engine.repair.bench_confidence FOLDER [COUNT]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from engine import paths
from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from training.data.photos import open_photos
from training.evaluation.fills import KINDS, Case, cases


def main(folder: Path, count: int) -> None:
    session = open_session(load_registry().choose("fill", None), "cpu", threads=1)
    photos = open_photos(folder, paths.user_cache(), progress=Progress())
    for grain in (True, False):
        ranks: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in KINDS}
        for case in cases(photos, count, KINDS, Progress()):
            ranks[case.kind].append(ranks_of(case, session, RepairSettings(grain=grain)))
        rows = {kind: np.array(measured) for kind, measured in ranks.items()}
        every = np.concatenate(list(rows.values()))
        sys.stdout.write(f"{count} photographs, grain {'made anew' if grain else 'left out'}\n")
        for kind, row in [*rows.items(), ("all", every)]:
            between = spearmanr(row[:, 0], row[:, 1]).statistic
            sys.stdout.write(f"| {kind} | {-between:.2f} | {np.nanmean(row[:, 2]):.2f} |\n")


def ranks_of(case: Case, session: Session, settings: RepairSettings) -> tuple[float, float, float]:
    """Confidence of the whole fill, its mean error in 0..255, and the correlation within."""
    hole = case.mask > 0
    document = Document(Scan(None, np.where(hole[..., None], np.uint8(0), case.clean)))
    document.mask.replace(document.size.box, case.mask)
    patches = repair(document.snapshot(), settings, session, Progress())
    document.apply(patches)
    error = np.abs(document.read(document.size.box).astype(float) - case.clean).mean(axis=2)
    sure = np.zeros(hole.shape)
    told = np.zeros(hole.shape, bool)
    for patch in patches:
        if patch.confidence is not None:
            sure[patch.box.slices][patch.changed] = patch.confidence[patch.changed]
            told[patch.box.slices] |= patch.changed
    weights = [np.count_nonzero(patch.changed) for patch in patches]
    whole = np.average([patch.provenance.confidence or 0 for patch in patches], weights=weights)
    within = -spearmanr(sure[told], error[told]).statistic
    return float(whole), float(error[hole].mean()), float(within)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 12)
