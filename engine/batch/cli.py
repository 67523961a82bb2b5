"""The command `batch`: whole folders; `batch list`, `batch undo RUN`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.settings import REVIEW_ABOVE, STEPS, check_steps
from engine.cli import DEVICES, METHODS, jpeg_quality, open_generator, run_stoppable
from engine.detect.cli import add_detection_options, detect_settings
from engine.detect.settings import METHODS as DETECTION
from engine.detect.settings import UNATTENDED_CLASSES
from engine.errors import BatchError, DeviceError, ModelError
from engine.paths import batch_journal
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.batch.item import Sessions
    from engine.batch.journal import Journal
    from engine.batch.plan import Plan, Rules
    from engine.batch.run import Summary
    from engine.batch.settings import BatchSettings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FORMATS = ("same", "jpeg", "png", "tiff")
ON_CONFLICT = ("skip", "overwrite", "unique", "newer")


def add_batch_command(commands: Commands) -> None:
    p = commands.add_parser(
        "batch",
        help="repair whole folders of scans",
        usage="main.py batch SRC [SRC ...] DST [options]\n"
        "       main.py batch list\n"
        "       main.py batch undo RUN",
        description="Repair every scan of SRC (folders and files) into the folder DST; scans are "
        "only read. The same command goes on after an interruption and skips what is done. "
        "`list` tells of earlier runs; `undo` moves the results of one into a folder "
        "heirloom-trash in DST and proves that the originals are unchanged. Exit status: 1 where "
        "some scans failed or are left for review.",
    )
    p.add_argument("words", nargs="+", metavar="SRC ... DST", help="scans, and where results go")
    p.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    p.add_argument(
        "--steps",
        metavar="LIST",
        help=f"of {','.join(STEPS)}; default: repair with masks, detect,repair without",
    )
    _add_choice_options(p)
    _add_result_options(p)
    _add_work_options(p)
    p.set_defaults(run=run_batch_command)


def _add_choice_options(p: argparse.ArgumentParser) -> None:
    g = p.add_argument_group("which scans, and their masks")
    g.add_argument("--recursive", action="store_true", help="sub-folders too; the tree is kept")
    g.add_argument("--include", action="append", default=[], metavar="PATTERN", help="only these")
    g.add_argument("--exclude", action="append", default=[], metavar="PATTERN", help="not these")
    g.add_argument("--mask", type=Path, metavar="FILE", help="one mask for all scans")
    g.add_argument(
        "--masks",
        metavar="WHERE",
        help="a mask for each: a folder, or a pattern beside the scan such as {name}_mask",
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
    g.add_argument("--quality", type=jpeg_quality, metavar="N", help="of JPEGs, 1 to 100")
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
    add_detection_options(p, UNATTENDED_CLASSES)
    p.add_argument("--detection", default="auto", choices=DETECTION, help="auto: the best there is")
    p.add_argument(
        "--review-above",
        type=_percent,
        default=REVIEW_ABOVE,
        metavar="PERCENT",
        help="of a scan marked by detection: it is left for review; default: 10",
    )
    p.add_argument("--method", default="auto", choices=METHODS, help="auto: best per hole")
    p.add_argument("--device", default="auto", choices=DEVICES, help="what the models run on")
    p.add_argument("--model", metavar="ID", help="generator, see `models`; default: the newest")
    p.add_argument("--seed", type=int, default=0, help="kept with the results")


def run_batch_command(args: argparse.Namespace) -> int:
    """Exit status: 0 all done; 1 some failed or are to be reviewed."""
    if args.words == ["list"]:
        return _list()
    if args.words[0] == "undo":
        return _undo(args.words[1:])
    if len(args.words) < 2:
        raise BatchError("give the folder with the scans and the folder for the results.")
    from engine.batch.report import check_report

    for path in args.report:
        check_report(path)
    settings, rules = _settings(args), _rules(args)
    if args.dry_run:
        with _journal(read_only=True) as known:
            print(run_stoppable(lambda progress: _plan(args, rules, known, progress)))
        return 0
    with _journal() as journal:
        summary = run_stoppable(lambda progress: _run(args, settings, rules, journal, progress))
        print(summary)
        for entry in journal.entries(summary.run):
            if entry.state in ("failed", "review"):
                print(f"{entry.state}: {entry.source}: {entry.message}", file=sys.stderr)
    return 0 if summary.complete else 1


def _run(
    args: argparse.Namespace,
    settings: BatchSettings,
    rules: Rules,
    journal: Journal,
    progress: Progress,
) -> Summary:
    from engine.batch.report import write_report
    from engine.batch.run import run_batch

    plan = _plan(args, rules, journal, progress.part(0.0, 0.02))
    sessions = _open_sessions(args, settings, progress.part(0.02, 0.05))
    runs: list[int] = []
    try:
        return run_batch(
            plan, settings, sessions, journal, progress.part(0.05, 1.0), started=runs.append
        )
    finally:  # an interrupted run has a report too
        for path in args.report if runs else ():
            write_report(journal, runs[0], path)


def _plan(args: argparse.Namespace, rules: Rules, journal: Journal, progress: Progress) -> Plan:
    from engine.batch.plan import plan_batch

    *sources, target = map(Path, args.words)
    return plan_batch(sources, target, rules, journal.made, progress)


def _rules(args: argparse.Namespace) -> Rules:
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
        detects="detect" in steps,
        infrared="detect" in steps and args.detection in ("auto", "infrared"),
    )


def _settings(args: argparse.Namespace) -> BatchSettings:
    from engine.batch.settings import BatchSettings
    from engine.files.writer import SaveOptions
    from engine.repair.repair import RepairSettings

    return BatchSettings(
        _steps(args),
        detect_settings(args),
        args.detection,
        RepairSettings(args.method, args.seed),
        SaveOptions(quality=args.quality),
        args.review_above,
    )


def _steps(args: argparse.Namespace) -> tuple[str, ...]:
    if args.steps is None:
        return ("repair",) if args.mask or args.masks else STEPS
    steps = tuple(args.steps.split(","))
    check_steps(steps)
    if "detect" not in steps and not (args.mask or args.masks):
        raise BatchError(
            "the step repair alone needs masks: give --mask or --masks, or --steps detect,repair."
        )
    return steps


def _open_sessions(
    args: argparse.Namespace, settings: BatchSettings, progress: Progress
) -> Sessions:
    """What is asked for by name must be there, and a detector where nobody looks at its marks."""
    from engine.batch.item import Sessions
    from engine.detect.find import open_detector

    generator = open_generator(args, progress)
    if not settings.detects or settings.detection not in ("auto", "generator"):
        return Sessions(None, generator)
    asked_by = "automatic" if args.device == "auto" else "--device"
    why = "there is none among the models"
    try:
        detector = open_detector(args.device, asked_by)
    except (ModelError, DeviceError) as error:
        if args.device != "auto":
            raise
        detector, why = None, str(error)
    if detector is None:
        raise BatchError(
            f"no detector can be used ({why}), and what goes by contrast alone marks eyes and "
            "lace too. Give masks, or take the risk with --detection classical; scans with an "
            "infrared channel do with --detection infrared."
        )
    return Sessions(detector, generator)


def _list() -> int:
    from engine.batch.journal import STATES

    with _journal() as journal:
        runs = journal.runs()
    for run in runs:
        counts = ", ".join(f"{run.counts[s]:,} {s}" for s in STATES if run.counts[s])
        print(f"{run.id:4}  {run.started}  {run.state:8}  {run.target}  {counts or 'nothing'}")
    if not runs:
        print("no batch was run yet")
    return 0


def _undo(words: list[str]) -> int:
    """Exit status: 0 all taken back and all originals proven; 1 some not, each is named."""
    from engine.batch.undo import undo_run

    if len(words) != 1 or not words[0].isdigit():
        raise BatchError("`batch undo` needs the number of one run, as `batch list` shows them.")
    with _journal() as journal:
        undone = run_stoppable(lambda progress: undo_run(journal, int(words[0]), progress))
    print(undone)
    return 1 if undone.problems else 0


@contextmanager
def _journal(*, read_only: bool = False) -> Iterator[Journal]:
    from engine.batch.journal import Journal

    journal = Journal(batch_journal(), read_only=read_only)
    try:
        yield journal
    finally:
        journal.close()


def _percent(text: str) -> float:
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return value / 100
