/* Who a mail's candidate is among those known, and which dossier is theirs. */
#include "dossier/dossier_store_private.h"

#include "base/clock.h"
#include "base/text.h"
#include "dossier/layout.h"

#include <string.h>

/* Names as nearly the same as "DUPOND Marie" and "DUPONT Marie", which one
 * person at one address may write; "MARTIN Léo" and "MARTIN Léa" are not. */
#define SAME_ADDRESS_SIMILARITY 0.91

typedef struct {
    gint64 id;
    char *family_key, *given_key;
} Known;

static void
known_free(gpointer pointer)
{
    Known *known = pointer;
    g_free(known->family_key);
    g_free(known->given_key);
    g_free(known);
}

static void
take_known(DatabaseRows *rows, gpointer list)
{
    Known *known = g_new0(Known, 1);
    known->id = sqlite3_column_int64(rows, 0);
    known->family_key = database_column_text(rows, 1);
    known->given_key = database_column_text(rows, 2);
    g_ptr_array_add(list, known);
}

/* Known* of a query for (id, family_key, given_key); NULL with an error. */
static GPtrArray *
list_known(DossierStore *store, DatabaseSql sql, const DatabaseValue *values,
           gsize n, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(known_free);
    if (!database_each(store->database, sql, error, values, n, take_known,
                       list))
        return NULL;
    return g_steal_pointer(&list);
}

static gboolean
is_word_character(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("._-+@", c));
}

/* `address` stands in `text` as a whole; both lower case. */
static gboolean
has_address(const char *text, const char *address)
{
    gsize length = strlen(address);
    const char *at = text;
    while ((at = strstr(at, address))) {
        /* A full stop may end the sentence. */
        char after = at[length] == '.' ? at[length + 1] : at[length];
        if ((at == text || !is_word_character(at[-1])) &&
            !is_word_character(after))
            return TRUE;
        at += length;
    }
    return FALSE;
}

static gboolean
text_mentions(const char *text, char *const *addresses)
{
    g_autofree char *lower = text ? g_ascii_strdown(text, -1) : NULL;
    for (; lower && *addresses; addresses++)
        if (has_address(lower, *addresses))
            return TRUE;
    return FALSE;
}

static gboolean
list_mentions(const GPtrArray *people, char *const *addresses)
{
    for (guint i = 0; people && i < people->len; i++) {
        const MessageAddress *person = g_ptr_array_index(people, i);
        for (char *const *address = addresses; *address; address++)
            if (text_address_equal(person->address, *address))
                return TRUE;
    }
    return FALSE;
}

/* The mail itself shows one of these addresses: in its header, its text or
 * the text of its pieces. */
static gboolean
message_mentions(const Message *message, char *const *addresses)
{
    if (list_mentions(message->from, addresses) ||
        list_mentions(message->reply_to, addresses) ||
        list_mentions(message->cc, addresses) ||
        text_mentions(message->text, addresses))
        return TRUE;
    for (guint i = 0; i < message->parts->len; i++) {
        const MessagePart *part = g_ptr_array_index(message->parts, i);
        for (char **page = part->pages; page && *page; page++)
            if (text_mentions(*page, addresses))
                return TRUE;
    }
    return FALSE;
}

static void
take_address(DatabaseRows *rows, gpointer addresses)
{
    g_strv_builder_add(addresses, (const char *)sqlite3_column_text(rows, 0));
}

static char **
list_addresses(DossierStore *store, gint64 candidate)
{
    g_autoptr(GStrvBuilder) addresses = g_strv_builder_new();
    DATABASE_EACH(store->database, SQL_LIST_ADDRESSES, NULL, take_address,
                  addresses, SQL_I(candidate));
    return g_strv_builder_end(addresses);
}

/* The same bytes as a piece that lies in one of the candidate's dossiers. */
static gboolean
brings_known_piece(DossierStore *store, gint64 candidate,
                   const Recognition *recognition)
{
    for (guint i = 0; i < recognition->documents->len; i++) {
        const RecogniseDocument *document =
            g_ptr_array_index(recognition->documents, i);
        gint64 found = 0;
        if (document->part && document->part->sha256 &&
            document->kinds->len > 0 &&
            DATABASE_GET(store->database, SQL_CANDIDATE_HAS_DOCUMENT, NULL,
                         &found, SQL_I(candidate),
                         SQL_T(document->part->sha256)) &&
            found)
            return TRUE;
    }
    return FALSE;
}

static gboolean
continues_dossier(DossierStore *store, gint64 candidate,
                  const Recognition *recognition)
{
    for (guint i = 0; recognition->dossiers && i < recognition->dossiers->len;
         i++) {
        const KnownDossier *dossier =
            g_ptr_array_index(recognition->dossiers, i);
        gint64 owner = 0;
        if (DATABASE_GET(store->database, SQL_DOSSIER_CANDIDATE, NULL, &owner,
                         SQL_I(dossier->id)) &&
            owner == candidate)
            return TRUE;
    }
    return FALSE;
}

/* Does somebody who bears the same names turn out to be this candidate? */
static gboolean
is_same_person(DossierStore *store, gint64 candidate, gboolean only_one,
               const Message *message, const Recognition *recognition)
{
    g_auto(GStrv) addresses = list_addresses(store, candidate);
    /* A superior sent one of both mails: no address speaks against it. */
    if (only_one && (!recognition->email || !addresses[0]))
        return TRUE;
    for (char **address = addresses; *address; address++)
        if (text_address_equal(*address, recognition->email))
            return TRUE;
    return continues_dossier(store, candidate, recognition) ||
           (message && message_mentions(message, addresses)) ||
           brings_known_piece(store, candidate, recognition);
}

/* At the same address: the two names turned round, or a typing error. */
static gboolean
is_same_but_misspelt(const Known *known, const char *family, const char *given)
{
    if (g_str_equal(known->family_key, given) &&
        g_str_equal(known->given_key, family))
        return TRUE;
    g_autofree char *old =
        g_strconcat(known->family_key, " ", known->given_key, NULL);
    g_autofree char *new = g_strconcat(family, " ", given, NULL);
    return text_similarity(old, new) >= SAME_ADDRESS_SIMILARITY;
}

static gboolean
find_misspelt(DossierStore *store, const Recognition *recognition,
              const char *address, const char *family, const char *given,
              gint64 *found, GError **error)
{
    if (!address)
        return TRUE;
    g_autoptr(GPtrArray) known = list_known(
        store, SQL_CANDIDATES_AT_ADDRESS,
        DATABASE_VALUES(SQL_T(recognition->campaign->id), SQL_T(address)), 2,
        error);
    for (guint i = 0; known && i < known->len && !*found; i++) {
        const Known *other = g_ptr_array_index(known, i);
        if (is_same_but_misspelt(other, family, given))
            *found = other->id;
    }
    return known != NULL;
}

static gint64
new_candidate(DossierStore *store, const Recognition *recognition,
              const char *family, const char *given, gboolean namesake,
              GError **error)
{
    const char *campaign = recognition->campaign->id;
    g_autofree char *key =
        dossier_folder_key(recognition->family_name, recognition->given_name);
    gint64 last = 0;
    if (!DATABASE_GET(store->database, SQL_LAST_FOLDER_NUMBER, error, &last,
                      SQL_T(campaign), SQL_T(key)))
        return 0;
    g_autofree char *folder = dossier_folder(recognition->family_name,
                                             recognition->given_name, last + 1);
    if (!DATABASE_RUN(store->database, SQL_ADD_CANDIDATE, error,
                      SQL_T(campaign), SQL_T(recognition->family_name),
                      SQL_T(recognition->given_name), SQL_T(family),
                      SQL_T(given), SQL_T(key), SQL_I(last + 1), SQL_T(folder)))
        return 0;
    gint64 id = database_last_id(store->database);
    if (namesake && !DATABASE_RUN(store->database, SQL_MARK_NAMESAKES, error,
                                  SQL_T(campaign), SQL_T(family), SQL_T(given)))
        return 0;
    return id;
}

/* `found` stays 0 where nobody known is meant. FALSE with an error. */
static gboolean
find_candidate(DossierStore *store, const Message *message,
               const Recognition *recognition, const char *address,
               const char *family, const char *given, gboolean *namesake,
               gint64 *found, GError **error)
{
    g_autoptr(GPtrArray) same =
        list_known(store, SQL_CANDIDATES_OF_NAMES,
                   DATABASE_VALUES(SQL_T(recognition->campaign->id),
                                   SQL_T(family), SQL_T(given)),
                   3, error);
    if (!same)
        return FALSE;
    for (guint i = 0; i < same->len && !*found; i++) {
        const Known *known = g_ptr_array_index(same, i);
        if (is_same_person(store, known->id, same->len == 1, message,
                           recognition))
            *found = known->id;
    }
    *namesake = same->len > 0 && !*found;
    return *found || find_misspelt(store, recognition, address, family, given,
                                   found, error);
}

gint64
store_candidate(DossierStore *store, const Message *message,
                const Recognition *recognition, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autofree char *family =
        text_fold(recognition->family_name ? recognition->family_name : "");
    g_autofree char *given =
        text_fold(recognition->given_name ? recognition->given_name : "");
    g_autofree char *address =
        recognition->email ? g_ascii_strdown(recognition->email, -1) : NULL;
    gboolean namesake = FALSE;
    gint64 id = 0;
    if (!find_candidate(store, message, recognition, address, family, given,
                        &namesake, &id, error))
        return 0;
    if (!id)
        id = new_candidate(store, recognition, family, given, namesake, error);
    if (id && address &&
        (!DATABASE_RUN(store->database, SQL_ADD_ADDRESS, error,
                       SQL_T(recognition->campaign->id), SQL_T(address),
                       SQL_I(id)) ||
         !DATABASE_RUN(store->database, SQL_INIT_EMAIL, error, SQL_I(id),
                       SQL_T(address))))
        return 0;
    return id;
}

static gboolean
same_names(const KnownDossier *dossier, const Recognition *recognition)
{
    const char *pairs[][2] = {{dossier->family_name, recognition->family_name},
                              {dossier->given_name, recognition->given_name}};
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *a = text_fold(pairs[i][0] ? pairs[i][0] : "");
        g_autofree char *b = text_fold(pairs[i][1] ? pairs[i][1] : "");
        if (!*a || strcmp(a, b) != 0)
            return FALSE;
    }
    return TRUE;
}

gboolean
store_learn_address(DossierStore *store, const KnownDossier *dossier,
                    const Recognition *recognition, GError **error)
{
    DATABASE_LOCK(store->database);
    gint64 candidate = 0;
    if (!recognition->email || recognition->forwarded ||
        !same_names(dossier, recognition))
        return TRUE;
    g_autofree char *address = g_ascii_strdown(recognition->email, -1);
    return DATABASE_GET(store->database, SQL_DOSSIER_CANDIDATE, error,
                        &candidate, SQL_I(dossier->id)) &&
           DATABASE_RUN(store->database, SQL_ADD_ADDRESS, error,
                        SQL_T(dossier->campaign), SQL_T(address),
                        SQL_I(candidate));
}

static char *
new_reference(DossierStore *store, const char *campaign, GError **error)
{
    g_autofree char *prefix = dossier_reference_prefix(campaign);
    gint64 number = 0;
    if (!DATABASE_GET(store->database, SQL_NEXT_REFERENCE, error, &number,
                      SQL_T(prefix)))
        return NULL;
    return dossier_reference(prefix, number);
}

static char *
new_folder(DossierStore *store, gint64 candidate, const char *campaign,
           const char *position, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        store->database, SQL_CANDIDATE_FOLDER, error, SQL_I(candidate));
    if (!rows || !database_next(store->database, rows, error))
        return NULL;
    g_autofree char *campaign_name = text_file_name(campaign, 100);
    g_autofree char *position_name = text_file_name(position, 100);
    return g_strjoin("/", LAYOUT_DOSSIERS, campaign_name, position_name,
                     (const char *)sqlite3_column_text(rows, 0), NULL);
}

gint64
store_dossier(DossierStore *store, gint64 candidate, const char *campaign,
              const char *position, gint64 received_at, StoreResult *result,
              GError **error)
{
    DATABASE_LOCK(store->database);
    gint64 id = 0;
    if (!DATABASE_GET(store->database, SQL_FIND_DOSSIER, error, &id,
                      SQL_I(candidate), SQL_T(position)))
        return 0;
    if (id)
        return id;
    g_autofree char *ref = new_reference(store, campaign, error);
    g_autofree char *folder =
        ref ? new_folder(store, candidate, campaign, position, error) : NULL;
    if (!folder ||
        !DATABASE_RUN(store->database, SQL_ADD_DOSSIER, error, SQL_T(ref),
                      SQL_T(campaign), SQL_T(position), SQL_I(candidate),
                      SQL_T(folder), SQL_I(received_at), SQL_I(clock_now())))
        return 0;
    result->created = TRUE;
    return database_last_id(store->database);
}

char *
store_folder(DossierStore *store, gint64 dossier, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        store->database, SQL_DOSSIER_FOLDER, error, SQL_I(dossier));
    if (!rows)
        return NULL;
    if (database_next(store->database, rows, &failure))
        return database_column_text(rows, 0);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_STATEMENT,
                    "there is no dossier %" G_GINT64_FORMAT, dossier);
    return NULL;
}
