"""A system of its own for a server whose packages are only unpacked."""

import os
import pathlib
import signal
import subprocess
import time

from harness.ports import wait_for_port
from harness.program import TOP

ENTER = pathlib.Path(__file__).parent / "enter"
NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


def passwd_without(names):
    """The system's accounts but for these, as lines."""
    return [line for line in pathlib.Path("/etc/passwd").read_text()
            .splitlines() if line.split(":")[0] not in names]


class PrivateRoot:
    """Runs commands of the packages in build/interop/PACKAGES. Files are put
    down with write() before start(); /tmp is shared with the system."""

    def __init__(self, folder, packages):
        if os.getuid() != 0:
            raise RuntimeError("make check-interop needs root")
        self.folder = pathlib.Path(folder)
        self.packages = TOP / "build" / "interop" / packages
        self.log_file = self.folder / "server.log"
        self.process = None
        for name in ("layers", "files"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def write(self, path, text, mode=0o644):
        """`path` as the server sees it."""
        file = self.folder / "files" / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def accounts(self, names):
        """Adds system accounts, each with a group of its name."""
        users = passwd_without(names)
        groups = pathlib.Path("/etc/group").read_text().splitlines()
        for number, name in enumerate(names, 5001):
            users.append(f"{name}:x:{number}:{number}::/:/usr/sbin/nologin")
            groups = [line for line in groups
                      if line.split(":")[0] != name] + [f"{name}:x:{number}:"]
        self.write("/etc/passwd", "\n".join(users) + "\n")
        self.write("/etc/group", "\n".join(groups) + "\n")

    def start(self, script, port=None, seconds=20):
        """A shell script that does not come back; `port`, where there is
        one, tells that it is ready."""
        self.write("/start", "#!/bin/bash\nset -eu\n" + script, 0o755)
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [*NAMESPACES, ENTER, self.folder, self.packages, "/start"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            if port:
                wait_for_port(port, seconds)
        except Exception:
            self.stop()
            raise AssertionError(self.log()) from None

    def stop(self):
        """All of it: the namespace's processes die with its first, which the
        kernel ends only when the others are gone."""
        if self.process is None:
            return
        first = [int(pid) for pid in pathlib.Path(
            f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            .read_text().split()]
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None
        while any(pathlib.Path(f"/proc/{pid}").exists() for pid in first):
            time.sleep(0.01)

    def log(self):
        if not self.log_file.exists():
            return "no log"
        return self.log_file.read_text(errors="replace")
