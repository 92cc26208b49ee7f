"""An SMTP server that keeps what it takes and fails on demand."""

import asyncio
import email
import email.policy
import ssl
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from .ports import free_port


class Taken:
    """One mail as it was handed over."""

    def __init__(self, sender, recipients, data):
        self.sender = sender
        self.recipients = recipients
        self.data = data
        self.when = time.monotonic()
        self.mail = email.message_from_bytes(data, policy=email.policy.default)

    @property
    def message_id(self):
        return str(self.mail["Message-ID"])

    @property
    def kind(self):
        return str(self.mail["X-Dossierd"] or "")

    @property
    def text(self):
        body = self.mail.get_body(("plain",))
        return body.get_content() if body else ""


class Sink:
    """`script` is a list of what to do with the next mails, first first:

    "451 text"   answered with this after the final dot
    "drop"       connection cut after the final dot, mail not taken
    "take+drop"  mail taken, then the connection cut without an answer
    "delay:2"    taken after two seconds
    When it is empty every mail is taken. `refuse_recipients` maps an address
    to the answer its RCPT TO gets; `on_taken` is told of each mail before the
    client is.
    """

    def __init__(self, tls=None, user=None, password=None):
        self.port = free_port()
        self.taken = []
        self.script = []
        self.refuse_recipients = {}
        self.on_taken = None
        self.attempts = 0
        self.changed = threading.Condition()
        self.controller = None
        self.tls = tls
        self.login = (user, password) if user else None

    # -- aiosmtpd's handler ------------------------------------------------

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = self.refuse_recipients.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.attempts += 1
        order = self.script.pop(0) if self.script else ""
        if order.startswith("delay:"):
            await asyncio.sleep(float(order.split(":")[1]))
        elif order == "drop":
            server.transport.abort()
            return "250 OK"
        elif order and order != "take+drop":
            return order
        with self.changed:
            self.taken.append(Taken(envelope.mail_from,
                                    list(envelope.rcpt_tos),
                                    envelope.original_content))
            self.changed.notify_all()
        if self.on_taken:
            self.on_taken(self.taken[-1])
        if order == "take+drop":
            server.transport.abort()
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        given = (data.login.decode(), data.password.decode())
        # Not handled: the server itself is to say 235 or 535.
        return AuthResult(success=given == self.login, handled=False)

    # -- life --------------------------------------------------------------

    def start(self):
        context = None
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.tls)
        options = {"enable_SMTPUTF8": True, "data_size_limit": 100 << 20}
        if self.login:
            options |= {"authenticator": self.authenticate,
                        "auth_required": True, "auth_require_tls": False}
        sink = self

        class OnLoopback(Controller):
            def factory(self):
                return SMTP(sink, hostname="sink.example", **options)

        self.controller = OnLoopback(self, hostname="127.0.0.1",
                                     port=self.port, ssl_context=context,
                                     ready_timeout=20)
        self.controller.start()
        return self

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    # -- questions ---------------------------------------------------------

    def wait(self, count, seconds=20, kind=None):
        """The mails (of a kind) once there are `count` of them."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = self.of_kind(kind)
                left = end - time.monotonic()
                if len(found) >= count or left <= 0:
                    return found
                self.changed.wait(left)

    def of_kind(self, kind=None):
        return [taken for taken in self.taken
                if kind is None or taken.kind == kind]

    def to(self, address):
        return [taken for taken in self.taken if address in taken.recipients]
