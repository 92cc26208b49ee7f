"""Written blind from the calls and the contract: what candidates of RS2026
send, in the forms of their mail programs."""

from build import ARTAUD, DAUMIER, DUBY, PUGET, REFERENT
from clients import compose
from papers import avis, lettre, parcours, rendez_vous

RS = "micro-structure-rs2026"
A, DA, DU, P = "0132733A", "0130175V", "0133525L", "0131943S"
SUBJECT = "Candidature micro-structure RS2026 – "
ALL = ("cv", "letter", "opinion")
BODY = ("Bonjour Madame,\n\nJe vous prie de bien vouloir trouver en pièces "
        "jointes les éléments de ma candidature.\n\nBien cordialement,\n")


def want(family, given, email, conformity, positions=(A,), kinds=ALL,
         missing=(), **more):
    out = dict(verdict="application", campaign=RS,
               positions=sorted(positions), family_name=family,
               given_name=given, email=email, conformity=conformity,
               channel="direct", kinds=sorted(kinds), missing=sorted(missing),
               reply_to=email)
    out.update(more)
    return out


def pieces(name, **more):
    return [("LM.pdf", lettre(name, **more)), ("CV.pdf", parcours(name)),
            ("Avis hiérarchique.pdf", avis(name))]


def send(program, display, address, subject, to=(ARTAUD, REFERENT), body=None,
         files=None, **more):
    sender = f"{display} <{address}>" if display else address
    return compose(program, sender, to, subject,
                   BODY + (display or "") + "\n" if body is None else body,
                   pieces(display or "Marie Dupont") if files is None
                   else files, **more)


def subjects():
    def one(name, program, subject, conformity, **more):
        who = more.pop("display", "Hélène GARNIER")
        where = more.pop("address", "helene.garnier@operateur.example")
        return (name, send(program, who, where, subject, **more),
                want("GARNIER", "Hélène", where, conformity))

    yield one("outlook-exact", "outlook", SUBJECT + "GARNIER Hélène", "exact")
    yield one("thunderbird-exact", "thunderbird", SUBJECT + "GARNIER Hélène",
              "exact")
    yield one("iphone-hyphen", "iphone",
              "Candidature micro-structure RS2026 - GARNIER Hélène",
              "equivalent")
    yield one("no-break-space", "zimbra", "Candidature micro-structure RS2026"
              "\u00a0–\u00a0GARNIER Hélène", "equivalent")
    yield one("upper-case", "orange",
              "CANDIDATURE MICRO-STRUCTURE RS2026 – GARNIER HÉLÈNE",
              "equivalent")
    yield one("turned-round", "gmail", SUBJECT + "Hélène GARNIER", "deviant")
    yield one("wrong-year", "gmail",
              "Candidature micro-structure RS2025 – GARNIER Hélène",
              "deviant")
    yield one("typing-errors", "sfr",
              "Candidture micro-strucutre RS2026 – GARNIER Hélène",
              "deviant")
    yield one("no-separator", "laposte",
              "Candidature micro-structure RS2026 GARNIER Hélène", "deviant")
    yield one("tag", "zimbra",
              "[SUSPECT SPAM] " + SUBJECT + "GARNIER Hélène", "equivalent")
    yield one("prefix", "outlook", "RE : " + SUBJECT + "GARNIER Hélène",
              "equivalent")
    yield one("objet", "gmail", "Objet : " + SUBJECT + "GARNIER Hélène",
              "deviant")
    yield one("civility", "outlook", SUBJECT + "Mme GARNIER Hélène.",
              "equivalent")
    yield one("decomposed", "thunderbird", SUBJECT
              + "GARNIER He\u0301le\u0300ne", "exact")
    yield one("raw-latin1", "sfr", None, "exact", raw_subject=(
        SUBJECT.replace("–", "\x96") + "GARNIER Hélène").encode("latin-1"))
    yield one("raw-utf8", "sfr", None, "exact", raw_subject=(
        SUBJECT + "GARNIER Hélène").encode())
    yield one("word-cut-in-character", "sfr", None, "exact", raw_subject=(
        b"=?UTF-8?Q?Candidature_micro-structure_RS2026_=E2=80?=\r\n"
        b" =?UTF-8?Q?=93_GARNIER_H=C3=A9l=C3=A8ne?="))
    yield one("school-instead", "gmail", "Candidature coordonnatrice "
              "micro-lycée Antonin Artaud", "deviant")
    yield one("trailing", "outlook", SUBJECT + "GARNIER Hélène - dossier "
              "complet suite à votre appel", "deviant")
    yield one("empty", "iphone", "", "deviant", body="Madame,\n\nJe postule "
              "au poste de coordonnatrice du micro-lycée Artaud (RS2026). "
              "Vous trouverez mon dossier ci-joint.\n\nHélène Garnier\n")


def names():
    def one(name, program, display, address, written, family, given,
            conformity, files=None, **more):
        who = f"{given} {family}"
        return (name, send(program, display, address, SUBJECT + written,
                           files=files or pieces(who), **more),
                want(family, given, address, conformity))

    yield one("particle", "outlook", "DE LA FONTAINE Jean-Pierre",
              "jp.delafontaine@operateur.example",
              "DE LA FONTAINE Jean-Pierre", "DE LA FONTAINE", "Jean-Pierre",
              "exact")
    yield one("all-lower", "gmail", "Maël Le Goff",
              "mael.legoff@operateur.example", "le goff maël", "LE GOFF",
              "Maël", "exact")
    yield one("all-upper", "orange", "BEN AMOR Inès",
              "benamor.ines@operateur.example", "BEN AMOR INÈS", "BEN AMOR",
              "Inès", "exact")
    yield one("curly-apostrophe", "iphone", "Prisca N’Guessan",
              "prisca.nguessan@operateur.example", "N’GUESSAN Prisca",
              "N'GUESSAN", "Prisca", "exact")
    yield one("d-apostrophe", "laposte", "Rui D'Almeida",
              "rui.dalmeida@operateur.example", "D'ALMEIDA Rui", "D'ALMEIDA",
              "Rui", "exact")
    yield one("two-given-names", "zimbra", "Bernard Martin",
              "bernard.martin@operateur.example", "Martin Bernard", "MARTIN",
              "Bernard", "exact")
    yield one("given-first", "gmail", "Bernard Martin",
              "bernard.martin@operateur.example", "Bernard Martin", "MARTIN",
              "Bernard", "deviant")
    yield one("married", "outlook", "MARTIN ép. BERNARD Sophie",
              "sophie.bernard@operateur.example",
              "MARTIN ép. BERNARD Sophie", "MARTIN ép. BERNARD", "Sophie",
              "exact")
    yield one("compound-family", "thunderbird", "Anne-Lise Roux-Pellegrin",
              "al.roux@operateur.example", "ROUX-PELLEGRIN Anne-Lise",
              "ROUX-PELLEGRIN", "Anne-Lise", "exact")
    yield one("nonbreaking-hyphen", "thunderbird", "Jean\u2011Luc Ferré",
              "jl.ferre@operateur.example", "FERRÉ Jean\u2011Luc", "FERRÉ",
              "Jean-Luc", "exact")
    yield one("van", "gmail", "Pieter van den Berg",
              "p.vandenberg@operateur.example", "VAN DEN BERG Pieter",
              "VAN DEN BERG", "Pieter", "exact")
    # No name in the subject: the display name, the address, the signature.
    bare = "Candidature micro-structure RS2026"
    yield ("display-comma", send("outlook", '"COSTA, Léa"',
                                 "lea.costa@operateur.example", bare,
                                 files=pieces("Léa COSTA"), body=BODY),
           want("COSTA", "Léa", "lea.costa@operateur.example", "deviant"))
    yield ("from-address", send("laposte", None,
                                "karim.haddad@operateur.example", bare,
                                files=pieces("Karim HADDAD"),
                                body=BODY + "Karim Haddad\n"),
           want("HADDAD", "Karim", "karim.haddad@operateur.example",
                "deviant"))
    yield ("nickname-signed", send(
        "gmail", "zaza13", "zaza13@operateur.example", bare,
        files=pieces("Isabelle FABRE"), body=BODY + "Isabelle FABRE\n"
        "Professeure de mathématiques\nCollège Longchamp\n"),
        want("FABRE", "Isabelle", "zaza13@operateur.example", "deviant"))
    yield ("subject-parentheses", send(
        "gmail", "Yann Kervella", "yk@operateur.example",
        "Candidature micro-lycée Artaud (Yann KERVELLA)",
        files=pieces("Yann KERVELLA")),
        want("KERVELLA", "Yann", "yk@operateur.example", "deviant"))
    # The husband's mailbox: the subject names the candidate.
    yield ("family-mailbox", send(
        "orange", "Famille Roche", "famille.roche@operateur.example",
        SUBJECT + "ROCHE Camille", files=pieces("Camille ROCHE"),
        body=BODY + "Camille Roche\n"),
        want("ROCHE", "Camille", "famille.roche@operateur.example", "exact"))


def positions():
    who, where = "Samir OUALI", "samir.ouali@operateur.example"
    exact = SUBJECT + "OUALI Samir"

    def one(name, program, to, body, places, subject=exact, files=None,
            conformity="exact", **more):
        return (name, send(program, who, where, subject, to=to, body=body,
                           files=pieces(who) if files is None else files,
                           **more),
                want("OUALI", "Samir", where, conformity, places))

    yield one("daumier-principal", "outlook", (DAUMIER, REFERENT), BODY, (DA,))
    yield one("school-mailbox", "zimbra", ("ce.0130175v@aix.example",
                                           REFERENT), BODY, (DA,))
    yield one("cc", "gmail", REFERENT, BODY, (DU,), cc=DUBY)
    yield one("blind-copy", "thunderbird", REFERENT, BODY, (P,),
              delivered=PUGET)
    yield one("uai-in-body", "gmail", REFERENT, "Madame,\n\nveuillez trouver "
              "mon dossier pour le poste 0133525L.\n\nS. Ouali\n", (DU,))
    yield one("short-name", "iphone", REFERENT, "Bonjour, ci-joint mon dossier"
              " pour le poste du clg Puget.\nSamir Ouali\n", (P,))
    yield one("file-name", "orange", REFERENT, BODY, (DA,), files=[
        ("Lettre Honoré Daumier.pdf", lettre(who)),
        ("CV Ouali.pdf", parcours(who)), ("avis.pdf", avis(who))])
    yield one("letter-text", "laposte", REFERENT, BODY, (A,), files=pieces(
        who, post="le micro-lycée Antonin Artaud"))
    yield one("works-there", "gmail", REFERENT, "Madame,\n\nProfesseur au "
              "collège Longchamp, je candidate au poste de coordonnateur du "
              "micro-lycée Duby.\n\nSamir Ouali\n", (DU,), files=[
                  ("LM.pdf", lettre(who, post="le micro-lycée Georges Duby")),
                  ("CV.pdf", parcours(who, school="collège Pierre Puget")),
                  ("Avis.pdf", avis(who))])
    yield one("two", "outlook", (ARTAUD, DAUMIER, REFERENT), BODY, (A, DA))
    yield one("two-by-text", "zimbra", REFERENT, "Madame,\n\nje postule sur "
              "les deux postes suivants : micro-lycée Artaud et micro-lycée "
              "Duby.\n\nSamir Ouali\n", (A, DU))
    yield one("four", "gmail", (ARTAUD, DAUMIER, DUBY, PUGET, REFERENT), BODY,
              (A, DA, DU, P))
    yield one("three-by-list", "thunderbird", REFERENT, "Bonjour,\n\nVœux par "
              "ordre de préférence :\n1. Daumier\n2. Artaud\n3. Puget\n\n"
              "Samir Ouali\n", (DA, A, P))
    contradiction = want("OUALI", "Samir", where, "exact", (A, DA))
    contradiction.update(verdict="review")
    del contradiction["missing"]
    yield ("contradiction", send(
        "gmail", who, where, exact, body="Monsieur,\n\nje candidate au poste "
        "de coordonnateur du micro-lycée Daumier.\n\nSamir Ouali\n",
        files=pieces(who, post="le micro-lycée Daumier")), contradiction)
    unknown = want("OUALI", "Samir", where, "exact", ())
    unknown.update(verdict="review")
    del unknown["missing"]
    yield ("no-position", send("outlook", who, where, exact, to=REFERENT,
                               body=BODY, files=pieces(who)), unknown)
    yield ("no-position-deviant", send(
        "gmail", who, where, "Candidature coordonnateur micro-lycée",
        to=REFERENT, body=BODY + who, files=pieces(who)),
        {**unknown, "conformity": "deviant"})
    # Bare words, the letter names the structure and the school.
    yield one("candidature-only", "orange", ARTAUD, "Bonjour,\nci-joint ma "
              "candidature.\nSamir Ouali\n", (A,), subject="Candidature",
              files=pieces(who, post="le micro-lycée Antonin Artaud, poste de "
                           "coordonnateur de micro-structure"),
              conformity="deviant")
    yield ("incomplete", send(
        "gmail", who, where, exact, files=[
            ("CV_OUALI.pdf", parcours(who)),
            ("rdv carrière.pdf", rendez_vous(who))]),
        want("OUALI", "Samir", where, "exact", (A,), ("cv", "inspection"),
             ("letter", "opinion")))


GROUPS = {"b-subjects": subjects, "b-names": names, "b-positions": positions}
