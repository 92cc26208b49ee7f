"""Written blind: machine mail of all systems, and other people's mail."""

from build import ARTAUD, DUBY, PUGET, REFERENT
from cases_blind_candidates import BODY, SUBJECT, pieces, want
from clients import compose, plain, report
from papers import bulletin, lettre, parcours

WHO, WHERE = "Marc VIDAL", "marc.vidal@operateur.example"
SENDER = f"{WHO} <{WHERE}>"
OURS = "Accusé de réception de votre candidature – RS2026-0042"
AUTOMATIC = dict(verdict="automatic", reply_to=None)
UNRELATED = dict(verdict="unrelated", reply_to=None)
NOBODY = dict(reply_to=None)


def bounces():
    status = ("Reporting-MTA: dns; mx.operateur.example\n\nFinal-Recipient: "
              "rfc822; {who}\nAction: {action}\nStatus: {code}\n"
              "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n").format
    ours = (f"From: Candidatures <{REFERENT}>\nTo: {WHERE}\nSubject: {OURS}\n"
            "Message-ID: <77.dossierd@aix.example>\nX-Dossierd: "
            "acknowledgement\n\nBonjour\n")
    for name, sender, subject, action, code in (
            ("postfix", "MAILER-DAEMON@mx.operateur.example",
             "Undelivered Mail Returned to Sender", "failed", "5.1.1"),
            ("exchange", "Microsoft Outlook <MicrosoftExchange329e71@etab"
             ".example>", "Non remis : " + OURS, "failed", "5.1.10"),
            ("gmail", "Mail Delivery Subsystem <mailer-daemon@google.example>",
             "Delivery Status Notification (Failure)", "failed", "5.2.2"),
            ("delayed", "postmaster@mx.operateur.example",
             "Remise différée : " + OURS, "delayed", "4.4.1")):
        yield (name, report(sender, REFERENT, subject, "delivery-status", [
            ("text/plain; charset=utf-8", "Le message n'a pas pu être remis."),
            ("message/delivery-status", status(who=WHERE, action=action,
                                               code=code)),
            ("message/rfc822", ours)]), AUTOMATIC, True)
    yield ("exim", plain(
        "Mail Delivery System <Mailer-Daemon@mx.operateur.example>", REFERENT,
        "Mail delivery failed: returning message to sender",
        f"This message was created automatically.\n\n  {WHERE}\n    550 no "
        "such user\n\n------ This is a copy of the message ------\n" + ours,
        headers=(f"X-Failed-Recipients: {WHERE}",
                 "Auto-Submitted: auto-replied"), return_path="<>"),
        AUTOMATIC, True)
    yield ("qmail", plain(
        "MAILER-DAEMON@mx.laposte.example", ARTAUD, "failure notice",
        f"Hi. This is the qmail-send program.\n\n<{WHERE}>:\nmailbox full\n\n"
        "--- Below this line is a copy of the message.\n\n" + ours,
        return_path="<>"), AUTOMATIC, True)
    yield ("postmaster-words", plain(
        "postmaster@etab.example", REFERENT, "Échec de la remise : " + OURS,
        "La boîte du destinataire est pleine.\n"), AUTOMATIC, True)


def absences():
    text = ("Bonjour,\n\nje suis absent jusqu'au 18 mai. En cas d'urgence, "
            "contactez le secrétariat.\n\nMarc Vidal\n")
    for name, subject, headers in (
            ("exchange", "Réponse automatique : " + OURS,
             ("X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
              "Auto-Submitted: auto-generated")),
            ("exchange-english", "Automatic reply: " + OURS,
             ("X-Auto-Response-Suppress: All",)),
            ("zimbra", "Re: " + SUBJECT + "VIDAL Marc",
             ("Auto-Submitted: auto-replied (zimbra; vacation)",
              "Precedence: bulk")),
            ("gmail", "Absent Re: " + OURS,
             ("X-Autoreply: yes", "Precedence: bulk",
              "Auto-Submitted: auto-replied")),
            ("outlook-com", "Réponse automatique : Candidature "
             "micro-structure RS2026", ()),
            ("orange", "[Répondeur] Re: " + OURS,
             ("X-Autorespond: yes",)),
            ("absence-by-words", "Absence du bureau : " + OURS, ()),
            ("out-of-office", "Out of Office: " + OURS,
             ("Precedence: auto_reply",)),
            ("message-absence", "Message d'absence Re: " + OURS, ())):
        yield (name, plain(SENDER, REFERENT, subject, text, headers),
               AUTOMATIC, True)


def receipts():
    yield ("thunderbird", report(
        SENDER, REFERENT, "Accusé de réception (affiché) - " + OURS,
        "disposition-notification", [
            ("text/plain", "Ceci est un accusé de lecture."),
            ("message/disposition-notification",
             f"Final-Recipient: rfc822;{WHERE}\nDisposition: manual-action/"
             "MDN-sent-manually; displayed\n")], return_path=f"<{WHERE}>"),
        AUTOMATIC, True)
    yield ("outlook", report(
        SENDER, REFERENT, "Lu : " + OURS, "disposition-notification", [
            ("text/plain", "Votre message a été lu."),
            ("message/disposition-notification",
             f"Final-Recipient: rfc822;{WHERE}\nDisposition: automatic-action/"
             "MDN-sent-automatically; displayed\n")]), AUTOMATIC, True)
    yield ("outlook-not-read", report(
        SENDER, REFERENT, "Non lu : " + OURS, "disposition-notification", [
            ("text/plain", "Votre message a été supprimé sans être lu."),
            ("message/disposition-notification",
             "Disposition: automatic-action/MDN-sent-automatically; "
             "deleted\n")]), AUTOMATIC, True)
    yield ("complaint", report(
        "feedback@operateur.example", REFERENT, "Signalement de courrier "
        "indésirable", "feedback-report", [
            ("text/plain", "This is an abuse report."),
            ("message/feedback-report", "Feedback-Type: abuse\n")]),
        AUTOMATIC, True)
    yield ("challenge", plain(
        "Mailinblack <no-reply@mailinblack.example>", REFERENT,
        "Authentifiez-vous pour remettre votre message", "Cliquez ici pour "
        "que Marc Vidal reçoive votre message.\n"), NOBODY, True)
    yield ("ticket", plain(
        "Assistance <assistance@ac.example>", REFERENT,
        "[Ticket #8812] " + OURS, "Votre demande a été enregistrée.\n",
        ("Auto-Submitted: auto-generated",)), AUTOMATIC, True)
    yield ("own-mail", plain(
        f"Candidatures <{REFERENT}>", ARTAUD, OURS, "Bonjour,\n\nvotre "
        "candidature a été reçue.\n", ("X-Dossierd: acknowledgement",
                                       "Auto-Submitted: auto-replied")),
        NOBODY, True)
    yield ("own-digest-sent-on", plain(
        f"Candidatures <{REFERENT}>", REFERENT, "Candidatures de la semaine",
        "12 dossiers\n", ("X-Dossierd: digest",)), NOBODY, True)


def lists():
    for name, headers in (
            ("union", ("List-Id: <infos.syndicat.example>",
                       "List-Unsubscribe: <mailto:non@syndicat.example>",
                       "Precedence: list")),
            ("brevo", ("List-Unsubscribe: <https://brevo.example/u>",
                       "Feedback-ID: 12:34:sib"))):
        yield (name, plain(
            "SE-Infos <infos@syndicat.example>", ARTAUD, "Postes spécifiques :"
            " candidatez en micro-lycée avant le 19 mai", "Cher·e collègue,\n"
            "\nles postes de coordonnateur de micro-structure RS2026 "
            "paraissent. Nos élus relisent votre lettre de motivation.\n",
            headers), AUTOMATIC, True)
    yield ("union-no-headers", compose(
        "thunderbird", "Section académique <s3@syndicat.example>", ARTAUD,
        "RS2026 : micro-lycées, mode d'emploi pour candidater", "Bonjour,\n\n"
        "vous trouverez notre dossier sur les candidatures aux postes "
        "spécifiques de micro-lycée. Pensez à nous envoyer le double de votre "
        "dossier.\n\nPour la section, A. Blanc\n", [
            ("tract micro-lycées.pdf", "POSTES SPÉCIFIQUES\nNos conseils pour "
             "la lettre de motivation et le CV")]), UNRELATED, True)
    # Applications that came through a list or from an unanswerable address.
    yield ("application-through-list", compose(
        "gmail", SENDER, (ARTAUD, REFERENT), SUBJECT + "VIDAL Marc", BODY,
        pieces(WHO), headers=("List-Id: <direction.artaud.example>",
                              "Precedence: list")),
        want("VIDAL", "Marc", WHERE, "exact", reply_to=None), True)
    yield ("application-unanswerable", compose(
        "outlook", SENDER, (ARTAUD, REFERENT), SUBJECT + "VIDAL Marc", BODY,
        pieces(WHO), headers=("X-Auto-Response-Suppress: All",)),
        want("VIDAL", "Marc", WHERE, "exact", reply_to=None), True)
    yield ("application-no-reply", compose(
        "laposte", f"{WHO} <no-reply@transfert.example>", (ARTAUD, REFERENT),
        SUBJECT + "VIDAL Marc", BODY, pieces(WHO)),
        dict(verdict="application", positions=["0132733A"],
             family_name="VIDAL", given_name="Marc", reply_to=None), True)
    yield ("reply-to-same-domain", compose(
        "laposte", SENDER, (ARTAUD, REFERENT), SUBJECT + "VIDAL Marc", BODY,
        pieces(WHO), headers=("Reply-To: m.vidal.pro@operateur.example",)),
        want("VIDAL", "Marc", WHERE, "exact",
             reply_to="m.vidal.pro@operateur.example"))
    yield ("reply-to-elsewhere", compose(
        "laposte", SENDER, (ARTAUD, REFERENT), SUBJECT + "VIDAL Marc", BODY,
        pieces(WHO), headers=("Reply-To: autre@ailleurs.example",)),
        want("VIDAL", "Marc", WHERE, "exact"))


def other_posts():
    def one(name, to, subject, text, files, sender=SENDER):
        return (name, compose("gmail", sender, to, subject, text, files),
                UNRELATED, True)
    two = [("CV.pdf", parcours(WHO))]
    for name, to, post in (
            ("aed", PUGET, "assistant d'éducation (AED) au collège Puget"),
            ("aesh", ARTAUD, "AESH au lycée Artaud"),
            ("maths", DUBY, "professeur contractuel de mathématiques"),
            ("office", ARTAUD, "adjoint administratif au lycée Artaud")):
        yield one(name, to, "Candidature " + post, "Bonjour,\n\nje vous "
                  f"adresse ma candidature au poste de {post}.\n\nMarc Vidal"
                  "\n", two + [("LM.pdf", lettre(WHO, post=f"le poste {post}"))
                               ])
    yield one("spontaneous", ARTAUD, "Candidature spontanée", "Bonjour,\n\n"
              "enseignant en anglais, je suis disponible pour des "
              "remplacements.\n\nMarc Vidal\n", two)
    yield one("internship", PUGET, "Demande de stage de 3e", "Bonjour,\n\nje "
              "cherche un stage d'observation. Ci-joint ma lettre de "
              "motivation.\n\nNoé\n", [("lettre de motivation.pdf", "Madame, "
                                        "je souhaite faire mon stage.")])
    yield one("other-call", REFERENT, "Candidature référent handicap DSDEN",
              "Madame,\n\nci-joint ma candidature.\n\nMarc Vidal\n",
              two + [("LM.pdf", lettre(WHO, post="le poste de référent "
                                       "handicap"))])


def families():
    def one(name, to, subject, text, files=(), sender="Mme Torres <l.torres@"
            "operateur.example>", program="iphone"):
        return (name, compose(program, sender, to, subject, text, files),
                UNRELATED, True)
    yield one("pupil-application", ARTAUD, "Candidature micro-lycée pour mon "
              "fils", "Bonjour,\n\nmon fils Hugo, 17 ans, a quitté le lycée en "
              "décembre et souhaite intégrer le micro-lycée Artaud. Ci-joint "
              "ses bulletins.\n\nMme Torres\n",
              [("bulletins.pdf", bulletin("Hugo TORRES"))])
    yield one("pupil-letter", ARTAUD, "Inscription micro-lycée", "Bonjour,\n\n"
              "je suis en décrochage et je voudrais reprendre une première ST2S"
              " chez vous. Voici ma lettre de motivation et mes bulletins.\n\n"
              "Hugo\n", [("lettre de motivation.pdf", "Madame, Monsieur,\n\nje "
                          "souhaite intégrer votre micro-lycée comme élève."),
                         ("bulletins.pdf", bulletin("Hugo TORRES"))])
    yield one("parent-question", PUGET, "micro-collège", "Bonjour,\n\nma fille "
              "peut-elle entrer au micro-collège en septembre ?\n\nMme Torres"
              "\n")
    yield one("absence", PUGET, "Absence de Lola", "Bonjour,\n\nLola est "
              "malade.\n\nMme Torres\n")


def colleagues():
    def one(name, to, subject, text, files=(), sender="MARTY Sylvain "
            "<sylvain.marty@etab.example>", **more):
        return (name, compose("outlook", sender, to, subject, text, files,
                              **more), UNRELATED, True)
    yield one("table", REFERENT, "Candidatures micro-structures : tableau de "
              "suivi", "Bonjour Sylvie,\n\nci-joint le tableau mis à jour.\n\n"
              "Sylvain\n", [("tableau candidatures RS2026.xlsx", b"PK\3\4")])
    yield one("question", ARTAUD, "Question sur le poste de coordonnateur "
              "micro-lycée", "Bonjour,\n\nle poste est-il ouvert aux PLP ? Je "
              "réfléchis à candidater.\n\nSylvain Marty\n")
    yield one("question-deadline", REFERENT, "RS2026 date limite", "Bonjour,"
              "\n\nquelle est la date limite de candidature pour le "
              "micro-lycée Duby ?\n\nMerci\n")
    yield one("own-answer", WHERE, "RE: " + SUBJECT + "VIDAL Marc",
              "Bonjour,\n\nvotre dossier est bien complet.\n\nS. Laurent\n",
              sender=f"LAURENT Sylvie <{REFERENT}>", cc=ARTAUD)
    yield one("jury", REFERENT, "Entretiens micro-lycée le 28 mai",
              "Bonjour,\n\nje serai disponible pour la commission d'entretien "
              "des candidats.\n\nSylvain Marty\n")
    yield one("lessons", DUBY, "Projet théâtre micro-lycée", "Bonjour,\n\nvoici"
              " le budget du projet des élèves du micro-lycée.\n\nSylvain\n",
              [("budget.ods", b"PK\3\4")])
    yield ("meeting", compose(
        "outlook", "MARTY Sylvain <sylvain.marty@etab.example>", REFERENT,
        "Commission micro-structure RS2026", "Réunion\n", [
            ("invite.ics", "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n",
             {"type": "text/calendar"})]), NOBODY, True)
    yield ("withdrawal", compose(
        "gmail", SENDER, (ARTAUD, REFERENT), SUBJECT + "VIDAL Marc",
        "Madame,\n\nje vous informe que je retire ma candidature au poste de "
        "coordonnateur.\n\nMarc Vidal\n"),
        dict(verdict="review", campaign="micro-structure-rs2026",
             family_name="VIDAL", given_name="Marc"))
    yield ("renounces", compose(
        "orange", SENDER, ARTAUD, "Désistement micro-lycée Artaud",
        "Bonjour,\n\nayant obtenu une autre affectation, je me désiste.\n\n"
        "Marc Vidal\n"), dict(verdict="review",
                              campaign="micro-structure-rs2026"))


GROUPS = {"b-bounces": bounces, "b-absences": absences,
          "b-receipts": receipts, "b-lists": lists,
          "b-other-posts": other_posts, "b-families": families,
          "b-colleagues": colleagues}
