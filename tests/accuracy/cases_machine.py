"""Machine mail and other people's mail: never an answer."""

from email.message import EmailMessage

from build import (ARTAUD, DUBY, MLDS, PERSEVERANCE, REFERENT, SMTP, mail,
                   person)
from cases_rs2026 import HELLO, three, two
from harness.documents import cv, letter

AUTO = dict(verdict="automatic", reply_to=None)
NONE = dict(verdict="unrelated", reply_to=None)
SENDER = person("Marie DUPONT", "marie.dupont@courriel.example")


def report(kind, subject, sender, status, original):
    out = EmailMessage(policy=SMTP)
    out["Return-Path"] = "<>"
    out["From"] = sender
    out["To"] = REFERENT
    out["Subject"] = subject
    out["Message-ID"] = f"<r{abs(hash((kind, subject)))}@mx.example>"
    out["Content-Type"] = f'multipart/report; report-type={kind}; boundary="b"'
    body = ("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoir "
            "ci-dessous.\r\n--b\r\nContent-Type: message/" + kind +
            "\r\n\r\n" + status + "\r\n--b\r\nContent-Type: "
            "text/rfc822-headers\r\n\r\n" + original + "\r\n--b--\r\n")
    return out.as_bytes() + body.encode()


def machine():
    original = ("Message-ID: <x1.dossierd@aix.example>\r\nSubject: Accusé\r\n"
                "From: candidatures@aix.example\r\n")
    status = ("Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822;"
              " marie.dupont@courriel.example\r\nAction: failed\r\n"
              "Status: 5.1.1\r\n")
    yield "bounce", report("delivery-status",
                           "Undelivered Mail Returned to Sender",
                           "MAILER-DAEMON@mx.example", status, original), \
        AUTO, True
    yield "bounce-fr", report("delivery-status", "Non remis : Accusé de "
                              "réception", "postmaster@mx.example", status,
                              original), AUTO, True
    yield "read-receipt", report(
        "disposition-notification", "Lu : Accusé de réception",
        SENDER, "Original-Message-ID: <x1.dossierd@aix.example>\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n",
        original), AUTO, True
    fields = {
        "exchange": dict(Auto_Submitted="auto-generated",
                         X_Auto_Response_Suppress="All"),
        "exchange-2": dict(X_Auto_Response_Suppress="DR, OOF, AutoReply"),
        "zimbra": dict(Auto_Submitted="auto-replied (zimbra; readonly)",
                       Precedence="bulk"),
        "gmail": dict(Auto_Submitted="auto-replied", Precedence="bulk",
                      X_Autoreply="yes"),
        "vacation": dict(Precedence="junk", return_path="<>"),
        "parameters": dict(Auto_Submitted="auto-replied; owner-email=x"),
    }
    for name, headers in fields.items():
        yield ("absence-" + name, mail(
            SENDER, ARTAUD, "Réponse automatique : Accusé de réception – "
            "Candidature micro-structure RS2026",
            "Je suis absente jusqu'au 12 mai.\n", **headers), AUTO, True)
    for name, subject in (
            ("fr", "Réponse automatique : Accusé de réception"),
            ("en", "Automatic reply: Candidature micro-structure RS2026"),
            ("absence", "Absence du bureau : Accusé de réception"),
            ("ooo", "Out of Office: Candidature")):
        yield ("bare-" + name, mail(
            SENDER, ARTAUD, subject, "Je suis absente du bureau jusqu'au 12 "
            "mai. En cas d'urgence, contactez le secrétariat.\n",
            In_Reply_To="<x1.dossierd@aix.example>"), AUTO, True)
    yield ("own-mail", mail(
        person("Candidatures", "candidatures@aix.example"), ARTAUD,
        "Accusé de réception de votre candidature", "Madame, Monsieur,\n",
        X_Dossierd="acknowledgement", Auto_Submitted="auto-replied"),
        dict(reply_to=None), True)
    yield ("list-application", mail(
        SENDER, (ARTAUD, REFERENT),
        "Candidature micro-structure RS2026 – DUPONT Marie", HELLO,
        three("Marie DUPONT"), List_Id="<profs.aix.example>"),
        dict(verdict="application", reply_to=None, family_name="DUPONT"),
        True)
    yield ("noreply-application", mail(
        person("Marie DUPONT", "noreply@courriel.example"),
        (ARTAUD, REFERENT),
        "Candidature micro-structure RS2026 – DUPONT Marie", HELLO,
        three("Marie DUPONT")),
        dict(verdict="application", reply_to=None), True)
    yield ("newsletter", mail(
        person("Café pédagogique", "lettre@cafe.example"), ARTAUD,
        "Décrochage scolaire : les micro-lycées à l'honneur", "À lire.\n",
        List_Unsubscribe="<mailto:x@cafe.example>", Precedence="bulk"),
        dict(reply_to=None), True)


def others():
    rows = [
        ("civic", "Candidature service civique", "Bonjour, je vous adresse "
         "ma candidature pour un service civique dans votre lycée.\n",
         [("CV.pdf", cv("Tom PETIT")), ("lettre.pdf", "Lettre de motivation. "
                                        "Je candidate au service civique.")]),
        ("aed", "Candidature poste AED", "Bonjour, je suis étudiante et "
         "candidate à un poste d'assistant d'éducation (surveillante).\n",
         [("CV.pdf", cv("Eva BLANC"))]),
        ("aesh", "Candidature AESH rentrée 2026", "Bonjour, ma candidature "
         "à un poste d'AESH.\n", [("CV AESH.pdf", cv("Eva BLANC"))]),
        ("stage", "Demande de stage de 3e", "Bonjour, mon fils cherche un "
         "stage d'observation.\n", [("lettre de motivation.pdf", "stage")]),
        ("stage-master", "Candidature stage Master MEEF", "Je sollicite un "
         "stage dans votre établissement.\n", [("CV.pdf", cv("Eva BLANC"))]),
        ("apprentice", "Candidature alternance BTS", "Je recherche un "
         "contrat d'apprentissage.\n", [("CV.pdf", cv("Tom PETIT"))]),
        ("plural", "Candidatures micro-structure : point d'étape",
         "Bonjour, où en sommes-nous des candidatures ?\n", []),
        ("question", "Question sur le poste de coordonnateur micro-lycée",
         "Bonjour, le poste est-il ouvert aux contractuels ?\n", []),
        ("pupil", "Inscription au micro-lycée Artaud", "Bonjour, ma fille "
         "souhaite intégrer le micro-lycée. Comment faire ?\n", []),
        ("pupil-file", "Dossier d'admission micro-lycée – élève MARTIN Lucas",
         "Veuillez trouver le dossier de l'élève, bulletins joints.\n",
         [("bulletins.pdf", "Bulletin du 2e trimestre, élève MARTIN Lucas"),
          ("lettre de motivation élève.pdf", "Je voudrais revenir au lycée")]),
        ("minutes", "Compte rendu réunion micro-lycée du 4 mai",
         "Ci-joint le compte rendu.\n",
         [("CR réunion.pdf", "Compte rendu de la réunion d'équipe")]),
        ("invoice", "Facture 2026-118", "Veuillez trouver notre facture.\n",
         [("facture.pdf", "Facture")]),
        ("mutation", "Demande de mutation intra", "Bonjour, ci-joint mon "
         "dossier de mutation.\n", [("dossier mutation.pdf", "Mutation")]),
        ("meeting", "Convocation conseil d'administration", "Voir ordre du "
         "jour.\n", [("ordre du jour.pdf", "Ordre du jour")]),
        ("sales", "Logiciel de suivi du décrochage", "Découvrez notre offre "
         "pour les micro-lycées.\n", []),
        ("jury", "Calendrier des entretiens – candidatures micro-lycée",
         "Bonjour, les entretiens auront lieu le 26 mai.\n",
         [("calendrier.pdf", "Calendrier des entretiens")]),
    ]
    for name, subject, text, files in rows:
        yield (name, mail(person("Une Personne", "personne@courriel.example"),
                          ARTAUD, subject, text, files), NONE, True)
    yield ("our-answer", mail(
        person("Mme LAURENT", REFERENT), "marie.dupont@courriel.example",
        "Re: Candidature micro-structure RS2026 – DUPONT Marie",
        "Bonjour, j'ai bien reçu votre dossier.\n", cc=ARTAUD,
        In_Reply_To="<a1@courriel.example>"), NONE, True)
    yield ("colleague", mail(
        person("Proviseur Artaud", ARTAUD), REFERENT,
        "Candidatures micro-lycée", "Sylvie, combien de dossiers à ce jour "
        "pour le micro-lycée ?\n"), NONE, True)
    yield ("apprenticeship", mail(
        person("CFA du Sud", "contact@cfa.example"), PERSEVERANCE,
        "Accès sécurisé à l'apprentissage : volet 2", "Nous n'arrivons pas à "
        "déposer notre dossier sur la plateforme.\n",
        [("dossier apprenti.pdf", "Formulaire de l'apprenti")]), NONE, True)
    yield ("foquale", mail(
        person("GPDS", "gpds@aix.example"), MLDS,
        "Réseau FoQualE : suivi des élèves décrocheurs", "Tableau joint.\n",
        [("suivi.pdf", "Tableau des élèves suivis par la MLDS")]), NONE, True)
    yield ("mlds-pupil", mail(
        person("CPE", "cpe@aix.example"), MLDS,
        "Candidature élève module MLDS", "Je vous adresse la candidature "
        "d'un élève pour le module de remobilisation.\n",
        [("fiche élève.pdf", "Fiche de liaison élève")]), NONE, True)


GROUPS = {"machine": machine, "others": others}
