"""What the scans of a batch tell of themselves before the work: dust of the glass, a mark."""

from __future__ import annotations

from dataclasses import replace

from engine.batch.dust import known_dust, learn_dust
from engine.batch.plan import Plan
from engine.batch.settings import BatchSettings
from engine.batch.watermark import AUTO, mark_file, mark_place, scans_for_mark
from engine.detect.repeated import FEWEST
from engine.detect.watermark_learn import FEWEST as FEWEST_PICTURES
from engine.errors import BatchError
from engine.progress import Progress

DUST_UNLEARNT = (
    "The dust of the glass is learnt from the scans when the batch starts, for {} of them."
)
DUST_OF_TOO_FEW = (
    "No dust is learnt for {} of the scans: their folder has fewer than {} of one size."
)
MARK_UNLEARNT = "The watermark is learnt from {} scans when the batch starts."
MARK_OF_TOO_FEW = (
    "The watermark cannot be learnt: there are too few scans, {}, and {} are the least. Give a "
    "mark file that was learnt from others."
)


def learn(
    plan: Plan, settings: BatchSettings, dust: bool, watermark: str | None, progress: Progress
) -> tuple[Plan, BatchSettings]:
    """The plan with masks of the dust, the settings with the mark, where they are asked for.

    Args:
        watermark: "auto", or the path of a mark file.

    Raises:
        BatchError: of other pages than the first. And as `learn_dust` and `mark_file` do.
    """
    _check_page(settings, dust, watermark)
    if dust:
        plan = learn_dust(plan, settings.detect, progress)
    if watermark:
        settings = replace(settings, watermark=mark_file(watermark, plan, progress))
    return plan, settings


def learnt_before(
    plan: Plan, settings: BatchSettings, dust: bool, watermark: str | None, progress: Progress
) -> tuple[Plan, BatchSettings, tuple[str, ...]]:
    """As `learn`, with what is given or was learnt by an earlier batch only: at once.

    Returns:
        The plan, the settings, and sentences about what the run has still to learn, or cannot. Of
        12-megapixel scans each takes some 20 s at the least: too long for a plan.

    Raises:
        BatchError: as `learn` does. ScanError: the file that is given is no mark.
    """
    _check_page(settings, dust, watermark)
    told = []
    if dust:
        plan, unlearnt, too_few = known_dust(plan)
        told += [DUST_UNLEARNT.format(f"{unlearnt:,}")] if unlearnt else []
        told += [DUST_OF_TOO_FEW.format(f"{too_few:,}", FEWEST)] if too_few else []
    if watermark == AUTO and not mark_place(watermark, plan).exists():
        scans = len(scans_for_mark(plan))
        said = MARK_UNLEARNT if scans >= FEWEST_PICTURES else MARK_OF_TOO_FEW
        told.append(said.format(f"{scans:,}", FEWEST_PICTURES))
    elif watermark:
        settings = replace(settings, watermark=mark_file(watermark, plan, progress))
    return plan, settings, tuple(told)


def _check_page(settings: BatchSettings, dust: bool, watermark: str | None) -> None:
    if settings.page != 1 and (dust or watermark == AUTO):
        raise BatchError(
            "dust and marks are learnt from the first pages: leave --page out, or --learn-dust and "
            "--watermark auto."
        )
