"""Mails byte by byte as the programs of candidates, schools and mail
providers write them: their headers, structures and encodings."""

import base64
import itertools
import quopri
import struct
from email.header import Header
from email.utils import parseaddr

from build import TYPES, piece

COUNTER = itertools.count(1)
DATE = "Tue, 12 May 2026 09:41:07 +0200"
ZIMBRA_ID = "1804289383.846930886"

PROGRAMS = {
    "outlook": dict(charset="iso-8859-1", word="iso-8859-1", names="words",
                    headers=("Thread-Topic: candidature",
                             "Thread-Index: AdrC1mE2mC6pBJ0bQnqk0v8c5C1xWQ==",
                             "Accept-Language: fr-FR, en-US",
                             "Content-Language: fr-FR",
                             "X-MS-Has-Attach: yes",
                             "X-MS-TNEF-Correlator:",
                             "x-originating-ip: [192.0.2.55]")),
    "thunderbird": dict(charset="UTF-8", word="utf-8", names="rfc2231",
                        headers=("User-Agent: Mozilla Thunderbird",
                                 "Content-Language: fr")),
    "zimbra": dict(charset="utf-8", word="utf-8", names="words",
                   headers=("X-Originating-IP: [192.0.2.17]",
                            "X-Mailer: Zimbra 8.8.15_GA_4717 (ZimbraWebClient"
                            " - FF126 (Win)/8.8.15_GA_4717)",
                            "Thread-Index: K3bpjG0cG4m5yVZ0dJ1dNQ==")),
    "gmail": dict(charset="UTF-8", word="utf-8", names="words",
                  headers=("X-Google-Smtp-Source: AGHT+IE0",
                           "X-Gm-Message-State: AOJu0YzWq")),
    "orange": dict(charset="UTF-8", word="utf-8", names="words",
                   headers=("X-Wum-Nature: EMAIL-NATURE",
                            "X-WUM-FROM: |~|", "X-WUM-TO: |~|")),
    "sfr": dict(charset="iso-8859-15", word="iso-8859-15", names="raw",
                headers=("X-Mailer: SFR Webmail", "X-Priority: 3")),
    "laposte": dict(charset="UTF-8", word="utf-8", names="rfc2231",
                    headers=("User-Agent: Roundcube Webmail/1.4.13",)),
    "iphone": dict(charset="utf-8", word="utf-8", names="rfc2231",
                   headers=("X-Mailer: iPhone Mail (22F76)",)),
}


def words(text, charset="utf-8"):
    """Encoded words where needed, folded as programs do."""
    if text.isascii():
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "windows-1252" if _fits(text, "cp1252") else "utf-8"
    return Header(text, charset, maxlinelen=72).encode(linesep="\r\n")


def _fits(text, charset):
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def address(text, charset="utf-8"):
    """One mailbox, its display name encoded or quoted."""
    name, where = parseaddr(text)
    if not name:
        return where
    if name.isascii():
        return f'"{name}" <{where}>' if not name.replace(
            " ", "").isalnum() else f"{name} <{where}>"
    return f"{words(name, charset)} <{where}>"


def label(parameter, name, style, charset):
    """A parameter that names a file, in the style of the program."""
    if name.isascii():
        return f'{parameter}="{name}"'.encode()
    if style == "rfc2231":
        quoted = "".join(chr(b) if chr(b).isalnum() and b < 128 or b in b".-_"
                         else f"%{b:02X}" for b in name.encode())
        return f"{parameter}*=UTF-8''{quoted}".encode()
    if style == "raw":
        return parameter.encode() + b'="' + name.encode(
            "iso-8859-15", "replace") + b'"'
    encoded = Header(name, charset if _fits(name, charset) else "utf-8",
                     maxlinelen=900).encode()
    return f'{parameter}="{encoded}"'.encode()


def lines64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def body_part(text, charset, subtype="plain", more=""):
    payload = quopri.encodestring(
        text.encode(charset, "replace")).replace(b"\n", b"\r\n")
    return (f"Content-Type: text/{subtype}; charset={charset}{more}\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            ).encode() + payload + b"\r\n"


def html_of(text):
    lines = "<br>\r\n".join(text.replace("&", "&amp;").replace("<", "&lt;")
                            .split("\n"))
    return ('<html><head><style>p.MsoNormal{margin:0cm}</style></head>'
            f'<body><div class="WordSection1">{lines}</div></body></html>')


def joined(kind, boundary, parts):
    out = (f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
           ).encode()
    for part in parts:
        out += b"--" + boundary.encode() + b"\r\n" + part
        if not part.endswith(b"\r\n"):
            out += b"\r\n"
    return out + b"--" + boundary.encode() + b"--\r\n"


def file_part(item, program, style):
    """An attachment: bytes (a whole mail), or (name, content), or (name,
    content, dict(type=, disposition=, id=))."""
    if isinstance(item, bytes):
        return (b"Content-Type: message/rfc822\r\n"
                b"Content-Disposition: attachment\r\n\r\n" + item)
    name, content, *rest = item
    how = rest[0] if rest else {}
    ending = name.rsplit(".", 1)[-1].lower() if name else ""
    kind = how.get("type") or "/".join(
        TYPES.get(ending, ("application", "octet-stream")))
    data = content if isinstance(content, bytes) else piece(name, content)
    disposition = how.get("disposition") or (
        "inline" if program == "iphone" else "attachment")
    out = b"Content-Type: " + kind.encode()
    if name and style != "rfc2231":
        out += b"; " + label("name", name, style, "utf-8")
    out += b"\r\nContent-Disposition: " + disposition.encode()
    if name:
        out += b"; " + label("filename", name, style, "utf-8")
    if "id" in how:
        out += b"\r\nContent-ID: <" + how["id"].encode() + b">"
    return (out + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + lines64(data))


def content_of(program, text, files, html):
    form = PROGRAMS[program]
    charset, style = form["charset"], form["names"]
    if program == "iphone":
        parts = [body_part(text, charset)]
        parts += [file_part(item, program, style) for item in files]
        parts.append(body_part("\n\nEnvoyé de mon iPhone\n", charset))
        return joined("mixed", "Apple-Mail-6C5E2A11", parts)
    flowed = "; format=flowed" if program == "thunderbird" else ""
    body = body_part(text, charset, more=flowed)
    if html is not False:
        body = joined("alternative", "alt_000_8d41", [
            body, body_part(html or html_of(text), charset, "html")])
    if not files:
        return body
    return joined("mixed", "_004_mixed_0d1f", [body] + [
        file_part(item, program, style) for item in files])


def compose(program, sender, to, subject, text, files=(), cc=None, html=None,
            date=DATE, raw_subject=None, headers=(), delivered=None,
            return_path=None, message_id=None):
    """The bytes of a whole mail. `subject` None: no such field.
    `raw_subject` are bytes for the field as they stand."""
    form = PROGRAMS[program]
    where = parseaddr(sender)[1]
    number = next(COUNTER)
    out = [f"Return-Path: {return_path or f'<{where}>'}"]
    out += [f"Delivered-To: {box}" for box in
            ([delivered] if isinstance(delivered, str) else delivered or ())]
    out += ["Received: from mx.operateur.example (mx.operateur.example"
            f" [192.0.2.9]) by mail.aix.example with ESMTPS; {date}",
            f"From: {address(sender, form['word'])}",
            "To: " + ",\r\n ".join(address(box, form["word"]) for box in
                                   ([to] if isinstance(to, str) else to))]
    if cc:
        out.append("Cc: " + ", ".join([cc] if isinstance(cc, str) else cc))
    head = "\r\n".join(out).encode()
    if raw_subject is not None:
        head += b"\r\nSubject: " + raw_subject
    elif subject is not None:
        head += b"\r\nSubject: " + words(subject, form["word"]).encode()
    rest = [f"Date: {date}", "Message-ID: " + (
        message_id or f"<b{number:05d}.{program}@operateur.example>")]
    rest += list(form["headers"]) + list(headers) + ["MIME-Version: 1.0"]
    return (head + b"\r\n" + "\r\n".join(rest).encode() + b"\r\n"
            + content_of(program, text, files, html))


def plain(sender, to, subject, text, headers=(), date=DATE, **more):
    """A mail of one plain text part, as programs and servers write them."""
    return compose("laposte", sender, to, subject, text, html=False,
                   headers=headers, date=date, **more)


def report(sender, to, subject, kind, parts, headers=(), date=DATE,
           return_path="<>"):
    """A multipart/report of `kind`; `parts` are (type, text)."""
    head = [f"Return-Path: {return_path}",
            "Received: from mx.operateur.example (mx.operateur.example"
            f" [192.0.2.9]) by mail.aix.example with ESMTPS; {date}",
            f"From: {sender}", f"To: {to}", f"Subject: {words(subject)}",
            f"Date: {date}", f"Message-ID: <r{next(COUNTER)}@mx.example>",
            *headers, "MIME-Version: 1.0",
            f"Content-Type: multipart/report; report-type={kind};"
            ' boundary="=_rpt_77"', "", ""]
    body = b""
    for part, text in parts:
        body += (b"--=_rpt_77\r\nContent-Type: " + part.encode() + b"\r\n\r\n"
                 + text.replace("\n", "\r\n").encode() + b"\r\n")
    return "\r\n".join(head).encode() + body + b"--=_rpt_77--\r\n"


def tnef(*files):
    """A winmail.dat that holds `files`, (name, bytes)."""
    def attribute(level, kind, number, data):
        return struct.pack("<BHHI", level, number, kind, len(data)) + data + \
            struct.pack("<H", sum(data) & 0xffff)
    out = struct.pack("<IH", 0x223e9f78, 1)
    out += attribute(1, 8, 0x9006, struct.pack("<I", 0x00010000))
    out += attribute(1, 6, 0x9007, struct.pack("<II", 1252, 0))
    for name, data in files:
        out += attribute(2, 6, 0x9002, struct.pack("<HIHHI", 1, 0xffffffff,
                                                   0, 0, 0))
        out += attribute(2, 1, 0x8010, name.encode("cp1252") + b"\0")
        out += attribute(2, 6, 0x800f, data)
    return out
