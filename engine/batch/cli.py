"""The command `batch`: whole folders; `batch list`, `batch review RUN`, `batch undo RUN`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.cluster_cli import check_cluster, cluster_runner
from engine.batch.options import add_batch_options, batch_rules, batch_settings
from engine.cli import open_generator, run_stoppable
from engine.errors import BatchError, DeviceError, ModelError
from engine.paths import batch_journal
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.batch.following import Follower
    from engine.batch.item import Sessions
    from engine.batch.journal import Entry, Journal
    from engine.batch.pace import Pause
    from engine.batch.plan import Plan, Rules
    from engine.batch.run import Summary
    from engine.batch.settings import BatchSettings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_batch_command(commands: Commands) -> None:
    p = commands.add_parser(
        "batch",
        help="repair whole folders of scans",
        usage="main.py batch SRC [SRC ...] DST [options]\n"
        "       main.py batch list\n"
        "       main.py batch review RUN [accept|reject FILE ...|all]\n"
        "       main.py batch undo RUN",
        description="Repair every scan of SRC (folders and files) into the folder DST; scans are "
        "only read. The same command goes on after an interruption and skips what is done. "
        "`list` tells of earlier runs; `review` lists what waits for your word, the least certain "
        "first, and writes what you accept; `undo` moves the results of one into a folder "
        "heirloom-trash in DST and proves that the originals are unchanged. Exit status: 1 where "
        "some scans failed or are left for review.",
    )
    p.add_argument("words", nargs="+", metavar="SRC ... DST", help="scans, and where results go")
    p.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    add_batch_options(p)
    p.add_argument("--json", action="store_true", help="tell as JSON lines what happens")
    p.add_argument(
        "--listen",
        action="store_true",
        help="obey the lines pause, continue and stop on stdin; its end stops too",
    )
    p.set_defaults(run=run_batch_command, typed=())


def run_batch_command(args: argparse.Namespace) -> int:
    """Exit status: 0 all done; 1 some failed or are to be reviewed."""
    if args.words == ["list"]:
        return _list()
    if args.words[0] == "undo":
        return _undo(args.words[1:])
    if args.words[0] == "review":
        from engine.batch.review_cli import review_run

        said, status = review_run(args.words[1:])
        print(said)
        return status
    if len(args.words) < 2 and args.list is None:
        raise BatchError("give the folder with the scans and the folder for the results.")
    from engine.batch.report import check_report

    check_cluster(args)
    for path in args.report:
        check_report(path)
    settings, rules = batch_settings(args), batch_rules(args)
    if args.dry_run:
        return _show_plan(args, settings, rules)
    follower = _follower(args)
    with open_journal(heard=follower.item if follower else None) as journal:
        summary = run_stoppable(
            lambda progress: _run(args, settings, rules, journal, follower, progress)
        )
        if follower:
            follower.ended(summary)
            return 0 if summary.complete else 1
        print(summary)
        for entry in journal.entries(summary.run):
            if entry.state in ("failed", "review"):
                print(f"{entry.state}: {entry.source}: {entry.message}", file=sys.stderr)
    return 0 if summary.complete else 1


def _show_plan(args: argparse.Namespace, settings: BatchSettings, rules: Rules) -> int:
    from engine.batch.learning import learnt_before

    def planned(progress: Progress) -> tuple[Plan, BatchSettings, tuple[str, ...]]:
        plan = make_plan(args, rules, known, progress)
        return learnt_before(plan, settings, args.learn_dust, args.watermark, progress)

    with open_journal(read_only=True) as known:
        plan, _, unlearnt = run_stoppable(planned)
    notes = (*unlearnt, *plan.losses(settings.save))
    print(plan, *(f"note: {told}" for told in notes), sep="\n")
    return 0


def _run(
    args: argparse.Namespace,
    settings: BatchSettings,
    rules: Rules,
    journal: Journal,
    follower: Follower | None,
    progress: Progress,
) -> Summary:
    from engine.batch.learning import learn
    from engine.batch.report import write_report
    from engine.batch.run import run_batch, run_plan

    pause, progress = _steered(args, follower, progress)
    plan = make_plan(args, rules, journal, progress.part(0.0, 0.02))
    part = progress.part(0.02, 0.03)
    plan, settings = learn(plan, settings, args.learn_dust, args.watermark, part)
    runs: list[int] = []

    def started(run: int) -> None:
        runs.append(run)
        if args.typed:
            journal.remember_command(run, Path.cwd(), args.typed)
        if follower:
            follower.run(run)

    work = progress.part(0.05, 1.0)
    try:
        if args.scheduler or args.local_workers:
            with cluster_runner(args, settings) as runner:
                return run_plan(plan, settings, runner, journal, work, pause=pause, started=started)
        sessions = open_sessions(args, settings, progress.part(0.03, 0.05))
        return run_batch(plan, settings, sessions, journal, work, pause=pause, started=started)
    finally:  # an interrupted run has a report too
        for path in args.report if runs else ():
            write_report(journal, runs[0], path)


def _steered(
    args: argparse.Namespace, follower: Follower | None, progress: Progress
) -> tuple[Pause, Progress]:
    """What wishes from stdin may set, and the progress for whoever follows."""
    from engine.batch.following import listen
    from engine.batch.pace import Pause

    pause = Pause()
    if args.listen:
        listen(pause, progress.stop)
    return pause, Progress(follower.progress, progress.stop) if follower else progress


def _follower(args: argparse.Namespace) -> Follower | None:
    from engine.batch.following import Follower

    return Follower() if args.json else None


def make_plan(args: argparse.Namespace, rules: Rules, journal: Journal, progress: Progress) -> Plan:
    """What the parsed words ask for. Raises as `plan_batch`, and where a list cannot be read."""
    from engine.batch.plan import plan_batch
    from engine.batch.sources import read_list

    *sources, target = map(Path, args.words)
    if args.list is not None:
        sources += read_list(args.list)
    return plan_batch(sources, target, rules, journal.made, progress)


def open_sessions(
    args: argparse.Namespace, settings: BatchSettings, progress: Progress
) -> Sessions:
    """What is asked for by name must be there, and a detector where nobody looks at its marks."""
    from engine.batch.item import Sessions
    from engine.detect.find import open_detector
    from engine.restore.plan import open_tools

    asked_by = "automatic" if args.device == "auto" else "--device"
    generator = open_generator(args, progress) if settings.repairs else None
    tools, told = open_tools(settings.steps, args.device, asked_by, progress)
    for sentence in told:
        print(sentence, file=sys.stderr)
    if not settings.detects or settings.detection not in ("auto", "generator"):
        return Sessions(None, generator, tools)
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
    return Sessions(detector, generator, tools)


def _list() -> int:
    from engine.batch.journal import STATES

    with open_journal() as journal:
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
    with open_journal() as journal:
        undone = run_stoppable(lambda progress: undo_run(journal, int(words[0]), progress))
    print(undone)
    return 1 if undone.problems else 0


@contextmanager
def open_journal(
    *, read_only: bool = False, heard: Callable[[Entry], None] | None = None
) -> Iterator[Journal]:
    """The user's journal; `heard` is told of everything that is written into it."""
    from engine.batch.following import FollowedJournal
    from engine.batch.journal import Journal

    path = batch_journal()
    journal = FollowedJournal(path, heard) if heard else Journal(path, read_only=read_only)
    with closing(journal):
        yield journal
