"""`compare`: the whole of Heirloom beside the classical methods and any foreign fill model.

mask given    the fixed holes of the gate; Heirloom repairs as for a user, all others fill
automatic     photographs with damage drawn on them; Heirloom finds it and repairs what it found
memory        what a fill takes at most, each method in a process of its own
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.bench import machine
from engine.bench_figures import run_python
from engine.bench_scans import peak_gb
from engine.detect.damage import detect
from engine.detect.findings import draw_classes
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.card import load_card
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress
from training.data.damage import TYPICAL, Damaged
from training.data.damage_samples import DamageSamples
from training.data.holes import gate_hole
from training.data.photos import Photos
from training.evaluation.baselines import Baselines
from training.evaluation.fills import (
    SIDE,
    biharmonic,
    choose_photographs,
    classical,
    generated,
    repair_of,
    repaired,
)
from training.evaluation.report import in_words
from training.gate import Method, format_table, gate_methods, run_gate
from training.metrics.paired import bootstrap

OURS = "Heirloom"
MEMORY_METHODS = ("telea", "ns", "fsr", "biharmonic", OURS)
SEED = 5


@dataclass(frozen=True, eq=False)
class Models:
    """Open models. foreign: by id, fill generators of others that the user has cards for."""

    generator: Session
    detector: Session | None
    foreign: dict[str, Session]


def compare(
    photos: Photos,
    models: Models,
    limit: int | None,
    known: Baselines | None,
    progress: Progress,
    examples: str = "",
) -> str:
    """The page docs/comparison.md, in Markdown.

    examples: name of the picture beside it, see `write_examples`; empty = there is none.

    Raises:
        Cancelled: stopped.
    """
    methods = gate_methods(None, None, biharmonic=True, best=0)
    methods[OURS] = Method(repaired(models.generator))
    methods |= {name: Method(generated(session)) for name, session in models.foreign.items()}
    result = run_gate(
        photos, None, progress.part(0.0, 0.7), limit=limit, known=known, methods=methods
    )
    automatic = _automatic(photos, models, limit, progress.part(0.7, 0.95))
    progress.step(0.95, "measuring memory")
    memory = [f"| {name} | {_peak_mb(name)} |" for name in MEMORY_METHODS]
    memory += [f"| {name} | {_peak_mb(s.card.folder)} |" for name, s in models.foreign.items()]
    progress.step(1.0, "compared")
    facts = ", ".join(f"{key} {value}" for key, value in machine().items())
    return HEAD.format(
        limited=f" --limit {limit}" if limit else "",
        generator=models.generator.card.id,
        detector=models.detector.card.id if models.detector else "no detector",
        table=format_table(result),
        automatic=automatic,
        examples=EXAMPLES.format(picture=examples) if examples else "",
        memory="\n".join(memory),
        machine=facts,
        foreign=_foreign_note(models.foreign),
    )


def _automatic(photos: Photos, models: Models, limit: int | None, progress: Progress) -> str:
    """A table: the damaged picture, detected and repaired, and repaired by the true mask."""
    rows: dict[str, list[tuple[float, float, float]]] = {n: [] for n in ("damaged", "auto", "mask")}
    # No scanner and no file after the damage: their noise would be in every difference.
    samples = DamageSamples(photos, SEED, SIDE, TYPICAL, after=())
    chosen = choose_photographs(len(photos), limit)
    for done, index in enumerate(chosen):
        progress.step(done / len(chosen), f"repairing by itself, {done + 1} of {len(chosen)}")
        made = samples.damaged(index)
        truth = made.planes.max(axis=2) > 0
        if not truth.any():
            continue
        found = detected(made.picture, models.detector)
        results = {
            "damaged": made.picture,
            "auto": repair_of(made.picture, found, models.generator),
            "mask": repair_of(made.picture, np.uint8(255) * truth, models.generator),
        }
        for name, picture in results.items():
            rows[name].append(_scores(picture, made, truth))
    return "\n".join(_row(name, np.array(scores), rows) for name, scores in rows.items())


def detected(picture: np.ndarray, detector: Session | None) -> np.ndarray:
    """uint8 (h, w), 0 or 255: what is found in uint8 (h, w, 3) at the usual sensitivity."""
    settings = DetectSettings()
    findings = detect(Document(Scan(None, picture.copy())), settings, detector, Progress())
    drawn = draw_classes(findings.size, findings.masks(settings))
    return np.asarray((drawn > 0).view(np.uint8) * np.uint8(255))


def _scores(picture: np.ndarray, made: Damaged, truth: np.ndarray) -> tuple[float, float, float]:
    """PSNR in the damage and on the whole, dB; % of the undamaged that is another than before."""
    error = (picture.astype(np.float64) - made.clean) ** 2
    inside, whole = (10 * np.log10(255**2 / max(e.mean(), 1e-3)) for e in (error[truth], error))
    touched = 100 * float((picture != made.picture).any(axis=2)[~truth].mean())
    return float(inside), float(whole), touched


TITLES = {
    "damaged": "as damaged",
    "auto": "Heirloom, by itself",
    "mask": "Heirloom, the true mask given",
}


def _row(name: str, scores: np.ndarray, rows: dict[str, list[tuple[float, float, float]]]) -> str:
    before = np.array(rows["damaged"])
    told = [in_words(bootstrap(column)) for column in scores.T]
    gain = in_words(bootstrap(scores[:, 0] - before[:, 0])) if name != "damaged" else ""
    return f"| {TITLES[name]} | {told[0]} | {gain} | {told[1]} | {told[2]} |"


def _peak_mb(method: str | Path | None) -> str:
    """Of one fill of a crop of SIDE px beyond what the process had before, MB; "n/a" elsewhere."""
    told = run_python(["-m", __name__, str(method)]).strip()
    return told or "n/a"


def measure_memory(method: str) -> str:
    """What `_peak_mb` reads: "" where the system does not tell."""
    rng = np.random.default_rng(0)
    picture = np.repeat(np.repeat(rng.integers(0, 256, (8, 8, 3), np.uint8), 64, 0), 64, 1)
    hole = gate_hole("scratch 4 px", rng, SIDE, SIDE) > 0
    before = peak_gb()
    if Path(method).is_dir() or method == OURS:
        card = load_registry().choose("fill", None) if method == OURS else load_card(Path(method))
        session = open_session(card, "cpu", "compare", threads=1)
        fill = repaired(session) if method == OURS else generated(session)
    else:
        fill = biharmonic if method == "biharmonic" else classical(method)
    fill(np.where(hole[..., None], np.uint8(0), picture), hole)
    return f"{1024 * (peak_gb() - before):.0f}" if before else ""


def _foreign_note(foreign: dict[str, Session]) -> str:
    if foreign:
        return f"Fill models of others in the tables: {', '.join(foreign)}."
    return (
        "No fill model of others was given. `--also ID` takes any for which there is a card in the "
        "folder of your models; ranges, layouts, inverted masks and fixed sizes are said there."
    )


EXAMPLES = """
## Looked at

![Damaged; filled by Telea; Heirloom, mask given; by itself; what had been there]({picture})

Parts of free photographs, pixel by pixel, with damage of one kind each, chosen so that it can be
seen: a scratch, hairs, dirt, a crease, losses. By itself means that nobody looked at what was
found: what was missed is still there, and what was no damage may be gone. The photographs come with
[scikit-image](https://scikit-image.org): astronaut (NASA, public domain), camera (Lav Varshney,
CC0), chelsea (Stefan van der Walt, CC0), coffee (Rachel Michetti, CC0), rocket (SpaceX, public
domain). They were cropped and damaged.
"""

HEAD = """# Heirloom beside other fills

Made anew by one command, on held-out photographs, the same holes for all:

```sh
python main.py compare{limited} --out docs/comparison.md
```

Heirloom repairs as for a user: by {generator} or a classical method, as the router says, with
borders, texture and grain. {foreign} Times are of one processor core, on {machine}.

Grain that is made anew costs PSNR, since no grain falls where the true one did: sharpness, grain
and seam near 1 say what the eye sees, PSNR and SSIM reward what is too smooth.

## Mask given

{table}
## By itself

The same photographs with damage drawn on them (scratches, hairs, specks, folds, stains). {detector}
looks for it at its usual sensitivity, and what it finds is repaired without a person looking at it.
Changed elsewhere: the share of undamaged pixels that are others than before, in percent.

| | PSNR in the damage | gain | PSNR of the whole | changed elsewhere |
|---|---|---|---|---|
{automatic}
{examples}
## Memory

The most that one fill of a crop of 512 px takes on top of Python and its libraries, MB, each in a
process of its own; a model counts with its file.

| method | MB |
|---|---|
{memory}
"""


if __name__ == "__main__":
    sys.stdout.write(measure_memory(sys.argv[1]))
