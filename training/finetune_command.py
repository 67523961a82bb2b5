"""The command `finetune`: a fill generator for one's own album. Imports torch when it runs."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.generators.card import ModelCard
    from training.finetune import Request

MINUTES = 10.0


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser(
        "finetune",
        help="make a fill generator for your own album",
        description="Let the end of a fill generator learn from the undamaged parts of a folder of "
        "photographs. It is installed only if it is better on photographs of the folder that were "
        "held out. Nothing leaves this computer. Exit status: 0 installed, 1 not.",
    )
    what = p.add_mutually_exclusive_group(required=True)
    what.add_argument("album", type=Path, nargs="?", help="folder of photographs")
    what.add_argument("--revert", metavar="ID", help="take a personal generator away again")
    p.add_argument("--delete", action="store_true", help="with --revert: remove it for good")
    p.add_argument("--model", metavar="ID", help="generator to begin with; default: the bundled")
    p.add_argument("--out", metavar="ID", help="name of the new one; default: ID-personal")
    p.add_argument(
        "--minutes", type=_minutes, default=MINUTES, help=f"of training; default: {MINUTES:.0f}"
    )
    p.add_argument("--steps", type=_positive, help="so many steps instead")
    p.add_argument("--run", type=Path, dest="run_folder", help="folder of the run; default: cache")
    p.add_argument("--device", default="auto", help="auto, cpu or cuda")
    p.add_argument(
        "--listen", action="store_true", help="stop, and save, when stdin says stop or ends"
    )
    p.set_defaults(run=run_finetune)


def run_finetune(args: argparse.Namespace) -> int:
    """Exit status: 0 installed or reverted; 1 the gate did not accept it."""
    import signal

    from engine.batch.following import listen
    from engine.batch.pace import Pause
    from engine.cli import reporter
    from engine.progress import Progress, Stop
    from training.finetune import finetune
    from training.personal_model import revert

    if args.revert:
        where = revert(args.revert, args.delete)
        told = f"removed {where}" if args.delete else f"{args.revert} is not used any more: {where}"
        sys.stdout.write(f"{told}\n")
        return 0
    stop = Stop()
    if args.listen:
        listen(Pause(), stop)
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        outcome = finetune(_request(args), Progress(reporter(), stop))
    finally:
        signal.signal(signal.SIGINT, before)
    sys.stderr.write("\n")
    sys.stdout.write(f"{outcome}\n")
    return 0 if outcome.installed else 1


def _request(args: argparse.Namespace) -> Request:
    import torch

    from engine import paths
    from training.finetune import Request
    from training.loop import RunOptions
    from training.personal_model import check_id

    base = _base(args.model)
    model_id = args.out or f"{base.id}-personal"
    check_id(model_id)
    device = args.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    workers = 1 if (os.cpu_count() or 1) > 1 else 0
    return Request(
        album=args.album,
        base=base,
        model_id=model_id,
        minutes=args.minutes,
        steps=args.steps,
        run=args.run_folder or paths.user_cache() / "finetune" / _run_name(args, base, model_id),
        models=paths.user_models(),
        options=RunOptions(device, workers),
    )


def _base(model: str | None) -> ModelCard:
    """The generator to begin with: the one named, or the newest bundled one."""
    from engine import paths
    from engine.generators.registry import load_registry

    registry = load_registry() if model else load_registry([paths.bundled_models()])
    card = registry.choose("fill", model)
    card.check_file()
    return card


def _run_name(args: argparse.Namespace, base: ModelCard, model_id: str) -> str:
    """The same for the same request, so that it goes on where it was stopped."""
    asked = [str(args.album.resolve()), base.sha256, args.minutes, args.steps]
    return f"{model_id}-{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]}"


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes, 0 to 1440")
    return minutes


def _positive(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
