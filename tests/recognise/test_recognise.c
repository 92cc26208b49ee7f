/* Whole mails: what the contract's examples say, and what real clients make
 * of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture.c.h"

#define F "Candidature micro-structure RS2026 – "
#define REF "referent13@"
#define ART "ce.0132733a@ referent13@"
#define ALL "CV.pdf;Lettre.pdf;Avis.pdf"

typedef struct {
    FixtureMail mail;
    const char *expected;
} Row;

static const Row contract[] = {
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", ALL},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter,opinion |  | marie.dupont@example.org"},
    {{NULL, "n.benali@", "ce.0130175v@ referent13@", "candidature micro structure RS2026 - benali nadia", "LM.pdf;cv nadia.odt"},
     "application | micro-structure-rs2026 | 0130175V | BENALI/Nadia/n.benali@example.org | equivalent | letter,cv | opinion | n.benali@example.org"},
    {{NULL, "j.lefevre@", "ce.0133525l@", "Candidature micro-structure RS2026 — LEFÈVRE Jean‑Pierre", "dossier complet.pdf=Lettre de motivation\nMadame, Monsieur,\nJ'ai l'honneur de vous adresser ma candidature au poste. Veuillez agréer mes salutations distinguées|Curriculum vitae\nExpériences professionnelles\nFormation\nLangues|Avis du supérieur hiérarchique\nAvis très favorable"},
     "application | micro-structure-rs2026 | 0133525L | LEFÈVRE/Jean-Pierre/j.lefevre@example.org | equivalent | letter+cv+opinion |  | j.lefevre@example.org"},
    {{NULL, "a.morel@", REF, F "MOREL Anne", "CV.pdf;lettre micro-collège Puget.pdf"},
     "application | micro-structure-rs2026 | 0131943S | MOREL/Anne/a.morel@example.org | exact | cv,letter | opinion | a.morel@example.org"},
    {{NULL, "z.n@", REF, F "N'GUESSAN Zoé", "CV.pdf;Lettre.pdf"},
     "review | micro-structure-rs2026 |  | N'GUESSAN/Zoé/z.n@example.org | exact | cv,letter | opinion | z.n@example.org"},
    {{NULL, "ines.ba@", "ce.0132733a@ ce.0131943s@ referent13@", F "BEN AMOR Inès", "CV.pdf;LM.pdf"},
     "application | micro-structure-rs2026 | 0132733A+0131943S | BEN AMOR/Inès/ines.ba@example.org | exact | cv,letter | opinion | ines.ba@example.org"},
    {{"Paul Roux", "paul.roux@", "ce.0132733a@", "Candidature micro-lycée Artaud", "CV.pdf;LM.pdf"},
     "application | micro-structure-rs2026 | 0132733A | ROUX/Paul/paul.roux@example.org | deviant | cv,letter | opinion | paul.roux@example.org"},
    {{NULL, "principal@", "ce.0131943s@ referent13@", "TR: " F "COSTA Léa", "CV.pdf;Lettre.pdf;Avis du chef d'établissement.pdf", .inner = "Léa Costa|lea.costa@|principal@|" F "COSTA Léa|Bonjour, voici ma candidature."},
     "application | micro-structure-rs2026 | 0131943S | COSTA/Léa/lea.costa@example.org | equivalent forwarded | cv,letter,opinion |  | lea.costa@example.org"},
    {{NULL, "proviseur@", REF, "Avis hiérarchique – DUPONT Marie", "Avis.pdf"},
     "supplement | micro-structure-rs2026 |  | DUPONT/Marie/ | deviant forwarded | opinion | letter,cv | proviseur@example.org"},
    {{NULL, "marie.dupont@", "ce.0132733a@", "Re: " F "DUPONT Marie", "rapport inspection 2023.pdf", .header = "irt=a@b.example"},
     "supplement | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | equivalent | inspection | letter,cv,opinion | marie.dupont@example.org"},
    {{NULL, REF, "marie.dupont@", "Re: " F "DUPONT Marie", .header = "irt=a@b.example"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "parent@", "ce.0132733a@", "Candidature service civique"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "drh@", "ce.0132733a@", "Candidatures micro-structure : point d'étape"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "prof@", "ce.0132733a@", "Question sur le poste de coordonnateur micro-lycée"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "mailer-daemon@", REF, "Undelivered Mail Returned to Sender", .header = "report=delivery-status"}, "automatic | - |  | // | null |  |  | -"},
    {{NULL, "paul.roux@", "ce.0132733a@", "Réponse automatique : Accusé de réception", .header = "sup=All"}, "automatic | - |  | // | null |  |  | -"},
};


/* Cases: address-only campaigns, own people, other posts. */
#define LETTER_PAGE "Marie Dupont\n\nObjet : candidature\n\nMadame, Monsieur,\nJ'ai l'honneur de vous adresser ma candidature au poste de coordonnateur. Veuillez agréer mes salutations distinguées."
#define CV_PAGE "Curriculum vitae\nExpériences professionnelles\nFormation\nLangues"
static const Row people[] = {
    {{"Secrétariat Artaud", "ce.0132733a@", REF, "TR: " F "DUPONT Marie", "CV.pdf;LM.pdf", "De : Marie Dupont <marie.dupont@example.org>\nEnvoyé : mardi 5 mai 2026 10:12\nÀ : ce.0132733a@example.org\nObjet : " F "DUPONT Marie\n\nBonjour,\nveuillez trouver ma candidature.\nMarie Dupont"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | equivalent forwarded | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", NULL},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact |  | letter,cv,opinion | marie.dupont@example.org"},
    {{"Jean Martin", "jean.martin@", REF, "TR: " F "COSTA Léa", "CV.pdf;LM.pdf;Avis.pdf", "Bonjour, avis favorable.\nJ. Martin\n\n-----Message d'origine-----\nDe : Léa Costa [mailto:lea.costa@example.net]\nEnvoyé : lundi 4 mai 2026 08:00\nÀ : Jean Martin\nObjet : " F "COSTA Léa\n\nMonsieur le principal, voici ma candidature pour le micro-collège Puget."},
     "application | micro-structure-rs2026 | 0131943S | COSTA/Léa/lea.costa@example.net | equivalent forwarded | cv,letter,opinion |  | lea.costa@example.net"},
    {{"Jean Martin", "jean.martin@", ART, "RE: " F "COSTA Léa", "Avis.pdf", "Avis favorable.\n\nLe 5 mai 2026 à 10:12, Léa Costa <lea.costa@example.net> a écrit :\n> Bonjour", .header = "irt=x@y.example"},
     "supplement | micro-structure-rs2026 | 0132733A | COSTA/Léa/lea.costa@example.net | equivalent forwarded | opinion | letter,cv | lea.costa@example.net"},
    {{NULL, "ce.0132733a@", "referent13@", "Re: " F "DUPONT Marie", NULL, "On la reçoit lundi ?"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "referent13@", "marie.dupont@", "Convocation entretien micro-lycée", "convocation.pdf"}, "unrelated | - |  | // | null |  |  | -"},
    {{"Paul Roux", "paul.roux@", ART, "Retrait de ma candidature micro-lycée Artaud", NULL, "Je vous informe que je retire ma candidature."},
     "review | micro-structure-rs2026 | 0132733A | ROUX/Paul/paul.roux@example.org | deviant |  | letter,cv,opinion | paul.roux@example.org"},
    {{"Paul Roux", "paul.roux@", "ce.0132733a@", "Candidature micro-lycée Daumier", "CV.pdf;LM.pdf"},
     "review | micro-structure-rs2026 | 0132733A+0130175V | ROUX/Paul/paul.roux@example.org | deviant | cv,letter | opinion | paul.roux@example.org"},
    {{"Léa Petit", "lea.petit@", ART, "Candidature stage 3e", "CV.pdf;Lettre.pdf"}, "unrelated | - |  | // | null |  |  | -"},
    {{"Léa Petit", "lea.petit@", ART, "Candidature spontanée AED", "CV.pdf;Lettre de motivation.pdf"}, "unrelated | - |  | // | null |  |  | -"},
    {{"Léa Petit", "lea.petit@", "ce.0132733a@", "Candidature", "CV.pdf;Lettre de motivation.pdf", "Bonjour, je souhaite postuler comme AED dans votre lycée."}, "unrelated | - |  | // | null |  |  | -"},
    {{"Léa Petit", "lea.petit@", "ce.0132733a@", "Candidature", "CV.pdf;Lettre de motivation.pdf", "Madame, je vous adresse ma candidature au poste de coordonnatrice du micro-lycée Artaud."},
     "application | micro-structure-rs2026 | 0132733A | PETIT/Léa/lea.petit@example.org | deviant | cv,letter | opinion | lea.petit@example.org"},
    {{"Liste", "liste@", REF, F "DUPONT Marie", "CV.pdf;LM.pdf", .header = "list=1"},
     "review | micro-structure-rs2026 |  | DUPONT/Marie/liste@example.org | exact | cv,letter | opinion | -"},
    {{"Marie Dupont", "noreply@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/noreply@example.org | exact | cv,letter | opinion | -"},
    {{"Newsletter", "news@shop.example", "ce.0132733a@", "Promotions de rentrée", .header = "list=1"}, "automatic | - |  | // | null |  |  | -"},
    {{"Marie Dupont", "marie.dupont@", REF, "Réponse automatique : " F "DUPONT Marie", NULL, "Je suis absente"}, "automatic | - |  | // | null |  |  | -"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf!e;Lettre.pdf;logo.png!i#4000;vcard.vcf"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv!,letter,-,- | cv,opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "IMG_2034.jpg#900000;scan0001.pdf;CV_Dupont.pdf"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | ?,?,cv | letter,opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", "Referent13@", F "DUPONT Marie", "document1.pdf=" LETTER_PAGE ";document2.pdf=" CV_PAGE, "Pour le poste 0133525L."},
     "application | micro-structure-rs2026 | 0133525L | DUPONT/Marie/marie.dupont@example.org | exact | letter,cv | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", REF, F "DUPONT Marie", "CV.pdf;LM.pdf", "Actuellement enseignante au lycée Daumier, je postule au micro-lycée Duby."},
     "application | micro-structure-rs2026 | 0133525L | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", REF, F "DUPONT Marie", "CV.pdf;LM.pdf", "Bonjour,\nveuillez trouver ma candidature.\n\nMarie Dupont\nProfesseure de lettres\nLycée Honoré Daumier, Marseille"},
     "review | micro-structure-rs2026 |  | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, "RE: Appel à candidatures micro-structure", "CV.pdf;LM.pdf", "Bonjour, je souhaite postuler. Voici ma candidature.", .header = "irt=x@y.example"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | deviant | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, "Fwd: " F "DUPONT Marie", "CV.pdf;LM.pdf", "---------- Forwarded message ---------\nDe : Marie Dupont <marie.perso@example.net>\nDate: mar. 5 mai 2026\nSubject: " F "DUPONT Marie\nTo: <x@example.net>\n\nBonjour"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | equivalent | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf", .header = "rt=autre@example.net"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf", .header = "rt=autre@example.org"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | autre@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, "Candidatures micro-structure RS2026 – DUPONT Marie et MARTIN Paul", "CV DUPONT Marie.pdf;CV MARTIN Paul.pdf"},
     "review | micro-structure-rs2026 | 0132733A | //marie.dupont@example.org | deviant | cv,cv | letter,opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV DUPONT Marie.pdf;Lettre MARTIN Paul.pdf"},
     "review | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, "TR: Appel à candidatures micro-structure RS2026", "Appel RS2026.pdf=APPEL A CANDIDATURES : COORDONNATEUR MICRO-STRUCTURE\nfaire parvenir une lettre de motivation, leur curriculum vitae, un avis circonstancié de leur supérieur hiérarchique, copie de leur dernier rapport d'inspection", "Pour information."},
     "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "vie.scolaire@", "ce.0132733a@", "Absences micro-lycée du 12 mai", "absences.pdf=Liste des absences"}, "unrelated | - |  | // | null |  |  | -"},
};

static const Row campaigns[] = {
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature formateur MLDS réseau Huveaune", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "application | mlds-2024 | form-huveaune | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature formatrice MLDS Camargue", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "application | mlds-2024 | form-camargue | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature coordonnatrice MLDS Salon Camargue", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "application | mlds-2024 | coord-salon | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature MLDS Camargue", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "review | mlds-2024 | coord-salon+form-camargue | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature MLDS", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "review | mlds-2024 |  | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "perseverance.draioaix@", "Candidature formateur MLDS", "CV.pdf;LM.pdf", .header = "at=2026-02-05"},
     "application | mlds-2026 | form-madrague | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "perseverance.draioaix@", "Candidature", "CV.pdf;LM.pdf", .header = "at=2026-02-05"},
     "application | mlds-2026 | form-madrague | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "ce.saio@", "Candidature coordonnateur MLDS Meuse", "CV.pdf;LM.pdf", .header = "at=2023-06-05"},
     "application | mlds-meuse-2023 | coord-meuse | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
    {{"Anne Morel", "anne.morel@", "ce.mouvement-84@ ien.carpentras@", "Candidature micro-école Carpentras MOREL Anne", "Fiche de candidature.pdf;CV.pdf;LM.pdf", .header = "at=2026-05-05"},
     "application | micro-ecole-carpentras | micro-ecole | MOREL/Anne/anne.morel@example.org | null | form,cv,letter |  | anne.morel@example.org"},
    {{"IEN Carpentras", "ien.carpentras@", "ce.mouvement-84@", "TR: Candidature micro-école", "fiche candidature.pdf;cv.pdf;lettre.pdf", "Avis favorable.\n\nDe: \"Anne Morel\" <anne.morel@example.org>\nÀ: \"ien\" <ien.carpentras@example.org>\nEnvoyé: Mardi 5 Mai 2026 10:12:33\nObjet: Candidature micro-école\n\nBonjour, ci-joint ma candidature."},
     "application | micro-ecole-carpentras | micro-ecole | MOREL/Anne/anne.morel@example.org | null forwarded | form,cv,letter |  | anne.morel@example.org"},
    {{"CFA", "cfa@region.example", "perseverance.draioaix@", "Demande apprentissage : volet sécurisation", "formulaire.pdf", .header = "at=2026-02-05"},
     "unrelated | - |  | // | null |  |  | -"},
};

static const Row hard[] = {
    {{"Paul Roux", "paul.roux@", ART, "candidature micro lycee artaud", "cv.pdf;lettre de motivation.pdf"},
     "application | micro-structure-rs2026 | 0132733A | ROUX/Paul/paul.roux@example.org | deviant | cv,letter | opinion | paul.roux@example.org"},
    {{NULL, "p.roux@", ART, "Candidature micro-lycée Artaud", "cv.pdf;lettre.pdf"},
     "review | micro-structure-rs2026 | 0132733A | //p.roux@example.org | deviant | cv,letter | opinion | p.roux@example.org"},
    {{NULL, "p.roux@", ART, "Candidature micro-lycée Artaud", "CV ROUX Paul.pdf;lettre.pdf"},
     "application | micro-structure-rs2026 | 0132733A | ROUX/Paul/p.roux@example.org | deviant | cv,letter | opinion | p.roux@example.org"},
    {{NULL, "p.roux@", ART, "Candidature micro-lycée Artaud", "CV.pdf;lettre.pdf", "Bonjour,\nvoici ma candidature.\nCordialement,\nPaul ROUX"},
     "application | micro-structure-rs2026 | 0132733A | ROUX/Paul/p.roux@example.org | deviant | cv,letter | opinion | p.roux@example.org"},
    {{"Marie Dupont", "marie.dupont@", "ce.0132733a@ ce.0130175v@ ce.0133525l@ ce.0131943s@ referent13@", F "DUPONT Marie", ALL},
     "application | micro-structure-rs2026 | 0132733A+0130175V+0133525L+0131943S | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter,opinion |  | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", REF, F "DUPONT Marie", "CV.pdf;Lettre Artaud.pdf;Lettre Duby.pdf"},
     "application | micro-structure-rs2026 | 0132733A+0133525L | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", REF, F "DUPONT Marie", ALL, .header = "dt=ce.0131943s@example.org"},
     "application | micro-structure-rs2026 | 0131943S | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter,opinion |  | marie.dupont@example.org"},
    {{"Marie Puget", "marie.puget@", REF, F "PUGET Marie", "CV PUGET Marie.pdf;LM PUGET Marie.pdf"},
     "review | micro-structure-rs2026 |  | PUGET/Marie/marie.puget@example.org | exact | cv,letter | opinion | marie.puget@example.org"},
    {{"Marie Dupont", "marie.dupont@", REF, F "DUPONT Marie", "CV.pdf;LM.pdf", "Je candidate au poste du clg Puget."},
     "application | micro-structure-rs2026 | 0131943S | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf", .header = "from2=autre@example.org"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | -"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf", .header = "rp=<>"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | -"},
    {{"Proviseur", "proviseur@", ART, "Avis hiérarchique – Candidature micro-structure RS2026 – DUPONT Marie", "Avis Dupont.pdf"},
     "supplement | micro-structure-rs2026 | 0132733A | DUPONT/Marie/ | deviant forwarded | opinion | letter,cv | proviseur@example.org"},
    {{"Jean Martin", "jean.martin@", REF, "Avis favorable candidature Mme DUPONT Marie", "avis.pdf", "Veuillez trouver mon avis."},
     "supplement | micro-structure-rs2026 |  | DUPONT/Marie/ | deviant forwarded | opinion | letter,cv | jean.martin@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", "CV.pdf;LM.pdf", "Bonjour\n-- \nMarie Dupont\nAED"},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter | opinion | marie.dupont@example.org"},
    {{"Marie Dupont", "marie.dupont@", ART, "Re: Accusé de réception de votre candidature", "Avis.pdf", "Voici l'avis.", .header = "irt=77.dossierd@example.org"},
     "supplement | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | deviant | opinion | letter,cv | marie.dupont@example.org"},
    {{"Vendeur", "vente@shop.example", ART, "Logiciel pour vos micro-lycées : offre spéciale", "plaquette.pdf"},
     "unrelated | - |  | // | null |  |  | -"},
    {{"Parent", "parent@", ART, "Demande d'admission de ma fille au micro-lycée Artaud", "bulletins.pdf;lettre de motivation.pdf", "Ma fille souhaite intégrer le micro-lycée."},
     "unrelated | - |  | // | null |  |  | -"},
    {{"Élève", "eleve@", ART, "Candidature élève micro-lycée Artaud", "lettre de motivation.pdf;bulletins.pdf", "Je souhaite intégrer le micro-lycée pour préparer le bac."},
     "unrelated | - |  | // | null |  |  | -"},
    {{"Journal", "redaction@news.example", "ce.0132733a@", "Les micro-lycées en France : dossier", NULL, "x", .header = "prec=bulk"},
     "automatic | - |  | // | null |  |  | -"},
    {{"Anne Morel", "anne.morel@", "mlds.draioaix@", "Candidature réseaux Salon, Côte Bleue, La Crau et Camargue - coordonnateur", "CV.pdf;LM.pdf", .header = "at=2024-09-05"},
     "application | mlds-2024 | coord-salon | MOREL/Anne/anne.morel@example.org | null | cv,letter |  | anne.morel@example.org"},
};

static void
check_rows(const Row *rows, gsize n)
{
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Phrases) phrases = fixture_phrases();
    guint failed = 0;
    for (gsize i = 0; i < n; i++) {
        Message *message = fixture_message(&rows[i].mail);
        RecogniseInput input = {.config = config,
                                .phrases = phrases,
                                .message = message,
                                .received_at = fixture_time(&rows[i].mail)};
        g_autoptr(Recognition) found = recognise(&input);
        g_autofree char *summary = fixture_summary(found);
        if (strcmp(summary, rows[i].expected) != 0) {
            failed++;
            print_message("%s\n  expected %s\n  found    %s\n",
                          rows[i].mail.subject, rows[i].expected, summary);
            for (guint k = 0; k < found->reasons->len; k++)
                print_message("    %s\n", (char *)found->reasons->pdata[k]);
        }
        fixture_message_free(message);
    }
    assert_int_equal(failed, 0);
}

static void
test_contract(void **state)
{
    (void)state;
    check_rows(contract, G_N_ELEMENTS(contract));
}

static void
test_people(void **state)
{
    (void)state;
    check_rows(people, G_N_ELEMENTS(people));
}

static void
test_campaigns(void **state)
{
    (void)state;
    check_rows(campaigns, G_N_ELEMENTS(campaigns));
}

static void
test_hard(void **state)
{
    (void)state;
    check_rows(hard, G_N_ELEMENTS(hard));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_contract),
                                       cmocka_unit_test(test_people),
                                       cmocka_unit_test(test_hard),
                                       cmocka_unit_test(test_campaigns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
