"""What superiors send on: whole, within a text, or the opinion alone."""

from build import ARTAUD, DUBY, PUGET, REFERENT, mail, person
from cases_rs2026 import HELLO, RS, A, DU, P, three, two
from harness.documents import inspection, opinion

HEAD = person("Le Principal", "principal.clg@aix.example")
SUBJECT = "Candidature micro-structure RS2026 – COSTA Léa"
WHO = "Léa COSTA"
ADDRESS = "lea.costa@courriel.example"
FORMS = {
    "outlook": "Bonne réception.\n\nLe principal\n\nDe : Léa COSTA <{a}>\n"
               "Envoyé : lundi 4 mai 2026 09:12\nÀ : Le Principal\n"
               "Objet : {s}\n\n{t}",
    "outlook-old": "Avis favorable.\n\n-----Message d'origine-----\nDe : Léa "
                   "COSTA [mailto:{a}]\nEnvoyé : lundi 4 mai 2026 09:12\n"
                   "À : Le Principal\nObjet : {s}\n\n{t}",
    "thunderbird": "Pour suite à donner.\n\n-------- Message transféré "
                   "--------\nSujet : \t{s}\nDate : \tMon, 4 May 2026 "
                   "09:12:00 +0200\nDe : \tLéa COSTA <{a}>\nPour : \t"
                   "principal.clg@aix.example\n\n{t}",
    "zimbra": "Bien cordialement\n\n----- Mail transféré -----\nDe: \"Léa "
              "COSTA\" <{a}>\nÀ: \"Le Principal\" <principal.clg@aix.example>"
              "\nEnvoyé: Lundi 4 Mai 2026 09:12:00\nObjet: {s}\n\n{t}",
    "gmail": "---------- Forwarded message ---------\nDe : Léa COSTA <{a}>\n"
             "Date: lun. 4 mai 2026 à 09:12\nSubject: {s}\nTo: "
             "<principal.clg@aix.example>\n\n{t}",
    "roundcube": "-------- Message original --------\nObjet: {s}\nDate: "
                 "2026-05-04 09:12\nDe: Léa COSTA <{a}>\nÀ: "
                 "principal.clg@aix.example\n\n{t}",
    "apple": "Début du message réexpédié :\n\nDe: Léa COSTA <{a}>\nObjet: {s}"
             "\nDate: 4 mai 2026 à 09:12:00 UTC+2\nÀ: "
             "principal.clg@aix.example\n\n{t}",
    "quoted": "Avis favorable.\n\n> De : Léa COSTA <{a}>\n> Envoyé : lundi 4 "
              "mai 2026\n> À : Le Principal\n> Objet : {s}\n>\n> {t}",
}


def relayed(positions, kinds, missing, **more):
    return dict(verdict="application", campaign=RS, positions=sorted(positions),
                family_name="COSTA", given_name="Léa", email=ADDRESS,
                channel="forwarded", kinds=sorted(kinds),
                missing=sorted(missing), reply_to=ADDRESS, **more)


def forwarded():
    every = ("cv", "letter", "opinion")
    for prefix in ("TR: ", "Tr : ", "Fwd: ", "WG: "):
        inner = mail(person(WHO, ADDRESS), HEAD.split("<")[1][:-1], SUBJECT,
                     HELLO, two(WHO))
        yield ("attached-" + prefix.strip(" :").lower(), mail(
            HEAD, (PUGET, REFERENT), prefix + SUBJECT, "Avec mon avis.\n",
            [("message.eml", inner), ("Avis du chef d'établissement.pdf",
                                      opinion(WHO))]),
            relayed((P,), every, (), conformity="equivalent"))
    for name, form in FORMS.items():
        text = form.format(a=ADDRESS, s=SUBJECT, t=HELLO + WHO + "\n")
        yield ("inline-" + name, mail(
            HEAD, (PUGET, REFERENT), "TR: " + SUBJECT, text, three(WHO)),
            relayed((P,), every, (), conformity="equivalent"))
    yield ("secretary", mail(
        person("Secrétariat collège Puget", PUGET), REFERENT,
        "TR: " + SUBJECT, FORMS["outlook"].format(a=ADDRESS, s=SUBJECT,
                                                  t=HELLO + WHO),
        three(WHO), delivered=REFERENT),
        dict(relayed((P,), every, ()), positions=[P]))
    inner = mail(person(WHO, ADDRESS), ARTAUD, SUBJECT, HELLO, three(WHO))
    yield ("other-subject", mail(
        HEAD, (ARTAUD, REFERENT), "Candidature de Mme Costa", "Ci-joint la "
        "candidature de Mme Costa, avec avis favorable.\n",
        [("message.eml", inner)]),
        relayed((A,), every, ()))
    inner = mail(person(WHO, ADDRESS), "principal.clg@aix.example", SUBJECT,
                 HELLO, two(WHO))
    yield ("inspector", mail(
        person("IEN Vaucluse", "ien.avignon@aix.example"), (DUBY, REFERENT),
        "Fwd: " + SUBJECT, "Avis favorable de ma part.\n",
        [("message.eml", inner)]),
        relayed((DU,), ("cv", "letter"), ("opinion",)))


def supplements():
    more = dict(verdict="supplement", campaign=RS)
    yield ("opinion-alone", mail(
        person("Le Proviseur", "proviseur@aix.example"), REFERENT,
        "Avis hiérarchique – DUPONT Marie", "Veuillez trouver mon avis.\n",
        [("Avis.pdf", opinion("Marie DUPONT"))]),
        dict(more, family_name="DUPONT", given_name="Marie",
             channel="forwarded", kinds=["opinion"]))
    for name, subject in (
            ("civility", "Avis hiérarchique - Mme Dupont Marie"),
            ("in-the-opinion", "Avis du chef d'établissement"),
            ("long", "Avis du supérieur hiérarchique - candidature "
             "micro-lycée de Mme Dupont Marie"),
            ("given-first", "Avis favorable candidature Marie Dupont "
             "micro-lycée Artaud")):
        yield ("opinion-" + name, mail(
            person("M. le Proviseur", "proviseur@aix.example"),
            (ARTAUD, REFERENT), subject, "Ci-joint.\n",
            [("avis.pdf", opinion("Marie DUPONT"))]),
            dict(more, family_name="DUPONT", given_name="Marie", email=None,
                 channel="forwarded", kinds=["opinion"],
                 reply_to="proviseur@aix.example"))
    yield ("thread", mail(
        person("Marie DUPONT", "marie.dupont@courriel.example"), ARTAUD,
        "Re: Candidature micro-structure RS2026 – DUPONT Marie",
        "Bonjour,\n\nvoici le rapport manquant.\n",
        [("rapport inspection 2023.pdf", inspection("Marie DUPONT"))],
        In_Reply_To="<ab12.dossierd@aix.example>",
        References="<ab12.dossierd@aix.example>"),
        dict(more, positions=[A], family_name="DUPONT", given_name="Marie",
             kinds=["inspection"], channel="direct",
             reply_to="marie.dupont@courriel.example"))
    yield ("ack-thread", mail(
        person("Marie DUPONT", "marie.dupont@courriel.example"), ARTAUD,
        "Re: Accusé de réception de votre candidature – dossier RS26-0012",
        "Bonjour,\n\nci-joint l'avis de mon proviseur.\n",
        [("Avis.pdf", opinion("Marie DUPONT"))],
        In_Reply_To="<ab12.dossierd@aix.example>",
        References="<ab12.dossierd@aix.example>"),
        dict(more, kinds=["opinion"],
             reply_to="marie.dupont@courriel.example"))


def withdrawals():
    for name, text in (
            ("retire", "Je vous informe que je retire ma candidature.\n"),
            ("desiste", "Je souhaite me désister du poste.\n"),
            ("renonce", "Je renonce à ma candidature au micro-lycée.\n")):
        yield (name, mail(
            person(WHO, ADDRESS), (ARTAUD, REFERENT),
            "Re: " + SUBJECT, "Bonjour,\n\n" + text + "\n" + WHO + "\n"),
            dict(verdict="review", campaign=RS, reply_to=ADDRESS))


GROUPS = {"forwarded": forwarded, "supplement": supplements,
          "withdrawal": withdrawals}
