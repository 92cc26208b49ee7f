"""Written blind: what heads of school, secretaries and inspectors send on."""

from build import (ARTAUD, DUBY, MOUVEMENT, PUGET, REFERENT)
from cases_blind_candidates import RS, SUBJECT, want
from clients import compose, plain
from papers import avis, fiche, lettre, parcours

WHO, WHERE = "Julie BONNET", "julie.bonnet@operateur.example"
HEAD = "ROGER Patrick <patrick.roger@etab.example>"
OFFICE = "0131850R - Collège Longchamp <ce.0131850r@etab.example>"
FILES = [("LM.pdf", lettre(WHO)), ("CV.pdf", parcours(WHO))]
OPINION = ("Avis.pdf", avis(WHO))
TEXT = ("Monsieur le Principal,\n\nje vous prie de trouver ci-joint mon "
        "dossier, à transmettre par la voie hiérarchique.\n\nJulie Bonnet\n")
EXACT = SUBJECT + "BONNET Julie"
ASKED = "principal@etab.example"


def forwarded(conformity="equivalent", **more):
    return want("BONNET", "Julie", more.pop("email", WHERE), conformity, **{
        "channel": "forwarded", **more})


FORMS = {
    "outlook": (
        "\n\nCordialement,\nP. Roger\nPrincipal\n\n"
        "De : Julie BONNET <{where}>\nEnvoyé : mardi 5 mai 2026 10:11\n"
        "À : ROGER Patrick <patrick.roger@etab.example>\nObjet : {subject}\n"
        "\n{text}"),
    "outlook-web": (
        "\n\n________________________________\nDe : Julie BONNET <{where}>\n"
        "Envoyé : mardi 5 mai 2026 10:11\nÀ : ROGER Patrick\nCc : intendance\n"
        "Objet : {subject}\n\n{text}"),
    "thunderbird": (
        "\n\n\n-------- Message transféré --------\nSujet : \t{subject}\n"
        "Date : \tTue, 5 May 2026 10:11:12 +0200\n"
        "De : \tJulie BONNET <{where}>\nPour : \tprincipal@etab.example\n\n\n"
        "\n{text}"),
    "zimbra": (
        "\n\n----- Mail transféré -----\nDe: \"Julie BONNET\" <{where}>\n"
        "À: \"principal\" <principal@etab.example>\n"
        "Envoyé: Mardi 5 Mai 2026 10:11:12\nObjet: {subject}\n\n{text}"),
    "gmail": (
        "\n\n---------- Forwarded message ---------\n"
        "De : Julie BONNET <{where}>\nDate: mar. 5 mai 2026 à 10:11\n"
        "Subject: {subject}\nTo: <principal@etab.example>\n\n\n{text}"),
    "iphone": (
        "\n\nDébut du message transféré :\n\nDe: Julie BONNET <{where}>\n"
        "Date: 5 mai 2026 à 10:11:12 UTC+2\nÀ: principal@etab.example\n"
        "Objet: {subject}\n\n{text}"),
    "orange": (
        "\n\n> Message du 05/05/26 10:11\n> De : \"Julie BONNET\" <{where}>\n"
        "> A : principal@etab.example\n> Copie à : \n> Objet : {subject}\n> \n"
        "> {text}"),
    "roundcube": (
        "\n\n-------- Message original --------\nObjet : {subject}\n"
        "Date : 05.05.2026 10:11\nDe : Julie BONNET <{where}>\n"
        "À : principal@etab.example\n\n{text}"),
}
PROGRAM = {"outlook-web": "outlook", "roundcube": "laposte"}
PREFIX = {"outlook": "TR: ", "outlook-web": "TR : ", "thunderbird": "Fwd: ",
          "zimbra": "Fwd: ", "gmail": "Fwd: ", "iphone": "Tr : ",
          "orange": "TR: ", "roundcube": "Tr: "}


def inline():
    for form, text in FORMS.items():
        yield (form, compose(
            PROGRAM.get(form, form), HEAD, (ARTAUD, REFERENT),
            PREFIX[form] + EXACT, "Bonjour,\n\nci-dessous une candidature." +
            text.format(where=WHERE, subject=EXACT, text=TEXT),
            FILES + [OPINION]), forwarded())
    # Quoted in HTML only: the plain part is the comment alone.
    yield ("own-subject", compose(
        "outlook", OFFICE, (PUGET, REFERENT), "candidature de Mme Bonnet",
        "Bonjour,\n\npour suite à donner." + FORMS["outlook"].format(
            where=WHERE, subject=EXACT, text=TEXT), FILES),
        forwarded("deviant", positions=("0131943S",),
                  kinds=("cv", "letter"), missing=("opinion",)))
    # Twice: to the principal, to the inspector, to us.
    twice = ("\n\n-------- Message transféré --------\nSujet : \tTR: "
             + EXACT + "\nDate : \tWed, 6 May 2026 08:00:00 +0200\n"
             "De : \tROGER Patrick <patrick.roger@etab.example>\n"
             "Pour : \tien.ia@etab.example\n\nAvis favorable."
             + FORMS["outlook"].format(where=WHERE, subject=EXACT, text=TEXT))
    yield ("twice", compose(
        "thunderbird", "Anne SIMON <anne.simon@insp.example>",
        (ARTAUD, REFERENT), "Fwd: TR: " + EXACT, "Pour attribution." + twice,
        FILES + [OPINION]), forwarded())
    # The same Exchange: a name without an address.
    internal = forwarded(email=None, reply_to="patrick.roger@etab.example")
    yield ("no-address", compose(
        "outlook", HEAD, (ARTAUD, REFERENT), "TR: " + EXACT,
        "Bonjour,\n\nDe : BONNET Julie\nEnvoyé : mardi 5 mai 2026 10:11\n"
        "À : ROGER Patrick\nObjet : " + EXACT + "\n\n" + TEXT,
        FILES + [OPINION]), internal)


def attached():
    inner = compose("gmail", f"{WHO} <{WHERE}>", ASKED, EXACT, TEXT, FILES)
    yield ("message", compose("outlook", HEAD, (ARTAUD, REFERENT),
                              "TR: " + EXACT, "Transmis avec avis favorable.",
                              [inner, OPINION]), forwarded())
    yield ("message-own-subject", compose(
        "thunderbird", OFFICE, (DUBY, REFERENT), "Dossier de candidature "
        "micro-lycée", "Bonjour,\nci-joint le message de Mme Bonnet et l'avis "
        "de M. Roger.", [inner, OPINION]),
        forwarded("deviant", positions=("0133525L",)))
    yield ("message-no-position", compose(
        "zimbra", HEAD, REFERENT, "Fwd: " + EXACT, "Transmis.",
        [compose("gmail", f"{WHO} <{WHERE}>", ASKED, EXACT, TEXT.replace(
            "mon dossier", "mon dossier pour le micro-lycée Artaud"), FILES)]),
        forwarded(kinds=("cv", "letter"), missing=("opinion",)))
    # The secretary of one of our schools sends on what a candidate sent her.
    yield ("own-school", compose(
        "outlook", f"Collège Puget <{PUGET}>", REFERENT, "TR: " + EXACT,
        "Bonjour,\n\nreçu ce jour pour le micro-collège Puget." +
        FORMS["outlook"].format(where=WHERE, subject=EXACT, text=TEXT),
        FILES), forwarded(positions=("0131943S",), kinds=("cv", "letter"),
                          missing=("opinion",)))
    yield ("inner-with-opinion", compose(
        "iphone", HEAD, (ARTAUD, REFERENT), "Tr : " + EXACT, "Pour vous.",
        [compose("outlook", f"{WHO} <{WHERE}>", ASKED, EXACT, TEXT,
                 FILES + [OPINION])]), forwarded())


def opinion_alone():
    alone = dict(verdict="supplement", campaign=RS, channel="forwarded",
                 kinds=["opinion"])
    yield ("subject", compose(
        "outlook", HEAD, (ARTAUD, REFERENT), "Avis hiérarchique - candidature "
        "micro-structure de Mme BONNET Julie", "Bonjour,\n\nveuillez trouver "
        "ci-joint mon avis.\n\nP. Roger", [OPINION]), alone)
    yield ("answer", compose(
        "zimbra", HEAD, REFERENT, "Re: " + EXACT, "Bonjour,\n\nci-joint "
        "l'avis demandé.\n\nP. Roger\n\nDe: \"Julie BONNET\" <" + WHERE
        + ">\nÀ: \"principal\" <principal@etab.example>\nCc: " + REFERENT
        + "\nEnvoyé: Mardi 5 Mai 2026 10:11:12\nObjet: " + EXACT + "\n\n"
        + TEXT, [OPINION], headers=(
            "In-Reply-To: <x1.gmail@operateur.example>",
            "References: <x1.gmail@operateur.example>")), alone)
    yield ("scan", compose(
        "laposte", OFFICE, REFERENT, "Avis du chef d'établissement - Julie "
        "BONNET - micro-lycée Artaud", "Bonjour,\n\ncomme convenu.\n\n"
        "Le secrétariat", [("Avis Mme Bonnet.pdf", "")]), alone)


def carpentras():
    where = "elsa.nicolas@operateur.example"
    who = "Elsa NICOLAS"
    files = [("Fiche de candidature.pdf", fiche(who)),
             ("CV.pdf", parcours(who)), ("LM.pdf", lettre(who))]
    expected = want("NICOLAS", "Elsa", where, None,
                    ("micro-ecole-carpentras",), ("cv", "form", "letter"),
                    campaign="micro-ecole-carpentras")
    text = ("Bonjour,\n\nveuillez trouver ma candidature pour le poste "
            "d'enseignante coordonnatrice de la micro-école.\n\nElsa Nicolas\n"
            "École Quintine, Carpentras\n")
    inspector = "ien.carpentras@insp.example"
    yield ("with-copy", compose(
        "zimbra", f"{who} <{where}>", (MOUVEMENT, inspector),
        "Candidature poste micro-école Canton Nord B", text, files), expected)
    yield ("misspelt", compose(
        "gmail", f"{who} <{where}>", (MOUVEMENT, inspector),
        "candidature microecole carpentras nord b", text, files), expected)
    yield ("docx-form", compose(
        "orange", f"{who} <{where}>", MOUVEMENT, "Micro-école : ma "
        "candidature", text, [("Nicolas_1.docx", fiche(who)),
                              ("Nicolas_2.docx", parcours(who)),
                              ("Nicolas_3.docx", lettre(who))]), expected)
    yield ("inspector", compose(
        "zimbra", "IEN Carpentras <" + inspector + ">", MOUVEMENT,
        "Fwd: Candidature poste micro-école Canton Nord B",
        "Avis favorable, cf. pièce jointe.\n\n----- Mail transféré -----\n"
        f"De: \"{who}\" <{where}>\nÀ: \"IEN\" <{inspector}>\n"
        "Envoyé: Lundi 11 Mai 2026 18:02:40\nObjet: Candidature poste "
        "micro-école Canton Nord B\n\n" + text,
        files + [("Avis IEN.pdf", avis(who, "l'inspecteur de l'éducation "
                                       "nationale"))]),
        {**expected, "channel": "forwarded",
         "kinds": ["cv", "form", "letter", "opinion"]})
    yield ("no-form", compose(
        "outlook", f"{who} <{where}>", MOUVEMENT, "Candidature micro-école",
        text, files[1:]),
        {**expected, "kinds": ["cv", "letter"], "missing": ["form"]})
    for name, subject, body, pieces in (
            ("transfer", "Mouvement 2026 - voeux écoles de Carpentras",
             "Bonjour,\n\nje souhaite modifier mon voeu n° 3 (école élémentaire"
             " Carpentras Quintine).\n\nElsa Nicolas\n", []),
            ("language-post", "Candidature poste UPE2A Carpentras",
             "Bonjour,\n\nje vous adresse ma candidature au poste UPE2A de "
             "l'école Les Garrigues à Carpentras.\n\nElsa Nicolas\n",
             [("CV.pdf", parcours(who)), ("LM.pdf", lettre(
                 who, post="le poste UPE2A"))]),
            ("half-time", "Demande de temps partiel", "Bonjour,\n\nci-joint ma "
             "demande de temps partiel.\n\nElsa Nicolas\n",
             [("demande.pdf", "Demande de travail à temps partiel")])):
        yield (name, compose("zimbra", f"{who} <{where}>", MOUVEMENT, subject,
                             body, pieces),
               dict(verdict="unrelated", reply_to=None), True)


def question():
    yield ("superior-asks", plain(
        HEAD, REFERENT, "Avis hiérarchique micro-lycée : quel formulaire ?",
        "Bonjour,\n\nfaut-il un formulaire particulier pour l'avis ?\n\n"
        "P. Roger\n"), dict(verdict="unrelated", reply_to=None), True)


GROUPS = {"b-inline": inline, "b-attached": attached,
          "b-opinion": opinion_alone, "b-carpentras": carpentras,
          "b-superior": question}
