"""Fourth round, written blind: short mails with next to nothing in them, in
the manner of the contract's examples."""

from build import (ANCLIN, ARTAUD, DAUMIER, DUBY, MLDS, MOUVEMENT,
                   PERSEVERANCE, PUGET, REFERENT, SAIO, mail, piece)
from cases_blind_candidates import A, DA, DU, P, RS, SUBJECT, want
from cases_blind_machine import AUTOMATIC, NOBODY, UNRELATED

WHO, WHERE = "Lucie FABRE", "lucie.fabre@example.org"
SENDER = "Lucie Fabre <lucie.fabre@example.org>"
EXACT = SUBJECT + "FABRE Lucie"
TO = (ARTAUD, REFERENT)
LM = ("Lettre de motivation\n\nMadame, Monsieur,\n\nJe souhaite postuler au "
      "poste de coordonnateur.\n\nCordialement\nLucie Fabre")
CV = "Curriculum vitae\nLucie FABRE\n2015-2025 : professeure\nFormation"
AVIS = "Avis du supérieur hiérarchique\n\nAvis favorable.\n\nLe principal"
RAPPORT = "Rapport d'inspection\n\nProfesseure : Lucie FABRE\nSéance du 3 mars"
HELLO = "Bonjour,\n\nVeuillez trouver ci-joint ma candidature.\n\nLucie Fabre\n"
THREE = [("Lettre.pdf", LM), ("CV.pdf", CV), ("Avis.pdf", AVIS)]


def one(name, subject=EXACT, to=TO, text=HELLO, files=THREE, places=(A,),
        conformity="exact", kinds=("cv", "letter", "opinion"), missing=(),
        sender=SENDER, family="FABRE", given="Lucie", email=WHERE, more=None,
        **fields):
    expected = want(family, given, email, conformity, places, kinds, missing)
    expected.update(more or {})
    return (name, mail(sender, to, subject, text, files, **fields), expected)


def subjects():
    yield one("capitals", "CANDIDATURE MICRO-STRUCTURE RS2026 - FABRE LUCIE",
              conformity="equivalent")
    yield one("reply", "RE: " + EXACT, conformity="equivalent")
    yield one("prefix-tr", "Tr : " + EXACT, conformity="equivalent")
    yield one("tag", "[EXTERNE] " + EXACT, conformity="equivalent")
    yield one("full-stop", EXACT + ".", conformity="equivalent")
    yield one("civility", SUBJECT + "Madame FABRE Lucie",
              conformity="equivalent")
    yield one("accents-lost", SUBJECT + "FABRE Lucie", conformity="exact")
    yield one("two-letters-swapped", "Candidature mirco-structure RS2026 – "
              "FABRE Lucie", conformity="deviant")
    yield one("s-added", "Candidatures micro-structure RS2026 – FABRE Lucie",
              conformity="deviant")
    yield one("structures", "Candidature micro-structures RS2026 – FABRE Lucie",
              conformity="deviant")
    yield one("code-short", "Candidature micro-structure RS26 – FABRE Lucie",
              conformity="deviant")
    yield one("no-code", "Candidature micro-structure – FABRE Lucie",
              conformity="deviant")
    yield one("no-dash", "Candidature micro-structure RS2026 FABRE Lucie",
              conformity="deviant")
    yield one("turned", SUBJECT + "Lucie FABRE", conformity="deviant")
    yield one("turned-lower", SUBJECT + "Lucie Fabre", conformity="deviant")
    yield one("no-name", "Candidature micro-structure RS2026",
              conformity="deviant")
    yield one("urgent", "URGENT " + EXACT, conformity="deviant")
    yield one("two-prefixes", "TR: RE: " + EXACT, conformity="equivalent")
    yield one("english", "Application RS2026 micro-structure Lucie Fabre",
              conformity="deviant")
    yield one("none", None, text="Bonjour,\n\nma candidature au micro-lycée "
              "Artaud est jointe.\n\nLucie Fabre\n", conformity="deviant")


def pieces():
    def files(name, given, kinds, missing=(), named=None, refused=None,
              **fields):
        more = {}
        if named:
            more["named"] = named
        if refused is not None:
            more["refused"] = refused
        return one(name, files=given, kinds=kinds, missing=missing, more=more,
                   **fields)
    yield files("content-only", [("a.pdf", LM), ("b.pdf", CV),
                                 ("c.pdf", AVIS), ("d.pdf", RAPPORT)],
                ("cv", "inspection", "letter", "opinion"), (), {
                    "a.pdf": ["letter"], "b.pdf": ["cv"], "c.pdf": ["opinion"],
                    "d.pdf": ["inspection"]})
    yield files("content-docx", [("a.docx", LM), ("b.docx", CV),
                                 ("c.docx", AVIS)],
                ("cv", "letter", "opinion"), (), {
                    "a.docx": ["letter"], "b.docx": ["cv"],
                    "c.docx": ["opinion"]})
    yield files("content-odt", [("a.odt", LM), ("b.odt", CV), ("c.odt", AVIS)],
                ("cv", "letter", "opinion"))
    yield files("pages", [("dossier.pdf", [LM, CV, AVIS])],
                ("cv", "letter", "opinion"), (), {
                    "dossier.pdf": ["cv", "letter", "opinion"]})
    yield files("without-heading", [("x.pdf", LM.split("\n\n", 1)[1]),
                                    ("CV.pdf", CV)], ("cv", "letter"),
                ("opinion",))
    yield files("by-name-underscores", [
        ("FABRE_Lucie_LM.pdf", ""), ("FABRE_Lucie_CV.pdf", ""),
        ("FABRE_Lucie_avis.pdf", "")], ("cv", "letter", "opinion"))
    yield files("by-name-joined", [
        ("lettremotivation.pdf", ""), ("cvfabre.pdf", "")],
        ("cv", "letter"), ("opinion",))
    yield files("other", THREE + [("Diplome.pdf", "Diplôme du CAPES"),
                                  ("RIB.pdf", "Relevé d'identité bancaire")],
                ("cv", "letter", "opinion"), (), {"Diplome.pdf": [],
                                                 "RIB.pdf": []})
    yield files("body", [("CV.pdf", CV)], ("cv", "letter"), ("opinion",),
                {None: ["letter"]}, text="Madame,\n\nProfesseure de lettres "
                "depuis dix ans au collège Longchamp, je souhaite vous "
                "présenter ma candidature au poste de coordonnatrice du "
                "micro-lycée. Mon parcours m'a amenée à accompagner des élèves "
                "en difficulté, à travailler en équipe et à conduire des "
                "projets. Ma motivation est grande : je suis convaincue que "
                "chaque élève peut reprendre confiance si on lui en donne le "
                "temps et les moyens. J'ai suivi une formation sur le "
                "décrochage et je connais les partenaires du territoire. Je "
                "reste à votre disposition pour un entretien.\n\nJe vous prie "
                "d'agréer, Madame, mes salutations distinguées.\n\nLucie "
                "Fabre\n")
    yield files("body-html", [("CV.pdf", CV)], ("cv",), ("letter", "opinion"),
                html="<p>Bonjour, mon CV est joint.</p>",
                text="Bonjour, mon CV est joint.\n")
    yield files("docx-broken", [("CV.docx", b"PK\3\4rien"), *THREE[::2]],
                ("letter", "opinion"), ("cv",), None, ["CV.docx"])


def people():
    def named(name, written, family, given, sender, conformity="exact"):
        return one(name, SUBJECT + written, sender=sender,
                   email=sender.split("<")[-1].strip(">"), family=family,
                   given=given, conformity=conformity, text="Bonjour,\n\nci-"
                   "joint mon dossier.\n")
    yield named("de", "DE SOUZA Paulo", "DE SOUZA", "Paulo",
                "Paulo de Souza <paulo.desouza@example.org>")
    yield named("du", "du bois anne", "DU BOIS", "Anne",
                "Anne du Bois <anne.dubois@example.org>")
    yield named("hyphen", "Lambert-Petit Chloé", "LAMBERT-PETIT", "Chloé",
                "Chloé Lambert-Petit <c.lambert@example.org>")
    yield named("two-given", "PETIT Marie Claire", "PETIT", "Marie Claire",
                "Marie Claire Petit <mc.petit@example.org>")
    yield named("upper", "KONE AMINATA", "KONE", "Aminata",
                "Aminata Kone <aminata.kone@example.org>")
    yield named("address-only", "simon paul", "SIMON", "Paul",
                "paul.simon@example.org")
    yield named("address-only-turned", "paul simon", "SIMON", "Paul",
                "paul.simon@example.org", "deviant")
    yield named("married", "DURAND épouse ROY Claire", "DURAND épouse ROY",
                "Claire", "Claire Roy <claire.roy@example.org>")
    yield named("maiden", "ROY née DURAND Claire", "ROY née DURAND", "Claire",
                "Claire Roy <claire.roy@example.org>")
    yield named("saint", "SAINT-MARTIN Luc", "SAINT-MARTIN", "Luc",
                "Luc Saint-Martin <luc@example.org>")
    yield named("cedilla", "FRANÇOIS Gaël", "FRANÇOIS", "Gaël",
                "Gael Francois <gael.francois@example.org>")
    yield named("le", "LE ROUX Yann", "LE ROUX", "Yann",
                "yann.leroux@example.org")


def places():
    yield one("all-by-address", to=(ARTAUD, DAUMIER, DUBY, PUGET, REFERENT),
              places=(A, DA, DU, P))
    yield one("two-in-subject", EXACT + " - Artaud et Daumier", REFERENT,
              places=(A, DA), conformity="deviant")
    yield one("code-in-subject", EXACT + " (0131943S)", REFERENT, places=(P,),
              conformity="deviant")
    yield one("clg", "Candidature micro-collège clg Puget FABRE Lucie",
              REFERENT, places=(P,), conformity="deviant")
    yield one("body-lycee", to=REFERENT, places=(DU,), text="Bonjour,\n\nje "
              "candidate pour le micro-lycée Duby à Aix.\n\nLucie Fabre\n")
    yield one("file", to=REFERENT, places=(DA,), files=[
        ("LM Daumier.pdf", LM), *THREE[1:]])
    yield one("letter", to=REFERENT, places=(P,), files=[
        ("LM.pdf", LM.replace("coordonnateur", "coordonnateur au micro-"
                              "collège Puget")), *THREE[1:]])
    for name, to, text, seen in (
            ("against", (DAUMIER, REFERENT), "Bonjour,\n\nje postule au "
             "micro-lycée Duby.\n\nLucie Fabre\n", (DA, DU)),
            ("nowhere", REFERENT, HELLO, ())):
        case = one(name, to=to, text=text, places=seen,
                   more={"verdict": "review"})
        del case[2]["missing"]
        yield case


def calls():
    date = "Tue, 10 Sep 2024 09:00:00 +0200"
    two = [("CV.pdf", CV), ("LM.pdf", LM)]

    def call(name, campaign, to, subject, *where, **more):
        files = more.pop("files", two)
        kinds = more.pop("kinds", ("cv", "letter"))
        return one(name, subject, to, places=where, conformity=None,
                   kinds=kinds, files=files, more={"campaign": campaign},
                   **more)
    yield call("camargue", "mlds-2024", MLDS, "Candidature formatrice MLDS "
               "Camargue", "formateur-camargue", date=date)
    yield call("luberon", "mlds-2024", MLDS, "Candidature coordonnatrice "
               "Avignon Luberon", "coordonnateur-avignon-luberon", date=date)
    yield call("calanques", "mlds-2024", MLDS, "Poste formateur MLDS Calanques"
               " - FABRE Lucie", "formateur-marseille-calanques", date=date)
    yield call("huveaune", "mlds-2024", MLDS, "candidature huveaune 80%",
               "formateur-huveaune", date=date)
    yield call("madrague", "mlds-2026-madrague", PERSEVERANCE, "Candidature "
               "Formateur MLDS", "formateur-marseille-madrague",
               date="Thu, 12 Mar 2026 23:50:00 +0100")
    yield call("madrague-late", "mlds-2026-madrague", PERSEVERANCE,
               "Candidature MLDS Madrague", "formateur-marseille-madrague",
               date="Fri, 13 Mar 2026 08:00:00 +0100")
    yield call("meuse", "mlds-meuse-2023", SAIO, "Candidature MLDS",
               "coordonnateur-meuse", cc=ANCLIN,
               date="Sat, 01 Jul 2023 18:00:00 +0200")
    yield call("ecole", "micro-ecole-carpentras", MOUVEMENT, "candidature "
               "micro école", "micro-ecole-carpentras",
               files=two + [("Fiche.pdf", "Fiche de candidature\nNom : FABRE")],
               kinds=("cv", "form", "letter"))


def superiors():
    quoted = ("De : Lucie Fabre <lucie.fabre@example.org>\nEnvoyé : lundi 4 mai"
              " 2026 08:00\nÀ : Principal\nObjet : " + EXACT + "\n\n" + HELLO)
    via = {"channel": "forwarded"}
    head = "Le Principal <principal@example.org>"
    yield one("inline", "TR: " + EXACT, sender=head, text="Avis favorable.\n\n"
              + quoted, conformity="equivalent", more=via)
    yield one("inline-person", "TR: " + EXACT, text="Pour transmission.\n\n"
              + quoted, sender="Paul Blanc <paul.blanc@example.org>",
              conformity="equivalent", more=via)
    inner = mail(SENDER, "principal@example.org", EXACT, HELLO, THREE[:2])
    yield one("attached", "TR: " + EXACT, sender=head, text="Ci-joint.\n",
              files=[("x.eml", inner), THREE[2]], conformity="equivalent",
              more=via)
    alone = dict(verdict="supplement", campaign=RS, kinds=["opinion"])
    yield ("opinion", mail(head, REFERENT, "Avis hiérarchique – FABRE Lucie",
                           "Ci-joint.\n", [THREE[2]]), alone)
    yield ("thread", mail(SENDER, ARTAUD, "Re: " + EXACT, "Voici le rapport."
                          "\n", [("rapport.pdf", RAPPORT)],
                          In_Reply_To="<x@aix.example>"),
           dict(verdict="supplement", campaign=RS, kinds=["inspection"],
                reply_to=WHERE))


def nobody():
    for name, sender, to, subject, text, fields, expected in (
            ("civic", SENDER, ARTAUD, "Candidature service civique", HELLO, {},
             UNRELATED),
            ("state", "DRH <drh@example.org>", ARTAUD, "Candidatures "
             "micro-structure : point d'étape", "Bonjour,\n\noù en est-on ?\n",
             {}, UNRELATED),
            ("question", SENDER, ARTAUD, "Question sur le poste de "
             "coordonnateur micro-lycée", "Bonjour, quels horaires ?\n", {},
             UNRELATED),
            ("answer", REFERENT, WHERE, "Re: " + EXACT, "Bien reçu.\n", {},
             UNRELATED),
            ("absence", SENDER, ARTAUD, "Réponse automatique : Accusé de "
             "réception", "Absente.\n",
             {"X_Auto_Response_Suppress": "All"}, AUTOMATIC),
            ("newsletter", "Lettre <lettre@example.org>", ARTAUD, "Lettre "
             "d'information : micro-lycées et motivation", "Lisez-nous.\n",
             {"List_Unsubscribe": "<mailto:x@example.org>"}, AUTOMATIC),
            ("parent", "Mme Roy <roy@example.org>", ARTAUD, "Candidature de ma "
             "fille au micro-lycée", "Bonjour, voici son dossier.\n", {},
             UNRELATED),
            ("aesh", SENDER, PUGET, "Candidature AESH", HELLO, {}, UNRELATED),
            ("supply", SENDER, DUBY, "Candidature professeur contractuel",
             "Bonjour, je suis disponible.\n", {}, UNRELATED),
            ("apprenticeship", SENDER, PERSEVERANCE, "Accès sécurisé à "
             "l'apprentissage - volet accompagnement", "Bonjour, comment "
             "remplir le formulaire ?\n", {}, UNRELATED),
            ("transfer", SENDER, MOUVEMENT, "Mouvement 2026 : erreur de vœu",
             "Bonjour, je me suis trompée.\n", {}, UNRELATED),
            ("interview", SENDER, REFERENT, "Entretien du 28 mai",
             "Bonjour, je serai présente.\n", {}, UNRELATED)):
        files = [("CV.pdf", CV), ("LM.pdf", LM)] if name in (
            "civic", "aesh", "supply") else []
        yield (name, mail(sender, to, subject, text, files, **fields),
               expected, True)
    yield ("thanks", mail(SENDER, REFERENT, "Merci", "Merci et bonne soirée.\n"
                          ), NOBODY, True)


GROUPS = {"d-subjects": subjects, "d-pieces": pieces, "d-people": people,
          "d-places": places, "d-calls": calls, "d-superiors": superiors,
          "d-nobody": nobody}
