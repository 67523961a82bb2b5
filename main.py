"""Heirloom: no word opens the window, a word is a command, a file opens the window with it.

    python main.py                                             the window
    python main.py scan.tif                                    the window with a scan
    python main.py restore scan.tif --mask mask.png -o out.tif a command
    python main.py --help                                      all commands

Exit status: 0 done; 1 some items failed, each named; 2 nothing could be done, with one sentence on
stderr (also when the program itself is at fault: the traceback is then in the log file); 130
stopped by the user. Everything heavy is imported inside the functions that need it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from engine import __version__, cli
from engine.errors import HeirloomError
from engine.paths import OPEN_FILES
from engine.progress import Cancelled
from training import cli as training_cli

# What the extra "train" installs; everything else is in every environment.
TRAINING_ONLY = {
    "torch",
    "onnx",
    "onnxscript",
    "safetensors",
    "tensorboard",
    "skimage",
    "torchmetrics",
}


def main(arguments: list[str] | None = None) -> int:
    """Run what `arguments` (default: the command line) ask for; errors become words here only."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        status = run(words)
        sys.stdout.flush()  # here, where a reader that has gone away is expected
        return status
    except HeirloomError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, Cancelled):
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `main.py models | head`: the reader has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ModuleNotFoundError as error:
        return _fail(_missing_module(error))
    except Exception as error:  # the last place where it can be caught: log it, say where
        return _fail(_unexpected(error))


def run(words: list[str]) -> int:
    if words == [OPEN_FILES]:  # not a command for people
        from engine.files.apart_server import serve

        return serve()
    parser, commands = build_parser()
    if words and not words[0].startswith("-") and words[0] not in commands:
        if not Path(words[0]).exists():
            raise HeirloomError(
                f'"{words[0]}" is neither a command nor a file or folder that exists; '
                f"the commands are {', '.join(commands)} (see --help)."
            )
        return open_window([Path(word).absolute() for word in words])
    args = parser.parse_args(words)
    args.typed = words  # a batch keeps them, to go on another day
    return open_window([]) if args.command is None else int(args.run(args))


def build_parser() -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser, and the words that are commands in the order of the help."""
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Restore old scanned photographs on this computer.",
        epilog="Without a command the window opens; files or folders as arguments open in it. "
        "`main.py COMMAND --help` explains a command.",
    )
    parser.add_argument("--version", action="version", version=f"Heirloom {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    cli.add_commands(commands)
    training_cli.add_commands(commands)
    return parser, list(commands.choices)


def open_window(paths: list[Path]) -> int:
    """Open the window with `paths` in it; HeirloomError says why it cannot open."""
    for path in paths:
        if not path.exists():
            raise HeirloomError(f"{path} does not exist: check its name and folder.")
    from gui.requirements import check_window

    check_window()
    from gui.app import run_window  # late: commands must not load Qt

    return run_window(paths)


def _missing_module(error: ModuleNotFoundError) -> str:
    name = (error.name or "").partition(".")[0]
    if name in {"", "engine", "gui", "training"}:  # a fault of ours, not of the environment
        return _unexpected(error)
    extra = "--with train " if name in TRAINING_ONLY else ""
    return (
        f"the Python that runs Heirloom ({sys.executable}) has no module {name}: start with "
        f"`python3 packaging/start.py {extra}...`, which installs it."
    )


def _unexpected(error: Exception) -> str:
    import logging.handlers

    from engine.paths import log_file

    told = f"{type(error).__name__}: {error}"
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_file(), maxBytes=1_000_000, backupCount=4, encoding="utf-8"
        )
    except OSError as unwritable:
        return f"something unexpected happened ({told}), and no log could be kept: {unwritable}"
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    record = logging.makeLogRecord(
        {
            "msg": f"Heirloom {__version__} {sys.argv[1:]}",
            "exc_info": (type(error), error, error.__traceback__),
        }
    )
    handler.emit(record)
    handler.close()
    return (
        f"something unexpected happened ({told}); the details are in {log_file()}: "
        f"please send its last lines with what you were doing."
    )


def _fail(sentence: str) -> int:
    print(f"error: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    from multiprocessing import freeze_support

    freeze_support()  # a worker process of a frozen build ends here
    sys.exit(main())
