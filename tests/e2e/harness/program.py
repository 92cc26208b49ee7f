"""dossierd and dossierctl as processes."""

import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[3]

# Runs a program and writes the peak memory (kB) of the largest process below
# it to a file. In between stands a small interpreter, because a process starts
# with the peak of the one that made it.
MEASURE = """\
import resource, signal, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, lambda n, frame: child.send_signal(n))
code = child.wait()
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(str(peak))
sys.exit(code if code >= 0 else 128 - code)
"""


def build_folder():
    return TOP / os.environ.get("BUILD", "build")


def is_sanitized():
    return build_folder().name == "san"


def environment():
    values = {key: value for key, value in os.environ.items()
              if key not in ("NOTIFY_SOCKET", "PYTHONPATH")}
    values.setdefault("ASAN_OPTIONS", "detect_leaks=1:exitcode=99")
    values.setdefault("LSAN_OPTIONS", "print_suppressions=0:suppressions="
                      + str(TOP / "tests" / "lsan.supp"))
    values.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    values["LC_ALL"] = "C.UTF-8"
    return values


class Ctl:
    """dossierctl with one configuration."""

    def __init__(self, configuration):
        self.configuration = configuration

    def run(self, *arguments, check=True):
        done = subprocess.run(
            [build_folder() / "dossierctl", "-c", self.configuration.file,
             *map(str, arguments)],
            env=environment(), capture_output=True, text=True, timeout=120)
        if check and done.returncode != 0:
            raise AssertionError(
                f"dossierctl {arguments}: {done.returncode}\n{done.stderr}")
        return done

    def rows(self, *arguments):
        out = self.run(*arguments, "--json").stdout
        return [json.loads(line) for line in out.splitlines()]


class Daemon:
    """A dossierd in the foreground; it reports to a socket of ours."""

    def __init__(self, configuration, *arguments, wait=True, env=None):
        self.folder = pathlib.Path(configuration.folder)
        self.log_file = self.folder / "dossierd.log"
        self.socket_path = self.folder / "notify"
        self.socket_path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.socket_path))
        self.states, self.told = [], queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [build_folder() / "dossierd", "-c", configuration.file,
                 *arguments],
                env=environment() | {"NOTIFY_SOCKET": str(self.socket_path)}
                | (env or {}),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if wait:
            self.wait_for("READY=1")

    def listen(self):
        """All the time, as systemd does: who tells a full socket waits."""
        with self.socket:
            while data := self.socket.recv(65536):
                self.told.put(data.decode())

    def wait_for(self, state, seconds=30):
        """Until the daemon has sent this state since the last call."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                text = self.told.get(timeout=0.2)
            except queue.Empty:
                if self.process.poll() is not None:
                    raise AssertionError(
                        f"dossierd ended with {self.process.returncode}\n"
                        + self.log())
                continue
            self.states += text.splitlines()
            if state in text.splitlines():
                return
        raise AssertionError(f"no {state} within {seconds} s\n{self.log()}")

    def log(self):
        return self.log_file.read_text(errors="replace")

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self, seconds=20):
        """SIGTERM; returns the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("dossierd did not stop\n" + self.log())
        finally:
            if self.socket.fileno() >= 0:
                self.socket.shutdown(socket.SHUT_RDWR)
        return code


def run_once(configuration, *arguments, timeout=300, env=None):
    """`dossierd --once`; stderr as text."""
    return subprocess.run(
        [build_folder() / "dossierd", "-c", configuration.file, "--once",
         *arguments], env=environment() | (env or {}), capture_output=True,
        text=True, errors="replace", timeout=timeout)


def run_once_measured(configuration, *arguments, timeout=600):
    """The same and the peak memory of the largest process, in kB."""
    peak_file = pathlib.Path(configuration.folder) / "peak"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, peak_file,
         build_folder() / "dossierd", "-c", configuration.file, "--once",
         *arguments], env=environment(), capture_output=True, text=True,
        errors="replace", timeout=timeout)
    return done, int(peak_file.read_text())


def descendants(pid):
    """Process ids below `pid`."""
    found, open_ids = [], [pid]
    while open_ids:
        parent = open_ids.pop()
        for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                children = [int(word) for word in task.read_text().split()]
            except OSError:
                continue
            found += children
            open_ids += children
    return found
