"""Batches on a real scheduler with worker processes, on the loopback interface only."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
from concurrent.futures import CancelledError, Future
from types import SimpleNamespace

import pytest

from engine import paths
from engine.batch import cluster
from engine.batch.cluster import DaskRunner, Wanted, connected
from engine.batch.item import Sessions
from engine.batch.plan import plan_batch
from engine.batch.run import run_plan
from engine.batch.sources import Choice
from engine.errors import BatchError
from engine.progress import Cancelled, Progress, Stop
from main import main
from tests.onnx_models import write_fill_model

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
dask = pytest.importorskip("dask")


def started_fast():
    """While it is set, worker processes are forked from one that has imported Dask already."""
    can = "forkserver" in multiprocessing.get_all_start_methods()
    method = "forkserver" if can else "spawn"
    return dask.config.set({"distributed.worker.multiprocessing-method": method})


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """(scheduler with three worker processes, the generator they have installed)."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        card = write_fill_model(paths.user_models())
        with (
            started_fast(),
            distributed.LocalCluster(
                n_workers=3,
                threads_per_worker=2,
                resources={cluster.ENGINE: 1},
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs="CRITICAL",
            ) as scheduler,
        ):
            yield scheduler.scheduler_address, card


@pytest.fixture
def run_on(journal, tools, tmp_path):
    """run_on(runner, source, ...): into tmp_path / "far"; gives the summary."""

    def run_on(runner, source, report=None, stop=None, method="ns", **options):
        plan = plan_batch([source], tmp_path / "far", tools.rules(**options), journal.made)
        progress = Progress(report, stop)
        return run_plan(plan, tools.settings(method=method), runner, journal, progress)

    return run_on


def test_a_worker_is_killed_in_the_middle_and_the_results_are_those_of_one_computer(
    workers, run, run_on, album, tools, tmp_path
):
    address, card = workers
    for number in range(9):
        tools.write_scan(album / "more" / f"{number}.png", number, (120, 160))
    victims = []

    def report(fraction, doing):
        if not victims and doing.startswith("3 of "):
            victims.append(next(iter(runner._client.run(os.getpid).values())))
            os.kill(victims[0], signal.SIGKILL)

    wanted = Wanted((("repair", card.sha256),), "cpu")
    with connected(address, 0, wanted, None) as runner:
        summary = run_on(runner, album, report, method="generator")
        assert summary.counts == {"done": 16} and victims
        again = run_on(runner, album, method="generator")
        assert again.counts == {"before": 16}
        opened = runner._client.run(cluster._session.cache_info)
        assert {info.misses for info in opened.values()} == {1}  # once in a process
    session = cluster._session(card.sha256, "cpu", None)
    work, near = tools.settings(method="generator"), tmp_path / "near"
    local = run(work, Sessions(None, session), target=near)
    assert local.counts == {"done": 16}
    assert tools.digests(tmp_path / "far") == tools.digests(near)


def test_a_batch_by_a_scheduler_has_the_bytes_of_single_runs(
    workers, album, models, tools, tmp_path, capsys
):
    address, _ = workers
    write_fill_model(models)
    masks = ("--masks", "{name}_mask", "--include", "[ab].*", "--method", "generator")
    where = ("--scheduler", address, "--device", "cpu")
    assert main(["batch", str(album), str(tmp_path / "far"), *masks, *where]) == 0
    assert "2 done" in capsys.readouterr().out
    for scan in ("a.tif", "b.png"):
        mask = album / f"{scan[0]}_mask.png"
        words = ["restore", album / scan, "-o", tmp_path / scan, "--mask", mask, *masks[4:]]
        assert main([str(word) for word in words]) == 0
        assert (tmp_path / scan).read_bytes() == (tmp_path / "far" / scan).read_bytes()


class Stand:
    """A client whose only worker is this process; `tasks` may answer in place of a task."""

    def __init__(self, engines=1, **seen):
        self.engines, self.seen, self.tasks, self.cancelled = engines, seen, {}, []

    def scheduler_info(self):
        return {"workers": {"here": {"resources": {"engine": self.engines}}}}

    def run(self, act, *given):
        return {"here": act(*given), "there": act(*given) | self.seen}

    def submit(self, act, *given, resources=None, pure=True):
        future = Future()
        try:
            future.set_result(self.tasks.get(act, act)(*given))
        except BaseException as error:
            future.set_exception(error)
        return future

    def cancel(self, futures):
        self.cancelled += futures


def far(**seen):
    return DaskRunner(Stand(**seen), Wanted((), "cpu"))


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        ({"engines": 0}, "no worker with the resource engine: start some with `dask worker"),
        ({"sees": False, "host": "attic"}, "attic does not see .*shared folder"),
        ({"version": "0.0", "host": "attic"}, "attic runs Heirloom 0.0, this computer"),
        ({"problem": "no generator."}, "cannot start: no generator"),
        ({"models": {"repair": "0f"}}, "run the models on different devices"),
    ],
)
def test_workers_that_would_fail_are_found_before_any_work(
    run_on, album, tmp_path, seen, complaint
):
    with pytest.raises(BatchError, match=complaint):
        run_on(far(**seen), album)
    assert not list(tmp_path.glob("far/*"))


def test_a_scan_that_ends_every_worker_fails_alone(run_on, album, journal):
    killed = distributed.scheduler.KilledWorker("make-1", SimpleNamespace(address="tcp://x"), 3)
    runner, make = far(), cluster.make

    def crash(share, item, entry):
        if item.source.name == "c.jpg":
            raise killed
        return make(share, item, entry)

    runner._client.tasks[make] = crash
    summary = run_on(runner, album)
    assert summary.counts == {"done": 6, "failed": 1}
    entry = next(journal.entries(summary.run, album / "c.jpg"))
    assert "c.jpg ended 4 workers one after another" in entry.message


@pytest.mark.parametrize("lost", [CancelledError(), TimeoutError()])
def test_a_lost_scheduler_stops_the_run_and_it_goes_on(run_on, album, journal, lost):
    def lose(share, item, entry):
        raise lost

    runner = far()
    runner._client.tasks[cluster.make] = lose
    with pytest.raises(BatchError, match="scheduler does not answer any more"):
        run_on(runner, album)
    assert journal.runs()[0].state == "stopped"
    assert run_on(far(), album).run == 1


def test_a_stop_cancels_what_is_on_its_way(run_on, album, journal, tools, tmp_path):
    stop = Stop()
    runner = far(engines=2)
    with pytest.raises(Cancelled):
        run_on(runner, album, lambda fraction, doing: stop.set(), stop)
    assert 0 < len(runner._client.cancelled) <= 2 * cluster.AHEAD
    assert len(tools.digests(tmp_path / "far")) == 1
    assert run_on(far(), album).counts["done"] == 7


def test_a_scan_that_is_gone_or_changed_fails_alone(run_on, album):
    def meddle(share, item, entry):
        item.source.write_bytes(item.source.read_bytes() + b"\0")
        return make(share, item, entry)

    runner, make = far(), cluster.make
    runner._client.tasks[make] = meddle
    only = Choice(include=("b.png",))
    assert run_on(runner, album, choice=only).counts == {"failed": 1}


def test_a_worker_with_another_model_is_told_apart(tmp_path, models):
    with pytest.raises(Exception, match=r"has no model with the sha256 0{12}\.\.\.: install"):
        cluster.open_models(Wanted((("repair", "0" * 64),), "cpu"))


def test_no_scheduler_is_a_sentence(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.2)
    with (
        pytest.raises(BatchError, match=r"tcp://127\.0\.0\.1:9 cannot be reached"),
        connected("tcp://127.0.0.1:9", 0, Wanted((), "cpu"), None),
    ):
        pass


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
def test_certificates_are_shown_to_a_tls_scheduler(tmp_path):
    key, certificate = (str(tmp_path / name) for name in ("key.pem", "certificate.pem"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=attic"],
        check=True, capture_output=True,
    )  # fmt: skip
    shown = {"tls_ca_file": certificate} | {
        f"tls_{who}_{what}": path
        for who in ("scheduler", "worker", "client")
        for what, path in (("cert", certificate), ("key", key))
    }
    with distributed.LocalCluster(
        n_workers=1,
        processes=False,
        protocol="tls://",
        host="127.0.0.1",
        resources={cluster.ENGINE: 1},
        dashboard_address="127.0.0.1:0",
        security=distributed.Security(require_encryption=True, **shown),
    ) as scheduler:
        address = scheduler.scheduler_address
        assert address.startswith("tls://")
        with connected(address, 0, Wanted((), "cpu"), (certificate, certificate, key)) as runner:
            assert runner.prepare(tmp_path) == {}
