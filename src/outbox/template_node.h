/* Private to template.c and template_parse.c: a template as a tree. */
#pragma once

#include "outbox/template.h"

/* Blocks within blocks, and files within files. */
#define TEMPLATE_MAX_LEVELS 8
#define TEMPLATE_MAX_BYTES (64 * 1024)

typedef enum {
    NODE_TEXT,
    NODE_FIELD,
    NODE_EACH,    /* {#name} */
    NODE_SOME,    /* {?name} */
    NODE_NONE,    /* {^name} */
    NODE_ONE,     /* {1name} */
    NODE_SEVERAL, /* {+name} */
} NodeKind;

typedef struct {
    NodeKind kind;
    char *text;      /* NODE_TEXT: the text; else the name of the field */
    guint level;     /* whose field: 0 the mail's, n the n-th open {#…}'s */
    GPtrArray *body; /* Node*, of blocks; else NULL */
} Node;

struct Template {
    GPtrArray *subject; /* Node* */
    GPtrArray *body;
};

Node *template_node_new(NodeKind kind, const char *text, gsize length);
void template_node_free(Node *node);
