"""ClamAV's daemon with one signature of our own."""

import pathlib
import time

from harness.clamd import EICAR

from .private_root import PrivateRoot

CONFIGURATION = """\
Foreground yes
LocalSocket {path}
LocalSocketMode 666
DatabaseDirectory /var/lib/clamav
StreamMaxLength {stream_max}
MaxThreads 4
SelfCheck 0
"""


class Clamd:
    def __init__(self, folder, stream_max=25_000_000):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.path = self.folder / "clamd.ctl"
        self.root = PrivateRoot(self.folder, "clamav")
        self.root.write("/etc/clamav/clamd.conf", CONFIGURATION.format(
            path=self.path, stream_max=stream_max))
        # Extended signature: name, any file type, any offset, hexadecimal.
        self.root.write("/var/lib/clamav/test.ndb",
                        f"Eicar-Test:0:*:{EICAR.hex()}\n")

    def start(self, seconds=60):
        self.path.unlink(missing_ok=True)
        self.root.start("exec clamd -c /etc/clamav/clamd.conf\n")
        end = time.monotonic() + seconds
        while not self.path.exists():
            if time.monotonic() > end:
                raise AssertionError(self.root.log())
            time.sleep(0.05)
        return self

    def stop(self):
        self.root.stop()
        self.path.unlink(missing_ok=True)
