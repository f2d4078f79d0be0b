"""`serve`: one a home, this machine only, gone when told to go."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from cluster.postgres import free_port
from models.refusals import BadSetting, Busy, NotFound
from office import Office
from tests import make
from tests.conftest import settings_for
from web.serving import serve

ROOT = Path(__file__).parents[2]
# What the command line does, with a clock that says what happens to it.
PROGRAM = """
from web.serving import serve
class Clock:
    def start(self): print("clock started", flush=True)
    def stop(self): print("clock stopped", flush=True)
serve({clock})
"""


class Clock:
    def __init__(self):
        self.heard = []

    def start(self):
        self.heard.append("start")

    def stop(self):
        self.heard.append("stop")


@pytest.fixture
def home(tmp_path, monkeypatch, clock):
    """Give a home with an issued list, and an environment that names only it."""
    office = Office.make(settings_for(tmp_path / "home"), clock=clock)
    make.cast(office)
    make.issued_list(office)
    office.database.close()
    for name in [name for name in os.environ if name.startswith("XUEPU_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)  # where no .env lies
    monkeypatch.setenv("XUEPU_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XUEPU_PORT", str(free_port()))
    return tmp_path / "home"


def started(clock="Clock()"):
    """Start `serve` in a process of its own; return it, its address and what it said, once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(clock=clock)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://\S+", line):
            return process, found[0], "".join(said)
    raise AssertionError(process.communicate()[1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_beside_its_clock_and_stops_when_told(home, number):
    process, address, said = started()
    try:
        assert httpx2.get(address).status_code == 200
        assert httpx2.get(f"{address}healthz").json()["checks"][0]["level"] == "good"
        with pytest.raises(Busy, match=f"进程 {process.pid}"):
            serve()
    finally:
        process.send_signal(number)
    farewell, complaints = process.communicate(timeout=15)
    assert process.returncode == 0
    assert said.startswith("clock started\n学普已启动（市外办）")
    assert farewell == "clock stopped\n学普已停止。\n"
    assert complaints == ""


def test_a_killed_one_leaves_the_home_free(home):
    process, _, said = started("None")
    assert said.startswith("没有启用内置时钟，提醒不会自动发出。")
    with (home / "serve.lock").open() as lock:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process.kill()
        process.communicate(timeout=15)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.9", "::", "example.org"])
def test_a_far_host_is_refused_before_anything_starts(home, monkeypatch, host):
    monkeypatch.setenv("XUEPU_HOST", host)
    clock = Clock()
    with pytest.raises(BadSetting, match="XUEPU_HOST"):
        serve(clock)
    assert clock.heard == []
    assert not (home / "serve.lock").exists()


def test_a_taken_port_is_refused_and_the_home_is_free_again(home):
    clock = Clock()
    with (
        socket.create_server(("127.0.0.1", int(os.environ["XUEPU_PORT"]))),
        pytest.raises(Busy, match="端口"),
    ):
        serve(clock)
    assert clock.heard == []
    with (home / "serve.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_home_without_an_office_is_refused_and_not_made(home, monkeypatch, tmp_path):
    monkeypatch.setenv("XUEPU_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(NotFound, match="xuepu init"):
        serve()
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_without_an_office_is_left_as_it_is(home, monkeypatch, tmp_path):
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("XUEPU_HOME", str(tmp_path / "folder"))
    with pytest.raises(NotFound, match="xuepu init"):
        serve()
    assert list((tmp_path / "folder").iterdir()) == []


def test_an_unknown_setting_is_refused(home, monkeypatch):
    monkeypatch.setenv("XUEPU_PROT", "1")
    with pytest.raises(BadSetting, match="XUEPU_PORT"):
        serve()


def test_a_setting_that_contradicts_another_is_refused_before_anything_starts(home, monkeypatch):
    monkeypatch.setenv("XUEPU_SMS_LINK", "https://pf.example.gov.cn/s/")
    with pytest.raises(BadSetting, match="XUEPU_SMS_LINK 与 XUEPU_NETWORK 矛盾"):
        serve()


def test_pages_never_import_prefect():
    program = "import sys, web.serving; sys.exit('prefect' in sys.modules or 'apscheduler' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60
    )
    assert done.returncode == 0
