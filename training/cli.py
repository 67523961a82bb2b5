"""The commands of the training module. Imports torch inside functions only."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from training import downstream_command, finetune_command, preview_command
from training.evaluation import cli as evaluation


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _add_train(commands)
    _add_export(commands)
    preview_command.add_command(commands)
    evaluation.add_commands(commands)
    downstream_command.add_command(commands)
    finetune_command.add_command(commands)


def _add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser("train", help="train a generator from photographs")
    p.add_argument("recipe", type=Path, help="TOML file, see training/recipes/")
    p.add_argument("--out", type=Path, required=True, help="run folder; an unfinished run goes on")
    p.add_argument("--photos", type=Path, help="folder of photographs, instead of the recipe's")
    p.add_argument("--validation", type=Path, help="folder of held-out photographs")
    p.add_argument("--init", default="", help="start from a model folder, a run or a weights file")
    p.add_argument("--device", default="auto", help="auto, cpu or cuda")
    p.add_argument("--compile", action="store_true", help="torch.compile: faster steps")
    p.add_argument("--steps", type=_positive, help="stop after so many steps (a dry run)")
    p.add_argument("--threads", type=_positive, default=0, help="of torch; default: its own choice")
    p.add_argument("--workers", type=int, default=1, help="processes that make samples")
    p.add_argument(
        "--listen", action="store_true", help="stop, and save, when stdin says stop or ends"
    )
    p.set_defaults(run=run_train)


def run_train(args: argparse.Namespace) -> int:
    import signal
    from dataclasses import replace

    import torch

    from engine.batch.following import listen
    from engine.batch.pace import Pause
    from engine.cli import reporter
    from engine.progress import Progress, Stop
    from training.loop import RunOptions, train
    from training.recipe import load_recipe

    recipe = load_recipe(args.recipe)
    if args.photos:
        recipe = replace(recipe, photos=args.photos)
    if args.validation:
        recipe = replace(recipe, validation=args.validation)
    if args.init:
        recipe = replace(recipe, init=args.init)
    device = args.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    stop = Stop()
    if args.listen:
        listen(Pause(), stop)
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        options = RunOptions(device, args.workers, args.threads, args.steps, args.compile)
        scores = train(recipe, args.out, options, Progress(reporter(), stop))
    finally:
        signal.signal(signal.SIGINT, before)
    print(file=sys.stderr)
    print(json.dumps({"run": str(args.out), "validation": scores}, indent=1))
    return 0


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser("export", help="export a trained run to ONNX, proved against torch")
    p.add_argument("run_folder", type=Path, metavar="RUN", help="folder of a run")
    p.add_argument("--out", type=Path, help="model folder; default: models/<name of the recipe>")
    p.set_defaults(run=run_export)


def run_export(args: argparse.Namespace) -> int:
    from training.register import register

    folder = register(args.run_folder, args.out)
    print(f"exported to {folder}")
    return 0


def _positive(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
