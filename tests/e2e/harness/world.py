"""One test's world: servers, configuration, programs, in one folder."""

import hashlib
import os
import pathlib
import shutil
import sqlite3
import tempfile

from .campaign import MAILBOXES, USERS, Configuration
from .certificates import Authority
from .dovecot import Dovecot
from .program import Ctl, Daemon, run_once, run_once_measured
from .sink import Sink


class World:
    """Use with `with`; everything is stopped and removed at its end."""

    def __init__(self, authority=None, prefix="dossierd-e2e-", users=None,
                 tls=False, sink=None, make_imap=Dovecot, **imap_options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
        self.folder.chmod(0o755)  # Dovecot's users pass through
        self.daemons = []
        self.authority = authority or Authority(self.folder / "ca")
        self.dovecot = make_imap(self.folder / "dovecot", self.authority,
                                 users or USERS, **imap_options)
        self.sink = sink or Sink()
        try:
            self.dovecot.start()
            self.sink.start()
            (self.folder / "etc").mkdir()
            self.configuration = Configuration(
                self.folder / "etc", self.dovecot, self.sink, tls=tls,
                ca_file=self.authority.ca_file if tls else None)
            self.configuration.write()
        except BaseException:
            self.close()
            raise
        self.ctl = Ctl(self.configuration)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                daemon.process.kill()
                daemon.process.wait()
            daemon.socket.close()
        self.sink.stop()
        self.dovecot.stop()
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- mail and programs -------------------------------------------------

    def deliver(self, box, mail, **options):
        """Into the mailbox of this name ("artaud", "referent")."""
        return self.dovecot.deliver(MAILBOXES[box], mail, **options)

    def deliver_everywhere(self, mail, boxes, **options):
        for box in boxes:
            self.deliver(box, mail, **options)

    def once(self, *arguments, code=0, **options):
        done = run_once(self.configuration, *arguments, **options)
        allowed = code if isinstance(code, tuple) else (code,)
        assert done.returncode in allowed, (
            f"exit {done.returncode}, not {code}\n{done.stderr}")
        return done

    def once_measured(self, *arguments):
        done, peak = run_once_measured(self.configuration, *arguments)
        assert done.returncode == 0, done.stderr
        return done, peak

    def start(self, *arguments, **options):
        daemon = Daemon(self.configuration, *arguments, **options)
        self.daemons.append(daemon)
        return daemon

    # -- state -------------------------------------------------------------

    @property
    def state_dir(self):
        return self.configuration.state_dir

    def tree(self):
        """Path → content hash of the files the daemon filed."""
        found = {}
        for folder in ("dossiers", "review", "quarantine", "spool"):
            for path in sorted((self.state_dir / folder).rglob("*")):
                if path.is_file():
                    name = str(path.relative_to(self.state_dir))
                    digest = hashlib.sha256(path.read_bytes())
                    found[name] = digest.hexdigest()
        return found

    def rows(self):
        """Every row of every table that a second pass must not change."""
        database = sqlite3.connect(
            f"file:{self.state_dir}/dossierd.db?mode=ro", uri=True)
        try:
            tables = [row[0] for row in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name")]
            return {table: sorted(map(repr, database.execute(
                f'SELECT * FROM "{table}"'))) for table in tables}
        finally:
            database.close()

    def dossiers(self):
        """(position, family name) → the row of `list --json`."""
        found = {}
        for row in self.ctl.rows("list"):
            key = (row["position"], row["candidate"]["family_name"])
            assert key not in found, f"two dossiers for {key}"
            found[key] = row
        return found
