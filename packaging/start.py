"""Start Heirloom from a fresh clone: make its environment on first use, then run it.

    python3 packaging/start.py                     the window
    python3 packaging/start.py scan.tif            the window with a scan
    python3 packaging/start.py restore --help      a command, as in `main.py restore --help`
    python3 packaging/start.py --with train train RECIPE ...   with the extra "train" installed
    python3 packaging/start.py --tests [...]       the tests; what follows goes to pytest

The environment is `.venv` beside main.py, made with venv and pip at the versions pinned in
`constraints.txt`. A stamp in it says what was installed for which pyproject.toml; without a stamp
the installation was interrupted and is finished, and an environment whose Python no longer runs is
made anew. Extras stay installed once they were asked for.

Standard library only, and readable by any Python 3.7, so that an old one gets a sentence instead
of a syntax error. Everything said here goes to stderr: stdout belongs to the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator  # noqa: UP035  # what an old Python has

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
VENV = ROOT / ".venv"
STAMP = VENV / "heirloom.json"
LOCK = ROOT / ".venv.lock"
OLDEST = (3, 11)
EXTRAS = ("train", "raw", "c2pa", "cuda", "cluster", "dev")


class Failure(Exception):
    """What went wrong and what to do, in one sentence."""


def main(words: list[str]) -> int:
    try:
        check_python()
        if words[:1] == ["--tests"]:
            prepare({"dev", "train"})
            os.chdir(ROOT)
            # No window opens, whatever the desktop says about its windows.
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return hand_over(["-m", "pytest", *words[1:]])
        extras, words = wanted_extras(words)
        prepare(extras)
        return hand_over([str(ROOT / "main.py"), *words])
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 2
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(
            f"error: the environment {VENV} cannot be made or used: {error.strerror}{where}; "
            "is there space and a right to write in this folder?",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        say("stopped; the next start goes on from here")
        return 130


def check_python() -> None:
    if sys.version_info < OLDEST:
        raise Failure(
            f"Heirloom needs Python {version(OLDEST)} or later and this is "
            f"{version(sys.version_info)} ({sys.executable}): start it with a later one, "
            f"for example `python{version(OLDEST)} packaging/start.py`."
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Failure(
            f"this Python ({sys.executable}) cannot make environments; on Debian and Ubuntu "
            f"`sudo apt-get install python{version(sys.version_info)}-venv` adds that."
        )


def wanted_extras(words: list[str]) -> tuple[set[str], list[str]]:
    """Take `--with a,b` off the front of the arguments."""
    if words[:1] != ["--with"]:
        return set(), words
    asked = set(words[1].split(",")) if len(words) > 1 else set()
    if not asked or not asked <= set(EXTRAS):
        raise Failure(f"--with takes one or more of {','.join(EXTRAS)}, separated by commas.")
    return asked, words[2:]


def prepare(extras: set[str]) -> None:
    """See to it that .venv holds what pyproject.toml and the extras ask for."""
    if is_ready(extras):
        return
    with alone():
        if is_ready(extras):  # another start has just done it
            return
        extras = extras | set(read_stamp().get("extras", ()))
        # From here to the new stamp the environment is half made, and says so by having none.
        STAMP.unlink(missing_ok=True)
        if runs_pip():
            say(f"bringing the environment {VENV} up to date")
            forget_half_installed()
        else:
            make_environment()
        install(sorted(extras))
        write_stamp(extras)


def is_ready(extras: set[str]) -> bool:
    stamp = read_stamp()
    return (
        stamp.get("requirements") == requirements()
        and extras <= set(stamp.get("extras", ()))
        and stamp.get("python") is not None
        and stamp["python"] == python_of_environment()
        # Other tools (uv, pip by hand) change versions here or take packages away.
        and set(stamp.get("packages", ())) <= {path.name for path in packages()}
    )


def requirements() -> str:
    """Fingerprint of all that decides what is installed, and where it is linked to."""
    texts = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(), bytes(ROOT)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def read_stamp() -> dict:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(extras: set[str]) -> None:
    stamp = {
        "requirements": requirements(),
        "extras": sorted(extras),
        "python": python_of_environment(),
        "packages": sorted(path.name for path in packages()),
    }
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp), encoding="utf-8")
    unfinished.replace(STAMP)


def packages() -> list[Path]:
    """One folder for each installed package, `numpy-2.4.6.dist-info`."""
    folders = [*VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages"]
    return [path for folder in folders for path in folder.glob("*.dist-info")]


def forget_half_installed() -> None:
    """Let pip install again what it was unpacking when it was killed: it writes RECORD last."""
    for folder in packages():
        if not (folder / "RECORD").exists():
            shutil.rmtree(folder)


def environment_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python_of_environment() -> str | None:
    """Version ("3.11") of the environment's Python, or None if it does not run.

    The system's Python may have been replaced beneath the environment; a new one sees no package
    that was installed for the old.
    """
    return answer("import sys; print('%d.%d' % sys.version_info[:2])", "-I", "-S")


def runs_pip() -> bool:
    """Whether packages can be installed into the environment as it is."""
    return answer("import pip, sys; print(sys.version_info >= (3, 11))", "-I") == "True"


def answer(code: str, *options: str) -> str | None:
    try:
        asked = subprocess.run(
            [str(environment_python()), *options, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def make_environment() -> None:
    if VENV.exists():
        say(f"the environment {VENV} does not work or has no pip: making it anew")
        try:
            shutil.rmtree(VENV)
        except OSError as error:
            raise Failure(f"cannot remove {VENV}: {error}; remove it by hand.") from error
    else:
        say(f"first start: making an environment in {VENV}")
    # The Python behind a virtual environment, in case start.py itself was started by one.
    python = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.run([python, "-m", "venv", str(VENV)], stdout=sys.stderr).returncode != 0:
        raise Failure(
            f"{python} could not make {VENV}: its reason is above; is there space and a right to "
            f"write, and on Debian or Ubuntu python{version(sys.version_info)}-venv?"
        )


def install(extras: list[str]) -> None:
    project = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    say("installing what is needed; this takes some minutes the first time")
    if "train" in extras and not any(path.name.startswith("torch-") for path in packages()):
        say("torch is among it: on Linux and Windows that can be several gigabytes")
    command = [str(environment_python()), "-m", "pip", "install", "--disable-pip-version-check"]
    pip = [*command, "-e", project, "-c", str(CONSTRAINTS)]
    if subprocess.run(pip, stdout=sys.stderr).returncode != 0:
        raise Failure(
            "pip could not install what Heirloom needs, its reason is above: see to the network "
            "connection and to free disk space, then start again; what is there already is kept."
        )
    say("the environment is complete")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the lock on the environment; the system frees it however a process ends."""
    with open(LOCK, "a+b") as lock:  # noqa: PTH123  # the same on every Python
        if not try_lock(lock.fileno()):
            say("another start is preparing the environment: waiting for it")
            wait_for_lock(lock.fileno())
        yield


if os.name == "nt":
    import msvcrt
    import time

    def try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def wait_for_lock(descriptor: int) -> None:
        while not try_lock(descriptor):  # LK_LOCK itself gives up after ten seconds
            time.sleep(0.5)

    def hand_over(arguments: list[str]) -> int:
        with subprocess.Popen([str(environment_python()), *arguments]) as program:
            while True:
                try:
                    return program.wait()
                except KeyboardInterrupt:  # the program has got it too, and decides
                    continue

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def wait_for_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def hand_over(arguments: list[str]) -> int:
        """Become the program, so that every signal and the exit status are its own."""
        python = str(environment_python())
        os.execv(python, [python, *arguments])


def version(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers[:2])


def say(text: str) -> None:
    print(f"heirloom: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
