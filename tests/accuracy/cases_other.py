"""The four campaigns that asked for no subject."""

from build import (ANCLIN, MLDS, MOUVEMENT, PERSEVERANCE, SAIO, mail, person)
from cases_rs2026 import HELLO
from harness.documents import cv, letter, opinion

FORM = "FICHE DE CANDIDATURE\nNom : FAURE\nPrénom : Julie\nÉcole actuelle :"


def wanted(campaign, positions, family, given, email, kinds, missing=(),
           **more):
    return dict(verdict="application", campaign=campaign,
                positions=sorted(positions), family_name=family,
                given_name=given, email=email, conformity=None,
                kinds=sorted(kinds), missing=sorted(missing),
                reply_to=email, **more)


def carpentras():
    who, address = "Julie FAURE", "julie.faure@courriel.example"
    files = [("fiche de candidature.pdf", FORM), ("CV.pdf", cv(who)),
             ("lettre de motivation.pdf", letter(who, "micro-école"))]
    date = "Tue, 12 May 2026 17:40:00 +0200"
    for name, subject in (
            ("plain", "Candidature micro-école Carpentras"),
            ("long", "Candidature au poste d'enseignante coordonnatrice "
             "micro-école Canton Nord B - Julie FAURE"),
            ("bare", "Candidature")):
        text = HELLO if name != "bare" else (
            "Bonjour,\n\nje candidate au poste de coordonnatrice de la "
            "micro-école de Carpentras.\n\nJulie Faure\n")
        yield (name, mail(person(who, address), MOUVEMENT, subject, text,
                          files, cc="ce.ien.carpentras@aix.example",
                          date=date),
               wanted("micro-ecole-carpentras", ["micro-ecole-carpentras"],
                      "FAURE", "Julie", address, ("form", "cv", "letter")))
    yield ("incomplete", mail(person(who, address), MOUVEMENT,
                              "candidature micro-école", HELLO, files[1:],
                              date=date),
           wanted("micro-ecole-carpentras", ["micro-ecole-carpentras"],
                  "FAURE", "Julie", address, ("cv", "letter"), ("form",)))
    yield ("movement", mail(person(who, address), MOUVEMENT,
                            "Demande de temps partiel 2026",
                            "Bonjour,\n\nVeuillez trouver ma demande.\n",
                            [("demande.pdf", "Demande de temps partiel")],
                            date=date),
           dict(verdict="unrelated", reply_to=None), True)


def mlds_2024():
    who, address = "Karim HADDAD", "karim.haddad@courriel.example"
    files = [("CV Karim Haddad.pdf", cv(who)),
             ("lettre motivation.pdf", letter(who, "MLDS"))]
    date = "Mon, 09 Sep 2024 14:05:00 +0200"
    for name, subject, position in (
            ("avignon", "Candidature coordonnateur MLDS Avignon Lubéron",
             "coordonnateur-avignon-luberon"),
            ("salon", "Candidature coordonnateur MLDS réseaux Salon, Côte "
             "Bleue, La Crau et Camargue",
             "coordonnateur-salon-cote-bleue-crau-camargue"),
            ("camargue", "Candidature formateur MLDS réseau Camargue",
             "formateur-camargue"),
            ("cote-bleue", "candidature formateur MLDS Côte Bleue",
             "formateur-cote-bleue"),
            ("huveaune", "Candidature poste formateur MLDS 80% Huveaune",
             "formateur-huveaune"),
            ("calanques", "Candidature MLDS Marseille Calanques",
             "formateur-marseille-calanques")):
        yield (name, mail(person(who, address), MLDS, subject, HELLO + who,
                          files, date=date),
               wanted("mlds-2024", [position], "HADDAD", "Karim", address,
                      ("cv", "letter")))
    yield ("two", mail(person(who, address), MLDS, "Candidature formateur "
                       "MLDS", "Je candidate aux postes de formateur des "
                       "réseaux Huveaune et Marseille Calanques.\n", files,
                       date=date),
           wanted("mlds-2024", ["formateur-huveaune",
                                "formateur-marseille-calanques"],
                  "HADDAD", "Karim", address, ("cv", "letter")))
    yield ("which", mail(person(who, address), MLDS,
                         "Candidature formateur MLDS", HELLO + who, files,
                         date=date),
           dict(verdict="review", campaign="mlds-2024", positions=[],
                family_name="HADDAD", given_name="Karim", reply_to=address))


def mlds_2026():
    who, address = "Sonia LE BRIS", "sonia.lebris@courriel.example"
    files = [("CV.pdf", cv(who)), ("LM.pdf", letter(who, "MLDS"))]
    date = "Tue, 10 Mar 2026 08:00:00 +0100"
    for name, subject in (
            ("plain", "Candidature formatrice MLDS Marseille Madrague"),
            ("no-place", "Candidature poste formateur/trice MLDS"),
            ("acte", "Acte de candidature - MLDS réseau Madrague - LE BRIS "
             "Sonia")):
        yield (name, mail(person(who, address), PERSEVERANCE, subject,
                          HELLO + who, files, date=date),
               wanted("mlds-2026-madrague", ["formateur-marseille-madrague"],
                      "LE BRIS", "Sonia", address, ("cv", "letter")))
    yield ("cv-only", mail(person(who, address), PERSEVERANCE,
                           "Candidature MLDS Madrague", HELLO, files[:1],
                           date=date),
           wanted("mlds-2026-madrague", ["formateur-marseille-madrague"],
                  "LE BRIS", "Sonia", address, ("cv",), ("letter",)))


def meuse():
    who, address = "Luc ANTOINE", "luc.antoine@courriel.example"
    files = [("CV_Luc_Antoine.pdf", cv(who)),
             ("Lettre_motivation.docx", letter(who, "MLDS")),
             ("avis chef établissement.pdf", opinion(who))]
    date = "Fri, 23 Jun 2023 11:30:00 +0200"
    for name, subject in (
            ("plain", "Candidature coordonnateur MLDS Meuse"),
            ("paip", "Candidature au poste de coordonnateur MLDS - PAIP Bar "
             "le Duc"),
            ("bare", "candidature MLDS")):
        yield (name, mail(person(who, address), SAIO, subject, HELLO + who,
                          files, cc=ANCLIN, date=date),
               wanted("mlds-meuse-2023", ["coordonnateur-meuse"], "ANTOINE",
                      "Luc", address, ("cv", "letter", "opinion")))
    yield ("contract", mail(person(who, address), SAIO,
                            "Candidature coordonnateur MLDS", HELLO + who,
                            files[:2], date=date),
           wanted("mlds-meuse-2023", ["coordonnateur-meuse"], "ANTOINE",
                  "Luc", address, ("cv", "letter"), ()))


GROUPS = {"carpentras": carpentras, "mlds-2024": mlds_2024,
          "mlds-2026": mlds_2026, "meuse": meuse}
