/* Header lines of a mail that stand in the body of another. */
#include "base/text.h"
#include "recognise/channel.h"

#include <string.h>

#define BLOCK_LINES 14
#define MAX_INNER 20

typedef enum {
    FIELD_NONE,
    FIELD_FROM,
    FIELD_TO,
    FIELD_CC,
    FIELD_DATE,
    FIELD_SUBJECT,
    FIELD_OTHER,
} Field;

static const struct {
    const char *label;
    Field field;
} labels[] = {
    {"de", FIELD_FROM},
    {"from", FIELD_FROM},
    {"expediteur", FIELD_FROM},
    {"von", FIELD_FROM},
    {"a", FIELD_TO},
    {"to", FIELD_TO},
    {"pour", FIELD_TO},
    {"destinataire", FIELD_TO},
    {"destinataires", FIELD_TO},
    {"an", FIELD_TO},
    {"cc", FIELD_CC},
    {"copie", FIELD_CC},
    {"copie a", FIELD_CC},
    {"date", FIELD_DATE},
    {"envoye", FIELD_DATE},
    {"envoye le", FIELD_DATE},
    {"sent", FIELD_DATE},
    {"gesendet", FIELD_DATE},
    {"date d envoi", FIELD_DATE},
    {"objet", FIELD_SUBJECT},
    {"subject", FIELD_SUBJECT},
    {"sujet", FIELD_SUBJECT},
    {"betreff", FIELD_SUBJECT},
    {"repondre a", FIELD_OTHER},
    {"reply to", FIELD_OTHER},
    {"importance", FIELD_OTHER},
    {"pieces jointes", FIELD_OTHER},
    {"attachments", FIELD_OTHER},
    {"organisation", FIELD_OTHER},
};

void
channel_mail_free(ChannelMail *mail)
{
    if (!mail)
        return;
    g_free(mail->name);
    g_free(mail->address);
    g_free(mail->subject);
    g_free(mail->text);
    g_ptr_array_unref(mail->to);
    sender_name_clear(&mail->sender);
    g_free(mail);
}

static void
free_mail(gpointer mail)
{
    channel_mail_free(mail);
}

/* Quote marks, bold stars and blanks before a line's text. */
static const char *
skip_marks(const char *line)
{
    while (*line) {
        gunichar c = g_utf8_get_char(line);
        if (!g_unichar_isspace(c) && c != '>' && c != '*' && c != '|' &&
            g_unichar_type(c) != G_UNICODE_FORMAT)
            break;
        line = g_utf8_next_char(line);
    }
    return line;
}

/* Which header field a line is; `value` (borrowed) behind the colon. */
static Field
read_field(const char *line, const char **value)
{
    line = skip_marks(line);
    const char *colon = strchr(line, ':');
    if (!colon || colon - line > 24)
        return FIELD_NONE;
    g_autofree char *part = g_strndup(line, (gsize)(colon - line));
    g_auto(GStrv) words = text_words(part);
    g_autofree char *label = g_strjoinv(" ", words);
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        if (strcmp(label, labels[i].label) == 0) {
            *value = skip_marks(colon + 1);
            return labels[i].field;
        }
    }
    return FIELD_NONE;
}

static gboolean
is_address_char(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("._%+-", c));
}

/* Every address in a line; new strings are added to `addresses`. */
static void
find_addresses(const char *line, GPtrArray *addresses)
{
    for (const char *at = strchr(line, '@'); at; at = strchr(at + 1, '@')) {
        const char *start = at, *end = at + 1;
        while (start > line && is_address_char(start[-1]))
            start--;
        while (is_address_char(*end))
            end++;
        while (end > at && (end[-1] == '.' || end[-1] == '-'))
            end--;
        g_autofree char *address = g_strndup(start, (gsize)(end - start));
        if (text_is_address(address) &&
            !g_ptr_array_find_with_equal_func(addresses, address, g_str_equal,
                                              NULL))
            g_ptr_array_add(addresses, g_steal_pointer(&address));
    }
}

/* The display name in `"Dupont, Marie" <m@x>`, `Marie [mailto:m@x]`. */
static char *
display_part(const char *value)
{
    gsize n = strcspn(value, "<[(");
    g_autofree char *part = g_strndup(value, n);
    g_strdelimit(part, "\"*", ' ');
    g_autofree char *label = text_label(part, 100);
    return label && !strchr(label, '@') ? g_steal_pointer(&label) : NULL;
}

static void
set_field(ChannelMail *mail, Field field, const char *value)
{
    if (field == FIELD_FROM && !mail->name && !mail->address) {
        g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
        find_addresses(value, found);
        mail->name = display_part(value);
        if (found->len > 0)
            mail->address = g_strdup(found->pdata[0]);
    } else if (field == FIELD_TO || field == FIELD_CC) {
        find_addresses(value, mail->to);
    } else if (field == FIELD_SUBJECT && !mail->subject) {
        mail->subject = g_strchomp(g_strdup(value));
    }
}

static ChannelMail *
mail_new(void)
{
    ChannelMail *mail = g_new0(ChannelMail, 1);
    mail->to = g_ptr_array_new_with_free_func(g_free);
    return mail;
}

/* Reads the block that begins at lines[i]; returns the number of its lines, 0
 * if this is none. A block names a sender and at least two other fields, so
 * that "De : 8 h à 12 h" is none. */
static guint
read_block(char **lines, ChannelMail *mail)
{
    guint seen[FIELD_OTHER + 1] = {0};
    guint used = 0, blanks = 0;
    Field last = FIELD_NONE;
    for (guint i = 0; lines[i] && i < BLOCK_LINES; i++) {
        const char *value;
        Field field = read_field(lines[i], &value);
        gboolean blank = *skip_marks(lines[i]) == '\0';
        if (field != FIELD_NONE && seen[field] && field < FIELD_OTHER)
            break;
        if (field != FIELD_NONE) {
            set_field(mail, field, value);
            seen[field]++;
            last = field;
            used = i + 1;
            blanks = 0;
        } else if (blank && ++blanks > 1) {
            break;
        } else if (!blank && (last == FIELD_TO || last == FIELD_CC) &&
                   blanks == 0 && strchr(lines[i], '@')) {
            set_field(mail, last, lines[i]); /* a long list goes on */
            used = i + 1;
        } else if (!blank) {
            break;
        }
    }
    guint others = (seen[FIELD_TO] ? 1u : 0u) + (seen[FIELD_DATE] ? 1u : 0u) +
                   (seen[FIELD_SUBJECT] ? 1u : 0u);
    return seen[FIELD_FROM] && others >= 2 && (mail->name || mail->address)
               ? used
               : 0;
}

/* "----- Message transféré -----", "Début du message réexpédié :" */
static gboolean
is_rule_line(const char *line)
{
    g_autofree char *folded = text_fold(line);
    static const char *const words[] = {
        "message d'origine",       "message transfere",  "mail transfere",
        "message original",        "original message",   "forwarded message",
        "message reexpedie",       "mail original",      "message initial",
        "begin forwarded message", "courriel transfere", "message d origine",
        "e-mail transfere",        "________________",   NULL};
    for (guint i = 0; words[i]; i++) {
        if (strstr(folded, words[i]) && strlen(folded) < 80)
            return TRUE;
    }
    return FALSE;
}

/* Lines [from, to) without the quote marks of a forwarded text. */
static char *
join_lines(char **lines, guint from, guint to)
{
    GString *text = g_string_new(NULL);
    for (guint i = from; i < to; i++) {
        const char *line = lines[i];
        while (*line == '>' || (*line == ' ' && line[1] == '>'))
            line++;
        g_string_append(text, line);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

GPtrArray *
channel_read_inline(const char *text, char **own)
{
    GPtrArray *mails = g_ptr_array_new_with_free_func(free_mail);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    guint n = g_strv_length(lines);
    guint start = 0; /* of the text of the mail before */
    for (guint i = 0; i < n && mails->len < MAX_INNER; i++) {
        ChannelMail *mail = mail_new();
        guint used = read_block(lines + i, mail);
        if (used == 0) {
            channel_mail_free(mail);
            continue;
        }
        guint end = i;
        while (end > start && (*skip_marks(lines[end - 1]) == '\0' ||
                               is_rule_line(lines[end - 1])))
            end--;
        char *before = join_lines(lines, start, end);
        if (mails->len > 0)
            ((ChannelMail *)mails->pdata[mails->len - 1])->text = before;
        else if (own)
            *own = before;
        else
            g_free(before);
        sender_name_read(&mail->sender, mail->name, mail->address);
        g_ptr_array_add(mails, mail);
        i += used - 1;
        start = i + 1;
    }
    char *rest = join_lines(lines, MIN(start, n), n);
    if (mails->len > 0)
        ((ChannelMail *)mails->pdata[mails->len - 1])->text = rest;
    else if (own)
        *own = rest;
    else
        g_free(rest);
    return mails;
}

/* "Le 5 mai 2026 à 10:12, Marie Dupont <m@x> a écrit :", "On … wrote:" */
static gboolean
is_attribution(const char *line, const char *next)
{
    g_autofree char *two = g_strconcat(line, " ", next ? next : "", NULL);
    g_autofree char *folded = text_fold(two);
    gboolean wrote = strstr(folded, "a ecrit") || strstr(folded, "wrote:");
    return wrote && (g_str_has_prefix(folded, "le ") ||
                     g_str_has_prefix(folded, "on ") || strchr(folded, '@'));
}

/* The writer of a quoted answer, as an inner mail without text. */
static void
add_attributed(GPtrArray *mails, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    for (char **line = lines; *line && mails->len < MAX_INNER; line++) {
        if (!strchr(*line, '@') || !is_attribution(*line, line[1]))
            continue;
        ChannelMail *mail = mail_new();
        const char *comma = strrchr(*line, ',');
        const char *colon = strstr(*line, ": ");
        const char *name = comma ? comma + 1 : colon ? colon + 1 : *line;
        set_field(mail, FIELD_FROM, skip_marks(name));
        mail->text = g_strdup("");
        sender_name_read(&mail->sender, mail->name, mail->address);
        g_ptr_array_add(mails, mail);
    }
}

char *
channel_drop_quote(const char *text)
{
    GString *own = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        ChannelMail *mail = mail_new();
        guint used = read_block(line, mail);
        channel_mail_free(mail);
        if (used > 0 || is_attribution(*line, line[1]) || is_rule_line(*line))
            break;
        if (**line == '>')
            continue;
        g_string_append(own, *line);
        g_string_append_c(own, '\n');
    }
    return g_string_free(own, FALSE);
}

static ChannelMail *
from_message(const Message *message, guint index)
{
    ChannelMail *mail = mail_new();
    mail->message = index;
    mail->subject = g_strdup(message->subject);
    mail->text = g_strdup(message->text);
    if (message->from->len > 0) {
        const MessageAddress *from = message->from->pdata[0];
        mail->name = g_strdup(from->name);
        mail->address = g_strdup(from->address);
    }
    const GPtrArray *lists[] = {message->to, message->cc};
    for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
        for (guint i = 0; i < lists[k]->len; i++) {
            const MessageAddress *to = lists[k]->pdata[i];
            if (to->address)
                g_ptr_array_add(mail->to, g_strdup(to->address));
        }
    }
    sender_name_read(&mail->sender, mail->name, mail->address);
    return mail;
}

static void
add_inline(GPtrArray *mails, const char *text)
{
    g_autoptr(GPtrArray) found = channel_read_inline(text, NULL);
    while (found->len > 0)
        g_ptr_array_add(mails, g_ptr_array_steal_index(found, 0));
    add_attributed(mails, text);
}

GPtrArray *
channel_inner_mails(const Message *message)
{
    GPtrArray *mails = g_ptr_array_new_with_free_func(free_mail);
    for (guint i = 0; i < message->inner->len; i++) {
        const Message *inner = message->inner->pdata[i];
        g_ptr_array_add(mails, from_message(inner, i + 1));
        add_inline(mails, inner->text);
    }
    add_inline(mails, message->text);
    return mails;
}
