"""Written blind: the three calls of the MLDS."""

from build import ANCLIN, MLDS, PERSEVERANCE, SAIO
from cases_blind_candidates import want
from clients import compose
from papers import avis, lettre, parcours

IN_2024 = "Fri, 06 Sep 2024 14:20:31 +0200"
IN_2026 = "Tue, 03 Mar 2026 08:12:44 +0100"
IN_2023 = "Mon, 26 Jun 2023 19:03:10 +0200"
WHO, WHERE = "Thierry ESPOSITO", "t.esposito@operateur.example"
SENDER = f"{WHO} <{WHERE}>"
BODY = ("Bonjour,\n\nveuillez trouver ci-joint mon CV et ma lettre de "
        "motivation.\n\nCordialement,\nThierry Esposito\n")


def papers(post="le poste de formateur MLDS"):
    return [("CV Esposito.pdf", parcours(WHO)),
            ("LM Esposito.pdf", lettre(WHO, post=post))]


def wanted(campaign, *places, **more):
    return {**want("ESPOSITO", "Thierry", WHERE, None, places,
                   ("cv", "letter"), campaign=campaign), **more}


def in_2024():
    def one(name, program, subject, places, body=BODY, files=None, **more):
        return (name, compose(program, SENDER, MLDS, subject, body,
                              papers() if files is None else files,
                              date=IN_2024), wanted("mlds-2024", *places,
                                                    **more))
    yield one("trainer-camargue", "outlook",
              "Candidature formateur MLDS réseau Camargue",
              ("formateur-camargue",))
    yield one("coordinator-luberon", "zimbra", "Candidature au poste de "
              "coordonnateur MLDS – réseaux Avignon et Le Lubéron",
              ("coordonnateur-avignon-luberon",), files=papers(
                  "le poste de coordonnateur MLDS"))
    yield one("coordinator-four", "gmail", "Candidature coordo MLDS Salon / "
              "Cote bleue / Crau / Camargue",
              ("coordonnateur-salon-cote-bleue-crau-camargue",),
              files=papers("le poste de coordonnateur MLDS"))
    yield one("by-letter", "orange", "Candidature MLDS",
              ("formateur-huveaune",),
              files=papers("le poste de formateur MLDS du réseau Huveaune"))
    yield one("half-time", "iphone", "candidature demi poste formateur MLDS "
              "marseille calanques", ("formateur-marseille-calanques",))
    yield one("two", "thunderbird", "Candidature formateur MLDS (Huveaune et "
              "Calanques)", ("formateur-huveaune",
                             "formateur-marseille-calanques"))
    yield one("trainer-blue-coast", "laposte", "Candidature poste formateur "
              "MLDS - Cote Bleue", ("formateur-cote-bleue",))
    unknown = wanted("mlds-2024", verdict="review")
    del unknown["missing"]
    yield ("which", compose("gmail", SENDER, MLDS, "Candidature formateur "
                            "MLDS", BODY, papers(), date=IN_2024), unknown)
    del (ambiguous := dict(unknown))["positions"]
    yield ("which-camargue", compose(
        "gmail", SENDER, MLDS, "Candidature MLDS Camargue", BODY.replace(
            "mon CV", "pour le réseau Camargue mon CV"),
        [("CV Esposito.pdf", parcours(WHO)),
         ("LM Esposito.pdf", lettre(WHO, post="la MLDS"))],
        date=IN_2024), ambiguous)
    yield ("question", compose(
        "gmail", SENDER, MLDS, "Renseignements postes MLDS", "Bonjour,\n\n"
        "les postes de formateur MLDS sont-ils ouverts aux contractuels ?\n\n"
        "Thierry Esposito\n", date=IN_2024),
        dict(verdict="unrelated", reply_to=None), True)


def in_2026():
    place = "formateur-marseille-madrague"

    def one(name, program, subject, body=BODY, files=None, **more):
        return (name, compose(program, SENDER, PERSEVERANCE, subject, body,
                              papers() if files is None else files,
                              date=IN_2026),
                wanted("mlds-2026-madrague", place, **more))
    yield one("named", "outlook", "Candidature poste de formateur MLDS "
              "Marseille Madrague")
    yield one("short", "zimbra", "candidature MLDS")
    yield one("act", "laposte", "Acte de candidature - Esposito Thierry",
              files=papers("le poste de formateur MLDS Marseille Madrague"))
    yield one("misspelt", "iphone", "Canditature fromateur MLDS Madrague")
    yield one("mission", "gmail", "Candidature Mission de lutte contre le "
              "décrochage scolaire", files=papers()[:1], kinds=["cv"],
              missing=["letter"])
    for name, subject, text, files in (
            ("apprentice-form", "Volet SÉCURISATION - demande de maintien sous"
             " statut scolaire", "Bonjour,\n\nje n'arrive pas à déposer le "
             "formulaire pour un élève de 14 ans. Voici la convention.\n\n"
             "La secrétaire\n", [("convention de stage.pdf", "CONVENTION DE "
                                  "STAGE\nÉlève : Enzo P.\nCFA du bâtiment")]),
            ("apprentice-search", "Note régionale apprentissage volet "
             "RECHERCHE", "Bonjour,\n\nvoici le CV et la lettre de motivation "
             "d'un élève qui cherche un employeur en apprentissage.\n\nLa "
             "directrice adjointe chargée de SEGPA\n",
             [("CV élève.pdf", parcours("Enzo PETIT")),
              ("lettre de motivation.pdf", "Madame, Monsieur,\n\nje cherche un "
               "contrat d'apprentissage de boulanger.")]),
            ("apprentice", "Candidature apprentissage CAP boulanger",
             "Bonjour,\n\nje cherche un maître d'apprentissage. Ci-joint mon "
             "CV.\n\nEnzo\n", [("CV.pdf", parcours("Enzo PETIT"))]),
            ("service", "Candidature service civique décrochage scolaire",
             "Bonjour,\n\nje suis intéressée par une mission de service "
             "civique auprès de la MLDS.\n\nLina\n",
             [("CV.pdf", parcours("Lina AMARI")),
              ("lettre.pdf", "Madame, Monsieur,\n\nje souhaite effectuer un "
               "service civique.")]),
            ("pupil", "Signalement décrochage élève 3e", "Bonjour,\n\nje vous "
             "signale la situation d'un élève absent depuis janvier. Un "
             "positionnement MLDS est-il possible ?\n\nLe CPE\n", [])):
        yield (name, compose("zimbra", "Collège <ce.0130000x@etab.example>",
                             PERSEVERANCE, subject, text, files,
                             date=IN_2026),
               dict(verdict="unrelated", reply_to=None), True)


def meuse():
    place = "coordonnateur-meuse"

    def one(name, program, subject, body=BODY, files=None, **more):
        return (name, compose(program, SENDER, SAIO, subject, body,
                              papers("le poste de coordonnateur MLDS de la "
                                     "Meuse") if files is None else files,
                              cc=ANCLIN, date=IN_2023),
                wanted("mlds-meuse-2023", place, **more))
    yield one("named", "outlook", "Candidature coordonnateur MLDS Meuse")
    yield one("public-agent", "zimbra", "Candidature poste MLDS Bar-le-Duc",
              files=papers() + [("Avis du proviseur.pdf", avis(WHO))],
              kinds=["cv", "letter", "opinion"])
    yield one("place", "thunderbird", "Candidature coordination PAIP Ligier "
              "Richier")
    yield one("cv-only", "gmail", "Candidature MLDS 55 coordonnateur",
              files=[("CV.pdf", parcours(WHO))], kinds=["cv"],
              missing=["letter"])
    yield ("orientation", compose(
        "gmail", "Parent <p.weber@operateur.example>", SAIO, "Affectation "
        "lycée Ligier Richier", "Bonjour,\n\nmon fils n'a pas obtenu son voeu "
        "au LP Ligier Richier de Bar-le-Duc. Que faire ?\n\nP. Weber\n",
        date=IN_2023), dict(verdict="unrelated", reply_to=None), True)


GROUPS = {"b-mlds-2024": in_2024, "b-mlds-2026": in_2026, "b-meuse": meuse}
