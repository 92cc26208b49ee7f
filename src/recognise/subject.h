/* The subject line against the format a campaign asks for. Pure. */
#pragma once

#include "base/config.h"

/* shared vocabulary of `explain --json`; NONE is null there. */
typedef enum {
    SUBJECT_NONE, /* the campaign asked for no format */
    SUBJECT_EXACT,
    SUBJECT_EQUIVALENT,
    SUBJECT_DEVIANT,
} SubjectConformity;

const char *subject_conformity_name(SubjectConformity conformity);
