"""What the command `batch` can be told about scans, results and work, and what it makes of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.cluster_cli import add_cluster_options
from engine.batch.settings import BY_DEFAULT, REVIEW_ABOVE, STEPS, check_steps
from engine.cli import add_repair_options, repair_settings
from engine.detect.cli import add_detection_options, detect_settings
from engine.detect.settings import METHODS as DETECTION
from engine.detect.settings import UNATTENDED_CLASSES
from engine.errors import BatchError
from engine.files.options import add_open_options, add_save_options, format_names, save_options
from engine.restore.options import add_finish_options, finish_settings

if TYPE_CHECKING:
    from engine.batch.plan import Rules
    from engine.batch.settings import BatchSettings

FORMATS = ("same", *format_names())
ON_CONFLICT = ("skip", "overwrite", "unique", "newer")


def add_batch_options(p: argparse.ArgumentParser) -> None:
    """What `batch_rules` and `batch_settings` read."""
    p.add_argument(
        "--steps",
        metavar="LIST",
        help=f"of {','.join(STEPS)}; default: repair with masks, detect,repair without",
    )
    _add_choice_options(p)
    _add_result_options(p)
    _add_work_options(p)


def _add_choice_options(p: argparse.ArgumentParser) -> None:
    g = p.add_argument_group("which scans, and their masks")
    g.add_argument("--list", type=Path, metavar="FILE", help="more of them, one path in a line")
    g.add_argument("--recursive", action="store_true", help="sub-folders too; the tree is kept")
    g.add_argument("--include", action="append", default=[], metavar="PATTERN", help="only these")
    add_open_options(g)
    g.add_argument("--exclude", action="append", default=[], metavar="PATTERN", help="not these")
    g.add_argument("--mask", type=Path, metavar="FILE", help="one mask for all scans")
    g.add_argument(
        "--masks",
        metavar="WHERE",
        help="a mask for each: a folder, a pattern beside the scan such as {name}_mask, or alpha: "
        "where the scan is transparent",
    )
    g.add_argument("--template", metavar="NAME", help="marks kept in the window, for all scans")
    g.add_argument(
        "--protect",
        metavar="WHERE",
        help="masks of what is never touched: a file for all, or as --masks",
    )
    g.add_argument(
        "--watermark",
        metavar="auto|FILE",
        help="take a mark off that all scans share: learnt from them, or from a mark file",
    )
    g.add_argument(
        "--learn-dust",
        action="store_true",
        help="repair what is at the same place on most scans of a folder: dust of the glass",
    )


def _add_result_options(p: argparse.ArgumentParser) -> None:
    g = p.add_argument_group("results")
    g.add_argument(
        "--name",
        default="{name}",
        metavar="TEMPLATE",
        help="of {name}, {folder}, {number:04}, {date}; without ending",
    )
    g.add_argument("--format", default="same", choices=FORMATS, help="default: as the scan")
    add_save_options(g)
    g.add_argument(
        "--on-conflict",
        default="skip",
        choices=ON_CONFLICT,
        help="where a file of another origin is already there; default: skip the scan",
    )
    g.add_argument(
        "--report",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what was done, as .html, .csv or .jsonl; may be given several times",
    )


def _add_work_options(p: argparse.ArgumentParser) -> None:
    add_cluster_options(p)
    add_detection_options(p, UNATTENDED_CLASSES)
    p.add_argument("--detection", default="auto", choices=DETECTION, help="auto: the best there is")
    p.add_argument(
        "--review-above",
        type=_percent,
        default=REVIEW_ABOVE,
        metavar="PERCENT",
        help="of a scan marked by detection: it is left for review; default: 10",
    )
    p.add_argument(
        "--review-below",
        type=_percent,
        default=0.0,
        metavar="PERCENT",
        help="less certain repairs wait for your word; default: 0, none",
    )
    p.add_argument("--review", action="store_true", help="every repair waits for your word")
    add_repair_options(p)
    add_finish_options(p)


def batch_rules(args: argparse.Namespace) -> Rules:
    """How scans are chosen and named, of the parsed words."""
    from engine.batch.masks import MaskRule
    from engine.batch.plan import Rules
    from engine.batch.sources import Choice

    steps = _steps(args)
    return Rules(
        Choice(args.recursive, tuple(args.include), tuple(args.exclude)),
        MaskRule(args.mask, args.masks),
        args.name,
        None if args.format == "same" else args.format.upper(),
        args.on_conflict,
        detects="detect" in steps or args.learn_dust,
        infrared="detect" in steps and args.detection in ("auto", "infrared"),
        protect=MaskRule.of(args.protect),
        page=args.page,
        large=args.large,
    )


def batch_settings(args: argparse.Namespace) -> BatchSettings:
    """What is done to every scan, of the parsed words."""
    from engine.batch.settings import BatchSettings
    from engine.document.templates import load_template, to_text

    return BatchSettings(
        _steps(args),
        detect_settings(args),
        args.detection,
        repair_settings(args),
        save_options(args),
        args.review_above,
        1.0 if args.review else args.review_below,
        finish_settings(args, _steps(args)),
        to_text(load_template(args.template)) if args.template else "",
        page=args.page,
    )


def _steps(args: argparse.Namespace) -> tuple[str, ...]:
    if args.steps is None:
        return ("repair",) if _has_masks(args) else BY_DEFAULT
    steps = tuple(args.steps.split(","))
    check_steps(steps)
    if steps[:1] == ("repair",) and not _has_masks(args):
        raise BatchError(
            "the step repair alone needs masks: give --mask, --masks, --template or --learn-dust, "
            "or --steps detect,repair."
        )
    return steps


def _has_masks(args: argparse.Namespace) -> bool:
    return bool(args.mask or args.masks or args.learn_dust or args.template or args.watermark)


def _percent(text: str) -> float:
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return value / 100
