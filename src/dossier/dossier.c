#include "dossier/dossier.h"

#include "base/text.h"

#include <string.h>

/* Room for the suffix " (1234)" below the 255 bytes of a path component. */
#define FOLDER_BYTES 120
#define PREFIX_CHARS 8
#define SHA_CHARS 12

/* 23 letters, a prime: the check changes with any one character and with any
 * two neighbours swapped. I, O and Q read like 1 and 0. */
#define CHECK_LETTERS "ABCDEFGHJKLMNPRSTUVWXYZ"

void
dossier_free(Dossier *dossier)
{
    if (!dossier)
        return;
    g_free(dossier->ref);
    g_free(dossier->campaign);
    g_free(dossier->position);
    g_free(dossier->family_name);
    g_free(dossier->given_name);
    g_free(dossier->email);
    g_strfreev(dossier->received);
    g_strfreev(dossier->missing);
    g_free(dossier);
}

/* "structure" → "S", "mlds" → "MLDS", "rs2026" → "RS26". */
static void
append_word(GString *prefix, const char *word)
{
    gsize letters = strcspn(word, "0123456789");
    const char *digits = word + letters;
    gboolean whole = letters <= 4 && (*digits || prefix->len == 0);
    if (letters > 0)
        g_string_append_len(prefix, word, whole ? (gssize)letters : 1);
    if (strlen(digits) == 4 && g_str_has_prefix(digits, "20"))
        digits += 2;
    g_string_append(prefix, digits);
}

char *
dossier_reference_prefix(const char *campaign)
{
    g_autofree char *plain = g_str_to_ascii(campaign, "C");
    g_auto(GStrv) words = g_strsplit_set(plain, "-_. ?", -1);
    GString *prefix = g_string_new(NULL);
    for (char **word = words; *word; word++)
        append_word(prefix, *word);
    g_string_truncate(prefix, MIN(prefix->len, PREFIX_CHARS));
    g_string_ascii_up(prefix);
    if (prefix->len == 0)
        g_string_append(prefix, "D");
    return g_string_free(prefix, FALSE);
}

static char
check_letter(const char *text, gsize length)
{
    gsize sum = 0;
    for (gsize i = 0; i < length; i++) {
        gsize value = g_ascii_isdigit(text[i]) ? (gsize)(text[i] - '0')
                                               : (gsize)(text[i] - 'A' + 10);
        if (text[i] != '-')
            sum += value * (i + 1);
    }
    return CHECK_LETTERS[sum % strlen(CHECK_LETTERS)];
}

char *
dossier_reference(const char *prefix, gint64 number)
{
    g_autofree char *start =
        g_strdup_printf("%s-%04" G_GINT64_FORMAT, prefix, number);
    return g_strdup_printf("%s-%c", start, check_letter(start, strlen(start)));
}

static gboolean
has_right_check(const char *reference)
{
    gsize length = strlen(reference);
    return check_letter(reference, length - 2) == reference[length - 1];
}

char **
dossier_find_references(const char *text)
{
    g_autoptr(GStrvBuilder) found = g_strv_builder_new();
    g_autofree char *upper = g_ascii_strup(text ? text : "", -1);
    g_autoptr(GRegex) form =
        g_regex_new("\\b[A-Z0-9]{1,8}-[0-9]{4,12}-[A-Z]\\b", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(form, upper, 0, &match);
    while (g_match_info_matches(match)) {
        g_autofree char *reference = g_match_info_fetch(match, 0);
        if (has_right_check(reference))
            g_strv_builder_add(found, reference);
        g_match_info_next(match, NULL);
    }
    return g_strv_builder_end(found);
}

static char *
join_names(const char *family_name, const char *given_name)
{
    g_autofree char *joined = g_strjoin(" ", family_name ? family_name : "",
                                        given_name ? given_name : "", NULL);
    return g_strdelimit(g_strdup(g_strstrip(joined)), "()", '-');
}

char *
dossier_folder(const char *family_name, const char *given_name, gint64 number)
{
    g_autofree char *names = join_names(family_name, given_name);
    g_autofree char *folder = text_file_name(names, FOLDER_BYTES);
    if (number <= 1)
        return g_steal_pointer(&folder);
    return g_strdup_printf("%s (%" G_GINT64_FORMAT ")", folder, number);
}

char *
dossier_folder_key(const char *family_name, const char *given_name)
{
    g_autofree char *folder = dossier_folder(family_name, given_name, 1);
    return text_fold(folder);
}

char *
dossier_mail_name(const char *sha256)
{
    return g_strdup_printf("mail %.*s.eml", SHA_CHARS, sha256);
}

/* Types that a candidate's piece may have; whatever else there is can be
 * opened by nothing by double click. */
static const char *
ending(const char *type)
{
    static const struct {
        const char *type, *ending;
    } endings[] = {
        {"application/pdf", "pdf"},
        {"application/msword", "doc"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml."
         "document",
         "docx"},
        {"application/vnd.oasis.opendocument.text", "odt"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "xlsx"},
        {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
        {"application/vnd.openxmlformats-officedocument.presentationml."
         "presentation",
         "pptx"},
        {"application/vnd.oasis.opendocument.presentation", "odp"},
        {"application/rtf", "rtf"},
        {"text/rtf", "rtf"},
        {"text/plain", "txt"},
        {"image/jpeg", "jpg"},
        {"image/png", "png"},
        {"image/gif", "gif"},
        {"image/tiff", "tif"},
        {"image/heic", "heic"},
        {"image/webp", "webp"},
        {"application/zip", "zip"},
        {"message/rfc822", "eml"},
    };
    for (gsize i = 0; type && i < G_N_ELEMENTS(endings); i++)
        if (g_ascii_strcasecmp(type, endings[i].type) == 0)
            return endings[i].ending;
    return "bin";
}

char *
dossier_document_name(const char *const *kinds, const char *sha256,
                      const char *type)
{
    g_autofree char *joined = g_strjoinv("+", (char **)kinds);
    g_autofree char *kind =
        text_file_name(*joined ? joined : "document", FOLDER_BYTES);
    return g_strdup_printf("%s %.*s.%s", kind, SHA_CHARS, sha256, ending(type));
}
