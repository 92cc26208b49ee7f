"""Cyrus and Courier with mail delivered through APPEND."""

import imaplib
import pathlib
import shutil
import subprocess

from harness.imap_server import ImapServer
from harness.ports import free_port

from .private_root import PrivateRoot

FLAGS = {"S": r"\Seen", "R": r"\Answered", "F": r"\Flagged"}


class AppendedTo(ImapServer):
    """Deliveries come by IMAP: there is no Maildir to write to, or its index
    is the server's business."""

    def __init__(self, folder, authority, users, packages):
        self.folder = pathlib.Path(folder)
        self.users = dict(users)
        self.counter = 0
        self.port, self.tls_port = free_port(), free_port()
        self.data = self.folder / "data"
        self.data.mkdir(parents=True)
        self.data.chmod(0o755)
        self.root = PrivateRoot(self.folder, packages)
        certificate, key = authority.issue(packages)
        self.pem = self.folder / "server.pem"
        self.pem.write_text(pathlib.Path(certificate).read_text()
                            + pathlib.Path(key).read_text())

    def deliver(self, user, mail, internal_date=None, return_path="auto",
                flags=None):
        data = self.with_trace(user, mail, return_path)
        marks = " ".join(FLAGS[letter] for letter in flags or "")
        connection = self.login(user)
        try:
            when = (imaplib.Time2Internaldate(internal_date)
                    if internal_date else None)
            status, answer = connection.append(
                "INBOX", f"({marks})" if marks else None, when,
                data.replace(b"\n", b"\r\n"))
            assert status == "OK", answer
        finally:
            connection.logout()

    def stop(self):
        self.root.stop()


CYRUS_IMAPD = """\
configdirectory: {data}/conf
defaultpartition: default
partition-default: {data}/spool
servername: localhost
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {data}/sasldb2
sasl_mech_list: PLAIN LOGIN
autocreate_quota: 0
unixhierarchysep: yes
altnamespace: {altnamespace}
imapidlepoll: 1
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
tls_server_cert: {pem}
tls_server_key: {pem}
tls_sessions_db_path: /run/cyrus/tls
{settings}
"""

CYRUS_MASTER = """\
START {{
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
}}
SERVICES {{
  imap cmd="imapd" listen="127.0.0.1:{port}" prefork=0
  imaps cmd="imapd -s" listen="127.0.0.1:{tls_port}" prefork=0
}}
EVENTS {{
}}
"""

CYRUS_START = """\
mkdir -p /run/cyrus/proc /run/cyrus/lock {data}/conf {data}/spool
if [ ! -e {data}/sasldb2 ]; then
{passwords}
fi
chown -R cyrus:mail /run/cyrus {data} {pem}
exec /usr/lib/cyrus/bin/master -p /run/cyrus/master.pid
"""


class Cyrus(AppendedTo):
    """`without`: capabilities that are not advertised."""

    def __init__(self, folder, authority, users, without=(),
                 altnamespace=True):
        super().__init__(folder, authority, users, "cyrus")
        self.separator = "/"
        self.prefix = "" if altnamespace else "INBOX/"
        settings = (f"suppress_capabilities: {' '.join(without)}"
                    if without else "")
        self.root.accounts(["cyrus"])
        self.root.write("/etc/imapd.conf", CYRUS_IMAPD.format(
            data=self.data, pem=self.pem, settings=settings,
            altnamespace="yes" if altnamespace else "no"))
        self.root.write("/etc/cyrus.conf", CYRUS_MASTER.format(
            port=self.port, tls_port=self.tls_port))

    def start(self):
        passwords = "\n".join(
            f"printf %s {password} | saslpasswd2 -p -c -f {self.data}/sasldb2"
            f" -u localhost {user}" for user, password in self.users.items())
        self.root.start(CYRUS_START.format(
            data=self.data, pem=self.pem, passwords=passwords), self.port)
        return self


COURIER_START = """\
mkdir -p /run/courier/authdaemon
chown courier:courier /run/courier/authdaemon
makeuserdb
chown courier {pem}
set -a
. /etc/courier/imapd
TLS_CERTFILE={pem} TLS_PROTOCOL=TLSv1.2++ TLS_VERIFYPEER=NONE IMAP_TLS=0
(. /etc/courier/authdaemonrc
exec /usr/lib/courier/courier-authlib/authdaemond) &
until [ -S /run/courier/authdaemon/socket ]; do sleep 0.02; done
login="/usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir"
common="-address=127.0.0.1 -maxprocs=100 -maxperip=100 -nodnslookup
    -noidentlookup -stderrlogger=/usr/sbin/courierlogger
    -stderrloggername=imapd"
IMAP_TLS=1 couriertcpd $common {tls_port} \\
    /usr/bin/couriertls -server -tcpd $login &
exec couriertcpd $common {port} $login
"""

COURIER_CAPABILITIES = ("IMAP4rev1 UIDPLUS CHILDREN NAMESPACE "
                        "THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA "
                        "IDLE")


class Courier(AppendedTo):
    prefix = "INBOX."

    def __init__(self, folder, authority, users, without=()):
        super().__init__(folder, authority, users, "courier")
        self.root.accounts(["courier", "vmail"])
        shipped = (self.root.packages / "etc/courier/imapd").read_text()
        capabilities = " ".join(word for word in COURIER_CAPABILITIES.split()
                                if word not in without)
        self.root.write("/etc/courier/imapd", shipped + (
            f'\nIMAP_CAPABILITY="{capabilities}"\nIMAP_ENHANCEDIDLE=1\n'
            'IMAP_ULIMITD=1000000\n'))
        self.root.write("/etc/courier/authdaemonrc", (
            self.root.packages / "etc/courier/authdaemonrc").read_text()
            + '\nauthmodulelist="authuserdb"\n')
        self.root.write("/etc/courier/userdb", "".join(
            map(self.account, self.users)), 0o600)

    def account(self, user):
        done = subprocess.run(["openssl", "passwd", "-1", self.users[user]],
                              check=True, capture_output=True, text=True)
        home = self.data / user
        maildir = home / "Maildir"
        for name in ("cur", "new", "tmp"):
            (maildir / name).mkdir(parents=True)
        for path in (home, maildir, *maildir.iterdir()):
            shutil.chown(path, 5002, 5002)
        return (f"{user}\tuid=5002|gid=5002|home={home}|shell=/bin/sh|"
                f"imappw={done.stdout.strip()}\n")

    def start(self):
        self.root.start(COURIER_START.format(
            pem=self.pem, port=self.port, tls_port=self.tls_port), self.port)
        return self
