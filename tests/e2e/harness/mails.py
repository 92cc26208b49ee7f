"""Realistic mails, good and bad, as bytes with LF line ends."""

import email.policy
import email.utils
import itertools
from email.message import EmailMessage

from . import documents
from .campaign import DOMAIN, SCHOOLS

POLICY = email.policy.SMTP.clone(linesep="\n", max_line_length=78)
PDF = ("application", "pdf")
COUNTER = itertools.count(1)
REFERENT = f"referent13@{DOMAIN}"


def school(name):
    """The address of a school by the name of its mailbox."""
    return f"{SCHOOLS[name][0]}@{DOMAIN}"


def subject_for(family, given):
    return f"Candidature micro-structure RS2026 – {family} {given}"


def candidate_address(family, given):
    from unicodedata import normalize
    plain = normalize("NFKD", f"{given}.{family}".lower())
    kept = "".join(c for c in plain if c.isascii() and (c.isalnum()
                                                        or c in ".-"))
    return f"{kept}@courriel.example"


def message(sender, to, subject, text, message_id=None, date=None, **fields):
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = ", ".join(to) if isinstance(to, (list, tuple)) else to
    mail["Subject"] = subject
    mail["Date"] = date or email.utils.formatdate(localtime=True)
    mail["Message-ID"] = (message_id
                          or f"<m{next(COUNTER):06d}@courriel.example>")
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, cte="quoted-printable")
    return mail


def as_bytes(mail):
    return mail.as_bytes(policy=POLICY)


def attach(mail, name, data, kind=PDF):
    mail.add_attachment(data, maintype=kind[0], subtype=kind[1],
                        filename=name)


def application(family, given, to=("artaud", "referent"), subject=None,
                pieces=("letter", "cv", "opinion"), padding=0, sender=None,
                message_id=None, text=None, seed=0, **fields):
    """A candidate's mail with one PDF for each of `pieces`."""
    name = f"{given} {family}"
    if sender is None:
        sender = email.utils.formataddr(
            (name, candidate_address(family, given)))
    addresses = [REFERENT if box == "referent" else school(box) for box in to]
    mail = message(sender, addresses,
                   subject or subject_for(family, given),
                   text or f"Bonjour,\n\nVeuillez trouver ci-joint ma "
                   f"candidature.\n\nCordialement,\n{name}\n",
                   message_id=message_id, **fields)
    for index, piece in enumerate(pieces):
        title, data = document(piece, name, padding, seed + index)
        attach(mail, title, data)
    return as_bytes(mail)


def document(piece, name, padding=0, seed=0):
    title, text = {
        "letter": ("Lettre de motivation.pdf", documents.letter(name)),
        "cv": ("CV.pdf", documents.cv(name)),
        "opinion": ("Avis hiérarchique.pdf", documents.opinion(name)),
        "inspection": ("Rapport d'inspection 2023.pdf",
                       documents.inspection(name)),
    }[piece]
    return title, documents.pdf(text, padding=padding, seed=seed)


def office_application(family, given, to=("daumier", "referent")):
    """Letter as DOCX, curriculum vitae as ODT; the opinion is missing."""
    name = f"{given} {family}"
    mail = message(email.utils.formataddr(
        (name, candidate_address(family, given))),
        [REFERENT if box == "referent" else school(box) for box in to],
        f"candidature micro structure RS2026 - {family.lower()} "
        f"{given.lower()}", "Bonjour,\n\nma candidature ci-jointe.\n")
    attach(mail, "LM.docx", documents.docx(documents.letter(name)), (
        "application",
        "vnd.openxmlformats-officedocument.wordprocessingml.document"))
    attach(mail, f"cv {given.lower()}.odt",
           documents.odt(documents.cv(name)),
           ("application", "vnd.oasis.opendocument.text"))
    return as_bytes(mail)


def one_file_application(family, given, to=("duby",)):
    """The three pieces as pages of one scanned-together PDF."""
    name = f"{given} {family}"
    mail = message(email.utils.formataddr(
        (name, candidate_address(family, given))),
        [REFERENT if box == "referent" else school(box) for box in to],
        f"Candidature micro-structure RS2026 — {family} {given}",
        "Bonjour, mon dossier complet est joint.\n")
    attach(mail, "dossier complet.pdf", documents.pdf(
        documents.letter(name), documents.cv(name), documents.opinion(name)))
    return as_bytes(mail)


def forwarded_as_attachment(family, given, to=("puget", "referent")):
    """A head of school sends a candidate's mail on, with the opinion."""
    inner = email.message_from_bytes(
        application(family, given, to=("puget",), pieces=("letter", "cv")),
        policy=POLICY)
    mail = message("Le Principal <principal@college.example>",
                   [REFERENT if box == "referent" else school(box)
                    for box in to],
                   f"TR: {subject_for(family, given)}",
                   "Bonjour,\n\nje vous transmets la candidature ci-jointe "
                   "avec mon avis.\n\nLe principal\n")
    mail.add_attachment(inner)
    attach(mail, "Avis du chef d'établissement.pdf",
           documents.pdf(documents.opinion(f"{given} {family}")))
    return as_bytes(mail)


def forwarded_inline(family, given, to=("daumier", "referent")):
    """The same in the form Outlook writes in French."""
    name = f"{given} {family}"
    sender = candidate_address(family, given)
    mail = message(
        "Secrétariat Proviseur <secretariat@lycee.example>",
        [REFERENT if box == "referent" else school(box) for box in to],
        f"TR: {subject_for(family, given)}",
        "Bonjour,\n\nCandidature transmise avec avis favorable.\n\n"
        "Le proviseur\n\n"
        f"De : {name} <{sender}>\n"
        "Envoyé : mercredi 6 mai 2026 10:12\n"
        f"À : Secrétariat Proviseur <secretariat@lycee.example>\n"
        f"Objet : {subject_for(family, given)}\n\n"
        f"Bonjour,\n\nveuillez trouver ma candidature.\n\n{name}\n")
    for piece in ("letter", "cv", "opinion"):
        title, data = document(piece, name)
        attach(mail, title, data)
    return as_bytes(mail)


def opinion_alone(family, given, to=("referent",)):
    name = f"{given} {family}"
    mail = message("Le Proviseur <proviseur@lycee.example>",
                   [REFERENT if box == "referent" else school(box)
                    for box in to],
                   f"Avis hiérarchique – {family} {given}",
                   "Bonjour,\n\nveuillez trouver mon avis sur la candidature "
                   f"micro-structure de {name}.\n")
    attach(mail, "Avis.pdf", documents.pdf(documents.opinion(name)))
    return as_bytes(mail)


def supplement(family, given, answered, pieces=("inspection",),
               to=("artaud",)):
    """An answer within the thread that starts with Message-ID `answered`."""
    return application(family, given, to=to, pieces=pieces,
                       subject=f"Re: {subject_for(family, given)}",
                       text="Bonjour,\n\nvoici la pièce qui manquait.\n",
                       In_Reply_To=answered, References=answered)


def withdrawal(family, given, to=("referent",)):
    name = f"{given} {family}"
    return as_bytes(message(
        email.utils.formataddr((name, candidate_address(family, given))),
        [REFERENT if box == "referent" else school(box) for box in to],
        f"Retrait de ma candidature – {family} {given}",
        "Bonjour,\n\nJe vous informe que je retire ma candidature au poste de "
        f"coordonnateur de micro-structure.\n\nCordialement,\n{name}\n"))


def bounce(message_id, failed):
    """A delivery status notification (RFC 3464) about a mail of ours."""
    return (f"From: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
            f"To: candidatures@{DOMAIN}\n"
            "Subject: Undelivered Mail Returned to Sender\n"
            f"Message-ID: <b{next(COUNTER)}@mx.example>\n"
            "Auto-Submitted: auto-replied\n"
            "MIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status;\n"
            '\tboundary="b1"\n\n'
            "--b1\nContent-Type: text/plain\n\n"
            "I'm sorry to have to inform you.\n\n"
            "--b1\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {failed}\nAction: failed\n"
            "Status: 5.1.1\n\n"
            "--b1\nContent-Type: text/rfc822-headers\n\n"
            f"Message-ID: {message_id}\nSubject: ...\n\n--b1--\n").encode()


def out_of_office(answered="<x@ac-test.example>"):
    return as_bytes(message(
        "Paul Roux <paul.roux@courriel.example>", school("artaud"),
        "Réponse automatique : Accusé de réception", "Je suis absent.\n",
        Auto_Submitted="auto-replied", X_Auto_Response_Suppress="All",
        In_Reply_To=answered))


def newsletter():
    return as_bytes(message(
        "Lettre pédagogique <lettre@editeur.example>", REFERENT,
        "Votre lettre de mai", "Nos nouveautés.\n",
        List_Unsubscribe="<mailto:stop@editeur.example>",
        List_Id="<lettre.editeur.example>", Precedence="bulk"))


SCHOOL_MAIL = (
    ("Absence de mon fils", "Mon fils sera absent lundi.\n"),
    ("Conseil de classe de 3e B", "Le conseil est avancé à 17 h.\n"),
    ("Candidature service civique", "Je propose ma candidature.\n"),
    ("Bon de commande 2026-118", "Veuillez trouver le bon.\n"),
    ("Sortie au théâtre", "Il reste quatre places.\n"),
    ("Planning des surveillances du brevet", "Ci-dessous le planning.\n"),
    ("RE: salle informatique", "C'est noté, merci.\n"),
    ("Question sur la cantine", "Quel est le tarif ?\n"),
)


def school_mail(number=0, to="artaud"):
    """Ordinary mail that is none of the daemon's business."""
    subject, text = SCHOOL_MAIL[number % len(SCHOOL_MAIL)]
    return as_bytes(message(
        f"Parent {number} <parent{number}@famille.example>",
        REFERENT if to == "referent" else school(to), subject, text))


# -- hostile ----------------------------------------------------------------

def giant(megabytes=60, family="GÉANT", given="Gilles"):
    """An application whose attachments make up that many megabytes."""
    return application(family, given, pieces=("letter", "cv", "opinion"),
                       padding=int(megabytes * (1 << 20) * 3 / 4 / 3))


def empty():
    return b""


def without_header():
    return b"\nCeci est un corps sans aucun champ.\n"


def nested_groups(kilobytes=150):
    """GMime recurses once for each group and runs out of stack."""
    return (b"From: " + b"g:" * (kilobytes * 512) + b"\n"
            b"To: " + school("artaud").encode() + b"\n"
            b"Subject: Candidature micro-structure RS2026 - GROUPE Guy\n"
            b"Message-ID: <groups@courriel.example>\n\nBonjour\n")


def many_parts(count=100_000):
    body = b"--b\n\nx\n" * count + b"--b--\n"
    return (b"From: P Part <parts@courriel.example>\n"
            b"To: " + school("artaud").encode() + b"\n"
            b"Subject: Candidature micro-structure RS2026 - PART Paule\n"
            b"Message-ID: <parts@courriel.example>\n"
            b'Content-Type: multipart/mixed; boundary="b"\n\n' + body)


def deep(levels=5000):
    out = [b"From: D Deep <deep@courriel.example>\n"
           b"To: " + school("artaud").encode() + b"\n"
           b"Subject: Candidature micro-structure RS2026 - DEEP Dora\n"
           b"Message-ID: <deep@courriel.example>\n"]
    for level in range(levels):
        out.append(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n'
                   % (level, level))
    out.append(b"\nx\n")
    return b"".join(out)


def zip_bomb(megabytes=2000):
    import io
    import zipfile
    out = io.BytesIO()
    zeros = bytes(1 << 20)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("CV.pdf", "w", force_zip64=True) as entry:
            for _ in range(megabytes):
                entry.write(zeros)
    mail = message("Bombe <bombe@courriel.example>", school("artaud"),
                   subject_for("BOMBE", "Basile"), "Ci-joint.\n",
                   message_id="<bomb@courriel.example>")
    attach(mail, "dossier.zip", out.getvalue(), ("application", "zip"))
    return as_bytes(mail)
