"""What dossierd is measured beside."""

import os
import socket
import ssl
import subprocess
import time


def environment_number(name, default):
    return int(os.environ.get(name, default))


class Timer:
    def __enter__(self):
        self.began = time.monotonic()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.began


class RawImap:
    """A bare IMAP client over a socket: commands out, bytes thrown away."""

    def __init__(self, dovecot, user, tls=False):
        self.socket = socket.create_connection(
            ("127.0.0.1", dovecot.tls_port if tls else dovecot.port))
        self.socket.settimeout(120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.buffer = bytearray(1 << 20)
        self.tag = 0
        self.command(f"LOGIN {user} {dovecot.users[user]}")

    def send(self, text):
        self.tag += 1
        self.socket.sendall(f"T{self.tag} {text}\r\n".encode())
        return f"T{self.tag} OK".encode()

    def command(self, text):
        """Sends and reads up to the tagged OK; returns the bytes read."""
        wanted = self.send(text)
        total, tail = 0, b""
        while True:
            count = self.socket.recv_into(self.buffer)
            if count == 0:
                raise ConnectionError("the server closed the connection")
            total += count
            # The last line alone can be the answer: a tag within a mail is
            # not taken for it.
            tail = (tail + self.buffer[max(0, count - 4096):count])[-4096:]
            if tail.endswith(b"\r\n"):
                if tail[:-2].rpartition(b"\n")[2].startswith(wanted):
                    return total

    def close(self):
        self.socket.close()


def bare_stream(dovecot, user, items="BODY.PEEK[]", tls=False):
    """Seconds to stream these items of all mails to nowhere, and bytes."""
    client = RawImap(dovecot, user, tls)
    client.command("EXAMINE INBOX")
    with Timer() as timer:
        total = client.command(f"UID FETCH 1:* ({items})")
    client.close()
    return timer.seconds, total


MBSYNC = """\
IMAPAccount a
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account a

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX

Channel c
Far :far:
Near :near:
Patterns INBOX
Create Near
SyncState *
Sync Pull
"""


def mbsync(dovecot, user, folder):
    """Seconds for mbsync with its defaults to fetch the mailbox."""
    folder.mkdir()
    file = folder / "mbsyncrc"
    file.write_text(MBSYNC.format(port=dovecot.port, user=user,
                                  password=dovecot.users[user],
                                  folder=folder))
    with Timer() as timer:
        subprocess.run(["mbsync", "-q", "-c", file, "c"], check=True,
                       stdout=subprocess.DEVNULL, timeout=900)
    return timer.seconds


FDM = """\
set lock-file "{folder}/lock"
account "a" imap server "127.0.0.1" port {port} user "{user}" pass "{password}"
    no-cram-md5 keep
action "store" maildir "{folder}/mail"
match all action "store"
"""


def fdm(dovecot, user, folder):
    folder.mkdir()
    file = folder / "fdm.conf"
    file.write_text(FDM.format(port=dovecot.port, user=user, folder=folder,
                               password=dovecot.users[user]))
    file.chmod(0o600)
    with Timer() as timer:
        subprocess.run(["fdm", "-q", "-f", file, "fetch"], check=True,
                       stdout=subprocess.DEVNULL, timeout=900)
    return timer.seconds


def copy_and_sync(source, target):
    """The floor: the same files written by a plain program, synced once."""
    with Timer() as timer:
        subprocess.run(["cp", "-r", source, target], check=True)
        subprocess.run(["sync", "-f", target], check=True)
    return timer.seconds


def ratio(seconds, yardstick):
    return f"x{seconds / yardstick:.2f}"
