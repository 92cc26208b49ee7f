"""Certificates, secrets, modes, forged mail, a disk that is nearly full, an
index that is busy."""

import datetime
import email.utils
import os
import pathlib
import socket
import sqlite3
import ssl
import stat
import threading
import time

import pytest
from harness import mails
from harness.campaign import USERS, campaign_rs2026
from harness.faults import shim
from harness.program import descendants, run_once
from harness.world import World


class Trap:
    """A TLS server that notes what it is told once the connection stands."""

    def __init__(self, certificate, greeting, version=None):
        self.heard = b""
        self.greeting = greeting
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        if version:
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            self.context.minimum_version = ssl.TLSVersion.TLSv1
            self.context.maximum_version = version
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            try:
                raw.settimeout(5)
                connection = self.context.wrap_socket(raw, server_side=True)
                connection.sendall(self.greeting)
                self.heard += connection.recv(1000)
                connection.close()
            except OSError:
                raw.close()

    def stop(self):
        self.listener.close()



# name → (certificate, TLS version, whether the client says a word to it)
SERVERS = {
    "good": (lambda made: made.issue("trap"), None, True),
    "TLS 1.2": (lambda made: made.issue("trap"), ssl.TLSVersion.TLSv1_2,
                True),
    "TLS 1.1": (lambda made: made.issue("trap"), ssl.TLSVersion.TLSv1_1,
                False),
    "wrong name": (lambda made: made.issue("trap", ("DNS:other.example",)),
                   None, False),
    "expired": (lambda made: made.issue("trap", days=-1), None, False),
    "self-signed": (lambda made: (made.ca_file, made.ca_key), None, False),
    "unknown authority": (lambda made: type(made)(
        made.folder / "stranger").issue("trap"), None, False),
}


@pytest.mark.parametrize("protocol", ["imap", "smtp"])
@pytest.mark.parametrize("name", SERVERS)
def test_no_word_to_a_server_that_is_not_known(authority, world, protocol,
                                               name):
    issue, version, trusted = SERVERS[name]
    greeting = b"* OK ready\r\n" if protocol == "imap" else b"220 ready\r\n"
    trap = Trap(issue(authority), greeting, version)
    ca_file = str(authority.ca_file)
    if name == "self-signed":
        ca_file = ""
    if protocol == "imap":
        world.configuration.mailboxes[0] |= {
            "url": f"imaps://127.0.0.1:{trap.port}", "ca_file": ca_file}
    else:
        world.configuration.smtp |= {
            "url": f"smtps://127.0.0.1:{trap.port}", "user": "dossierd",
            "password_file": "smtp.password", "ca_file": ca_file}
        world.configuration.secret("smtp.password", "smtp-secret")
    world.configuration.write()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    done = run_once(world.configuration)
    trap.stop()
    assert done.returncode == 75, done.stderr
    assert bool(trap.heard) == trusted, (trap.heard, done.stderr)
    assert b"secret" not in trap.heard
    assert "secret" not in done.stderr
    # Refused or not, nothing of the mail is lost, nothing falls back.
    assert len(world.ctl.rows("list")) == 1
    assert world.sink.taken == [] or protocol == "imap"


def test_secrets_stay_where_they_are(world):
    """Neither in the arguments nor the environment nor the log; and no
    process may leave them in a core file."""
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    daemon = world.start("--shadow")
    pids = [daemon.process.pid, *descendants(daemon.process.pid)]
    assert len(pids) > 1
    for pid in pids:
        process = pathlib.Path(f"/proc/{pid}")
        limits = (process / "limits").read_text()
        assert "Max core file size        0 " in limits
        for file in ("cmdline", "environ"):
            for secret in USERS.values():
                assert secret.encode() not in (process / file).read_bytes()
    assert daemon.stop() == 0
    for secret in USERS.values():
        assert secret not in daemon.log()


def modes(folder):
    return {(stat.S_ISDIR(path.lstat().st_mode),
             stat.S_IMODE(path.lstat().st_mode))
            for path in [folder, *folder.rglob("*")]}


def test_what_is_kept_is_for_its_owner_alone(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("artaud", mails.nested_groups())
    world.once()
    assert modes(world.state_dir) == {(True, 0o700), (False, 0o600)}


def test_state_folder_that_is_a_link_or_belongs_to_others(world, tmp_path):
    world.once()
    elsewhere = tmp_path / "elsewhere"
    world.state_dir.rename(elsewhere)
    world.state_dir.symlink_to(elsewhere)
    done = run_once(world.configuration)
    assert done.returncode == 70 and "symbolic link" in done.stderr
    world.state_dir.unlink()
    elsewhere.rename(world.state_dir)
    if os.getuid() == 0:
        os.chown(world.state_dir, 12345, -1)
        done = run_once(world.configuration)
        assert done.returncode == 70 and "another user" in done.stderr
        os.chown(world.state_dir, 0, -1)
    world.state_dir.chmod(0o777)
    done = run_once(world.configuration)
    assert done.returncode == 70 and "everybody" in done.stderr


@pytest.mark.parametrize("name", ["lock", "dossierd.db", "spool"])
def test_link_in_the_store_is_not_followed(world, tmp_path, name):
    world.once()
    target = tmp_path / "target"
    moved = (world.state_dir / name).rename(target)
    (world.state_dir / name).symlink_to(target)
    done = run_once(world.configuration)
    assert done.returncode == 70, done.stderr
    assert name in done.stderr
    assert moved.exists()


def test_forged_date_changes_nothing(world):
    """INTERNALDATE decides when an application came."""
    years_ago = email.utils.formatdate(0)
    world.deliver("artaud", mails.application("DUPONT", "Marie",
                                              date=years_ago))
    world.once()
    [row] = world.ctl.rows("list")
    assert row["received_at"][:4] == time.strftime("%Y")
    assert row["late"] is False


def test_forged_date_does_not_choose_the_campaign(world):
    """Of last year, whose call was worded alike."""
    then = datetime.date.today() - datetime.timedelta(days=365)
    world.configuration.campaigns["rs2025"] = campaign_rs2026(
        id="micro-structure-rs2025", published=then)
    world.configuration.write()
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie",
        date=email.utils.formatdate(time.time() - 364 * 86400)))
    world.once()
    [row] = world.ctl.rows("list")
    assert row["campaign"] == "micro-structure-rs2026"


def test_message_id_of_somebody_else(world):
    """The same Message-ID and other bytes are two messages."""
    for family, given in (("DUPONT", "Marie"), ("AUTRE", "Anne")):
        world.deliver("artaud", mails.application(
            family, given, message_id="<same@courriel.example>"))
    world.once()
    assert len(world.ctl.rows("messages")) == 2
    assert len(world.ctl.rows("list")) == 2
    assert len(world.sink.taken) == 2


NAMES = ("../../etc/passwd.pdf", "..%2F..%2Fetc%2Fpasswd.pdf", "CON.pdf",
         "a\u202efdp.exe.pdf", "/etc/passwd.pdf", "C:\\autoexec.pdf",
         "lm\u0301 \u200b cv.pdf", ".", "..", "x" * 3000 + ".pdf",
         "aux", "<b>&\"'.pdf", "=cmd|' /C calc'!A0.pdf", "fin\u0007.pdf")


def test_names_on_disk_are_ours(world):
    name = "Marie DUPONT"
    mail = mails.message(f"{name} <marie.dupont@courriel.example>",
                         [mails.school("artaud")],
                         mails.subject_for("DUPONT", "Marie"), "Bonjour.\n")
    for number, file_name in enumerate(NAMES):
        _, data = mails.document("cv", f"{name} {number}")
        mails.attach(mail, file_name, data)
    world.deliver("artaud", mails.as_bytes(mail))
    world.once()
    [row] = world.ctl.rows("list")
    folder = world.state_dir / "dossiers"
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert len(found) >= len(NAMES)
    for path in found:
        assert path.name.encode().isascii(), path
        assert path.name.split(".")[-1] in ("pdf", "eml", "bin"), path
        assert not set(path.name) & set('\\/:*?"<>|%'), path
    for piece in row["documents"]:
        label = piece["name"] or ""
        assert len(label) <= 255
        assert not any(ord(c) < 32 or c in "\u202e\u200b" for c in label)


def test_alert_that_bounces_causes_no_alert(world):
    world.deliver("artaud", mails.nested_groups())
    world.once()
    alerts = world.sink.of_kind("operator")
    assert len(alerts) == 1
    for _ in range(2):
        world.deliver("referent", mails.bounce(
            alerts[0].message_id, alerts[0].recipients[0]), return_path="")
        world.once()
    assert len(world.sink.of_kind("operator")) == 1


@pytest.mark.plain
def test_nearly_full_disk_is_not_begun_on(world):
    """Below the low-water mark nothing is filed or lost."""
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    done = world.once(code=75, env=shim(world, free=1 << 20))
    assert "kB free" in done.stderr
    [told] = world.sink.of_kind("operator")
    assert "disque" in str(told.mail["Subject"])
    assert world.ctl.rows("list") == []
    assert [name for name in world.tree()] == []
    world.once()
    assert len(world.ctl.rows("list")) == 1
    assert len(world.sink.to("marie.dupont@courriel.example")) == 1


@pytest.mark.plain
def test_little_room_is_told_once(world):
    """Above the low-water mark mail is filed, but the operator hears of it."""
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    for _ in range(2):
        world.once(env=shim(world, free=100 << 20))
    assert len(world.ctl.rows("list")) == 1
    [told] = world.sink.of_kind("operator")
    assert "disque" in str(told.mail["Subject"])


LOST = "nothing of a group of mails was filed"


def hold_index(world):
    """As another process that writes to it."""
    index = sqlite3.connect(world.state_dir / "dossierd.db",
                            isolation_level=None)
    index.execute("BEGIN IMMEDIATE")
    return index


@pytest.mark.plain
def test_busy_index_is_waited_for(world):
    """Not for longer than a turn waits."""
    daemon = world.start()
    index = hold_index(world)
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    time.sleep(3)
    assert world.sink.taken == []
    index.close()
    assert len(world.sink.wait(1)) == 1, daemon.log()
    assert LOST not in daemon.log()
    assert daemon.stop() == 0
    assert len(world.ctl.rows("list")) == 1


@pytest.mark.plain
def test_turn_is_skipped_while_the_index_is_busy(world):
    """What was not filed comes again."""
    daemon = world.start(env=shim(world, busy=200))
    index = hold_index(world)
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    end = time.monotonic() + 30
    while LOST not in daemon.log() and time.monotonic() < end:
        time.sleep(0.1)
    assert LOST in daemon.log()
    assert "locked" in daemon.log()
    index.close()
    assert len(world.sink.wait(1, seconds=60)) == 1, daemon.log()
    assert daemon.stop() == 0
    assert len(world.ctl.rows("list")) == 1
