"""What can be said about the whole picture on the command line, for `restore` and `batch` alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from engine.errors import HeirloomError
from engine.restore.settings import Adjustments, FinishSettings, Strengths


def add_finish_options(p: argparse.ArgumentParser) -> None:
    """What `finish_settings` reads."""
    g = p.add_argument_group("the whole picture")
    g.add_argument(
        "--tone",
        type=_share,
        metavar="S",
        help="strength of the automatic correction in the step tone, 0 to 1; default: 1",
    )
    g.add_argument(
        "--adjust",
        type=_numbers(asdict(Adjustments())),
        metavar="LIST",
        help=f"tone by hand in the step tone, such as gamma=1.2,contrast=0.1: "
        f"of {', '.join(asdict(Adjustments()))}",
    )
    g.add_argument(
        "--enhance",
        type=_numbers(asdict(Strengths())),
        metavar="LIST",
        help="strengths of the step enhance, 0 to 1; default: "
        + ",".join(f"{name}={value:g}" for name, value in asdict(Strengths()).items()),
    )


def finish_settings(args: argparse.Namespace, steps: Sequence[str]) -> FinishSettings:
    """
    Raises:
        HeirloomError: something is said about a step that is not done, or is out of its limits.
    """
    for option, step in (("tone", "tone"), ("adjust", "tone"), ("enhance", "enhance")):
        if getattr(args, option) is not None and step not in steps:
            raise HeirloomError(
                f"--{option} belongs to the step {step}, which is not done: add it to --steps."
            )
    try:
        return FinishSettings(
            1.0 if args.tone is None else args.tone,
            replace(Adjustments(), **(args.adjust or {})),
            replace(Strengths(), **(args.enhance or {})),
        )
    except ValueError as error:
        raise HeirloomError(f"{error}: choose another value.") from error


def _numbers(known: Collection[str]) -> Callable[[str], dict[str, float]]:
    """Reads "gamma=1.2,contrast=0.1" with names of `known`."""

    def read(text: str) -> dict[str, float]:
        told = {}
        for part in text.split(","):
            name, _, value = part.partition("=")
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
            try:
                told[name] = float(value)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{part!r} has no number: {name}=0.5") from None
        return told

    return read


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value
