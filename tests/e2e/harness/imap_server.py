"""What every IMAP server of the tests can do, whoever made it."""

import base64
import imaplib
import re
import time

from .campaign import DOMAIN


class ImapServer:
    """Has `port`, `users` (name → password) and `counter`. Folders have a
    `prefix` and a `separator`."""

    prefix = ""
    separator = "."

    def native(self, folder):
        """A folder, with "/" between levels, as the server writes it."""
        coded = re.sub(r"[^ -~]+", lambda found: "&" + base64.b64encode(
            found[0].encode("utf-16-be")).decode().rstrip("=").replace(
                "/", ",") + "-", folder)
        return self.prefix + coded.replace("/", self.separator)

    def with_trace(self, user, mail, return_path):
        if return_path == "auto":
            field = re.search(rb"^From:(?:[^\n]|\n[ \t])*", mail, re.MULTILINE)
            sender = field and re.search(rb"[\w.+-]+@[\w.-]+", field[0])
            return_path = sender[0].decode() if sender else ""
        self.counter += 1
        now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
        trace = (f"Return-Path: <{return_path}>\n"
                 f"Delivered-To: {self.address(user)}\n"
                 f"Received: from mx.example ([127.0.0.1])\n"
                 f"\tby imap.example with ESMTP id T{self.counter:06d}\n"
                 f"\tfor <{self.address(user)}>; {now}\n")
        return trace.encode() + mail

    @staticmethod
    def address(user):
        return f"{user}@{DOMAIN}"

    # -- what is in it -----------------------------------------------------

    def login(self, user):
        connection = imaplib.IMAP4("127.0.0.1", self.port)
        connection.login(user, self.users[user])
        return connection

    def flags(self, user, folder="INBOX"):
        """UID → set of flags, seen through EXAMINE, which changes none."""
        connection = self.login(user)
        try:
            connection.select(folder, readonly=True)
            _, rows = connection.uid("FETCH", "1:*", "(FLAGS)")
        finally:
            connection.logout()
        found = {}
        for row in rows:
            if not row:
                continue
            uid = int(re.search(rb"UID (\d+)", row).group(1))
            inner = re.search(rb"FLAGS \(([^)]*)\)", row).group(1)
            found[uid] = set(inner.decode().split())
        return found

    def folder_messages(self, user, folder):
        """Raw mails of a folder ([] where there is no such folder)."""
        connection = self.login(user)
        try:
            status, _ = connection.select(f'"{folder}"', readonly=True)
            if status != "OK":
                return []
            _, rows = connection.uid("FETCH", "1:*", "(BODY.PEEK[])")
            return [row[1] for row in rows if isinstance(row, tuple)]
        finally:
            connection.logout()
