/* The lists, as phrases of folded words. What is added here needs no other
 * change. */
#include "recognise/words.h"

#include <string.h>

/* clang-format off */
static const char *const application[] = {
    "candidature", "candidater", "candidate", "candidat", "postule",
    "postuler", "postulant", "acte de candidature", "lettre de motivation",
    "curriculum vitae", "cv", "ma motivation", NULL,
};

static const char *const other_post[] = {
    "service civique", "stage", "stages", "stagiaire", "alternance",
    "alternant", "alternante", "apprentissage", "apprenti", "apprentie", "aed",
    "assistant d education", "assistante d education", "assistant pedagogique",
    "aesh", "avs", "surveillant", "surveillante", "spontanee", "spontanees",
    "job d ete", "emploi", "emploi etudiant", "agent d entretien",
    "agent technique", "cuisinier", "secretaire", "infirmier", "infirmiere",
    "vacataire", "vacations", "benevolat", "benevole", "contrat pec",
    "contrat aide", "intervenant", "intervenante", "adjoint gestionnaire",
    "parcoursup",
    "affelnet", "delegue", "delegues", "conseil d administration",
    "conseil municipal", "erasmus", "bourse", "master", "formation continue",
    "bts", "cpge", "inscription", "eleve", "eleves", "ma fille", "mon fils",
    "admission", "bulletins", NULL,
};

static const char *const other_work[] = {
    "adjoint administratif", "adjointe administrative", "administratif",
    "administrative", "secretariat", "gestionnaire", "intendance",
    "intendant", "intendante", "comptable", "agent", "cuisine", "cantine",
    "referent", "referente", "conseiller pedagogique",
    "conseillere pedagogique", "conseiller principal",
    "conseillere principale", "cpc", "directeur", "directrice",
    "direction d ecole", "direction ecole", "poste de direction",
    "personnel de direction", "principal adjoint", "proviseur adjoint",
    "upe2a", "ulis", "segpa", "rased", "erea", "itep", "ime", "maitre e",
    "maitre g", "maitre formateur", "enseignant referent", "erun", "psyen",
    "psy en", "psychologue", "assistant social", "assistante sociale",
    "documentaliste", "remplacement", "remplacements", "suppleance",
    "suppleances", "brigade", "greta", "ddfpt", "atsem", "accompagnant",
    "accompagnante", "inspecteur", "inspectrice", "chef de service",
    "animateur", "animatrice", "educateur", "educatrice", "mathematiques",
    "maths", "anglais", "espagnol", "allemand", "svt", "eps",
    "physique chimie", "histoire geographie", "philosophie", NULL,
};

static const char *const administration[] = {
    "point d etape", "appel a candidature", "appel a candidatures",
    "appels a candidatures", "reunion", "bilan", "compte rendu", "calendrier",
    "planning", "liste des candidats", "liste des candidatures", "convocation",
    "convocations", "commission", "jury", "tableau", "suivi des candidatures",
    "classement", "recapitulatif", "ordre du jour", "diffusion", "resultats",
    "entretiens", "etat des candidatures", "remontee", "remontees",
    "organisation des", "statistiques", "rappel", "etude des candidatures",
    "examen des candidatures", "candidatures recues", "fiche de poste",
    "fiches de poste", "publication", "vos candidatures", "les candidatures",
    "des candidatures", "bulletin academique", "newsletter", NULL,
};

static const char *const question[] = {
    "question", "questions", "renseignement", "renseignements",
    "demande d information", "demande d informations",
    "demande de renseignements", "demande de precisions", "precision",
    "precisions", "informations sur", "information sur", "interrogation",
    "demande de rendez vous", NULL,
};

static const char *const withdrawal[] = {
    "retire ma candidature", "retirer ma candidature",
    "retire ce jour ma candidature", "retirer cette candidature",
    "retrait de ma candidature", "retrait de candidature",
    "retrait candidature", "retrait de la candidature", "desistement",
    "me desiste", "me desister", "renonce a ma candidature",
    "renoncer a ma candidature", "renonce a ce poste", "renonce au poste",
    "renonce a cette candidature", "renoncer a ce poste", "renoncer au poste",
    "renonce finalement", "annuler ma candidature", "annule ma candidature",
    "annulation de ma candidature", "annulation candidature",
    "annulation de candidature", "ne souhaite plus candidater",
    "ne souhaite plus postuler", "ne suis plus candidat",
    "ne suis plus candidate", "ne souhaite plus donner suite",
    "ne donnerai pas suite", "ne pas donner suite a ma candidature",
    "ne souhaite pas donner suite a ma candidature",
    "ne pas tenir compte de ma candidature",
    "ne plus tenir compte de ma candidature",
    "ne souhaite pas maintenir ma candidature",
    "ne souhaite plus maintenir ma candidature",
    "ne maintiens pas ma candidature", "ne maintiens plus ma candidature",
    "considerer ma candidature comme nulle",
    "considerer ma candidature comme retiree", NULL,
};

static const char *const opinion[] = {
    "avis hierarchique", "avis du superieur", "avis de la superieure",
    "avis superieur hierarchique", "avis circonstancie", "avis favorable",
    "avis tres favorable", "avis defavorable", "avis reserve",
    "avis du chef d etablissement", "avis de la cheffe d etablissement",
    "avis chef d etablissement", "avis du principal", "avis du proviseur",
    "avis de la principale", "avis de la proviseure", "avis ien",
    "avis de l ien", "avis de l inspecteur", "avis de l inspectrice",
    "avis motive", "avis sur la candidature", "avis sur candidature",
    "avis candidature", "avis pour", "avis concernant", "avis", NULL,
};

static const char *const transmittal[] = {
    "transmets", "transmettre", "transmission", "transfere", "fais suivre",
    "faire suivre", "vous adresse la candidature",
    "vous envoie la candidature", "trouverez la candidature",
    "ci joint la candidature", "ci joint le dossier de", "candidature de m",
    "candidature de mme", "candidature de madame", "candidature de monsieur",
    "dossier de mme", "dossier de madame", "dossier de monsieur",
    "dossier de m", "avis favorable", "avis tres favorable", "sous couvert",
    "mon avis", "l avis demande", "avis demande", "ci joint l avis", NULL,
};

static const char *const absence[] = {
    "reponse automatique", "reponse automatisee", "absence du bureau",
    "absent du bureau", "absente du bureau", "message d absence",
    "notification d absence", "avis d absence", "je suis absent",
    "je suis absente", "automatic reply", "auto reply", "autoreply",
    "out of office", "out of the office", "on vacation", "away from",
    "absence", "lu", "read", "non lu", "not read", "supprime sans lecture",
    "accuse de lecture", "read receipt", "undelivered mail",
    "confirmation de lecture", "return receipt", "undelivered",
    "undeliverable", "delivery status notification", "delivery failure",
    "mail delivery failed", "mail delivery failure", "mail delivery system",
    "returned mail", "failure notice", "echec de remise", "echec de la remise",
    "echec de la distribution", "non remis", "non remise", "non distribuable",
    "message non distribue", "remis", "relayed", "delivered",
    "remise retardee", "delivery delayed", "automatische antwort", NULL,
};

static const char *const absence_text[] = {
    "je suis absent", "je suis absente", "je serai absent", "je serai absente",
    "suis actuellement absent", "suis actuellement absente", "absent jusqu",
    "absente jusqu", "absent du", "absente du", "en conge", "en conges",
    "en arret maladie", "de retour le", "out of the office", "out of office",
    "message automatique", "reponse automatique", "courriel automatique",
    "automatic reply", "automatic response", "ne pas y repondre",
    "ne pas repondre a ce", "votre message a bien ete recu",
    "votre courriel a bien ete recu", "votre demande a bien ete",
    "votre mail a bien ete recu", "n est plus utilisee", "n est plus valide",
    "n est plus active", NULL,
};

static const char *const function[] = {
    "ce", "contact", "proviseur", "proviseure", "principal", "principale",
    "chef", "direction", "directeur", "directrice", "secretariat",
    "secretaire", "sec", "ien", "ipr", "ia", "dsden", "inspecteur",
    "inspectrice", "inspection", "circonscription", "administration",
    "accueil", "vie", "gestion", "intendance", "info", "infos", "mail",
    "admin", "prof", "enseignant", "parent", "drh", "rectorat", "recrutement",
    "pr", "pa", "mouvement", "cio", "college", "lycee", "ecole", "clg", "lyc",
    "scan", "scanner", "copieur", NULL,
};

static const char *const no_answer[] = {
    "mailer daemon", "mailerdaemon", "postmaster", "noreply", "no reply",
    "donotreply", "do not reply", "ne pas repondre", "nepasrepondre",
    "nepas repondre", "listserv", "majordomo", "owner", "bounce", "bounces",
    NULL,
};

static const char *const civility[] = {
    "m", "mr", "mme", "mlle", "melle", "monsieur", "madame", "mademoiselle",
    "dr", "docteur", "pr", "mrs", "ms", "me", NULL,
};

static const char *const particle[] = {
    "de", "du", "des", "la", "le", "les", "l", "d", "van", "von", "der", "den",
    "ter", "el", "al", "ben", "bel", "ait", "ould", "di", "da", "das", "dos",
    "do", "del", "della", "mac", "mc", "saint", "sainte", "st", "ste", "abd",
    "abou", "abu", "bou", "bin", "bint", "o", "san", "santa", "y", "zu", "af",
    NULL,
};

static const char *const job[] = {
    "professeur", "professeure", "professeurs", "prof", "enseignant",
    "enseignante", "certifie", "certifiee", "agrege", "agregee", "plp",
    "cpe", "aed", "aesh", "conseiller", "conseillere", "directeur",
    "directrice", "principal", "principale", "proviseur", "proviseure",
    "adjoint", "adjointe", "coordonnateur", "coordonnatrice", "formateur",
    "formatrice", "documentaliste", "psychologue", "titulaire",
    "contractuel", "contractuelle", "tzr", "referent", "referente",
    "responsable", "charge", "chargee", "chef", "cheffe", "inspecteur",
    "inspectrice", "ien", "secretaire", "gestionnaire", "infirmier",
    "infirmiere", "educateur", "educatrice", "service", "bureau", "pole",
    "division", "academie", "rectorat", "dsden", "mission", "ville",
    "mairie", "universite", "lycee", "college", "ecole", "micro", "rue",
    "avenue", "boulevard", "chemin", "place", "impasse", "allee", "route",
    "residence", "tel", "telephone", "portable", "mobile", NULL,
};

static const char *const given[] = {
    "adele", "adeline", "adrien", "agathe", "agnes", "aicha", "alain",
    "alexandra", "alexandre", "alexis", "alice", "aline", "alix",
    "amandine", "amelie", "amina", "anais", "andrea", "angelique", "anita",
    "anne", "annick", "annie", "antoine", "arnaud", "arthur", "astrid",
    "audrey", "aurelie", "aurelien", "aurore", "axel", "baptiste",
    "barbara", "beatrice", "benedicte", "benjamin", "benoit", "brigitte",
    "bruno", "camille", "carine", "carole", "caroline", "catherine",
    "cecile", "celia", "celine", "chantal", "charlene", "charlotte",
    "chloe", "christelle", "christian", "christiane", "christine",
    "christophe", "claire", "clara", "clemence", "clement", "coralie",
    "corinne", "cyril", "damien", "daniele", "delphine", "diane", "didier",
    "dorothee", "edith", "edouard", "elena", "eliane", "elisabeth", "elise",
    "elodie", "eloise", "elsa", "emeline", "emilie", "emma", "emmanuel",
    "emmanuelle", "enzo", "eric", "erwan", "estelle", "eva", "eve",
    "evelyne", "fabien", "fabienne", "fabrice", "fanny", "farid", "fatiha",
    "fatima", "fatou", "faustine", "fernand", "flavie", "flora", "florence",
    "florent", "florian", "francine", "franck", "francoise", "frederic",
    "frederique", "gael", "gaelle", "geraldine", "gerard", "ghislaine",
    "gilles", "gregory", "guillaume", "gwenaelle", "hadrien", "hamid",
    "helene", "herve", "hugo", "ibrahim", "ines", "ingrid", "irene",
    "isabelle", "jacqueline", "jean", "jeanne", "jennifer", "jeremy",
    "jerome", "jessica", "joelle", "johanna", "jonathan", "josephine",
    "josiane", "judith", "julia", "julie", "julien", "juliette", "justine",
    "karim", "karima", "karine", "kevin", "khadija", "lea", "leila", "lena",
    "leo", "liliane", "lina", "lise", "loic", "louise", "luc", "lucas",
    "lucie", "lucile", "ludivine", "ludovic", "lydie", "madeleine", "mael",
    "maeva", "malika", "manon", "marc", "margaux", "marianne", "marie",
    "marine", "marion", "martine", "mathias", "mathieu", "mathilde", "maud",
    "maxime", "megane", "melanie", "melissa", "michele", "mireille",
    "mohamed", "monique", "morgane", "muriel", "mylene", "myriam", "nadege",
    "nadia", "nadine", "nassima", "natacha", "nathalie", "nathan", "nelly",
    "nicolas", "nicole", "nina", "noemie", "noura", "oceane", "odile",
    "olivia", "olivier", "pascale", "patricia", "patrick", "paul",
    "pauline", "perrine", "philippe", "pierrick", "quentin", "rachel",
    "rachid", "raphael", "regine", "remi", "romain", "romane", "sabine",
    "sabrina", "said", "salima", "samia", "samir", "sandra", "sandrine",
    "sara", "sarah", "sebastien", "severine", "sofia", "solange", "solene",
    "sonia", "sophie", "stephane", "stephanie", "suzanne", "sylvain",
    "sylvie", "tanguy", "tatiana", "teddy", "thibault", "thierry", "ugo",
    "valentin", "valentine", "valerie", "vanessa", "veronique", "victor",
    "virginie", "viviane", "xavier", "yann", "yannick", "yasmina", "yves",
    "yvette", "yvonne", "zoe", NULL,
};

static const char *const filler[] = {
    "nom", "prenom", "pour", "au", "aux", "sur", "en", "et", "a", "poste",
    "postes", "coordonnateur", "coordonnatrice", "coordinateur",
    "coordinatrice", "coordination", "coordo", "coordos", "coord", "lycee",
    "college", "ecole", "lgt", "lpo",
    "lp", "clg", "candidature", "candidatures", "candidat", "candidate",
    "dossier", "complet", "complete", "demande", "acte", "envoi", "objet",
    "ma", "mon", "mes", "votre", "vos", "notre", "rentree", "specifique",
    "profil", "recrutement", "appel", "campagne", "academie", "pieces",
    "piece", "jointes", "jointe", "joint", "documents", "document", "suite",
    "complement", "complements", "lettre", "motivation", "lm", "cv",
    "curriculum", "vitae", "avis", "hierarchique", "superieur", "rapport",
    "inspection", "fiche", "urgent", "important", "bonjour", "merci", "micro",
    "structure", "structures", "reseau", "reseaux", "formateur", "formatrice",
    "par", "via", "voie", "ref", "reference", "concernant", "relative",
    "relatif", "avec", "sans", "scan", "scanne", "signe", "signee", "version",
    "finale", "final", "vf", "def", "definitif", "copie", "page", "pages",
    "pdf", "doc", "docx", "odt", "jpg", "png", "zip", "janvier", "fevrier",
    "mars", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre", "transmission", "transfert", "dernier", "derniere",
    "nouveau", "nouvelle", "chef", "etablissement", "enseignant",
    "enseignante", "professeur", "je", "vous", "nous", "il", "ci", "trouver",
    "postule", "question", "favorable", "tres", "circonstancie", "retrait",
    "desistement", "envoye", "depuis", "iphone", "externe", "message", "mail",
    "annonce", "offre", "emploi", "vacant", "vacante", "pourvoir", "publie",
    "publiee", "parue", "paru", "reponse", "transmise", "presentation",
    "europass", "word", "openoffice", "annexe", "annexes", "marseille", "aix",
    "provence", "compressed", "compresse", "image", "img", "photo", "identite",
    NULL,
};

static const char *const school[] = {
    "lycee", "college", "clg", "lgt", "lpo", "microlycee", NULL,
};

static const char *const about_post[] = {
    "poste", "postes", "dossier", "dossiers", "candidature", "candidatures",
    "postule", "postuler", "candidater", "candidate", "candidat", "voeu",
    "voeux", "souhaite", "rejoindre", "integrer", "objet", "sollicite",
    "coordonnateur", "coordonnatrice", "coordinateur", "coordinatrice",
    "coordination", "interesse", "interessee", "formateur", "formatrice", NULL,
};

static const char *const about_work[] = {
    "enseignant", "enseignante", "enseigne", "professeur", "professeure",
    "prof", "exerce", "exercant", "affecte", "affectee", "actuellement",
    "actuel", "actuelle", "titulaire", "nomme", "nommee", "cpe", "plp",
    "certifie", "certifiee", "agrege", "agregee", "depuis", "travaille",
    "travaillant", "etablissement", "remplacement", "tzr", "aed", "chef",
    "principal", "principale", "proviseur", "proviseure", "documentaliste",
    "documentation", "fonction", "fonctions", NULL,
};

static const char *const past[] = {
    "ete", "etais", "fus", "exerce", "exercais", "travaille", "ancien",
    "occupe", "occupais", "ancienne", "pendant", "durant", "depuis", "actuel",
    "actuelle", "actuellement", NULL,
};

/* clang-format on */

static const char *const *const lists[WORDS_N_LISTS] = {
    [WORDS_APPLICATION] = application,
    [WORDS_OTHER_POST] = other_post,
    [WORDS_OTHER_WORK] = other_work,
    [WORDS_ADMINISTRATION] = administration,
    [WORDS_QUESTION] = question,
    [WORDS_WITHDRAWAL] = withdrawal,
    [WORDS_OPINION] = opinion,
    [WORDS_TRANSMITTAL] = transmittal,
    [WORDS_ABSENCE] = absence,
    [WORDS_ABSENCE_TEXT] = absence_text,
    [WORDS_FUNCTION] = function,
    [WORDS_NO_ANSWER] = no_answer,
    [WORDS_CIVILITY] = civility,
    [WORDS_PARTICLE] = particle,
    [WORDS_GIVEN] = given,
    [WORDS_JOB] = job,
    [WORDS_FILLER] = filler,
    [WORDS_SCHOOL] = school,
    [WORDS_ABOUT_POST] = about_post,
    [WORDS_ABOUT_WORK] = about_work,
    [WORDS_PAST] = past,
};

/* The phrase of the list that stands at `word`, which begins a word. */
static const char *
find_at(const char *word, WordsList list)
{
    for (const char *const *p = lists[list]; *p; p++) {
        if (**p != *word)
            continue;
        gsize n = 1;
        while ((*p)[n] && word[n] == (*p)[n])
            n++;
        if (!(*p)[n] && word[n] == ' ')
            return *p;
    }
    return NULL;
}

const char *
words_find(const char *line, WordsList list)
{
    for (const char *p = strchr(line, ' '); p && p[1]; p = strchr(p + 1, ' ')) {
        const char *found = find_at(p + 1, list);
        if (found)
            return found;
    }
    return NULL;
}

gboolean
words_is(const char *folded_word, WordsList list)
{
    for (const char *const *p = lists[list]; *p; p++) {
        if (**p == *folded_word && strcmp(*p, folded_word) == 0)
            return TRUE;
    }
    return FALSE;
}

const char *
words_begins(const char *line, WordsList list)
{
    return line[0] && line[1] ? find_at(line + 1, list) : NULL;
}
