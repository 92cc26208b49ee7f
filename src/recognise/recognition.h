/* Building a Recognition; recognise.c and its rules alone use it. */
#pragma once

#include "recognise/recognise.h"

Recognition *recognition_new(void);

/* Appends the phrase [reason] `key` with {value}. */
void recognition_say(Recognition *recognition, const Phrases *phrases,
                     const char *key, const char *value);
