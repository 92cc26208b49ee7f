"""Mails in the forms that people's programs make, from short descriptions."""

import email.policy
import io
import itertools
import os
import sys
import zipfile
from email.header import Header
from email.message import EmailMessage
from email.utils import formataddr

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "e2e"))
from harness import documents  # noqa: E402

REFERENT = "sylvie.laurent1@aix.example"
ARTAUD = "ce.0132733a@aix.example"
DAUMIER = "christophe.santini@aix.example"
DUBY = "claire.moriconi@aix.example"
PUGET = "pr.clg.puget@aix.example"
MOUVEMENT = "ce.mouvement-84@aix.example"
MLDS = "mlds.draioaix@paca.example"
PERSEVERANCE = "perseverance.draioaix@paca.example"
SAIO = "ce.saio@nancy.example"
ANCLIN = "valerie.anclin@nancy.example"

COUNTER = itertools.count(1)
SMTP = email.policy.SMTP.clone(max_line_length=76)
TYPES = {
    "pdf": ("application", "pdf"),
    "odt": ("application", "vnd.oasis.opendocument.text"),
    "docx": ("application", "vnd.openxmlformats-officedocument"
             ".wordprocessingml.document"),
    "doc": ("application", "msword"),
    "jpg": ("image", "jpeg"),
    "png": ("image", "png"),
    "zip": ("application", "zip"),
    "exe": ("application", "x-msdownload"),
    "vcf": ("text", "vcard"),
    "ics": ("text", "calendar"),
}
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300"
                     ) + bytes(4000) + b"\xff\xd9"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001080600"
                    "00001f15c4890000000d49444154789c6360606060000000050001"
                    "a5f645400000000049454e44ae426082")

RECEIVED = ("from mx.courriel.example (mx.courriel.example [192.0.2.7]) "
            "by mail.aix.example with ESMTPS id 4Kx; {date}")


def piece(name, text):
    """The bytes of an attachment by the ending of its name."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending == "pdf":
        pages = text if isinstance(text, (list, tuple)) else [text]
        return documents.pdf(*pages)
    if ending == "odt":
        return documents.odt(text)
    if ending == "docx":
        return documents.docx(text)
    if ending == "doc":
        return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    if ending in ("jpg", "jpeg"):
        return JPEG
    if ending == "png":
        return PNG
    if ending == "exe":
        return b"MZ" + bytes(500)
    return text.encode() if isinstance(text, str) else text


def archive(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, text in files:
            target.writestr(name, text if isinstance(text, bytes)
                            else piece(name, text))
    return out.getvalue()


def mail(sender, to, subject, text, files=(), cc=None, html=None,
         date="Wed, 06 May 2026 10:12:00 +0200", delivered=None, **fields):
    """An EmailMessage. `files` are (name, content) or (name, content,
    disposition); `sender` is "Name <address>" or an address."""
    out = EmailMessage(policy=SMTP)
    out["Return-Path"] = fields.pop("return_path", None) or \
        f"<{sender.split('<')[-1].strip('>')}>"
    if delivered:
        out["Delivered-To"] = delivered
    out["Received"] = RECEIVED.format(date=date)
    out["From"] = sender
    out["To"] = ", ".join(to) if isinstance(to, (list, tuple)) else to
    if cc:
        out["Cc"] = cc
    if subject is not None:
        out["Subject"] = subject
    out["Date"] = date
    out["Message-ID"] = fields.pop("message_id", None) or \
        f"<a{next(COUNTER):05d}@courriel.example>"
    for name, value in fields.items():
        out[name.replace("_", "-")] = value
    out.set_content(text)
    if html:
        out.add_alternative(html, subtype="html")
    for item in files:
        add_file(out, *item)
    return out


def add_file(out, name, content, disposition="attachment", kind=None):
    if isinstance(content, EmailMessage):
        out.add_attachment(content)
        return
    ending = name.rsplit(".", 1)[-1].lower()
    main, sub = kind or TYPES.get(ending, ("application", "octet-stream"))
    data = content if isinstance(content, bytes) else piece(name, content)
    out.add_attachment(data, maintype=main, subtype=sub, filename=name,
                       disposition=disposition)


def raw_subject(message, encoded):
    """The bytes of `message` with its Subject field replaced by the bytes
    `encoded`, as broken programs write them."""
    data = message.as_bytes()
    head, _, body = data.partition(b"\r\n\r\n")
    lines, skipping = [], False
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"subject:"):
            lines.append(b"Subject: " + encoded)
            skipping = True
        elif skipping and line[:1] in (b" ", b"\t"):
            continue
        else:
            skipping = False
            lines.append(line)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def person(name, address):
    return formataddr((name, address))


def encoded(text, charset="utf-8"):
    """The library's policies lose a blank between two words that are encoded
    one after the other; this does not."""
    return Header(text, charset).encode().encode()
