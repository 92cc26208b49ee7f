/* The digest's content before it is text or HTML. Private to the digest. */
#pragma once

#include "report/chart.h"
#include "report/digest.h"

typedef enum {
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_LIST,    /* items */
    BLOCK_TABLE,   /* text is the caption or NULL; columns; rows */
    BLOCK_FIGURES, /* rows of a number and what it counts */
    BLOCK_CHART,   /* text is the alternative; items unused */
} BlockKind;

/* The cells of a table's row, and the sentence that says the same in text. */
typedef struct {
    char **cells; /* the first is the row's header */
    char *sentence;
} BlockRow;

typedef struct {
    BlockKind kind;
    char *text;
    GPtrArray *items; /* char* */
    char **columns;
    gboolean numbers; /* the cells behind the first are numbers */
    GPtrArray *rows;  /* BlockRow* */
} Block;

typedef struct {
    const DigestInput *input;
    const ReportSummary *summary; /* of what the reader may see */
    Chart *chart;                 /* NULL: nothing has arrived */
    gboolean has_csv;
    GPtrArray *blocks; /* Block* */
} DigestContent;

/* Fills in `blocks`. */
gboolean digest_content_build(DigestContent *content, GError **error);

Block *digest_add(DigestContent *content, BlockKind kind, char *text);
/* Adds a row; takes `sentence` over, copies the cells (NULL-terminated). */
void digest_add_row(Block *table, const char *const *cells, char *sentence);
/* Its columns are the phrases `keys` (NULL-terminated). */
Block *digest_add_table(DigestContent *content, char *caption,
                        const char *const *keys);
/* A phrase of the group [digest]; a count of it. New strings. */
char *digest_phrase(const DigestContent *content, const char *key,
                    const char *value);
char *digest_count(const DigestContent *content, const char *key, guint number);

/* Sections that walk through the source, each FALSE with its error. */
gboolean digest_add_fresh(DigestContent *content, GError **error);
gboolean digest_add_review(DigestContent *content, GError **error);
gboolean digest_add_failed(DigestContent *content, GError **error);
/* Dossiers opened or completed after closing. */
gboolean digest_add_late(DigestContent *content, GError **error);
gboolean digest_add_opinions(DigestContent *content, GError **error);
/* What comes next, and the chart with its numbers. */
void digest_add_coming(DigestContent *content);
void digest_add_chart(DigestContent *content);

char *digest_text(const DigestContent *content);
/* The heading: "Bilan hebdomadaire du 11/05/2026 au 18/05/2026", and what it
 * is about. */
char *digest_week(const DigestContent *content);
const char *digest_topic(const DigestContent *content);
char *digest_html(const DigestContent *content, const char *title);
