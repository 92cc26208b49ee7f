/* The first words of a response: tag, status, codes, the name of data. */
#include "mail/imap_parser_private.h"

#include <string.h>

static char *
fail(GError **error, const char *what)
{
    g_set_error_literal(error, IMAP_PARSER_ERROR, IMAP_PARSER_ERROR_SYNTAX,
                        what);
    return NULL;
}

/* Cuts the next word off `*rest`, which is changed. */
static char *
take_word(char **rest)
{
    char *word = *rest;
    char *space = strchr(word, ' ');

    *rest = space != NULL ? space + 1 : word + strlen(word);
    if (space != NULL)
        *space = '\0';
    return word;
}

static void
make_upper(char *word)
{
    for (; *word != '\0'; word++)
        *word = g_ascii_toupper(*word);
}

/* resp-text: "[CODE arguments] words" (RFC 3501 section 7.1). */
static void
read_status_text(ImapResponse *response, char *rest)
{
    char *close = rest[0] == '[' ? strchr(rest, ']') : NULL;

    response->text = rest;
    if (close == NULL)
        return;
    *close = '\0';
    response->text = close[1] == ' ' ? close + 2 : close + 1;
    char *arguments = rest + 1;
    char *code = take_word(&arguments);

    make_upper(code);
    response->code = code;
    response->code_text = arguments;
}

static ImapStatus
status_of(const char *word)
{
    static const struct {
        const char *word;
        ImapStatus status;
    } table[] = {
        {"OK", IMAP_OK},   {"NO", IMAP_NO},           {"BAD", IMAP_BAD},
        {"BYE", IMAP_BYE}, {"PREAUTH", IMAP_PREAUTH},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_ascii_strcasecmp(word, table[i].word) == 0)
            return table[i].status;
    return IMAP_DATA;
}

static gboolean
read_number(const char *word, guint32 *number)
{
    guint64 value;

    if (!g_ascii_string_to_unsigned(word, 10, 0, G_MAXUINT32, &value, NULL))
        return FALSE;
    *number = (guint32)value;
    return TRUE;
}

char *
imap_parser_read_head(char *line, ImapResponse *response, char *name,
                      gsize name_size, GError **error)
{
    char *rest = line;

    response->name = response->text = response->code_text = "";
    response->tag = take_word(&rest);
    if (strcmp(response->tag, "+") == 0) {
        response->status = IMAP_CONTINUE;
        response->text = rest;
        return NULL;
    }
    char *word = take_word(&rest);

    response->status = status_of(word);
    if (response->status != IMAP_DATA) {
        read_status_text(response, rest);
        return NULL;
    }
    if (strcmp(response->tag, "*") != 0)
        return fail(error, "a tag without OK, NO or BAD");
    if (g_ascii_isdigit(word[0])) {
        if (!read_number(word, &response->number))
            return fail(error, "a number beyond 32 bits");
        word = take_word(&rest);
    }
    g_strlcpy(name, word, name_size);
    make_upper(name);
    return rest;
}
