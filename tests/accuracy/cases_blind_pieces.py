"""Written blind: pieces of all kinds, and letters in the body."""

import io

from build import ARTAUD, JPEG, PNG, REFERENT, archive, piece
from cases_blind_candidates import BODY, SUBJECT, pieces, want
from clients import compose, tnef
from papers import avis, lettre, parcours, rendez_vous
from reportlab.pdfgen import canvas

WHO, WHERE = "Fanny ROSSI", "fanny.rossi@operateur.example"
SENDER = f"{WHO} <{WHERE}>"
TO = (ARTAUD, REFERENT)
LM, CV, AVIS = lettre(WHO), parcours(WHO), avis(WHO)
SCAN = piece("scan.pdf", "")


def locked(text):
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt="secret2026")
    sheet.drawString(60, 780, text[:80])
    sheet.save()
    return out.getvalue()


def one(name, program, files, kinds, missing=(), named=None, refused=None,
        body=BODY + WHO + "\n", says=None, **more):
    expected = want("ROSSI", "Fanny", WHERE, "exact", kinds=kinds,
                    missing=missing)
    if named is not None:
        expected["named"] = named
    if refused is not None:
        expected["refused"] = refused
    if says:
        expected["says"] = says
    return (name, compose(program, SENDER, TO, SUBJECT + "ROSSI Fanny", body,
                          files, **more), expected)


def by_content():
    yield one("names-say-nothing", "outlook", [
        ("document1.pdf", LM), ("document2.pdf", CV), ("doc3.pdf", AVIS)],
        ("cv", "letter", "opinion"), named={
            "document1.pdf": ["letter"], "document2.pdf": ["cv"],
            "doc3.pdf": ["opinion"]})
    yield one("word-and-writer", "gmail", [
        ("Rossi 1.docx", LM), ("Rossi 2.odt", CV)], ("cv", "letter"),
        ("opinion",), named={"Rossi 1.docx": ["letter"],
                             "Rossi 2.odt": ["cv"]})
    yield one("all-in-one", "zimbra", [
        ("Dossier ROSSI Fanny.pdf", [LM, CV, AVIS, rendez_vous(WHO)])],
        ("cv", "inspection", "letter", "opinion"), named={
            "Dossier ROSSI Fanny.pdf": ["cv", "inspection", "letter",
                                        "opinion"]})
    yield one("letter-and-cv-in-one", "laposte", [
        ("candidature_rossi.pdf", [LM, CV]), ("avis.pdf", AVIS)],
        ("cv", "letter", "opinion"), named={
            "candidature_rossi.pdf": ["cv", "letter"]})
    yield one("both-in-the-name", "outlook", [
        ("CV et lettre de motivation.pdf", [CV, LM])], ("cv", "letter"),
        ("opinion",))
    yield one("two-page-cv", "iphone", [
        ("CV Fanny Rossi.pdf", [CV, "Suite\n\nFORMATIONS SUIVIES\n2022 : "
                                "gestion de classe\n2021 : école inclusive"]),
        ("LM Fanny Rossi.pdf", LM)], ("cv", "letter"), ("opinion",),
        named={"CV Fanny Rossi.pdf": ["cv"], "LM Fanny Rossi.pdf":
               ["letter"]})
    yield one("career-report", "thunderbird", pieces(WHO) + [
        ("CR_RDVC_2024.pdf", rendez_vous(WHO))],
        ("cv", "inspection", "letter", "opinion"))
    yield one("letter-quotes-cv", "gmail", [
        ("rossi_a.pdf", LM.replace("Rigoureux", "Comme le montre mon "
                                   "curriculum vitae, et avec l'avis de mon "
                                   "chef d'établissement, rigoureux")),
        ("rossi_b.pdf", CV)], ("cv", "letter"), ("opinion",), named={
            "rossi_a.pdf": ["letter"], "rossi_b.pdf": ["cv"]})


def scans():
    yield one("scans-named", "iphone", [
        ("Lettre de motivation.pdf", SCAN), ("CV.pdf", SCAN),
        ("Avis du proviseur.pdf", SCAN)], ("cv", "letter", "opinion"))
    yield one("scans-unnamed", "orange", [("20260506_101244.pdf", SCAN),
                                          ("20260506_101301.pdf", SCAN)], (),
              ("cv", "letter", "opinion"), named={
                  "20260506_101244.pdf": [], "20260506_101301.pdf": []},
              refused=[])
    yield one("photos", "iphone", [
        ("IMG_4410.jpg", JPEG), ("CV.jpg", JPEG)], ("cv",),
        ("letter", "opinion"), refused=[])
    yield one("old-word", "sfr", [("lettre motivation.doc", ""),
                                  ("CV Rossi.doc", ""),
                                  ("avis.pdf", AVIS)],
              ("cv", "letter", "opinion"), refused=[])


def packed():
    yield one("zip", "gmail", [("Dossier Rossi.zip", archive(
        ("Lettre.pdf", LM), ("CV.docx", CV), ("Avis.pdf", AVIS)))],
        ("cv", "letter", "opinion"), named={
            "Lettre.pdf": ["letter"], "CV.docx": ["cv"],
            "Avis.pdf": ["opinion"]})
    yield one("octet-stream", "orange", [
        (name, piece(name, text), {"type": "application/octet-stream"})
        for name, text in (("LM.pdf", LM), ("CV.odt", CV),
                           ("AVIS.PDF", AVIS))],
        ("cv", "letter", "opinion"))
    yield one("octet-stream-bare", "zimbra", [
        ("ATT00001", piece("a.pdf", LM),
         {"type": "application/octet-stream"}),
        ("ATT00002", piece("a.pdf", CV),
         {"type": "application/octet-stream"})],
        ("cv", "letter"), ("opinion",))
    yield one("inline", "iphone", [
        (name, text, {"disposition": "inline"})
        for name, text in pieces(WHO)], ("cv", "letter", "opinion"))
    yield one("no-name", "outlook", [
        (None, piece("a.pdf", LM), {"type": "application/pdf"}),
        ("CV.pdf", CV)], ("cv", "letter"), ("opinion",))
    yield one("winmail", "outlook", [
        ("winmail.dat", tnef(("Lettre de motivation.pdf",
                              piece("a.pdf", LM)),
                             ("CV.pdf", piece("a.pdf", CV)),
                             ("Avis.pdf", piece("a.pdf", AVIS))),
         {"type": "application/ms-tnef"})], ("cv", "letter", "opinion"),
        html=False)
    yield one("zip-in-zip", "gmail", [("tout.zip", archive(
        ("Lettre.pdf", LM), ("reste.zip", archive(("CV.pdf", CV)))))],
        ("letter",), ("cv", "opinion"))


def unreadable():
    yield one("locked", "outlook", [
        ("LM.pdf", LM), ("CV.pdf", CV), ("Avis.pdf", locked(AVIS))],
        ("cv", "letter"), ("opinion",), refused=["Avis.pdf"],
              says="« Avis.pdf » : protégé par un mot de passe")
    yield one("damaged", "gmail", [
        ("LM.pdf", LM), ("CV.pdf", piece("a.pdf", CV)[:150])], ("letter",),
        ("cv", "opinion"), refused=["CV.pdf"])
    yield one("program", "sfr", pieces(WHO) + [("CV.pdf.exe", "")],
              ("cv", "letter", "opinion"), refused=["CV.pdf.exe"])
    yield one("cloud", "gmail", [], (), ("cv", "letter", "opinion"),
              body="Bonjour,\n\nmon dossier est trop lourd, vous le "
              "trouverez ici :\nhttps://drive.google.com/file/d/1AbC/view\n"
              "\nFanny Rossi\n", says="fichiers en ligne "
              "(drive.google.com)")
    yield one("forgotten", "iphone", [], (), ("cv", "letter", "opinion"),
              body="Bonjour, veuillez trouver ma candidature ci-jointe.\n"
              "Fanny Rossi\n")
    yield one("empty-file", "orange", [
        ("CV.pdf", b""), ("LM.pdf", LM), ("Avis.pdf", AVIS)],
        ("letter", "opinion"), ("cv",), refused=["CV.pdf"])


def beside():
    yield one("logo", "outlook", pieces(WHO) + [
        ("image001.png", PNG, {"disposition": "inline",
                               "id": "image001.png@01DB"})],
        ("cv", "letter", "opinion"))
    yield one("vcard-and-calendar", "thunderbird", pieces(WHO) + [
        ("fanny_rossi.vcf", "BEGIN:VCARD\nFN:Fanny Rossi\nEND:VCARD\n"),
        ("invite.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")],
        ("cv", "letter", "opinion"))
    yield one("signature-key", "thunderbird", pieces(WHO) + [
        ("OpenPGP_signature.asc", "-----BEGIN PGP SIGNATURE-----\nabc\n")],
        ("cv", "letter", "opinion"))
    yield one("job-sheet", "gmail", pieces(WHO) + [
        ("Fiche de poste micro-lycée Artaud.pdf", "Poste spécifique\n"
         "Coordonnateur du Micro-lycée Antonin Artaud\nLieu d'exercice\n"
         "Description des missions\nModalités de candidature : lettre de "
         "motivation, curriculum vitae, avis circonstancié de leur supérieur "
         "hiérarchique, dernier rapport d'inspection")],
        ("cv", "letter", "opinion"),
        named={"Fiche de poste micro-lycée Artaud.pdf": []})
    yield one("diploma", "laposte", pieces(WHO) + [
        ("Attestation CAPPEI.pdf", "ATTESTATION\nLe recteur atteste que Mme "
         "Fanny ROSSI est titulaire du CAPPEI.")],
        ("cv", "letter", "opinion"), named={"Attestation CAPPEI.pdf": []})


def labels():
    yield one("accents", "thunderbird", [
        ("Lettre de motivation – Fanny.pdf", LM), ("C.V. détaillé.pdf", CV),
        ("Avis de la cheffe d’établissement.pdf", AVIS)],
        ("cv", "letter", "opinion"), named={
            "Lettre de motivation – Fanny.pdf": ["letter"],
            "C.V. détaillé.pdf": ["cv"]})
    yield one("accents-words", "outlook", [
        ("Lettre à l'établissement.pdf", LM), ("CV développé.pdf", CV),
        ("Avis hiérarchique.pdf", AVIS)], ("cv", "letter", "opinion"),
        named={"Lettre à l'établissement.pdf": ["letter"]})
    yield one("accents-raw", "sfr", [
        ("Lettre à l'établissement.pdf", LM), ("CV développé.pdf", CV),
        ("Avis hiérarchique.pdf", AVIS)], ("cv", "letter", "opinion"),
        named={"Avis hiérarchique.pdf": ["opinion"]})
    yield one("decomposed", "iphone", [
        ("Avis hie\u0301rarchique.pdf", AVIS), ("CV.pdf", CV),
        ("lettre.pdf", LM)], ("cv", "letter", "opinion"),
        named={"Avis hiérarchique.pdf": ["opinion"]})


def in_the_body():
    yield one("letter", "orange", [("CV.pdf", CV), ("avis.pdf", AVIS)],
              ("cv", "letter", "opinion"), body=LM, named={None: ["letter"]})
    yield one("letter-html-only", "gmail", [("CV.pdf", CV)],
              ("cv", "letter"), ("opinion",), body=LM)
    yield one("polite-is-no-letter", "outlook", [("CV.pdf", CV)], ("cv",),
              ("letter", "opinion"), body="Madame,\n\nSuite à votre appel à "
              "candidatures, je vous adresse mon dossier. Je vous souhaite "
              "bonne réception et vous prie d'agréer, Madame, mes "
              "salutations distinguées.\n\nFanny Rossi\n")
    yield one("letter-attached-too", "laposte", pieces(WHO),
              ("cv", "letter", "opinion"), body="Madame,\n\nje suis très "
              "intéressée par ce poste, mon expérience auprès des élèves me "
              "paraît utile.\nFanny Rossi\n", named={
                  "LM.pdf": ["letter"]})


GROUPS = {"b-content": by_content, "b-scans": scans, "b-packed": packed,
          "b-unreadable": unreadable, "b-beside": beside, "b-labels": labels,
          "b-body": in_the_body}
