"""What the scans of a batch tell of themselves before the work: dust of the glass, a mark."""

from __future__ import annotations

from dataclasses import replace

from engine.batch.dust import known_dust, learn_dust
from engine.batch.plan import Plan
from engine.batch.settings import BatchSettings
from engine.batch.watermark import AUTO, mark_file, mark_place
from engine.errors import BatchError
from engine.progress import Progress


def learn(
    plan: Plan, settings: BatchSettings, dust: bool, watermark: str | None, progress: Progress
) -> tuple[Plan, BatchSettings]:
    """The plan with masks of the dust, the settings with the mark, where they are asked for.

    Args:
        watermark: "auto", or the path of a mark file.

    Raises:
        BatchError: of other pages than the first. And as `learn_dust` and `mark_file` do.
    """
    if settings.page != 1 and (dust or watermark == AUTO):
        raise BatchError(
            "dust and marks are learnt from the first pages: leave --page out, or --learn-dust and "
            "--watermark auto."
        )
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
        The plan, the settings, and of "dust" and "watermark" what the run has still to learn. Of
        12-megapixel scans each takes some 20 s at the least: too long for a plan.

    Raises:
        ScanError: the file that is given is no mark.
    """
    unlearnt = []
    if dust:
        plan, all_known = known_dust(plan)
        unlearnt += [] if all_known else ["dust"]
    if watermark == AUTO and not mark_place(watermark, plan).exists():
        unlearnt.append("watermark")
    elif watermark:
        settings = replace(settings, watermark=mark_file(watermark, plan, progress))
    return plan, settings, tuple(unlearnt)
