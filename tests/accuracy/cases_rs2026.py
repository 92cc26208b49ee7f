"""Campaign RS2026: subjects, names, positions, documents of direct mails."""

from build import (ARTAUD, DAUMIER, DUBY, JPEG, PNG, PUGET, REFERENT, archive,
                   encoded, mail, person, raw_subject)
from harness.documents import cv, inspection, letter, opinion

RS = "micro-structure-rs2026"
A, DA, DU, P = "0132733A", "0130175V", "0133525L", "0131943S"
HELLO = ("Bonjour,\n\nVeuillez trouver ci-joint mon dossier de candidature.\n"
         "\nCordialement,\n")


def three(name):
    return [("Lettre de motivation.pdf", letter(name)), ("CV.pdf", cv(name)),
            ("Avis.pdf", opinion(name))]


def two(name):
    return three(name)[:2]


def filed(family, given, email, conformity, positions=(A,),
          kinds=("cv", "letter", "opinion"), missing=(), **more):
    return dict(verdict="application", campaign=RS,
                positions=sorted(positions), family_name=family,
                given_name=given, email=email, conformity=conformity,
                channel="direct", kinds=sorted(kinds),
                missing=sorted(missing), reply_to=email, **more)


def simple(subject, family, given, conformity, name=None, address=None,
           display=None, to=(ARTAUD, REFERENT), files=None, **more):
    """One candidate, three pieces, one subject."""
    name = name or f"{given} {family}"
    address = address or "candidat@courriel.example"
    sender = person(display if display is not None else name, address)
    return (mail(sender, to, subject, HELLO + name + "\n",
                 three(name) if files is None else files),
            filed(family, given, address, conformity, **more))


def subjects():
    rows = [
        ("exact", "Candidature micro-structure RS2026 – DUPONT Marie",
         "exact"),
        ("hyphen", "Candidature micro-structure RS2026 - DUPONT Marie",
         "equivalent"),
        ("em-dash", "Candidature micro-structure RS2026 — DUPONT Marie",
         "equivalent"),
        ("lower", "candidature micro-structure rs2026 – dupont marie",
         "equivalent"),
        ("upper", "CANDIDATURE MICRO-STRUCTURE RS2026 – DUPONT MARIE",
         "equivalent"),
        ("no-break", "Candidature\u00a0micro-structure RS2026\u00a0–\u00a0"
         "DUPONT Marie", "equivalent"),
        ("nb-hyphen", "Candidature micro\u2011structure RS2026 – DUPONT Marie",
         "equivalent"),
        ("no-inner-dash", "Candidature micro structure RS2026 – DUPONT Marie",
         "equivalent"),
        ("reply", "Re: Candidature micro-structure RS2026 – DUPONT Marie",
         "equivalent"),
        ("tag", "[Candidature] Candidature micro-structure RS2026 – "
         "DUPONT Marie", "equivalent"),
        ("civility", "Candidature micro-structure RS2026 – Mme DUPONT Marie",
         "equivalent"),
        ("full-stop", "Candidature micro-structure RS2026 – DUPONT Marie.",
         "equivalent"),
        ("no-separator", "Candidature micro-structure RS2026 DUPONT Marie",
         "deviant"),
        ("typo", "Candidatue micro-structure RS2026 – DUPONT Marie",
         "deviant"),
        ("typo-2", "Candidature micro-structrue RS2026 – DUPONT Marie",
         "deviant"),
        ("short-year", "Candidature micro-structure RS26 – DUPONT Marie",
         "deviant"),
        ("turned", "Candidature micro-structure RS2026 – Marie DUPONT",
         "deviant"),
        ("no-name", "Candidature micro-structure RS2026", "deviant"),
        ("name-first", "DUPONT Marie – Candidature micro-structure RS2026",
         "deviant"),
        ("added", "Candidature micro-structure RS2026 – DUPONT Marie – "
         "micro-lycée Artaud", "deviant"),
        ("other-word", "Candidature poste coordonnateur micro-lycée – "
         "DUPONT Marie", "deviant"),
        ("only-candidature", "Candidature", "deviant"),
        ("empty", "", "deviant"),
    ]
    for name, subject, conformity in rows:
        yield (name, *simple(subject, "DUPONT", "Marie", conformity,
                             name="Marie DUPONT"))
    base = mail(person("Anaïs LEFÈVRE", "al@courriel.example"),
                (ARTAUD, REFERENT), "x", HELLO, three("Anaïs LEFÈVRE"))
    good = "Candidature micro-structure RS2026 – LEFÈVRE Anaïs"
    want = filed("LEFÈVRE", "Anaïs", "al@courriel.example", "exact")
    yield "raw-utf8", raw_subject(base, good.encode()), want
    yield "raw-cp1252", raw_subject(base, good.encode("cp1252")), want
    cut = good.encode()
    at = cut.index("È".encode()) + 1
    import base64
    words = b" ".join(b"=?utf-8?B?" + base64.b64encode(part) + b"?="
                      for part in (cut[:at], cut[at:]))
    yield "cut-character", raw_subject(base, words), want
    hyphen = encoded(good.replace("–", "-"), "iso-8859-1")
    yield ("latin1-word", raw_subject(base, hyphen),
           dict(want, conformity="equivalent"))


def names():
    prefix = "Candidature micro-structure RS2026 – "
    rows = [
        ("particle", "DE LA FONTAINE Jean-Pierre", "DE LA FONTAINE",
         "Jean-Pierre", "exact"),
        ("le", "LE GOFF Maël", "LE GOFF", "Maël", "exact"),
        ("ben", "BEN AMOR Inès", "BEN AMOR", "Inès", "exact"),
        ("apostrophe", "D'ALMEIDA Luísa", "D'ALMEIDA", "Luísa", "exact"),
        ("curly", "N’GUESSAN Zoé", "N'GUESSAN", "Zoé", "exact"),
        ("double", "MARTIN-DURAND Claire", "MARTIN-DURAND", "Claire",
         "exact"),
        ("el", "EL KHATTABI Samir", "EL KHATTABI", "Samir", "exact"),
        ("van", "VAN DER MEER Saskia", "VAN DER MEER", "Saskia", "exact"),
    ]
    for name, text, family, given, conformity in rows:
        message, wanted = simple(prefix + text, family, given, conformity,
                                 name=f"{given} {family}")
        yield name, raw_subject(message, encoded(prefix + text)), wanted
    yield ("all-lower", *simple(prefix + "le goff maël", "LE GOFF", "Maël",
                                "exact", display="Maël Le Goff",
                                name="Maël LE GOFF"))
    yield ("all-caps", *simple(prefix + "PETIT JEAN PAUL", "PETIT",
                               "Jean Paul", "exact",
                               display="Jean Paul PETIT",
                               name="Jean Paul PETIT"))
    yield ("given-first-lower", *simple(
        prefix + "nadia benali", "BENALI", "Nadia", "deviant",
        display="Nadia Benali", name="Nadia BENALI"))
    yield ("address-settles", *simple(
        prefix + "bernard martin", "BERNARD", "Martin", "exact",
        display="", address="martin.bernard@courriel.example",
        name="Martin BERNARD"))
    yield ("from-sender", *simple(
        "Candidature micro-lycée Artaud", "ROUX", "Paul", "deviant",
        display="Paul ROUX", name="Paul ROUX"))
    yield ("address-only", *simple(
        "Candidature micro-structure RS2026", "ROUX", "Paul", "deviant",
        display="", address="paul.roux@courriel.example",
        name="Paul ROUX"))
    yield ("comma-display", *simple(
        "Candidature micro-structure RS2026", "ROUX", "Paul", "deviant",
        display="ROUX, Paul", name="Paul ROUX"))


def positions():
    def subject(name):
        return f"Candidature micro-structure RS2026 – {name}"

    rows = [
        ("daumier", (DAUMIER, REFERENT), subject("A B"), None, (DA,)),
        ("duby", (DUBY, REFERENT), None, None, (DU,)),
        ("puget", (PUGET, REFERENT), None, None, (P,)),
        ("uai-mailbox", ("ce.0130175v@aix.example", REFERENT), None, None,
         (DA,)),
        ("upper-case", ("CE.0132733A@AIX.EXAMPLE", REFERENT), None, None,
         (A,)),
        ("two", (ARTAUD, PUGET, REFERENT), None, None, (A, P)),
        ("four", (ARTAUD, DAUMIER, DUBY, PUGET, REFERENT), None, None,
         (A, DA, DU, P)),
        ("uai-in-text", (REFERENT,), None,
         "Je candidate au poste 0133525L.\n", (DU,)),
        ("text-name", (REFERENT,), None,
         "Je présente ma candidature au poste de coordonnatrice du "
         "micro-lycée Honoré Daumier.\n", (DA,)),
        ("text-short", (REFERENT,), None,
         "Candidature pour le clg Puget.\n", (P,)),
        ("text-two", (REFERENT,), None, "Je candidate aux postes du "
         "micro-lycée Artaud et du micro-lycée Duby.\n", (A, DU)),
    ]
    for name, to, _, text, wanted in rows:
        message = mail(person("Anne MOREL", "am@courriel.example"), to,
                       subject("MOREL Anne"), text or HELLO,
                       two("Anne MOREL"))
        yield name, message, filed(
            "MOREL", "Anne", "am@courriel.example", "exact", wanted,
            ("cv", "letter"), ("opinion",))
    yield ("file-name", mail(
        person("Anne MOREL", "am@courriel.example"), REFERENT,
        subject("MOREL Anne"), HELLO,
        [("CV.pdf", cv("Anne MOREL")),
         ("lettre micro-collège Puget.pdf", letter("Anne MOREL"))]),
        filed("MOREL", "Anne", "am@courriel.example", "exact", (P,),
              ("cv", "letter"), ("opinion",)))
    yield ("letter-text", mail(
        person("Anne MOREL", "am@courriel.example"), REFERENT,
        subject("MOREL Anne"), HELLO,
        [("CV.pdf", cv("Anne MOREL")),
         ("LM.pdf", letter("Anne MOREL", "micro-lycée Georges Duby"))]),
        filed("MOREL", "Anne", "am@courriel.example", "exact", (DU,),
              ("cv", "letter"), ("opinion",)))
    yield ("subject-name", mail(
        person("Anne MOREL", "am@courriel.example"), REFERENT,
        "Candidature micro-structure RS2026 – MOREL Anne (Daumier)", HELLO,
        two("Anne MOREL")),
        filed("MOREL", "Anne", "am@courriel.example", "deviant", (DA,),
              ("cv", "letter"), ("opinion",)))
    yield ("blind-copy", mail(
        person("Anne MOREL", "am@courriel.example"), REFERENT,
        subject("MOREL Anne"), HELLO, two("Anne MOREL"), delivered=ARTAUD),
        filed("MOREL", "Anne", "am@courriel.example", "exact", (A,),
              ("cv", "letter"), ("opinion",)))
    yield ("cc", mail(
        person("Anne MOREL", "am@courriel.example"), REFERENT,
        subject("MOREL Anne"), HELLO, two("Anne MOREL"), cc=DUBY),
        filed("MOREL", "Anne", "am@courriel.example", "exact", (DU,),
              ("cv", "letter"), ("opinion",)))
    yield ("present-school", mail(
        person("Anne MOREL", "am@courriel.example"), (ARTAUD, REFERENT),
        subject("MOREL Anne"), HELLO + "Anne MOREL\nProfesseure de lettres\n"
        "Lycée Honoré Daumier, Marseille\n", two("Anne MOREL")),
        filed("MOREL", "Anne", "am@courriel.example", "exact", (A,),
              ("cv", "letter"), ("opinion",)))
    unknown = dict(verdict="review", campaign=RS, positions=[],
                   family_name="N'GUESSAN", given_name="Zoé",
                   email="zn@courriel.example", conformity="exact",
                   reply_to="zn@courriel.example")
    yield ("which", mail(
        person("Zoé N'GUESSAN", "zn@courriel.example"), REFERENT,
        subject("N'GUESSAN Zoé"), HELLO, two("Zoé N'GUESSAN")), unknown)
    yield ("contradiction", mail(
        person("Zoé N'GUESSAN", "zn@courriel.example"), (ARTAUD, REFERENT),
        subject("N'GUESSAN Zoé"), "Je présente ma candidature au poste de "
        "coordonnatrice du micro-collège Pierre Puget.\n",
        two("Zoé N'GUESSAN")), dict(unknown, positions=sorted((A, P))))


def pieces():
    who = "Jean-Pierre LEFÈVRE"
    sender = person(who, "jp.lefevre@courriel.example")
    subject = "Candidature micro-structure RS2026 – LEFÈVRE Jean-Pierre"

    def case(files, kinds, missing, text=HELLO, refused=None, **more):
        wanted = filed("LEFÈVRE", "Jean-Pierre",
                       "jp.lefevre@courriel.example", "exact", (A,), kinds,
                       missing)
        if refused is not None:
            wanted["refused"] = sorted(refused)
        return mail(sender, (ARTAUD, REFERENT), subject, text, files,
                    **more), wanted

    every = ("cv", "letter", "opinion")
    yield ("one-pdf", *case([("dossier complet.pdf", [
        letter(who), cv(who), opinion(who)])], every, ()))
    yield ("scan-names", *case([
        ("scan0001.pdf", letter(who)), ("scan0002.pdf", cv(who)),
        ("scan0003.pdf", opinion(who))], every, ()))
    yield ("photo", *case([("avis proviseur.jpg", JPEG),
                           ("CV_Lefevre.docx", cv(who)),
                           ("LM Lefevre.odt", letter(who))], every, ()))
    yield ("zip", *case([("candidature.zip", archive(
        ("lettre.pdf", letter(who)), ("cv.pdf", cv(who)),
        ("avis.pdf", opinion(who))))], every, ()))
    yield ("octet-stream", *case([
        ("CV.pdf", cv(who), "attachment", ("application", "octet-stream")),
        ("LM.pdf", letter(who), "inline")], ("cv", "letter"), ("opinion",)))
    yield ("inspection", *case(
        three(who) + [("rapport_inspection_2023.pdf", inspection(who))],
        every + ("inspection",), ()))
    yield ("logo", *case(
        three(who) + [("image001.png", PNG, "inline"), ("lefevre.vcf",
                      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nEND:VCARD\r\n"
                                                       .encode())],
        every, ()))
    yield ("program", *case(two(who) + [("Avis.exe", b"")], ("cv", "letter"),
                            ("opinion",), refused=["Avis.exe"]))
    yield ("damaged", *case(two(who) + [("Avis.pdf", b"%PDF-1.4\nrubbish")],
                            ("cv", "letter"), ("opinion",),
                            refused=["Avis.pdf"]))
    yield ("legacy-doc", *case([("CV.doc", ""), ("lettre.doc", "")],
                               ("cv", "letter"), ("opinion",)))
    yield ("letter-in-body", *case(
        [("CV.pdf", cv(who))], ("cv", "letter"), ("opinion",),
        text="Madame la Référente,\n\nProfesseur certifié de mathématiques "
        "depuis quatorze ans, j'ai l'honneur de vous présenter ma "
        "candidature au poste de coordonnateur du micro-lycée Antonin "
        "Artaud. Mon parcours auprès d'élèves en situation de décrochage "
        "m'a convaincu de la nécessité d'un accompagnement individualisé. "
        "J'ai coordonné pendant six ans un dispositif relais, animé des "
        "équipes pluridisciplinaires et mené des entretiens avec les "
        "familles. Ma motivation pour ce poste est entière : je souhaite "
        "mettre cette expérience au service des jeunes de la structure et "
        "poursuivre le travail partenarial engagé.\n\nJe vous prie d'agréer,"
        " Madame, l'expression de mes salutations respectueuses.\n\n" + who
        + "\n"))
    yield ("accents-2231", *case(
        [("Lettre de motivation – Lefèvre.pdf", letter(who)),
         ("Curriculum vitæ.pdf", cv(who)),
         ("Avis supérieur hiérarchique.pdf", opinion(who))], every, ()))
    yield ("underscores", *case(
        [("LEFEVRE_JP_LM_2026.pdf", letter(who)),
         ("LEFEVRE_JP_CV_2026.pdf", cv(who)),
         ("LEFEVRE_JP_AVIS_2026.pdf", opinion(who))], every, ()))
    yield ("camel", *case(
        [("LettreMotivationLefevre.pdf", letter(who)),
         ("CVLefevre.pdf", cv(who)), ("AvisProviseur.pdf", opinion(who))],
        every, ()))
    yield ("no-pieces", *case([], (), every, text="Bonjour,\n\nJe vous "
                              "adresse ma candidature, les pièces suivront."
                              "\n\n" + who + "\n"))
    yield ("html-only-names", *case(
        [("document1.pdf", letter(who)), ("document2.pdf", cv(who))],
        ("cv", "letter"), ("opinion",),
        html="<p>Bonjour,</p><p>Ci-joint ma candidature.</p>"))


GROUPS = {"subjects": subjects, "names": names, "positions": positions,
          "pieces": pieces}
