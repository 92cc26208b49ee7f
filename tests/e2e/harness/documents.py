"""Small real documents: PDF with text, ODT and DOCX."""

import io
import random
import textwrap
import zipfile


def pdf(*pages, padding=0, seed=0):
    """A PDF 1.4 with one page for each text. `padding` bytes of noise lie in
    it as an unused stream, as a photograph would."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
               b" /Encoding /WinAnsiEncoding >>"]
    kids = []
    for text in pages:
        content = page_content(text)
        objects.append(stream(content))
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
                       b" /Contents %d 0 R /Resources << /Font << /F1 3 0 R >>"
                       b" >> >>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = (b"<< /Type /Pages /Kids [" + b" ".join(kids)
                  + b"] /Count %d >>" % len(kids))
    if padding:
        objects.append(stream(random.Random(seed).randbytes(padding)))
    return assemble(objects)


def page_content(text):
    lines = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(paragraph, 80) or [""]
    shown = []
    for line in lines[:55]:
        escaped = line.encode("cp1252", "replace")
        for character in (b"\\", b"(", b")"):
            escaped = escaped.replace(character, b"\\" + character)
        shown.append(b"(" + escaped + b") Tj T*")
    return (b"BT /F1 11 Tf 14 TL 60 780 Td\n" + b"\n".join(shown) + b"\nET")


def stream(data):
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def assemble(objects):
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
              % (len(objects) + 1, start))
    return out.getvalue()


def odt(text):
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>"
                         for line in text.split("\n"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text",
                         zipfile.ZIP_STORED)
        archive.writestr("content.xml", (
            '<?xml version="1.0" encoding="UTF-8"?>'
            "<office:document-content"
            ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            f"<office:body><office:text>{paragraphs}</office:text>"
            "</office:body></office:document-content>"))
        archive.writestr("META-INF/manifest.xml", (
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
            ' xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'))
    return out.getvalue()


def docx(text):
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>"
                         for line in text.split("\n"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", (
            '<?xml version="1.0" encoding="UTF-8"?><Types xmlns='
            '"http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>'))
        archive.writestr("word/document.xml", (
            '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
            '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{paragraphs}</w:body></w:document>"))
    return out.getvalue()


def escape(text):
    return (text.replace("&", "&amp;").replace("<", "&lt;")
            .replace(">", "&gt;"))


def letter(name, school="votre établissement"):
    return (f"{name}\n\nObjet : candidature au poste de coordonnateur\n\n"
            "Madame, Monsieur,\n\n"
            "Enseignant depuis dix ans auprès d'élèves en rupture scolaire, "
            "j'ai l'honneur de présenter ma candidature au poste de "
            f"coordonnateur de micro-structure ({school}).\n\n"
            "Ma motivation tient à l'accompagnement individuel des jeunes et "
            "au travail en équipe.\n\nJe vous prie d'agréer, Madame, Monsieur,"
            f" l'expression de mes salutations distinguées.\n\n{name}")


def cv(name):
    return (f"CURRICULUM VITAE\n\n{name}\n\nExpérience professionnelle\n"
            "2016-2026  Professeur certifié, lycée, Marseille\n"
            "2012-2016  Formateur MLDS\n\nFormation\n2015  CAPPEI\n"
            "2011  Master MEEF\n\nLangues : anglais, italien\n"
            "Centres d'intérêt : randonnée, théâtre")


def opinion(name):
    return ("AVIS DU SUPÉRIEUR HIÉRARCHIQUE\n\n"
            f"Candidature de {name}\n\nAvis très favorable. Personnel sérieux, "
            "investi auprès des élèves les plus fragiles.\n\n"
            "Le chef d'établissement\n(signature et cachet)")


def inspection(name):
    return (f"RAPPORT D'INSPECTION\n\nProfesseur : {name}\n\nDate de "
            "l'inspection : 12 mars 2023\n\nSéance observée : classe de "
            "seconde. L'inspecteur note la qualité de la relation avec les "
            "élèves.")
