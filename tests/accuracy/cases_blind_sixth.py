"""Sixth round, written blind: what the fifth's mends may have broken, and
what was not asked yet."""

from build import (ANCLIN, ARTAUD, DAUMIER, DUBY, JPEG, MLDS, MOUVEMENT,
                   PERSEVERANCE, PUGET, REFERENT, SAIO, mail, piece)
from cases_blind_candidates import A, DA, DU, P, RS, SUBJECT, want
from cases_blind_machine import AUTOMATIC, NOBODY, UNRELATED
from papers import avis, lettre, parcours, rendez_vous

WHO, WHERE = "Mathieu VERDIER", "mathieu.verdier@example.org"
SENDER = f"Mathieu Verdier <{WHERE}>"
TWO = [("LM.pdf", lettre(WHO)), ("CV.pdf", parcours(WHO))]
THREE = TWO + [("Avis.pdf", avis(WHO))]
HELLO = ("Bonjour,\n\nVeuillez trouver ci-joint ma candidature.\n\n"
         "Mathieu Verdier\n")
EXACT = SUBJECT + "VERDIER Mathieu"


def one(name, subject=EXACT, to=(ARTAUD, REFERENT), text=HELLO, files=THREE,
        places=(A,), conformity="exact", kinds=("cv", "letter", "opinion"),
        missing=(), more=None, sender=SENDER, email=WHERE, **fields):
    expected = want("VERDIER", "Mathieu", email, conformity, places, kinds,
                    missing)
    expected.update(more or {})
    return (name, mail(sender, to, subject, text, files, **fields), expected)


def free_words():
    def said(name, subject, text=HELLO, **more):
        return one(name, subject, text=text, conformity="deviant", **more)
    yield said("interest", "Je suis intéressé par le poste de coordonnateur "
               "micro-lycée", "Bonjour,\n\nje suis très intéressé par le poste "
               "et vous adresse mon CV et ma lettre de motivation.\n\nM. "
               "Verdier\n")
    yield said("dossier", "Dossier RS2026 VERDIER")
    yield said("sending", "Envoi candidature poste coordo micro lycée Artaud")
    yield said("two-attempts", "Candidature micro-structure (2e envoi, pièces "
               "manquantes au premier)")
    yield said("grade", "VERDIER Mathieu PLP maths-sciences candidature "
               "micro-lycée Artaud")
    yield said("former", "Candidature micro-lycée Artaud - ancien formateur "
               "MLDS")
    yield said("hello", "Bonjour", "Madame,\n\nje me porte candidat au poste "
               "de coordonnateur du micro-lycée Artaud.\n\nMathieu Verdier\n")
    yield said("documents", "Documents demandés", "Bonjour,\n\nsuite à la "
               "parution du poste RS2026, je vous transmets mon dossier de "
               "candidature.\n\nMathieu Verdier\n")
    yield said("teacher-said", "Candidature micro-lycée Artaud",
               "Madame,\n\nprofesseur de maths au collège Longchamp, "
               "je vous adresse ma candidature au poste de coordonnateur.\n\n"
               "Mathieu Verdier\n")
    yield said("referent-said", "Candidature poste micro-lycée", "Bonjour,\n\n"
               "actuellement référent décrochage, je vous adresse ma "
               "candidature.\n\nMathieu Verdier\n")
    yield said("post-number", "Candidature poste spécifique 0132733A",
               "Bonjour,\n\nma candidature pour la micro-structure.\n\n"
               "Mathieu Verdier\n")


def more_calls():
    def call(name, campaign, to, subject, place, date, text=HELLO, files=TWO,
             **more):
        return one(name, subject, to, text, files, (place,), None,
                   ("cv", "letter"), more={"campaign": campaign}, date=date,
                   **more)
    year = "Mon, 09 Sep 2024 10:00:00 +0200"
    yield call("teacher-of-maths", "mlds-2024", MLDS, "Candidature MLDS "
               "Huveaune - professeur de maths", "formateur-huveaune", year)
    yield call("trainer-in-body", "mlds-2024", MLDS, "Candidature",
               "formateur-marseille-calanques", year, "Bonjour,\n\nje souhaite "
               "postuler au demi-poste de formateur MLDS du réseau Marseille "
               "Calanques.\n\nMathieu Verdier\n")
    yield call("coordinator-in-body", "mlds-2024", MLDS, "Appel à candidatures "
               "MLDS", "coordonnateur-avignon-luberon", year, "Bonjour,\n\nen "
               "réponse à l'appel, je vous adresse ma candidature au poste de "
               "coordonnateur des réseaux Avignon et Lubéron.\n\nM. Verdier\n")
    yield call("call-quoted", "mlds-2026-madrague", PERSEVERANCE, "APPEL A "
               "CANDIDATURES : FORMATEUR/TRICE MLDS - ma candidature",
               "formateur-marseille-madrague",
               "Mon, 02 Mar 2026 10:00:00 +0100")
    yield call("bare", "mlds-2026-madrague", PERSEVERANCE, "Candidature",
               "formateur-marseille-madrague",
               "Mon, 02 Mar 2026 10:00:00 +0100")
    yield call("fight", "mlds-2026-madrague", PERSEVERANCE, "Poste lutte "
               "contre le décrochage scolaire", "formateur-marseille-madrague",
               "Mon, 02 Mar 2026 10:00:00 +0100")
    yield call("meuse-contract", "mlds-meuse-2023", SAIO, "Candidature poste "
               "coordonnateur MLDS (contractuel)", "coordonnateur-meuse",
               "Thu, 22 Jun 2023 10:00:00 +0200", cc=ANCLIN)
    yield call("bar", "mlds-meuse-2023", SAIO, "Candidature Bar le Duc",
               "coordonnateur-meuse", "Thu, 22 Jun 2023 10:00:00 +0200",
               "Bonjour,\n\nje candidate au poste de coordonnateur MLDS.\n\n"
               "Mathieu Verdier\n")


def superiors():
    alone = dict(verdict="supplement", campaign=RS, channel="forwarded",
                 kinds=["opinion"])
    head = "Mme Colin <principale@example.org>"
    yield ("opinion-office", mail(
        "Collège Longchamp <ce.0131111z@example.org>", REFERENT, "Avis sur "
        "candidature M. VERDIER Mathieu - micro-structure", "Bonjour,\n\n"
        "veuillez trouver l'avis.\n", [("avis.pdf", avis(WHO))]), alone)
    yield ("opinion-named", mail(
        "Anne Colin <anne.colin@example.org>", (ARTAUD, REFERENT),
        "Avis circonstancié - VERDIER Mathieu", "Bonjour,\n\nci-joint mon avis "
        "circonstancié sur la candidature de M. Verdier (RS2026).\n\nA. Colin,"
        " principale\n", [("doc.pdf", avis(WHO))]), alone)
    via = {"channel": "forwarded", "conformity": "equivalent"}
    inner = mail(SENDER, "principale@example.org", EXACT, HELLO, THREE)
    yield one("attached-no-text", "TR: " + EXACT, sender=head, text="",
              files=[("m.eml", inner)], more=via)
    yield one("attached-other-subject", "Transmission de candidature",
              sender=head, text="Ci-joint.\n", files=[("m.eml", inner)],
              more={"channel": "forwarded", "conformity": "deviant"})
    quote = (f"\n-------- Message transféré --------\nSujet : {EXACT}\nDate : "
             "Mon, 4 May 2026 09:00:00 +0200\nDe : Mathieu Verdier "
             f"<{WHERE}>\nPour : principale@example.org\n\n" + HELLO)
    yield one("own-school-forwards", "Fwd: " + EXACT, REFERENT, quote,
              sender=f"Lycée Daumier <{DAUMIER}>", places=(DA,), more=via)
    yield one("inspector-adds-report", "Fwd: " + EXACT, text="Avec le dernier "
              "rendez-vous de carrière." + quote,
              sender="IA-IPR <ipr.lettres@example.org>",
              files=THREE + [("RDVC.pdf", rendez_vous(WHO))],
              kinds=("cv", "inspection", "letter", "opinion"), more=via)


def not_ours():
    def silent(name, sender, to, subject, text, files=(), expected=UNRELATED,
               **fields):
        return (name, mail(sender, to, subject, text, files, **fields),
                expected, True)
    someone = "Rita Molina <rita.molina@example.org>"
    yield silent("thesis", someone, REFERENT, "Enquête sur les micro-lycées",
                 "Bonjour,\n\ndoctorante, je souhaite interroger les "
                 "coordonnateurs.\n\nR. Molina\n",
                 [("questionnaire.pdf", "QUESTIONNAIRE")])
    yield silent("m2-internship", someone, ARTAUD, "Candidature stage M2 "
                 "micro-lycée", HELLO, [("CV.pdf", parcours("Rita MOLINA"))])
    yield silent("civil-service", someone, DAUMIER, "Mission service civique "
                 "micro-lycée", HELLO, [("CV.pdf", parcours("Rita MOLINA")),
                                        ("LM.pdf", "Ma motivation")])
    yield silent("pupil-cv", someone, PUGET, "Candidature micro-collège",
                 "Bonjour,\n\nma fille souhaite intégrer le micro-collège, "
                 "voici son dossier de candidature.\n\nR. Molina\n",
                 [("dossier.pdf", "Bulletin scolaire")])
    yield silent("invitation", someone, REFERENT, "Invitation : forum des "
                 "micro-structures", "Bonjour,\n\nvous êtes invitée.\n")
    yield silent("minutes", someone, ARTAUD, "CR réunion micro-lycée",
                 "Ci-joint le compte rendu.\n",
                 [("CR réunion.docx", "Compte rendu de la réunion")])
    yield silent("list-of-candidates", someone, REFERENT, "Liste des candidats "
                 "micro-structure RS2026", "Ci-joint.\n",
                 [("liste.pdf", "LISTE\nVERDIER Mathieu\nFABRE Lucie")])
    yield silent("union", "Syndicat <contact@union.example>", REFERENT,
                 "Postes micro-structure : dates de candidature ?", "Bonjour,"
                 "\n\nnos adhérents nous interrogent.\n")
    yield silent("works", someone, DUBY, "Travaux salle du micro-lycée",
                 "Bonjour,\n\nle devis est joint.\n",
                 [("devis.pdf", "DEVIS")])
    yield silent("wishes", someone, MOUVEMENT, "Fiche de vœux mouvement",
                 "Bonjour,\n\nci-joint ma fiche.\n",
                 [("fiche de voeux.pdf", "FICHE DE VŒUX")])
    yield silent("priority", someone, MOUVEMENT, "Demande de bonification RQTH",
                 "Ci-joint.\n", [("attestation.pdf", "RQTH")])
    yield silent("cfa", someone, PERSEVERANCE, "Rupture de contrat "
                 "d'apprentissage - volet sécurisation", "Bonjour,\n\nvoici "
                 "le CV et la lettre de l'apprenti.\n",
                 [("CV.pdf", parcours("Rayan TAHAR"))])
    yield silent("vacation-list", someone, REFERENT, "Absence", "Je serai "
                 "absente demain.\n")
    yield silent("spam", "Coach <coach@pub.example>", ARTAUD, "Boostez votre "
                 "CV et votre lettre de motivation", "Cliquez !\n")
    yield silent("bounce-french", "Postmaster <postmaster@example.org>",
                 REFERENT, "Échec de remise", "Adresse inconnue.\n",
                 expected=AUTOMATIC, return_path="<>")
    yield silent("teams", "Teams <noreply@teams.example>", REFERENT, "Rita "
                 "vous a mentionnée dans Candidatures micro-structure", "…\n",
                 expected=NOBODY)


GROUPS = {"f-words": free_words, "f-calls": more_calls,
          "f-superiors": superiors, "f-others": not_ours}
