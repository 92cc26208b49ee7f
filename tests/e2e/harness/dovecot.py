"""A private Dovecot: Maildir for each user, IMAP and IMAPS on loopback."""

import grp
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import time

from .imap_server import ImapServer
from .ports import free_port, wait_for_port

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 1 secs
default_internal_user = {internal_user}
default_login_user = {login_user}
default_internal_group = {internal_group}
default_process_limit = {processes}
default_client_limit = {clients}
default_vsz_limit = 0
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  service_count = {login_service_count}
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = {processes}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol imap {{
  mail_max_userip_connections = {processes}
  {imap_settings}
}}
"""


class Dovecot(ImapServer):
    """Runs until stop(). `users` maps names to passwords."""

    def __init__(self, folder, authority, users, raw_log=True,
                 imap_settings="", processes=400):
        self.folder = pathlib.Path(folder)
        self.users = dict(users)
        self.port, self.tls_port = free_port(), free_port()
        self.raw_log_folder = self.folder / "rawlog"
        self.raw_log = raw_log
        self.imap_settings = imap_settings
        self.processes = processes
        self.counter = 0
        self.process = None
        for name in ("mail", "rawlog"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.pick_identities()
        self.certificate, self.key = authority.issue("imap")
        for user in self.users:
            self.make_maildir(user)
        self.write_users()
        self.write_configuration()

    def pick_identities(self):
        """As root mail belongs to Dovecot's own user, else all is ours."""
        me = pwd.getpwuid(os.getuid())
        self.as_root = me.pw_uid == 0
        owner = pwd.getpwnam("dovecot") if self.as_root else me
        self.uid, self.gid = owner.pw_uid, owner.pw_gid
        self.internal_user = owner.pw_name
        self.login_user = "dovenull" if self.as_root else me.pw_name

    def own(self, path):
        if self.as_root:
            os.chown(path, self.uid, self.gid)

    def make_maildir(self, user):
        top = self.folder / "mail" / user
        for path in (top, top / "cur", top / "new", top / "tmp",
                     self.raw_log_folder / user):
            path.mkdir(parents=True, exist_ok=True)
            self.own(path)

    def write_users(self):
        lines = [f"{user}:{{PLAIN}}{password}"
                 for user, password in self.users.items()]
        path = self.folder / "users"
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o644)

    def write_configuration(self):
        settings = self.imap_settings
        if self.raw_log:
            settings += f"\n  rawlog_dir = {self.raw_log_folder}/%u"
        (self.folder / "dovecot.conf").write_text(CONFIGURATION.format(
            folder=self.folder, certificate=self.certificate, key=self.key,
            internal_user=self.internal_user, login_user=self.login_user,
            internal_group=grp.getgrgid(self.gid).gr_name,
            uid=self.uid, gid=self.gid,
            port=self.port, tls_port=self.tls_port, imap_settings=settings,
            processes=self.processes, clients=4 * self.processes,
            login_service_count=0))

    def start(self):
        self.process = subprocess.Popen(
            [shutil.which("dovecot", path="/usr/sbin:/sbin:/usr/bin"), "-F",
             "-c", self.folder / "dovecot.conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        wait_for_port(self.port)
        wait_for_port(self.tls_port)
        return self

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    # -- mail in -----------------------------------------------------------

    def deliver(self, user, mail, internal_date=None, return_path="auto",
                flags=None):
        """As a delivery agent: trace fields on top, tmp, then new.

        `internal_date` is seconds since 1970 (now by default). `flags` set:
        the mail is put into cur/, seen before by the user's own programme.
        """
        data = self.with_trace(user, mail, return_path)
        return self.store(user, data, internal_date, flags)

    def store(self, user, data, internal_date=None, flags=None):
        """The bytes as they are, without trace fields."""
        self.counter += 1
        name = f"{int(time.time())}.M{self.counter}P{os.getpid()}.test"
        top = self.folder / "mail" / user
        temporary = top / "tmp" / name
        temporary.write_bytes(data)
        self.own(temporary)
        if internal_date is not None:
            os.utime(temporary, (internal_date, internal_date))
        target = top / "new" / name
        if flags is not None:
            target = top / "cur" / f"{name}:2,{flags}"
        temporary.rename(target)
        return target

    def reset_uidvalidity(self, user):
        """Forgets UIDs and validity, as after a restore from a backup."""
        top = self.folder / "mail" / user
        for path in top.glob("dovecot*"):
            if path.is_file():
                path.unlink()
        time.sleep(1.1)  # UIDVALIDITY is the second at which it is made

    # -- what was asked of it ----------------------------------------------

    def commands(self, user=None):
        """Every command line the clients sent since forget_commands()."""
        lines = []
        pattern = f"{user}/*.in" if user else "*/*.in"
        for path in sorted(self.raw_log_folder.glob(pattern)):
            for line in path.read_bytes().split(b"\n"):
                text = line.decode("utf-8", "replace").rstrip("\r")
                text = re.sub(r"^\d{9,}\.\d+ ", "", text)
                if text:
                    lines.append(text)
        return lines

    def forget_commands(self):
        for path in self.raw_log_folder.glob("*/*"):
            path.unlink()

    def uids_with_body_fetched(self, user):
        """UIDs whose body (not header fields) was asked for."""
        uids, highest = set(), max(self.flags(user), default=0)
        for command in self.commands(user):
            match = re.match(r"\S+ UID FETCH (\S+) (.*)$", command,
                             re.IGNORECASE)
            if match and re.search(
                    r"BODY(\.PEEK)?\[(?!HEADER)|RFC822(\.TEXT)?(?!\.)\b(?!\.)",
                    match.group(2), re.IGNORECASE):
                uids |= expand_set(match.group(1), highest)
        return uids


def expand_set(text, highest):
    """The UIDs of an IMAP sequence set."""
    uids = set()
    for piece in text.split(","):
        first, _, last = piece.partition(":")
        low = highest if first == "*" else int(first)
        high = low if not last else highest if last == "*" else int(last)
        uids |= set(range(min(low, high), max(low, high) + 1))
    return uids
