"""From what a run has learnt to a model in use: exported, judged by the gate, put in its place.

Until it is in its place it lies in the folder of its run, where nothing repairs by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine import paths
from engine.errors import HeirloomError
from engine.generators.card import CARD_FILE, load_card
from gui.language import mark, tr
from gui.training.runs import Run

EXPORTED, GATE = "exported", "gate.md"  # in the folder of a run
LIMIT = "12"  # photographs to measure with: minutes instead of hours
JUDGED = "fill"  # the task that there is a gate for
CRITERIA = {
    1: mark("the export is exact, and awkward scans are survived"),
    2: mark("no kind of damage is repaired worse"),
    3: mark("something is repaired better"),
    4: mark("seams and grain are no worse"),
    5: mark("nothing outside of the marks changes"),
    6: mark("it is neither much slower nor much larger"),
    7: mark("it is better wherever it would be used"),
}
ACCEPTED = "**Accepted.**"
_FAILED = re.compile(r"^\| (\d) [^|]*\| FAIL \|", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """failed: of CRITERIA. is_judged: false where there is no gate for its kind."""

    accepted: bool
    failed: tuple[int, ...] = ()
    is_judged: bool = True


def read_verdict(told: str) -> Verdict:
    """What the command `gate` wrote; anything that does not say so is not accepted."""
    return Verdict(ACCEPTED in told, tuple(map(int, _FAILED.findall(told))))


def export_words(run: Run) -> list[str]:
    return ["export", str(run.folder), "--out", str(_exported(run))]


def gate_words(run: Run) -> list[str]:
    return [
        "gate", "--model", str(_exported(run)), "--photos", run.photos, "--limit", LIMIT,
        "--no-biharmonic", "--fsr-best", "0", "--write-card", "--out", str(run.folder / GATE),
    ]  # fmt: skip


def is_for_the_gate(run: Run) -> bool:
    """Whether what was just exported is of a kind that the gate judges.

    Raises:
        ModelError: nothing was exported.
    """
    (run.folder / GATE).unlink(missing_ok=True)  # of an earlier export
    return load_card(_exported(run)).task == JUDGED


def verdict_of(run: Run) -> Verdict | None:
    """About the last export; None where none waits for a word, or the run has gone on since."""
    try:
        card = load_card(_exported(run))
        exported = (_exported(run) / CARD_FILE).stat().st_mtime
        if exported < (run.folder / "ema.safetensors").stat().st_mtime:
            return None
        if card.task != JUDGED:
            return Verdict(accepted=False, is_judged=False)
        return read_verdict((run.folder / GATE).read_text("utf-8"))
    except (HeirloomError, OSError):
        return None


def in_a_sentence(verdict: Verdict) -> str:
    """Why what was exported is not in use."""
    if not verdict.is_judged:
        return tr(
            "It is exported and not in use: there is a gate only for models that fill. Look at its "
            "samples and measure it, then use it, or leave it."
        )
    failed = "; ".join(tr(CRITERIA[number]) for number in verdict.failed)
    return tr(
        "It is not in use: the gate could not confirm that {criteria}. The report has the figures.",
        criteria=failed,
    )


def put_in_place(run: Run) -> None:
    """Among the user's models; one that this run made before is replaced.

    Raises:
        ModelError, SaveError: as `adopt`.
    """
    from engine.generators.library import adopt  # loads the runtime

    adopt(_exported(run), model_folder(run))


def model_folder(run: Run) -> Path:
    """Where the model of a run lies once it is used."""
    name = run.words[run.words.index("--out") + 1] if run.kind == "finetune" else run.name
    return paths.user_models() / name


def free_folder(name: str) -> Path:
    """Of a new run: where there is a run or a model of that name, a number is added."""
    folder, number = paths.user_runs() / name, 2
    while folder.exists() or _is_model(folder.name):
        folder, number = paths.user_runs() / f"{name}-{number}", number + 1
    return folder


def _is_model(name: str) -> bool:
    return any((folder / name).exists() for folder in (paths.user_models(), paths.bundled_models()))


def _exported(run: Run) -> Path:
    """The folder has the name of the model."""
    return run.folder / EXPORTED / run.name
