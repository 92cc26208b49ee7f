"""Third round, written blind where the second found weakness: candidates who
write what they like, names, places, pieces."""

from build import (ARTAUD, DAUMIER, DUBY, JPEG, PUGET, REFERENT, archive,
                   piece)
from cases_blind_candidates import A, BODY, DA, DU, P, SUBJECT, want
from clients import compose
from papers import avis, lettre, parcours

WHO, WHERE = "Nadège LE BIHAN", "nadege.lebihan@operateur.example"
SENDER = f"Nadège Le Bihan <{WHERE}>"
TO = (ARTAUD, REFERENT)
SIGNED = "\nNadège Le Bihan\nPLP lettres-histoire\nLP La Viste, Marseille\n"
THREE = [("LM.pdf", lettre(WHO)), ("CV.pdf", parcours(WHO)),
         ("Avis.pdf", avis(WHO))]
EXACT = SUBJECT + "LE BIHAN Nadège"


def one(name, program, subject, conformity, places=(A,), to=TO,
        body=BODY + SIGNED, files=THREE, sender=SENDER, family="LE BIHAN",
        given="Nadège", email=WHERE, kinds=("cv", "letter", "opinion"),
        missing=(), more=None, **fields):
    expected = want(family, given, email, conformity, places, kinds, missing)
    expected.update(more or {})
    return (name, compose(program, sender, to, subject, body, files, **fields),
            expected)


def free_subjects():
    yield one("pieces-only", "orange", "CV et lettre de motivation", "deviant",
              body="Madame,\n\nsuite à l'appel à candidatures RS2026, je vous "
              "prie de trouver mon dossier.\n" + SIGNED)
    yield one("post", "outlook", "Poste de coordonnateur micro-lycée Daumier",
              "deviant", (DA,), (DAUMIER, REFERENT), "Monsieur,\n\nveuillez "
              "trouver ma candidature.\n" + SIGNED)
    yield one("answer-to-call", "gmail", "Réponse à l'appel à candidatures "
              "micro-structure", "deviant", body="Madame,\n\nvous trouverez "
              "ci-joint ma candidature.\n" + SIGNED)
    yield one("reply-to-call", "zimbra", "Re: APPEL A CANDIDATURES : "
              "COORDONNATEUR MICRO-STRUCTURE", "deviant",
              body="Madame,\n\nje me porte candidate.\n" + SIGNED,
              headers=("In-Reply-To: <call77@etab.example>",))
    yield one("rare-word", "sfr", "Postulation micro-collège Puget",
              "deviant", (P,), (PUGET, REFERENT))
    yield one("place-between", "thunderbird", "Candidature - micro-lycée Duby "
              "- LE BIHAN Nadège", "deviant", (DU,), REFERENT)
    yield one("name-first", "iphone", "LE BIHAN Nadège - Candidature "
              "micro-structure RS2026", "deviant")
    yield one("grade-added", "outlook", EXACT + " (PLP lettres-histoire)",
              "deviant")
    yield one("place-added", "zimbra", EXACT + " – Micro-lycée Daumier",
              "deviant", (DA,), REFERENT)
    yield one("family-alone", "gmail", SUBJECT + "LE BIHAN", "deviant")
    yield one("given-alone", "iphone", SUBJECT + "Nadège", "deviant")
    yield one("placeholder", "orange", SUBJECT + "Nom Prénom", "deviant")
    yield one("space-in-code", "laposte", "Candidature micro-structure RS 2026"
              " –LE BIHAN Nadège", "equivalent")
    yield one("rare-dashes", "thunderbird", "Candidature micro\u2011structure "
              "RS2026 \u2014 LE BIHAN Nadège", "equivalent")
    yield one("encoded-twice", "sfr", (SUBJECT + "LE BIHAN Nadège").encode()
              .decode("cp1252"), "exact")
    yield one("charset-misnamed", "outlook", None, "exact", raw_subject=(
        b"=?iso-8859-1?Q?Candidature_micro-structure_RS2026_=96_LE_BIHAN_?=\r\n"
        b" =?iso-8859-1?Q?Nad=E8ge?="))
    yield one("charset-alias", "sfr", None, "exact", raw_subject=(
        b"=?utf8?B?Q2FuZGlkYXR1cmUgbWljcm8tc3RydWN0dXJlIFJTMjAyNiDigJMg"
        b"TEUgQklIQU4gTmFkw6hnZQ==?="))
    yield one("own-mail-sent-again", "outlook", "TR: " + EXACT, "equivalent",
              body="Bonjour,\n\nj'avais oublié de vous mettre en copie.\n"
              "\nDe : Nadège Le Bihan <" + WHERE + ">\nEnvoyé : lundi 11 mai "
              "2026 20:11\nÀ : ce.0132733a@aix.example\nObjet : " + EXACT
              + "\n\n" + BODY + SIGNED)


def free_names():
    bare = "Candidature micro-structure RS2026"
    yield one("signature", "gmail", bare, "deviant",
              sender="nlb <nlb1984@operateur.example>",
              email="nlb1984@operateur.example", body=BODY + "\nNadège LE "
              "BIHAN\nPLP lettres-histoire\nLycée La Viste\n06 00 00 00 00\n")
    yield one("display-civility", "zimbra", bare, "deviant",
              sender=f"Mme Nadège LE BIHAN <{WHERE}>")
    yield one("display-bracket", "outlook", bare, "deviant",
              sender=f'"LE BIHAN Nadège (LP La Viste)" <{WHERE}>')
    yield one("accent-from-signature", "laposte", bare, "deviant",
              sender="nadege.le-bihan1@ac.example",
              email="nadege.le-bihan1@ac.example",
              body=BODY + "\nNadège LE BIHAN\n")
    for name, family, given, display, address in (
            ("irish", "O'CONNOR", "Sean", "Sean O'Connor", "sean.oconnor"),
            ("turkish", "ÇELIK", "Aylin", "Aylin ÇELIK", "a.celik"),
            ("vietnamese", "NGUYEN", "Thi Thu Huong", "Huong Nguyen",
             "huong.nguyen"),
            ("article", "EL MANSOURI", "Fatima-Zahra",
             "Fatima-Zahra El Mansouri", "fz.elmansouri"),
            ("portuguese", "DOS SANTOS", "Maria", "Maria Dos Santos",
             "maria.dossantos"),
            ("berber", "AÏT OUALI", "Kahina", "Kahina Aït Ouali",
             "kahina.aitouali"),
            ("school-name", "PUGET", "Marie", "Marie Puget", "marie.puget"),
            ("referent's-name", "LAURENT", "Sylvie", "Sylvie Laurent",
             "s.laurent")):
        where = f"{address}@operateur.example"
        who = f"{given} {family}"
        yield one(name, "gmail", f"{SUBJECT}{family} {given}", "exact",
                  sender=f"{display} <{where}>", email=where, family=family,
                  given=given, body=BODY + display + "\n", files=[
                      ("LM.pdf", lettre(who)), ("CV.pdf", parcours(who)),
                      ("Avis.pdf", avis(who))])
    yield one("lower-given-first", "orange", "candidature micro-structure "
              "rs2026 - thi thu huong nguyen", "deviant",
              sender="huong.nguyen@operateur.example",
              email="huong.nguyen@operateur.example", family="NGUYEN",
              given="Thi Thu Huong", body=BODY)
    unknown = {"verdict": "review"}
    case = one("named-as-school", "gmail", SUBJECT + "DUBY Anne", "exact", (),
               REFERENT, BODY + "Anne Duby\n", [
                   ("LM.pdf", lettre("Anne DUBY")),
                   ("CV.pdf", parcours("Anne DUBY"))],
               "Anne Duby <anne.duby@operateur.example>", "DUBY", "Anne",
               "anne.duby@operateur.example", ("cv", "letter"),
               more=unknown)
    del case[2]["missing"]
    yield case


def free_positions():
    def by_body(name, program, text, *places, **more):
        return one(name, program, EXACT, "exact", places, REFERENT,
                   "Madame,\n\n" + text + "\n" + SIGNED, **more)
    yield by_body("lower-code", "gmail", "mon dossier concerne le poste "
                  "0133525l.", DU)
    yield by_body("misspelt", "iphone", "je candidate au micro lycée Arthaud.",
                  A)
    yield by_body("initial", "outlook", "je postule au micro-lycée H. Daumier.",
                  DA)
    yield by_body("town", "orange", "je souhaite candidater au micro-lycée "
                  "d'Aix-en-Provence.", DU)
    yield by_body("only-college", "laposte", "je souhaite rejoindre le "
                  "micro-collège comme coordonnatrice.", P)
    yield by_body("known-to-me", "zimbra", "les micro-lycées Artaud et "
                  "Daumier me sont bien connus. Je postule à celui de Duby.",
                  DU)
    yield by_body("experience", "thunderbird", "professeure au lycée Daumier "
                  "depuis 2015, j'ai été coordonnatrice au collège Puget. Je "
                  "candidate aujourd'hui au micro-lycée Artaud.", A)
    yield by_body("list-of-two", "gmail", "je me porte candidate pour :\n- le "
                  "micro-lycée Duby ;\n- le micro-collège Puget.", DU, P)
    yield by_body("file-joined", "sfr", "ci-joint mon dossier.", DU, files=[
        ("LM_microlycee_Duby.pdf", lettre(WHO)), ("CV.pdf", parcours(WHO)),
        ("Avis.pdf", avis(WHO))])
    yield by_body("letter-object", "orange", "ci-joint mon dossier.", P,
                  files=[("lettre.docx", "Nadège LE BIHAN\n\nObjet : "
                          "candidature au poste de coordonnatrice du "
                          "Micro-collège Pierre Puget\n\n" + lettre(WHO)),
                         ("CV.pdf", parcours(WHO, "lycée Honoré Daumier")),
                         ("Avis.pdf", avis(WHO))])
    both = {"verdict": "review"}
    for name, subject, files in (
            ("subject-against", EXACT + " – micro-lycée Artaud", THREE),
            ("letter-against", EXACT, [
                ("LM.pdf", lettre(WHO, "le poste de coordonnatrice du "
                                  "micro-lycée Antonin Artaud")),
                *THREE[1:]])):
        case = one(name, "outlook", subject, None, (A, DU), (DUBY, REFERENT),
                   files=files, more=both)
        del case[2]["missing"], case[2]["conformity"]
        yield case


def free_pieces():
    def pieces(name, program, files, kinds, missing=(), named=None,
               refused=None, body=BODY + SIGNED):
        more = {}
        if named is not None:
            more["named"] = named
        if refused is not None:
            more["refused"] = refused
        return one(name, program, EXACT, "exact", body=body, files=files,
                   kinds=kinds, missing=missing, more=more)
    yield pieces("swapped", "gmail", [
        ("CV.pdf", lettre(WHO)), ("LM.pdf", parcours(WHO))],
        ("cv", "letter"), ("opinion",),
        {"CV.pdf": ["letter"], "LM.pdf": ["cv"]})
    yield pieces("beside", "outlook", THREE + [
        ("Lettre de recommandation.pdf", "Je recommande vivement Mme Le Bihan "
         "qui a travaillé dans mon association."),
        ("Diplôme master.pdf", "UNIVERSITÉ\nDIPLÔME DE MASTER"),
        ("Carte identité.jpg", JPEG)], ("cv", "letter", "opinion"), (), {
            "Lettre de recommandation.pdf": [], "Diplôme master.pdf": []})
    yield pieces("one-scan", "iphone", [("CV_LM_avis.pdf", piece("a.pdf",
                                                                 ""))],
                 ("cv", "letter", "opinion"), (), {"CV_LM_avis.pdf": [
                     "cv", "letter", "opinion"]})
    yield pieces("macros", "outlook", [
        ("CV.docm", b"PK\3\4" + bytes(900)), *THREE[::2]],
        ("letter", "opinion"), ("cv",), None, ["CV.docm"])
    yield pieces("photo-heic", "iphone", [("CV.heic", bytes(200000),
                                           {"type": "image/heic"}),
                                          THREE[0]],
                 ("cv", "letter"), ("opinion",), None, [])
    yield pieces("transfer-link", "gmail", [], (),
                 ("cv", "letter", "opinion"), body="Bonjour,\n\nmes documents "
                 "sont à télécharger ici : https://www.swisstransfer.example/d/"
                 "12ab-34cd (valable 30 jours).\n" + SIGNED)
    yield pieces("mac-zip", "gmail", [("Archive.zip", archive(
        ("Dossier/CV.pdf", parcours(WHO)), ("Dossier/LM.pdf", lettre(WHO)),
        ("__MACOSX/Dossier/._CV.pdf", b"\0\5\x16\7")))], ("cv", "letter"),
        ("opinion",))
    yield pieces("plain-text", "thunderbird", [
        ("lettre.txt", lettre(WHO)), ("cv.rtf", b"{\\rtf1 " + parcours(
            WHO).encode("ascii", "replace") + b"}")], ("cv", "letter"),
        ("opinion",), None, [])
    yield pieces("opinion-filled-in", "laposte", [
        *THREE[:2], ("formulaire.odt", "AVIS DU SUPÉRIEUR HIÉRARCHIQUE\nNom du "
                     "candidat : LE BIHAN\nAvis : favorable\nDate et "
                     "signature")], ("cv", "letter", "opinion"), (),
        {"formulaire.odt": ["opinion"]})


GROUPS = {"c-subjects": free_subjects, "c-names": free_names,
          "c-positions": free_positions, "c-pieces": free_pieces}
