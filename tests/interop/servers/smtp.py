"""Postfix, Exim and OpenSMTPD, each handing on all that it takes to the sink.

`port` is for loopback without login, `submission` wants STARTTLS and a login,
`smtps` TLS from the start and a login. Mail to REFUSED is refused for good, to
LATER for now; mail above MAX_BYTES is too big.
"""

import pathlib

from harness.ports import free_port, wait_for_port

from .private_root import PrivateRoot

REFUSED = "refused@courriel.example"
LATER = "later@courriel.example"
USER, PASSWORD = "dossierd", "a-secret-of-the-sender"
MAX_BYTES = 40_000


class Relay:
    has_tls = True

    def __init__(self, folder, authority, sink, packages):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.sink = sink
        self.port, self.submission, self.smtps = (free_port()
                                                  for _ in range(3))
        self.root = PrivateRoot(self.folder, packages)
        self.data = self.folder / "data"
        self.data.mkdir()
        self.certificate, self.key = (pathlib.Path(path).read_text()
                                      for path in authority.issue(packages))
        self.root.write("/etc/relay/cert.pem", self.certificate)
        self.root.write("/etc/relay/key.pem", self.key, 0o600)

    def values(self):
        return {"port": self.port, "submission": self.submission,
                "smtps": self.smtps, "sink": self.sink.port,
                "data": self.data, "user": USER, "password": PASSWORD,
                "refused": REFUSED, "later": LATER, "max": MAX_BYTES}

    def start_script(self, script):
        self.root.start(script.format(**self.values()), self.port)
        if self.has_tls:
            wait_for_port(self.submission)
            wait_for_port(self.smtps)
        return self

    def stop(self):
        self.root.stop()


POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = {data}/spool
data_directory = {data}/lib
mail_owner = postfix
setgid_group = postdrop
maillog_file = {data}/log
maillog_file_prefixes = /tmp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
smtp_tls_security_level = none
message_size_limit = {max}
smtpd_tls_cert_file = /etc/relay/cert.pem
smtpd_tls_key_file = /etc/relay/key.pem
smtpd_sasl_path = smtpd
smtpd_sasl_security_options = noanonymous
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{ {refused} = 550 5.1.1 no such user }},
        {{ {later} = 451 4.7.1 greylisted }} }}
    permit_sasl_authenticated permit_mynetworks reject
"""

POSTFIX_LOGIN = ("  -o smtpd_sasl_auth_enable=yes -o mynetworks=\n"
                 "  -o smtpd_tls_auth_only=yes\n")
POSTFIX_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
{login}127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
{login}cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""

POSTFIX_START = """\
printf %s {password} |
    saslpasswd2 -p -c -f {data}/sasldb2 -u postfix.example {user}
mkdir -p {data}/lib {data}/spool
chown postfix {data}/lib {data}/sasldb2
postfix set-permissions || true
exec postfix start-fg
"""

POSTFIX_SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {data}/sasldb2
mech_list: PLAIN LOGIN
"""


class Postfix(Relay):
    def __init__(self, folder, authority, sink):
        super().__init__(folder, authority, sink, "postfix")
        values = self.values() | {"login": POSTFIX_LOGIN}
        self.root.accounts(["postfix", "postdrop"])
        self.root.write("/etc/postfix/main.cf", POSTFIX_MAIN.format(**values))
        self.root.write("/etc/postfix/master.cf",
                        POSTFIX_MASTER.format(**values))
        self.root.write("/etc/postfix/sasl/smtpd.conf",
                        POSTFIX_SASL.format(**values))

    def start(self):
        return self.start_script(POSTFIX_START)


EXIM = """\
primary_hostname = exim.example
spool_directory = {data}/spool
log_file_path = {data}/%slog
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
daemon_smtp_ports = {port} : {submission} : {smtps}
local_interfaces = 127.0.0.1
tls_on_connect_ports = {smtps}
tls_advertise_hosts = *
tls_certificate = /etc/relay/cert.pem
tls_privatekey = /etc/relay/key.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
message_size_limit = {max}
acl_smtp_rcpt = rcpt
acl_smtp_data = data
keep_environment =
begin acl
rcpt:
  deny recipients = {refused}
  defer recipients = {later}
       message = greylisted
  accept condition = ${{if eq{{$received_port}}{{{port}}}}}
  accept authenticated = *
  deny
data:
  accept
begin routers
all:
  driver = manualroute
  transport = sink
  route_list = * 127.0.0.1
  self = send
begin transports
sink:
  driver = smtp
  port = {sink}
  hosts_avoid_tls = *
  hosts_try_prdr =
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}\\
    {{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


class Exim(Relay):
    def __init__(self, folder, authority, sink):
        super().__init__(folder, authority, sink, "exim")
        self.root.accounts(["Debian-exim"])
        self.root.write("/etc/exim4/exim4.conf",
                        EXIM.format(**self.values()), 0o640)

    def start(self):
        return self.start_script(
            "mkdir -p {data}/spool\n"
            "chown Debian-exim:Debian-exim {data} {data}/spool"
            " /etc/relay/key.pem\n"
            "chgrp Debian-exim /etc/exim4/exim4.conf\n"
            "exec exim4 -bdf -q1m\n")


# 6.8.0p2 as Debian 12 builds it with OpenSSL 3 ends every TLS handshake that it
# is to serve with an internal error, whatever the key; and it takes logins over
# TLS only. So there is the plain port alone.
OPENSMTPD = """\
smtp max-message-size "{max}"
filter later phase rcpt-to match rcpt-to {{ "{later}" }} \\
    reject "451 greylisted"
filter refused phase rcpt-to match rcpt-to {{ "{refused}" }} \\
    reject "550 no such user"
filter both chain {{ later, refused }}
listen on 127.0.0.1 port {port} hostname opensmtpd.example filter both
action "sink" relay host smtp://127.0.0.1:{sink}
match from local for any action "sink"
"""


class OpenSmtpd(Relay):
    has_tls = False

    def __init__(self, folder, authority, sink):
        super().__init__(folder, authority, sink, "opensmtpd")
        self.root.accounts(["opensmtpd", "opensmtpq"])
        self.root.write("/etc/smtpd.conf", OPENSMTPD.format(
            **self.values()), 0o600)

    def start(self):
        return self.start_script(
            "mkdir -p /var/spool/smtpd /var/lib/opensmtpd/empty\n"
            "chmod 711 /var/spool/smtpd\n"
            "exec smtpd -d\n")
