#include "recognise/name.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

#define NAME_WORDS 8
#define NAME_CHARS 100

typedef enum { SHAPE_LOWER, SHAPE_TITLE, SHAPE_CAPITALS } Shape;

typedef struct {
    char *text;
    char *folded;
    Shape shape;
    gboolean comma; /* a comma follows */
} Token;

void
person_name_clear(PersonName *name)
{
    g_free(name->family);
    g_free(name->given);
    memset(name, 0, sizeof *name);
}

static void
token_free(gpointer data)
{
    Token *token = data;
    g_free(token->text);
    g_free(token->folded);
    g_free(token);
}

static Shape
find_shape(const char *text)
{
    guint upper = 0, lower = 0;
    gboolean first_upper = g_unichar_isupper(g_utf8_get_char(text));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        upper += g_unichar_isupper(c) ? 1 : 0;
        lower += g_unichar_islower(c) ? 1 : 0;
    }
    /* "d'ALMEIDA" and "McDONALD" are capitals, "M." is an initial. */
    if (upper >= 2 && upper > lower)
        return SHAPE_CAPITALS;
    return first_upper ? SHAPE_TITLE : SHAPE_LOWER;
}

/* Dashes and apostrophes as ASCII; what surrounds a name goes. */
static char *
plain_form(const char *text)
{
    g_autofree char *label = text_label(text, NAME_CHARS);
    GString *out = g_string_new(NULL);
    for (const char *p = label ? label : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION)
            g_string_append_c(out, '-');
        else if (c == 0x2019 || c == 0x2018 || c == '`' || c == 0x00B4 ||
                 c == 0x02BC || c == 0x2032)
            g_string_append_c(out, '\'');
        else if (g_unichar_isspace(c) ||
                 (c < 0x80 && strchr("_\"()[]{}<>;:/|!?*+=~", (int)c)))
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void
add_token(GPtrArray *tokens, const char *word)
{
    g_autofree char *text = g_strdup(word);
    gsize n = strlen(text);
    gboolean comma = n > 0 && text[n - 1] == ',';
    while (n > 0 && strchr(",.-'", text[n - 1]))
        text[--n] = '\0';
    char *start = text;
    while (*start && strchr(",.-'", *start))
        start++;
    if (!*start) {
        if (comma && tokens->len > 0)
            ((Token *)tokens->pdata[tokens->len - 1])->comma = TRUE;
        return;
    }
    Token *token = g_new0(Token, 1);
    token->text = g_strdup(start);
    token->folded = text_fold(start);
    token->shape = find_shape(start);
    token->comma = comma;
    g_ptr_array_add(tokens, token);
}

static gboolean
is_civility(const Token *token)
{
    return words_is(token->folded, WORDS_CIVILITY);
}

static gboolean
ends_in_capitals(const char *part)
{
    const char *space = strrchr(part, ' ');
    return find_shape(space ? space + 1 : part) == SHAPE_CAPITALS;
}

static gboolean
begins_in_capitals(const char *part)
{
    g_autofree char *word = g_strndup(part, strcspn(part, " "));
    return find_shape(word) == SHAPE_CAPITALS;
}

/* "Le Goff - Durand" is one name, "DURAND - Marie" are two. */
static char *
join_dashes(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, " - ", -1);
    GString *out = g_string_new(parts[0]);
    for (guint i = 1; parts[0] && parts[i]; i++) {
        gboolean one =
            ends_in_capitals(parts[i - 1]) == begins_in_capitals(parts[i]);
        g_string_append_c(out, one ? '-' : ' ');
        g_string_append(out, parts[i]);
    }
    return g_string_free(out, FALSE);
}

static GPtrArray *
split_tokens(const char *text, gboolean *civility)
{
    g_autofree char *plain = plain_form(text);
    /* "M.Dupont" is two words. */
    g_autofree char *joined = join_dashes(plain);
    g_auto(GStrv) words = g_strsplit(joined, " ", -1);
    GPtrArray *tokens = g_ptr_array_new_with_free_func(token_free);
    for (char **word = words; *word; word++)
        add_token(tokens, *word);
    while (tokens->len > 1 && is_civility(tokens->pdata[0])) {
        *civility = TRUE;
        g_ptr_array_remove_index(tokens, 0);
    }
    return tokens;
}

static gboolean
has_digit(const char *text)
{
    for (; *text; text++) {
        if (g_ascii_isdigit(*text) || *text == '@')
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_name_text(GPtrArray *tokens)
{
    if (tokens->len == 0 || tokens->len > NAME_WORDS)
        return FALSE;
    for (guint i = 0; i < tokens->len; i++) {
        const Token *token = tokens->pdata[i];
        if (has_digit(token->text))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_particle(const Token *token)
{
    return words_is(token->folded, WORDS_PARTICLE);
}

/* "ép.", "née": joins two family names. */
static gboolean
is_marriage(const Token *token)
{
    static const char *const words[] = {"ep", "epouse", "epoux", "nee",
                                        "ne", "veuve",  "vve",   NULL};
    return g_strv_contains(words, token->folded);
}

static char *
join_tokens(GPtrArray *tokens, guint from, guint to)
{
    GString *out = g_string_new(NULL);
    for (guint i = from; i < to; i++) {
        const Token *token = tokens->pdata[i];
        if (i > from)
            g_string_append_c(out, ' ');
        g_string_append(out, token->text);
    }
    return g_string_free(out, FALSE);
}

/* The family name is tokens [from, to), the given name all the others. */
static void
take_split(PersonName *name, GPtrArray *tokens, guint from, guint to)
{
    g_autofree char *family = join_tokens(tokens, from, to);
    g_autofree char *before = join_tokens(tokens, 0, from);
    g_autofree char *after = join_tokens(tokens, to, tokens->len);
    const char *given = *before ? before : after;
    name->family = person_name_family_form(family);
    name->given = *given ? person_name_given_form(given) : NULL;
    name->given_first = *before != '\0';
}

/* Capitals tell: "LE GOFF Maël", "Maël LE GOFF", "de LATTRE Jean". */
static gboolean
split_by_capitals(PersonName *name, GPtrArray *tokens)
{
    guint from = G_MAXUINT, to = 0, other = 0;
    for (guint i = 0; i < tokens->len; i++) {
        const Token *token = tokens->pdata[i];
        gboolean capital = token->shape == SHAPE_CAPITALS;
        if (capital && (from == G_MAXUINT || to == i)) {
            from = MIN(from, i);
            to = i + 1;
        } else if (is_marriage(token) && to == i && i + 1 < tokens->len) {
            to = i + 1;
        } else if (!capital) {
            other++;
        }
    }
    if (from == G_MAXUINT || other == 0)
        return FALSE;
    while (from > 0 && is_particle(tokens->pdata[from - 1]) &&
           (from > 1 || to < tokens->len ||
            ((Token *)tokens->pdata[from - 1])->shape == SHAPE_LOWER))
        from--;
    if (from == 0 && to == tokens->len)
        return FALSE;
    take_split(name, tokens, from, to);
    name->certain = TRUE;
    return TRUE;
}

/* "Dupont, Marie" */
static gboolean
split_by_comma(PersonName *name, GPtrArray *tokens)
{
    for (guint i = 0; i + 1 < tokens->len; i++) {
        const Token *token = tokens->pdata[i];
        if (!token->comma)
            continue;
        take_split(name, tokens, 0, i + 1);
        name->certain = TRUE;
        return TRUE;
    }
    return FALSE;
}

static double
part_score(GPtrArray *tokens, guint from, guint to, const char *hint)
{
    if (!hint)
        return 0;
    g_autofree char *text = join_tokens(tokens, from, to);
    g_autofree char *a = words_squeeze(text);
    g_autofree char *b = words_squeeze(hint);
    if (!*a || !*b)
        return 0;
    if (strcmp(a, b) == 0)
        return 2;
    if (strlen(b) == 1 || strlen(a) == 1)
        return *a == *b ? 0.6 : -0.5;
    if (MIN(strlen(a), strlen(b)) >= 3 &&
        (g_str_has_prefix(a, b) || g_str_has_prefix(b, a)))
        return 1;
    return words_similar(a, b) ? 1.5 : 0;
}

typedef struct {
    double score;
    guint at;
    gboolean given_first;
} Split;

static void
try_splits(GPtrArray *tokens, const PersonName *hint, Split *best)
{
    if (!hint->family && !hint->given)
        return;
    guint n = tokens->len;
    for (guint k = 1; k < n; k++) {
        double family_first = part_score(tokens, 0, k, hint->family) +
                              part_score(tokens, k, n, hint->given);
        double given_first = part_score(tokens, 0, k, hint->given) +
                             part_score(tokens, k, n, hint->family);
        if (family_first > best->score)
            *best = (Split){family_first, k, FALSE};
        if (given_first > best->score)
            *best = (Split){given_first, k, TRUE};
    }
}

static void
take_at(PersonName *name, GPtrArray *tokens, guint at, gboolean given_first)
{
    if (given_first)
        take_split(name, tokens, at, tokens->len);
    else
        take_split(name, tokens, 0, at);
}

/* The sender's own name or address tells. An address in the form of an
 * initial is weaker than any display name. */
static gboolean
split_by_hint(PersonName *name, GPtrArray *tokens, const SenderName *hint)
{
    if (!hint)
        return FALSE;
    Split best = {1.2, 0, FALSE};
    try_splits(tokens, &hint->display, &best);
    try_splits(tokens, &hint->local, &best);
    if (best.at == 0)
        return FALSE;
    take_at(name, tokens, best.at, best.given_first);
    name->certain = TRUE;
    return TRUE;
}

/* The word after the particles that begin at `i`, or i where there are none. */
static guint
skip_particles(GPtrArray *tokens, guint i)
{
    guint start = i;
    while (i + 1 < tokens->len && is_particle(tokens->pdata[i]))
        i++;
    return i > start ? i + 1 : start;
}

/* "Jean de Lattre" is a name, "Tableau de suivi" need not be one. */
static gboolean
has_capital(GPtrArray *tokens, guint i)
{
    return ((Token *)tokens->pdata[i])->shape != SHAPE_LOWER;
}

/* "de la Fontaine Jean-Pierre", "Jean-Pierre de la Fontaine" */
static gboolean
split_by_particle(PersonName *name, GPtrArray *tokens)
{
    guint end = skip_particles(tokens, 0);
    if (end > 0 && end < tokens->len) {
        take_split(name, tokens, 0, end);
        name->certain = TRUE;
        return TRUE;
    }
    for (guint i = 1; i + 1 < tokens->len && end == 0; i++) {
        if (skip_particles(tokens, i) != tokens->len)
            continue;
        take_split(name, tokens, i, tokens->len);
        name->certain = has_capital(tokens, tokens->len - 1);
        return TRUE;
    }
    return FALSE;
}

static void
split_by_order(PersonName *name, GPtrArray *tokens, gboolean given_first)
{
    guint at = 1;
    for (guint i = 1; i + 1 < tokens->len; i++) {
        if (is_marriage(tokens->pdata[i]))
            at = i + 2;
    }
    if (at >= tokens->len)
        at = 1;
    take_at(name, tokens, at, given_first);
}

/* "LE BIHAN", "de la Fontaine": a family name alone. */
static gboolean
is_family_alone(GPtrArray *tokens, const SenderName *hint)
{
    if (skip_particles(tokens, 0) == tokens->len)
        return TRUE;
    const PersonName *known = !hint                  ? NULL
                              : hint->display.family ? &hint->display
                                                     : &hint->local;
    g_autofree char *text = join_tokens(tokens, 0, tokens->len);
    g_autofree char *a = words_squeeze(text);
    g_autofree char *b = words_squeeze(known ? known->family : NULL);
    return strcmp(a, b) == 0;
}

static void
take_single(PersonName *name, GPtrArray *tokens, const SenderName *hint)
{
    const Token *token = tokens->pdata[0];
    const PersonName *from = NULL;
    if (hint)
        from = hint->display.given ? &hint->display : &hint->local;
    g_autofree char *given = words_squeeze(from ? from->given : NULL);
    g_autofree char *word = words_squeeze(token->text);
    if (*given && strcmp(given, word) == 0)
        name->given = person_name_given_form(token->text);
    else
        name->family = person_name_family_form(token->text);
}

gboolean
person_name_parse(PersonName *name, const char *text, const SenderName *hint,
                  gboolean given_first)
{
    PersonName found = {0};
    g_autoptr(GPtrArray) tokens = split_tokens(text, &found.civility);
    if (!is_name_text(tokens))
        return FALSE;
    if (tokens->len == 1)
        take_single(&found, tokens, hint);
    else if (is_family_alone(tokens, hint))
        take_split(&found, tokens, 0, tokens->len);
    else if (!split_by_comma(&found, tokens) &&
             !split_by_capitals(&found, tokens) &&
             !split_by_hint(&found, tokens, hint) &&
             !split_by_particle(&found, tokens))
        split_by_order(&found, tokens, given_first);
    person_name_clear(name);
    *name = found;
    return TRUE;
}
