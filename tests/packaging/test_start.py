"""`packaging/start.py` in a project of its own, with stand-ins for `venv` and pip: no network."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
SIGNALS = pytest.mark.skipif(os.name == "nt", reason="signals of Linux and macOS")

# The system whose versions constraints.txt holds.
TRIED_ON = {"sys_platform": "linux", "platform_machine": "x86_64"}

FAKE_VENV = """
import pathlib, subprocess, sys
target = pathlib.Path(sys.argv[1])
subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", target], check=True)
site, = [*target.glob("lib/python*/site-packages"), *target.glob("Lib/site-packages")]
(site / "pip").mkdir()
(site / "pip" / "__init__.py").touch()
(site / "pip" / "__main__.py").write_text({pip!r})
"""
FAKE_PIP = """
import json, os, pathlib, signal, sys
project = pathlib.Path(sys.prefix).parent
with open(project / "calls", "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + chr(10))
print("pip talks")
site = pathlib.Path(__file__).parent.parent
package = site / "numpy-2.4.6.dist-info"
package.mkdir(exist_ok=True)
if os.environ.get("PIP") == "fails":
    sys.exit("ERROR: no route to host")
if os.environ.get("PIP") == "is killed":
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
(package / "RECORD").touch()
(site / "pytest.py").write_text(
    "import os, sys; print('pytest', sys.argv[1:], os.getcwd(), os.environ['QT_QPA_PLATFORM'])"
)
"""
FAKE_MAIN = """
import signal, sys
print("main", sys.argv[1:], sys.prefix, flush=True)
if sys.argv[1:] == ["wait"]:
    try:
        signal.pause()
    except KeyboardInterrupt:
        sys.exit(130)
sys.exit(int(sys.argv[1]) if sys.argv[1:] else 0)
"""


class Project:
    """A clone of Heirloom with nothing in it but what starting needs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.venv = folder, folder / ".venv"
        self.stamp, self.elsewhere = self.venv / "heirloom.json", folder / "elsewhere"
        self.elsewhere.mkdir()
        shutil.copytree(ROOT / "packaging", folder / "packaging")
        (folder / "pyproject.toml").write_text("[project]\n")
        (folder / "main.py").write_text(FAKE_MAIN)
        (folder / "fakes" / "venv").mkdir(parents=True)
        (folder / "fakes" / "venv" / "__init__.py").touch()
        (folder / "fakes" / "venv" / "__main__.py").write_text(FAKE_VENV.format(pip=FAKE_PIP))

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(self.folder / "packaging" / "start.py"), *words]

    def environ(self, pip: str = "works") -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self.folder / "fakes"), "PIP": pip}

    def start(self, *words: str, pip: str = "works") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=self.environ(pip),
            cwd=self.elsewhere,
            capture_output=True,
            text=True,
        )

    def open(self, *words: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command(*words), env=self.environ(), stdout=pipe, stderr=pipe, text=True
        )

    @property
    def installs(self) -> list[list[str]]:
        """The arguments of each call of pip."""
        calls = self.folder / "calls"
        return (
            [json.loads(call) for call in calls.read_text().splitlines()] if calls.exists() else []
        )


@pytest.fixture
def fresh(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def started(fresh):
    """A project that was started once."""
    assert fresh.start().returncode == 0
    return fresh


def test_the_first_start_makes_the_environment_and_runs_main(fresh):
    start = fresh.start("0", "two words")
    assert start.returncode == 0, start.stderr
    assert start.stdout == f"main ['0', 'two words'] {fresh.venv}\n"
    assert "first start: making an environment" in start.stderr
    (install,) = fresh.installs
    assert install[0] == "install" and install[install.index("-e") + 1] == str(fresh.folder)
    constraints = fresh.folder / "packaging" / "constraints.txt"
    assert install[install.index("-c") + 1] == str(constraints)


def test_stdout_belongs_to_the_program_even_while_installing(fresh):
    start = fresh.start()
    assert "pip talks" in start.stderr and "pip talks" not in start.stdout


def test_the_next_start_installs_nothing_and_says_nothing(started):
    again = started.start()
    assert len(started.installs) == 1
    assert again.stderr == ""


def test_the_exit_status_is_that_of_the_program(started):
    assert started.start("7").returncode == 7


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_change_of_what_is_needed_installs_again(started, name):
    with (started.folder / name).open("a") as file:
        file.write("# changed\n")
    assert "up to date" in started.start().stderr
    assert len(started.installs) == 2
    started.start()
    assert len(started.installs) == 2


@SIGNALS
def test_an_interrupted_installation_is_finished_by_the_next_start(fresh):
    assert fresh.start(pip="is killed").returncode == -signal.SIGKILL
    assert fresh.venv.exists() and not fresh.stamp.exists()
    start = fresh.start()
    assert start.returncode == 0 and start.stdout.startswith("main")
    assert len(fresh.installs) == 2
    assert "up to date" in start.stderr


@SIGNALS
def test_an_interrupted_update_is_finished_too(started):
    (started.folder / "pyproject.toml").write_text("[project] # changed\n")
    started.start(pip="is killed")
    assert started.start().returncode == 0
    assert len(started.installs) == 3


def test_what_pip_was_unpacking_when_it_was_killed_is_unpacked_again(started):
    (half,) = started.venv.glob("**/numpy-*.dist-info")
    (half / "RECORD").unlink()
    (half / "METADATA").touch()
    started.stamp.unlink()
    started.start()
    assert not (half / "METADATA").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(started):
    for python in [*started.venv.glob("bin/python*"), *started.venv.glob("Scripts/python*")]:
        python.unlink()
    start = started.start()
    assert start.returncode == 0, start.stderr
    assert "making it anew" in start.stderr


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(fresh):
    (fresh.folder / ".venv.lock").mkdir()  # what a folder without permission answers, for root too
    start = fresh.start()
    assert start.returncode == 2
    assert start.stderr.startswith("error: the environment") and "Traceback" not in start.stderr


def test_an_environment_without_pip_is_made_anew(fresh):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh.venv], check=True)
    start = fresh.start()
    assert start.returncode == 0, start.stderr
    assert "making it anew" in start.stderr


def test_a_package_that_another_tool_took_away_is_installed_again(started):
    (package,) = started.venv.glob("**/numpy-*.dist-info")
    shutil.rmtree(package)
    assert started.start().returncode == 0
    assert len(started.installs) == 2


def test_a_damaged_stamp_counts_as_none(started):
    started.stamp.write_text("{half")
    assert started.start().returncode == 0
    assert len(started.installs) == 2


def test_a_failing_pip_is_one_sentence_with_what_to_do(fresh):
    start = fresh.start(pip="fails")
    assert start.returncode == 2 and start.stdout == ""
    assert "no route to host" in start.stderr
    assert "network connection" in start.stderr.splitlines()[-1]
    assert "Traceback" not in start.stderr
    assert fresh.start().returncode == 0


def test_tests_get_what_they_need_and_run_without_a_window(fresh):
    start = fresh.start("--tests", "-k", "a stroke")
    assert start.returncode == 0, start.stderr
    assert start.stdout == f"pytest ['-k', 'a stroke'] {fresh.folder} offscreen\n"
    (install,) = fresh.installs
    assert install[install.index("-e") + 1] == f"{fresh.folder}[dev,train]"


def test_extras_are_added_and_stay(started):
    assert started.start("--with", "train", "0").stdout.startswith("main ['0']")
    (started.folder / "pyproject.toml").write_text("[project] # changed\n")
    started.start()
    projects = [install[install.index("-e") + 1] for install in started.installs]
    folder = str(started.folder)
    assert projects == [folder, f"{folder}[train]", f"{folder}[train]"]


@pytest.mark.parametrize("words", [["--with"], ["--with", "tea"], ["--with", "train,tea"]])
def test_an_unknown_extra_is_refused_with_the_known_ones(fresh, words):
    start = fresh.start(*words)
    known = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert start.returncode == 2 and f"more of {','.join(known)}, separated" in start.stderr
    assert not fresh.venv.exists()


@SIGNALS
def test_a_second_start_waits_for_the_first_and_installs_nothing(started):
    import fcntl

    stamp = started.stamp.read_text()
    started.stamp.unlink()  # as if the first start were at work
    with (started.folder / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = started.open("0")
        assert "waiting" in second.stderr.readline()
        started.stamp.write_text(stamp)
    output, _ = second.communicate(timeout=60)
    assert second.returncode == 0 and output.startswith("main")
    assert len(started.installs) == 1


@SIGNALS
def test_ctrl_c_reaches_the_program_and_its_exit_status_comes_back(started):
    program = started.open("wait")
    assert program.stdout.readline().startswith("main")
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=60)
    assert program.returncode == 130


SOURCE = (ROOT / "packaging" / "start.py").read_text(encoding="utf-8")


@pytest.fixture
def start():
    """start.py as a module, to be asked directly."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "packaging" / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_python_that_is_too_old_gets_a_sentence(start, monkeypatch):
    ast.parse(SOURCE, feature_version=(3, 7))  # or it would get a syntax error
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(start.Failure, match=r"needs Python 3\.11 or later and this is 3\.9"):
        start.check_python()


def test_a_python_without_venv_gets_the_package_that_adds_it(start, monkeypatch):
    found = importlib.util.find_spec
    absent = lambda name: None if name == "ensurepip" else found(name)  # noqa: E731
    monkeypatch.setattr(importlib.util, "find_spec", absent)
    with pytest.raises(start.Failure, match=r"sudo apt-get install python3\.\d+-venv"):
        start.check_python()


def test_start_imports_the_standard_library_only():
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_constraints_pin_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    constraints = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([^#\s]+)==(.+)$", constraints, re.MULTILINE)
    }
    extras = project["optional-dependencies"]
    for text in [*project["dependencies"], *extras["train"], *extras["dev"]]:
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate(TRIED_ON):
            assert need.specifier.contains(pinned[canonicalize_name(need.name)]), text
