"""The entry: which words open the window, which are commands, and what errors become."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from engine import __version__
from engine.errors import ScanError
from engine.paths import log_file
from engine.progress import Cancelled

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"PySide6", "torch", "onnxruntime", "numpy", "cv2", "PIL", "tifffile"}


def run_main(*words, cwd=ROOT, code=None, **environ):
    """Run main.py, or `code` with it, in a fresh interpreter."""
    program = ["-c", code] if code else [str(ROOT / "main.py")]
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=cwd,
        env=os.environ | environ,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def window(monkeypatch):
    """Takes the window's place; holds what it was opened with."""
    opened = []
    monkeypatch.setattr(main, "open_window", lambda paths: opened.append(paths) or 0)
    return opened


@pytest.fixture
def failing(monkeypatch):
    """Let the next run end with this exception."""

    def end_with(error):
        def run(words):
            raise error

        monkeypatch.setattr(main, "run", run)

    return end_with


def test_no_word_opens_the_window(window):
    assert main.main([]) == 0
    assert window == [[]]


def test_a_file_as_first_word_opens_the_window_with_it(window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old scan.tif").touch()
    assert main.main(["old scan.tif", str(tmp_path)]) == 0
    assert window == [[tmp_path / "old scan.tif", tmp_path]]


def test_a_command_comes_before_a_file_of_its_name(window, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").touch()
    assert main.main(["models"]) == 0
    assert window == []
    main.main(["./models"])
    assert window == [[tmp_path / "models"]]


def test_an_unknown_word_is_answered_with_the_commands(capsys):
    assert main.main(["restroe", "scan.tif"]) == 2
    told = capsys.readouterr().err
    assert told.startswith('error: "restroe" is neither a command nor a file')
    assert "restore" in told and "doctor" in told
    assert told.count("\n") == 1


def test_a_second_file_that_does_not_exist_is_named(tmp_path, capsys):
    (tmp_path / "scan.tif").touch()
    assert main.main([str(tmp_path / "scan.tif"), str(tmp_path / "lost.tif")]) == 2
    assert "lost.tif does not exist" in capsys.readouterr().err


def test_without_a_display_the_window_is_refused_with_a_sentence():
    if not sys.platform.startswith("linux"):
        pytest.skip("elsewhere a window can always open")
    ran = run_main(QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert ran.returncode == 2
    assert ran.stderr.startswith("error: there is no display here")
    assert ran.stderr.count("\n") == 1


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Heirloom {__version__}\n"


def test_an_unknown_option_exits_with_2():
    assert run_main("--restore").returncode == 2


def test_help_loads_nothing_heavy():
    # What makes it take 0.3 s at most; `main.py bench` measures that.
    code = "import main, sys\ntry: main.main(['--help'])\nfinally: print(*sys.modules)"
    ran = run_main(code=code)
    loaded = {name.partition(".")[0] for name in ran.stdout.splitlines()[-1].split()}
    assert "argparse" in loaded
    assert not loaded & HEAVY


def test_every_command_explains_itself():
    parser, commands = main.build_parser()
    assert {"restore", "models", "doctor", "bench", "train", "export", "gate"} <= set(commands)
    for command in commands:
        assert f"    {command} " in parser.format_help().replace("\n", " ")
        with pytest.raises(SystemExit) as ended:
            parser.parse_args([command, "--help"])
        assert ended.value.code == 0


def test_it_can_be_started_from_any_folder(tmp_path):
    assert run_main("--version", cwd=tmp_path).stdout == f"Heirloom {__version__}\n"


def test_an_error_of_ours_is_one_sentence(failing, capsys):
    failing(ScanError("scan.tif cannot be read: open it elsewhere."))
    assert main.main([]) == 2
    assert capsys.readouterr().err == "error: scan.tif cannot be read: open it elsewhere.\n"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Cancelled()])
def test_a_stop_by_the_user_is_130(failing, stop, capsys):
    failing(stop)
    assert main.main([]) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_the_unexpected_is_a_sentence_and_its_traceback_is_in_the_log(failing, capsys):
    failing(ZeroDivisionError("division of the negative"))
    assert main.main([]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "Traceback" not in told
    assert str(log_file()) in told and "division of the negative" in told
    logged = log_file().read_text(encoding="utf-8")
    assert "Traceback" in logged and "ZeroDivisionError: division of the negative" in logged


def test_without_a_place_for_the_log_the_sentence_still_comes(
    failing, capsys, monkeypatch, tmp_path
):
    (tmp_path / "heirloom").touch()  # a file where a folder is needed
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "heirloom"))
    failing(ZeroDivisionError("division of the negative"))
    assert main.main([]) == 2
    told = capsys.readouterr().err
    assert "division of the negative" in told and "no log could be kept" in told


@pytest.mark.parametrize(
    ("module", "advice"),
    [
        ("cv2", "`python3 packaging/start.py ...`"),
        ("torch.nn", "`python3 packaging/start.py --with train ...`"),
    ],
)
def test_a_missing_library_comes_with_what_installs_it(failing, capsys, module, advice):
    failing(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert main.main([]) == 2
    told = capsys.readouterr().err
    assert f"no module {module.partition('.')[0]}:" in told and advice in told


def test_a_missing_module_of_ours_is_a_fault_of_ours(failing, capsys):
    failing(ModuleNotFoundError("No module named 'engine.nothing'", name="engine.nothing"))
    assert main.main([]) == 2
    assert "something unexpected" in capsys.readouterr().err


def test_a_reader_that_goes_away_gets_no_traceback():
    code = "import main; main.run = lambda _: print('x' * 10**6) or 0; exit(main.main([]))"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 1
