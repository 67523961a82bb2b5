"""The commands doctor and bench, and what all commands share.

A command returns 0, or 1 when some of it failed. What goes wrong altogether is raised; main.main()
makes words of it. Everything heavy is imported inside the functions, so that `main.py --help` is
quick. Results go to stdout, progress to stderr.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.errors import DeviceError, ModelError, SaveError
from engine.progress import Progress, Stop

if TYPE_CHECKING:
    from engine.generators.session import Session
    from engine.repair.repair import RepairSettings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DEVICES = ("auto", "cuda", "directml", "coreml", "cpu")
METHODS = ("auto", "generator", "classical", "ns", "telea", "fsr")
WITH_GENERATOR = ("auto", "generator")
LOOK_S = 0.1  # how often the waiting main thread looks for Ctrl+C; Windows needs it
REPORT_S = 1.0  # between two lines about the same work where lines cannot be overwritten

T = TypeVar("T")


def add_commands(commands: Commands) -> None:
    from engine.batch.cli import add_batch_command
    from engine.detect.cli import add_detect_command  # they use what is below
    from engine.detect.watermark_cli import add_watermark_command
    from engine.document.cli import add_document_commands
    from engine.generators.cli import add_models_command
    from engine.restore.cli import add_restore_command

    add_restore_command(commands)
    add_detect_command(commands)
    add_watermark_command(commands)
    add_document_commands(commands)
    add_batch_command(commands)
    add_models_command(commands)
    add_doctor_command(commands)
    add_bench_command(commands)


def add_doctor_command(commands: Commands) -> None:
    p = commands.add_parser("doctor", help="what this computer offers, what is missing, what helps")
    p.add_argument("--json", action="store_true", help="the same as JSON")
    p.set_defaults(run=run_doctor)


def add_bench_command(commands: Commands) -> None:
    p = commands.add_parser(
        "bench",
        help="measure the speed of this machine",
        description="Measure start-up, fills, specks, a large scan and brush frames; minutes.",
    )
    p.add_argument("--device", default="cpu", choices=DEVICES, help="what the generator runs on")
    p.add_argument(
        "--large", action="store_true", help="instead: A4 and A3 at 1200 dpi, 16 bits; needs 6 GB"
    )
    p.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    p.set_defaults(run=run_bench_command)


def run_bench_command(args: argparse.Namespace) -> int:
    from engine.bench import as_json, machine, run_bench, run_large

    if not args.json:
        print(", ".join(f"{key} {value}" for key, value in machine().items()))
    figures = []
    progress = Progress(reporter())
    for figure in run_large(progress) if args.large else run_bench(progress, args.device):
        figures.append(figure)
        if not args.json:
            print(figure, flush=True)
    if args.json:
        print(as_json(figures))
    return 0


def run_doctor(args: argparse.Namespace) -> int:
    """Exit status: 0 scans can be repaired here; 1 something needed is missing."""
    from engine.doctor import examine

    report = examine()
    print(report.as_json() if args.json else report)
    return 0 if report.works else 1


def share(text: str) -> float:
    """What argparse reads a strength, a sensitivity or another share by."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def open_generator(args: argparse.Namespace, progress: Progress) -> Session | None:
    """The generator `args` ask for; None where the classical methods do without.

    Only with model, device and method all left to us do problems end in None, and are said.

    Raises:
        ModelError, DeviceError: what was asked for by name cannot be had.
    """
    from engine.generators.registry import load_registry
    from engine.generators.session import open_session

    if args.method not in WITH_GENERATOR:
        if args.model:
            raise ModelError(
                f"--model {args.model} and --method {args.method} exclude each other: "
                "leave one of them out."
            )
        return None
    progress.step(0.05, "preparing the generator")
    asked_by = "automatic" if args.device == "auto" else "--device"
    try:
        card = load_registry().choose("fill", args.model)
        return open_session(card, args.device, asked_by)
    except (ModelError, DeviceError) as error:
        if args.method == "generator" or args.model or args.device != "auto":
            raise
        print(f"classical methods only: {error}", file=sys.stderr)
        return None


def add_repair_options(p: argparse.ArgumentParser) -> None:
    """What fills holes, by what and how; `repair_settings` reads it."""
    p.add_argument("--device", default="auto", choices=DEVICES, help="what the models run on")
    p.add_argument("--method", default="auto", choices=METHODS, help="auto: best per hole")
    p.add_argument("--model", metavar="ID", help="generator, see `models`; default: the newest")
    p.add_argument(
        "--seed",
        type=int,
        default=0,
        help="kept with the result; another grain, and another fill if the model has several",
    )
    p.add_argument(
        "--thorough",
        action="store_true",
        help="the generator looks at thin damage four times: nearer to what was there, slower",
    )


def repair_settings(args: argparse.Namespace) -> RepairSettings:
    """How holes are filled, of the parsed words."""
    from engine.repair.generate import THOROUGH
    from engine.repair.repair import RepairSettings

    return RepairSettings(args.method, args.seed, views=THOROUGH if args.thorough else 1)


def run_stoppable(work: Callable[[Progress], T]) -> T:
    """Run `work` so that Ctrl+C ends it at once, whatever library it is in.

    Python sees a signal only between two steps of its main thread, and one call of ONNX Runtime
    may take seconds: so the work has a thread of its own, and the main thread waits.

    Raises:
        KeyboardInterrupt: after the work has ended.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    stop = Stop()
    with ThreadPoolExecutor(1, "engine") as engine:
        try:
            future = engine.submit(work, Progress(reporter(), stop))
            while not wait([future], timeout=LOOK_S).done:
                continue
        except KeyboardInterrupt:
            stop.set()
            raise
        return future.result()


def reporter() -> Callable[[float, str], None]:
    """Progress on stderr: one line written over and over, or few lines where that is a file."""
    on_terminal = sys.stderr.isatty()
    said, when = "", 0.0

    def report(fraction: float, doing: str) -> None:
        nonlocal said, when
        line = f"{fraction:4.0%}  {doing}"
        if on_terminal:
            end = "\n" if fraction >= 1 else ""
            print(f"\r{line[:78]:<78}", end=end, file=sys.stderr, flush=True)
        elif doing.split()[:1] != said.split()[:1] or time.monotonic() - when >= REPORT_S:
            said, when = doing, time.monotonic()
            print(line, file=sys.stderr, flush=True)

    return report


def check_output(output: Path, read_only: Mapping[Path, str], *, overwrite: bool) -> None:
    """Before any work: raise SaveError for what would be refused at the end anyway.

    read_only: files that must not be the target, with what each is.
    """
    from engine.files.formats import SUFFIXES

    if output.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise SaveError(f"{output} does not say what to write: end the name in one of {known}.")
    for path, what in read_only.items():
        if _same_file(output, path):
            raise SaveError(f"{output} is {what}, which is only read: give another name after -o.")
    if output.is_dir():
        raise SaveError(f"{output} is a folder: give the name of a file in it after -o.")
    if output.exists() and not overwrite:
        raise SaveError(f"{output} exists already: give another name, or add --overwrite.")
    if not output.parent.is_dir():
        raise SaveError(f"the folder {output.parent} does not exist: make it first.")


def check_record(output: Path, *, overwrite: bool) -> None:
    """The same for the record beside `output`."""
    from engine.document.record import record_path

    if (path := record_path(output)).exists() and not overwrite:
        raise SaveError(f"{path} exists already: give another name, or add --overwrite.")


def _same_file(a: Path, b: Path) -> bool:
    return a.samefile(b) if a.exists() and b.exists() else a.resolve() == b.resolve()
