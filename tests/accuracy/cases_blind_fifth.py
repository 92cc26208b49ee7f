"""Fifth round, written blind: machines without a header that says so, pupils
and professions, and candidates whose words sound like somebody else's."""

from build import ARTAUD, DUBY, MLDS, MOUVEMENT, PERSEVERANCE, REFERENT, mail
from cases_blind_candidates import A, DU, SUBJECT, want
from cases_blind_machine import AUTOMATIC, UNRELATED
from papers import avis, lettre, parcours

WHO, WHERE = "Lucie FABRE", "lucie.fabre@example.org"
SENDER = "Lucie Fabre <lucie.fabre@example.org>"
OURS = "Accusé de réception de votre candidature"
THREAD = {"In_Reply_To": "<00042.7f3a.dossierd@aix.example>",
          "References": "<00042.7f3a.dossierd@aix.example>"}
TWO = [("LM.pdf", lettre(WHO)), ("CV.pdf", parcours(WHO))]
THREE = TWO + [("Avis.pdf", avis(WHO))]
HELLO = "Bonjour,\n\nVeuillez trouver ci-joint ma candidature.\n\nLucie Fabre\n"


def bare_machines():
    for name, subject, text in (
            ("absent", "Re: " + OURS, "Bonjour,\n\nJe suis absente jusqu'au 18 "
             "mai 2026. Pour toute urgence, merci de contacter le secrétariat."
             "\n\nLucie Fabre\n"),
            ("holiday", "Re: " + OURS, "Je suis actuellement en congés, de "
             "retour le 25 mai.\n"),
            ("maternity", "RE: " + OURS, "Bonjour,\n\nje suis en congé "
             "maternité jusqu'en septembre.\n"),
            ("english", "Re: " + OURS, "I am out of the office until May 18.\n"
             ),
            ("automatic-text", "Re: " + OURS, "Ceci est un message automatique,"
             " merci de ne pas y répondre. Votre courriel a bien été reçu.\n"),
            ("registered", "Re: " + OURS, "Votre demande a bien été "
             "enregistrée sous le numéro 4412. Elle sera traitée dans les "
             "meilleurs délais.\n"),
            ("old-address", "Re: " + OURS, "Cette adresse n'est plus utilisée. "
             "Ceci est une réponse automatique.\n")):
        yield (name, mail(SENDER, REFERENT, subject, text, **THREAD),
               AUTOMATIC, True)
    for name, subject in (
            ("zimbra-words", "Absence : Re: " + OURS),
            ("colon", "Réponse automatique: " + OURS),
            ("automatic-english", "Auto-Reply: " + OURS),
            ("out", "Out of Office Re: " + OURS),
            ("lu", "Lu : " + OURS), ("read", "Read: " + OURS),
            ("undelivered", "Non remis : " + OURS)):
        yield (name, mail(SENDER, REFERENT, subject, "...\n"), AUTOMATIC, True)
    yield ("mailbox-full", mail(
        "System <MAILER-DAEMON@example.org>", REFERENT, "Warning: could not "
        "send message for past 4 hours", "The mailbox is full.\n",
        return_path="<>"), AUTOMATIC, True)


def pupils():
    for name, subject, text, files in (
            ("seventeen", "Candidature micro-lycée Artaud", "Bonjour,\n\nje "
             "m'appelle Yanis, j'ai 17 ans et je souhaite intégrer le "
             "micro-lycée. Voici mon CV et ma lettre de motivation.\n\nYanis\n",
             [("CV Yanis.pdf", "Yanis KHELIF\n17 ans\nStage de 3e"),
              ("LM.pdf", "Madame, Monsieur,\n\nje souhaite reprendre mes études"
               " dans votre micro-lycée.")]),
            ("resume-studies", "Candidature micro-lycée", "Bonjour,\n\nje "
             "souhaite reprendre mes études et passer mon bac au micro-lycée."
             "\n\nInès\n", [("lettre de motivation.pdf", "Madame, je souhaite "
                             "passer mon bac.")]),
            ("guardian", "Dossier candidature micro-lycée", "Bonjour,\n\nvoici "
             "le dossier de ma nièce, scolarisée en seconde.\n\nM. Omar\n",
             [("dossier de candidature.pdf", "Nom de l'élève : OMAR Lina")]),
            ("educator", "Candidature micro-lycée", "Bonjour,\n\néducateur au "
             "foyer, je vous transmets la candidature d'un de nos jeunes.\n\n"
             "P. Ray\n", [("CV.pdf", "Kevin D.\n16 ans")])):
        yield (name, mail("Quelqu'un <qq@example.org>", ARTAUD, subject, text,
                          files), UNRELATED, True)


def professions():
    for name, to, subject, post in (
            ("english-teacher", ARTAUD, "Candidature professeur d'anglais "
             "micro-lycée Artaud", "professeur d'anglais"),
            ("supply", DUBY, "Candidature poste de professeur de maths",
             "professeur de mathématiques"),
            ("artist", ARTAUD, "Candidature intervenant théâtre micro-lycée",
             "intervenant théâtre"),
            ("assistant", ARTAUD, "Candidature AED micro-lycée Artaud",
             "assistant d'éducation"),
            ("cpe", DUBY, "Candidature CPE contractuel", "CPE"),
            ("psychologist", MLDS, "Candidature PsyEN", "PsyEN"),
            ("teacher-of-school", MOUVEMENT, "Candidature enseignant classe "
             "relais Carpentras", "enseignant en classe relais")):
        yield (name, mail(
            "Omar Diallo <omar.diallo@example.org>", to, subject, "Bonjour,\n\n"
            f"je vous adresse ma candidature au poste de {post}.\n\nOmar "
            "Diallo\n", [("CV.pdf", parcours("Omar DIALLO")),
                         ("LM.pdf", lettre("Omar DIALLO",
                                           f"le poste de {post}"))],
            date="Wed, 11 Sep 2024 10:12:00 +0200" if to == MLDS else
            "Wed, 06 May 2026 10:12:00 +0200"), UNRELATED, True)


def one(name, subject, to=(ARTAUD, REFERENT), text=HELLO, files=THREE,
        places=(A,), conformity="deviant", kinds=("cv", "letter", "opinion"),
        missing=(), more=None, **fields):
    expected = want("FABRE", "Lucie", WHERE, conformity, places, kinds,
                    missing)
    expected.update(more or {})
    return (name, mail(SENDER, to, subject, text, files, **fields), expected)


def candidates():
    yield one("profession-behind", "Candidature coordonnatrice micro-lycée "
              "Artaud - Lucie FABRE, professeure de lettres")
    yield one("profession-before", "Professeure de lettres, candidature "
              "micro-lycée Artaud")
    yield one("cpe-applies", "Candidature micro-lycée Artaud – FABRE Lucie, "
              "CPE")
    yield one("reminder", "Rappel : " + SUBJECT + "FABRE Lucie",
              files=TWO[1:], kinds=("cv",), missing=("letter", "opinion"))
    yield one("absent-but-applies", SUBJECT + "FABRE Lucie", conformity="exact",
              text="Madame,\n\nje suis absente du collège jusqu'au 18 mai, je "
              "vous adresse donc ma candidature depuis mon adresse "
              "personnelle.\n\nLucie Fabre\n")
    yield one("with-pupils", SUBJECT + "FABRE Lucie", conformity="exact",
              text="Madame,\n\nma candidature est motivée par mon travail avec "
              "les élèves décrocheurs, dont j'ai suivi la scolarité.\n\nLucie "
              "Fabre\n")
    yield one("my-own-children", "Candidature micro-lycée Artaud",
              text="Madame,\n\nma candidature est jointe. Mon fils étant "
              "scolarisé à Marseille, je souhaite m'y installer.\n\nLucie "
              "Fabre\n")
    yield one("answer-with-piece", "Re: " + OURS, text="Bonjour,\n\nje suis "
              "absente jusqu'à lundi mais voici l'avis.\n\nLucie Fabre\n",
              files=THREE[2:], places=(A,), kinds=("opinion",),
              missing=("letter", "cv"), more={"verdict": "supplement"},
              **THREAD)
    yield one("job", "Candidature à l'emploi de formatrice MLDS Huveaune",
              MLDS, files=TWO, places=("formateur-huveaune",), conformity=None,
              kinds=("cv", "letter"), more={"campaign": "mlds-2024"},
              date="Wed, 11 Sep 2024 10:12:00 +0200")
    yield one("offer", "Offre d'emploi formateur MLDS Madrague : candidature",
              PERSEVERANCE, files=TWO, places=("formateur-marseille-madrague",
                                               ), conformity=None,
              kinds=("cv", "letter"), more={"campaign": "mlds-2026-madrague"},
              date="Wed, 11 Feb 2026 10:12:00 +0100")
    yield one("published-call", "Publication poste micro-lycée Duby : "
              "candidature de Lucie FABRE", (DUBY, REFERENT), places=(DU,))
    yield one("teacher-coordinator", "Candidature enseignante coordonnatrice "
              "de la micro-école", MOUVEMENT, files=TWO,
              places=("micro-ecole-carpentras",), conformity=None,
              kinds=("cv", "letter"), missing=("form",),
              more={"campaign": "micro-ecole-carpentras"})


GROUPS = {"e-machines": bare_machines, "e-pupils": pupils,
          "e-professions": professions, "e-candidates": candidates}
