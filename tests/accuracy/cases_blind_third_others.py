"""Third round, written blind: other posts, other people, superiors."""

from build import (ARTAUD, DUBY, MLDS, MOUVEMENT, PERSEVERANCE, PUGET,
                   REFERENT)
from cases_blind_candidates import BODY, RS, SUBJECT, want
from cases_blind_channel import FILES, OPINION, TEXT, WHERE, WHO
from cases_blind_machine import AUTOMATIC, NOBODY, UNRELATED
from clients import compose, plain
from papers import avis, bulletin, lettre, parcours

EXACT = SUBJECT + "BONNET Julie"
HEAD = "ROGER Patrick <patrick.roger@etab.example>"
TO = (ARTAUD, REFERENT)


def other_posts():
    who = "Omar DIALLO"
    for name, to, subject, post in (
            ("ulis", PUGET, "Candidature poste ULIS collège Puget",
             "coordonnateur ULIS"),
            ("spanish", DUBY, "Recrutement professeur d'espagnol lycée Duby",
             "professeur d'espagnol"),
            ("manager", ARTAUD, "Candidature gestionnaire EPLE",
             "secrétaire général d'EPLE"),
            ("adult-training", PERSEVERANCE, "Candidature formateur GRETA",
             "formateur au GRETA"),
            ("ulis-school", MOUVEMENT, "Candidature coordonnateur ULIS école "
             "Carpentras", "coordonnateur ULIS école"),
            ("head-of-school", MOUVEMENT, "Candidature directeur d'école "
             "Carpentras", "directeur d'école"),
            ("adviser", MOUVEMENT, "Candidature poste à profil conseiller "
             "pédagogique", "conseiller pédagogique de circonscription"),
            ("kitchen", PUGET, "candidature agent de cuisine",
             "agent de restauration"),
            ("nurse", ARTAUD, "Poste infirmière scolaire - candidature",
             "infirmière scolaire"),
            ("head", REFERENT, "Candidature principal adjoint",
             "principal adjoint")):
        yield (name, compose(
            "gmail", f"{who} <omar.diallo@operateur.example>", to, subject,
            f"Bonjour,\n\nje vous adresse ma candidature au poste de {post}."
            f"\n\n{who}\n", [("CV.pdf", parcours(who)),
                             ("LM.pdf", lettre(who, f"le poste de {post}"))]),
            UNRELATED, True)


def families():
    def one(name, to, subject, text, files=(), program="iphone",
            sender="Mme Khelif <s.khelif@operateur.example>"):
        return (name, compose(program, sender, to, subject, text, files),
                UNRELATED, True)
    yield one("pupil-dossier", ARTAUD, "Dossier de candidature élève - "
              "micro-lycée Artaud", "Bonjour,\n\nveuillez trouver le dossier "
              "de candidature de mon fils Yanis pour entrer en 1re ST2S au "
              "micro-lycée.\n\nMme Khelif\n",
              [("dossier de candidature Yanis.pdf", "DOSSIER DE CANDIDATURE "
                "ÉLÈVE\nNom de l'élève : KHELIF Yanis\nDernière classe : 2de"),
               ("bulletins.pdf", bulletin("Yanis KHELIF"))])
    yield one("pupil-bts", ARTAUD, "Candidature BTS SP3S", "Bonjour,\n\nje "
              "candidate en BTS SP3S.\n\nYanis\n",
              [("LM.pdf", "Madame, Monsieur,\n\nje souhaite intégrer votre "
                "BTS."), ("bulletins.pdf", bulletin("Yanis KHELIF"))])
    yield one("psychologist", ARTAUD, "Candidature micro-lycée d'un jeune",
              "Bonjour,\n\nje suis psychologue au CIO et je vous adresse la "
              "candidature d'un jeune décrocheur pour la rentrée.\n\nC. Rey\n",
              [("fiche liaison.pdf", "FICHE DE LIAISON\nJeune : Y. K.\n"
                "Parcours scolaire")], "zimbra",
              "Claire Rey <claire.rey@cio.example>")
    yield one("hospital", "christophe.santini@aix.example", "Demande "
              "d'admission micro-lycée Daumier", "Bonjour,\n\nnous suivons une "
              "patiente de 16 ans qui pourrait intégrer le micro-lycée.\n\n"
              "Dr Blanc\n", [("courrier.pdf", "Compte rendu médical")],
              "outlook", "Dr Blanc <blanc@hopital.example>")
    yield one("guidance", REFERENT, "Micro-lycée : portes ouvertes",
              "Bonjour,\n\nquand ont lieu les portes ouvertes ?\n\nMme Khelif"
              "\n")


def business():
    def one(name, sender, to, subject, text, files=(), expected=UNRELATED,
            **more):
        return (name, compose("outlook", sender, to, subject, text, files,
                              **more), expected, True)
    yield one("vendor", "Léo Prat <leo.prat@logiciel.example>", ARTAUD,
              "Votre micro-lycée : offre de tablettes", "Bonjour,\n\nci-joint "
              "notre devis.\n\nLéo Prat\n", [("devis.pdf", "DEVIS 221")])
    yield one("journalist", "Ève Noir <eve.noir@presse.example>", REFERENT,
              "Demande d'interview sur les micro-lycées", "Bonjour,\n\nje "
              "prépare un article.\n\nÈve Noir\n")
    yield one("refusal", "Recrutement <rh@mairie.example>", REFERENT,
              "Votre candidature", "Madame,\n\nvotre candidature au poste de "
              "chargée de mission n'a pas été retenue.\n")
    yield one("portal", "Indeed <no-reply@portail.example>", ARTAUD,
              "Nouvelle candidature pour votre offre", "Un candidat a postulé "
              "à votre offre.\n", expected=NOBODY)
    yield one("spread-the-call", HEAD, (ARTAUD, "profs@etab.example"),
              "TR: APPEL A CANDIDATURES : COORDONNATEUR MICRO-STRUCTURE",
              "Chers collègues,\n\npour information, un appel à candidatures."
              "\n\nP. Roger\n", [
                  ("fiche de poste Artaud.pdf", "Poste spécifique\n"
                   "Coordonnateur du Micro-lycée Antonin Artaud\nModalités de "
                   "candidature\nLes personnes intéressées sont invitées à "
                   "faire parvenir une lettre de motivation, leur curriculum "
                   "vitae, un avis circonstancié de leur supérieur "
                   "hiérarchique")])
    yield one("asks-about", HEAD, REFERENT, "Candidature de Mme Bonnet",
              "Bonjour Sylvie,\n\nque penses-tu de la candidature de Mme "
              "Bonnet au micro-lycée ? Appelle-moi.\n\nPatrick\n")
    yield one("ranking", HEAD, REFERENT, "Classement des candidats micro-lycée"
              " Duby", "Bonjour,\n\nci-joint le classement.\n\nP. Roger\n",
              [("classement.pdf", "CLASSEMENT\n1. Mme B.\n2. M. D.")])
    yield one("convocation", "SANTINI Christophe <christophe.santini@aix."
              "example>", WHERE, "Convocation à un entretien - micro-lycée "
              "Daumier", "Madame,\n\nvous êtes convoquée le 28 mai.\n",
              cc=REFERENT)
    yield one("minutes", HEAD, REFERENT, "Compte rendu GPDS", "Bonjour,\n\n"
              "ci-joint le compte rendu.\n\nP. Roger\n",
              [("CR GPDS.pdf", "Groupe de prévention du décrochage scolaire")])
    yield ("holiday-by-words", plain(
        f"{WHO} <{WHERE}>", REFERENT, "En congés jusqu'au 18 mai Re: Accusé "
        "de réception de votre candidature", "Je suis en congés et ne lis pas "
        "mes messages.\n"), NOBODY, True)
    yield ("roundcube-vacation", plain(
        f"{WHO} <{WHERE}>", REFERENT, "Auto: Accusé de réception",
        "Absente.\n", ("Auto-Submitted: auto-replied (vacation)",)),
        AUTOMATIC, True)
    yield ("quarantine-digest", plain(
        "Quarantaine <quarantine@filtre.example>", REFERENT,
        "Résumé de quarantaine : 3 nouveaux messages", "Candidature "
        "micro-structure RS2026 – BONNET Julie\n", (
            "Auto-Submitted: auto-generated",)), AUTOMATIC, True)
    yield ("mailing-list", plain(
        "Omar DIALLO <omar.diallo@operateur.example>", MLDS,
        "[mlds-13] Candidatures formateurs MLDS", "Bonjour à tous,\n\nqui "
        "connaît la date des résultats ?\n", (
            "List-Id: <mlds-13.listes.example>", "Precedence: list")),
        AUTOMATIC, True)


def forwarded(conformity="equivalent", email=WHERE, **more):
    return {**want("BONNET", "Julie", email, conformity,
                   channel="forwarded"), **more}


def superiors():
    quote = ("\nDe : Julie BONNET {where}\n{sent} : mardi 5 mai 2026 10:11\n"
             "À : ROGER Patrick\nObjet : " + EXACT + "\n\n" + TEXT)
    for name, before, where in (
            ("outlook-2010", "\n-----Message d'origine-----",
             f"[mailto:{WHERE}]"),
            ("outlook-mailto", "", f"<mailto:{WHERE}>")):
        yield (name, compose(
            "outlook", HEAD, TO, "TR: " + EXACT, "Avis favorable.\n" + before
            + quote.format(where=where, sent="Envoyé"), FILES + [OPINION]),
            forwarded())
    yield ("outlook-english", compose(
        "outlook", HEAD, TO, "FW: " + EXACT, "Bonjour,\n\nFrom: Julie BONNET <"
        + WHERE + ">\nSent: Tuesday, May 5, 2026 10:11 AM\nTo: ROGER Patrick\n"
        "Subject: " + EXACT + "\n\n" + TEXT, FILES + [OPINION]), forwarded())
    yield ("gmail-stars", compose(
        "gmail", HEAD, TO, "Fwd: " + EXACT, "\n\n---------- Message transféré "
        "---------\n*De :* Julie BONNET <" + WHERE + ">\n*Date :* mar. 5 mai "
        "2026 à 10:11\n*Objet :* " + EXACT + "\n*À :* <principal@etab.example>"
        "\n\n" + TEXT, FILES + [OPINION]), forwarded())
    yield ("pieces-in-his-name", compose(
        "outlook", HEAD, TO, EXACT, "Madame,\n\nveuillez trouver la "
        "candidature de Mme Julie BONNET, professeure dans mon établissement, "
        "avec mon avis.\n\nP. Roger, principal\n", FILES + [OPINION]),
        forwarded("exact", None, reply_to="patrick.roger@etab.example"))
    yield ("pieces-from-office", compose(
        "zimbra", "Secrétariat <secretariat@etab.example>", TO, EXACT,
        "Bonjour,\n\nci-joint le dossier de Mme Bonnet.\n\nLe secrétariat\n",
        FILES + [OPINION]),
        forwarded("exact", None, reply_to="secretariat@etab.example"))
    inner = compose("gmail", f"{WHO} <{WHERE}>", "principal@etab.example",
                    EXACT, TEXT, FILES)
    middle = compose("outlook", HEAD, "ipr@insp.example", "TR: " + EXACT,
                     "Avis favorable.", [inner, OPINION])
    yield ("attached-twice", compose(
        "thunderbird", "Anne SIMON <anne.simon@insp.example>", TO,
        "Fwd: TR: " + EXACT, "Pour attribution.", [middle]), forwarded())
    alone = dict(verdict="supplement", channel="forwarded", kinds=["opinion"])
    yield ("opinion-copy-to-her", compose(
        "outlook", HEAD, REFERENT, "RE: " + EXACT, "Bonjour,\n\nci-joint mon "
        "avis.\n\nP. Roger\n", [("Avis Bonnet.pdf", avis(WHO))],
        cc=f"{WHO} <{WHERE}>", headers=(
            "In-Reply-To: <x9.gmail@operateur.example>",)),
        {**alone, "campaign": RS, "family_name": "BONNET",
         "reply_to": WHERE})
    yield ("inspector's-opinion", compose(
        "zimbra", "IEN Carpentras <ien.carpentras@insp.example>", MOUVEMENT,
        "Avis IEN - micro-école - Mme NICOLAS Elsa", "Bonjour,\n\nci-joint mon "
        "avis sur sa candidature.\n\nL'inspecteur\n",
        [("Avis.pdf", avis("Elsa NICOLAS", "l'inspecteur"))]),
        {**alone, "campaign": "micro-ecole-carpentras"})
    yield ("role-by-body", compose(
        "gmail", f"{WHO} <{WHERE}>", MLDS, "Candidature MLDS Camargue",
        "Bonjour,\n\nje postule au poste de formatrice.\n\nJulie Bonnet\n",
        FILES, date="Fri, 06 Sep 2024 14:20:31 +0200"),
        {**want("BONNET", "Julie", WHERE, None, ("formateur-camargue",),
                ("cv", "letter")), "campaign": "mlds-2024"})
    yield ("role-by-letter", compose(
        "orange", f"{WHO} <{WHERE}>", MLDS, "Candidature MLDS - Camargue",
        BODY + WHO, [("CV.pdf", parcours(WHO) + "\n2014 : formatrice"),
                     ("LM.pdf", lettre(WHO, "le poste de coordonnatrice MLDS"))
                     ], date="Fri, 06 Sep 2024 14:20:31 +0200"),
        {**want("BONNET", "Julie", WHERE, None,
                ("coordonnateur-salon-cote-bleue-crau-camargue",),
                ("cv", "letter")), "campaign": "mlds-2024"})


GROUPS = {"c-other-posts": other_posts, "c-families": families,
          "c-business": business, "c-superiors": superiors}
