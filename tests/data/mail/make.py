#!/usr/bin/python3
"""Writes the mails of this folder anew. They are committed, so that the tests
need neither this script nor qpdf; run it after a change here."""

import io
import pathlib
import struct
import subprocess
import tempfile
import zipfile
from email import policy
from email.message import EmailMessage

from reportlab.pdfgen import canvas

HERE = pathlib.Path(__file__).parent
WORD = ("application/vnd.openxmlformats-officedocument."
        "wordprocessingml.document")
ODT = "application/vnd.oasis.opendocument.text"
OCTETS = "application/octet-stream"


def pdf(*pages):
    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=1)
    for page in pages:
        for i, line in enumerate(page.split("\n")):
            sheet.drawString(60, 800 - 16 * i, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def encrypted(data, user, owner):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "a.pdf")
        target = pathlib.Path(folder, "b.pdf")
        source.write_bytes(data)
        subprocess.run(["qpdf", "--static-id", "--allow-weak-crypto",
                        "--encrypt", user, owner, "128", "--use-aes=n", "--",
                        source, target], check=False)
        return target.read_bytes()


def packed(entries, stored=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, (2026, 5, 6, 10, 0, 0))
            info.compress_type = (zipfile.ZIP_STORED if name in stored
                                  else zipfile.ZIP_DEFLATED)
            archive.writestr(info, data)
    return out.getvalue()


def docx(*paragraphs, extra=None):
    runs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
                   '</w:p>' for text in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed({
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://'
        'schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?>'
        f'<w:document xmlns:w="{space}"><w:body>{runs}</w:body></w:document>',
        **(extra or {})})


def odt(*paragraphs):
    space = "urn:oasis:names:tc:opendocument:xmlns"
    text = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    return packed({
        "mimetype": ODT,
        "content.xml": '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:text>{text}'
        '</office:text></office:body></office:document-content>'},
        stored=("mimetype",))


def cp850_zip(entries):
    """Names without the UTF-8 flag, as the Windows explorer writes them."""
    data = packed({name.replace("é", "@"): body
                   for name, body in entries.items()})
    return data.replace(b"lettre @", "lettre é".encode("cp850"))


def winmail(attachments):
    def attribute(level, kind, number, data):
        return (struct.pack("<BII", level, kind << 16 | number, len(data))
                + data + struct.pack("<H", sum(data) & 0xFFFF))

    out = struct.pack("<IH", 0x223E9F78, 1)
    out += attribute(1, 8, 0x9006, struct.pack("<I", 0x00010000))
    for name, data in attachments.items():
        out += attribute(2, 6, 0x9002, b"\1\0" + b"\xff" * 4 + b"\0" * 8)
        out += attribute(2, 1, 0x8010, name.encode("cp1252") + b"\0")
        out += attribute(2, 6, 0x800F, data)
    return out


def mail(subject, body, *pieces, sender="Élodie Martin <elodie@ac.example>"):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "referent13@example.org"
    message["Subject"] = subject
    message["Date"] = "Wed, 06 May 2026 10:12:00 +0200"
    message["Message-ID"] = "<%s@ac.example>" % subject.split()[0].lower()
    message.set_content(body)
    for name, kind, data in pieces:
        maintype, subtype = kind.split("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype,
                               filename=name)
    return message


def save(name, message):
    data = (message if isinstance(message, bytes)
            else message.as_bytes(policy=policy.SMTP))
    # A fixed boundary, so that a second run changes nothing.
    for i in range(9):
        mark = data.find(b"===============")
        if mark < 0:
            break
        end = data.index(b'"', mark)
        data = data.replace(data[mark:end], b"boundary-%d" % i)
    (HERE / name).write_bytes(data)


CV = pdf("Curriculum vitae\nÉlodie Martin", "Expériences")
LETTER = docx("Lettre de motivation", "Madame, Monsieur, l’été")


def application():
    message = mail("application", "Madame,\n\nVoici ma candidature :\n"
                   "https://cloud.example/partage?x=1.\n")
    message.replace_header(
        "Subject", "Candidature micro-structure RS2026 – MARTIN Élodie")
    message.add_alternative(
        "<p>Madame,</p><p>Voici ma candidature : <a href='https://cloud"
        ".example/partage?x=1'>lien</a></p><img src='cid:logo@ac.example'>",
        subtype="html")
    message.add_attachment(b"\x89PNG\r\n\x1a\nlogo", maintype="image",
                           subtype="png", cid="<logo@ac.example>")
    for name, kind, data in (("CV é.pdf", OCTETS, CV),
                             ("lettre.docx", WORD, LETTER),
                             ("avis.odt", ODT, odt("Avis très favorable"))):
        maintype, subtype = kind.split("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype,
                               filename=name)
    trace = (b"Return-Path: <elodie@ac.example>\r\n"
             b"Delivered-To: ce.0132733a@example.org\r\n"
             b"X-Original-To: alias@example.org\r\n"
             b"Received: from a (a [127.0.0.1]) by b; "
             b"Wed, 6 May 2026 08:13:00 +0000\r\n"
             b"Authentication-Results: b; spf=pass\r\n")
    save("application.eml", trace + message.as_bytes(policy=policy.SMTP))


def pieces():
    ole = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
           + "WordDocument".encode("utf-16-le") + bytes(100))
    macro = ole + "_VBA_PROJECT".encode("utf-16-le") + bytes(100)
    save("pieces.eml", mail(
        "pieces", "Ci-joint.\n",
        ("secret.pdf", "application/pdf", encrypted(CV, "secret", "secret")),
        ("owner.pdf", "application/pdf", encrypted(CV, "", "secret")),
        ("cut.pdf", "application/pdf", CV[:len(CV) // 2]),
        ("fake.pdf", "application/pdf", b"not a PDF at all"),
        ("empty.pdf", "application/pdf", b""),
        ("run.exe", OCTETS, b"MZ\x90\0" + bytes(60)),
        ("hidden.pdf", "application/pdf", b"MZ\x90\0" + bytes(60)),
        ("CV.pdf.js", OCTETS, b"var a = 1;"),
        ("page.html", "text/html", b"<html><script>a()</script></html>"),
        ("macro.docx", WORD, docx("x", extra={"word/vbaProject.bin": "x"})),
        ("macro.doc", "application/msword", macro),
        ("old.doc", "application/msword", ole),
        ("broken.docx", WORD, b"PK\3\4" + bytes(60)),
        ("rar.rar", OCTETS, b"Rar!\x1a\x07\0" + bytes(60)),
        ("avis.txt", "text/plain", "Avis défavorable".encode("cp1252")),
        ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a scan"),
        ("../../etc/\u202epasswd.pdf", "application/pdf", CV)))


def archives():
    save("zip.eml", mail(
        "zip", "Mon dossier.\n",
        ("dossier.zip", "application/zip", cp850_zip({
            "dossier/CV.pdf": CV, "dossier/lettre é.docx": LETTER,
            "run.exe": b"MZ\x90\0" + bytes(60),
            "deeper.zip": packed({"CV.pdf": CV}),
            "../../evil.txt": b"Texte", "__MACOSX/._CV.pdf": b"x"})),
        ("cut.zip", "application/zip", packed({"CV.pdf": CV * 9})[:500])))
    save("winmail.eml", mail(
        "winmail", "Voir la pièce.\n",
        ("winmail.dat", "application/ms-tnef",
         winmail({"CV é.pdf": CV, "run.exe": b"MZ\x90\0" + bytes(60)}))))
    save("bomb.eml", mail(
        "bomb", "Boum.\n", ("bomb.zip", "application/zip", packed(
            {"big.pdf": b"%PDF-1.4\n" + bytes(20_000_000)})),
        ("CV.pdf", "application/pdf", CV)))
    save("many.eml", mail(
        "many", "Beaucoup.\n", ("many.zip", "application/zip", packed(
            {f"{i}": "" for i in range(202)}))))


def attached():
    inner = mail("inner", "Corps du candidat.\n",
                 ("CV.pdf", "application/pdf", CV))
    middle = mail("middle", "Je transmets.\n", sender="adjoint@ac.example")
    middle.add_attachment(inner)
    outer = mail("outer", "Avis favorable.\n", sender="chef@ac.example")
    outer.add_attachment(middle)
    save("forwarded.eml", outer)
    save("forwarded-encoded.eml", mail(
        "outer", "Voir.\n", ("message.eml", OCTETS, inner.as_bytes()),
        ("fake.eml", OCTETS, b"no mail in here"), sender="chef@ac.example"))


def main():
    application()
    pieces()
    archives()
    attached()


if __name__ == "__main__":
    main()
