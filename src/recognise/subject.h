/* The subject line against the format a campaign asks for. Pure. */
#pragma once

#include "recognise/campaign_words.h"
#include "recognise/name.h"

/* shared vocabulary of `explain --json`; NONE is null there. */
typedef enum {
    SUBJECT_NONE, /* the campaign asked for no format */
    SUBJECT_EXACT,
    SUBJECT_EQUIVALENT,
    SUBJECT_DEVIANT,
} SubjectConformity;

const char *subject_conformity_name(SubjectConformity conformity);

/* A subject without what mail programs put around it. */
typedef struct {
    char *text;       /* the rest, trimmed */
    gboolean reply;   /* "Re:", "RE :", "Rép. :", "AW:" */
    gboolean forward; /* "TR:", "Fwd:", "WG:" */
    gboolean tag;     /* "[SPAM]", "(EXTERNE)" */
} SubjectCore;

void subject_core_clear(SubjectCore *core);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubjectCore, subject_core_clear)
void subject_strip(SubjectCore *core, const char *subject);

/* At or above this text_similarity of the fixed words a subject is meant for
 * the format. */
#define SUBJECT_SIMILARITY 0.80

typedef struct {
    SubjectConformity conformity;
    double similarity; /* of the fixed words, 1.0 where they are there */
    gboolean meant;    /* similarity >= SUBJECT_SIMILARITY */
    PersonName name;   /* may be empty */
    guint people;      /* names in capitals that stand in a free subject */
    char *rest;        /* the subject without the name */
} SubjectMatch;

void subject_match_clear(SubjectMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubjectMatch, subject_match_clear)

/* Compares `subject` (decoded, may be NULL) with the campaign's format and
 * finds the name in it; without a format only the name. `hint` (may be NULL)
 * is the presumed candidate's. */
void subject_match(SubjectMatch *match, const CampaignWords *words,
                   const char *subject, const SenderName *hint);
/* The same of a text that owes nothing to the format: a file name. */
void subject_match_free(SubjectMatch *match, const CampaignWords *words,
                        const char *text, const SenderName *hint);

/* How near the beginning of the subject comes to the fixed words, 0 to 1;
 * cheap, for the screen. */
double subject_similarity(const CampaignWords *words, const SubjectCore *core);
