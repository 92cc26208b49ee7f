#include "dossier/custody_verify.h"

#include "base/file.h"
#include "dossier/database_sqlite.h"
#include "dossier/layout.h"
#include "dossier/readers.h"
#include "dossier/record.h"
#include "mail/reader.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A group that is being filed or erased has files and rows apart for this long
 * at most; what looks wrong is looked at again after it. */
#define GROUP_SECONDS 2

typedef struct {
    CustodyFault fault;
    char *file;
} Suspect;

typedef struct {
    Database *database;
    const char *state_dir;
    guint store_mode;
    const CustodyVerifier *verifier;
    guint64 files;
    GPtrArray *suspects; /* Suspect* */
} Walk;

static void
suspect_free(gpointer pointer)
{
    Suspect *suspect = pointer;
    g_free(suspect->file);
    g_free(suspect);
}

static void
suspect(Walk *walk, CustodyFault fault, const char *file)
{
    Suspect *found = g_new0(Suspect, 1);
    found->fault = fault;
    found->file = g_strdup(file);
    g_ptr_array_add(walk->suspects, found);
}

/* What lies at `file`; `is_mail`: the identity below the trace fields. NULL
 * where it cannot be read. */
static char *
hash_file(const Walk *walk, const char *file, gboolean is_mail)
{
    g_autofree char *path = g_build_filename(walk->state_dir, file, NULL);
    if (!is_mail)
        return file_sha256(path, NULL);
    int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return NULL;
    char *hash = reader_hash(fd, NULL, NULL);
    close(fd);
    return hash;
}

static gboolean
exists(const Walk *walk, const char *file)
{
    g_autofree char *path = g_build_filename(walk->state_dir, file, NULL);
    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static void
check_file(Walk *walk, const char *file, const char *sha256, gboolean is_mail)
{
    walk->verifier->progress(walk->verifier->data, ++walk->files);
    g_autofree char *hash = hash_file(walk, file, is_mail);
    if (!hash && !exists(walk, file))
        suspect(walk, CUSTODY_FILE_MISSING, file);
    else if (g_strcmp0(hash, sha256) != 0)
        suspect(walk, CUSTODY_FILE_CHANGED, file);
}

/* Rows of (file, sha256). */
static void
take_mail(DatabaseRows *rows, gpointer walk)
{
    check_file(walk, (const char *)sqlite3_column_text(rows, 0),
               (const char *)sqlite3_column_text(rows, 1), TRUE);
}

static void
take_document(DatabaseRows *rows, gpointer walk)
{
    check_file(walk, (const char *)sqlite3_column_text(rows, 0),
               (const char *)sqlite3_column_text(rows, 1), FALSE);
}

/* A file of a dossier, or a mail alone (review, quarantine). */
static gboolean
is_known(Walk *walk, const char *file)
{
    g_autofree char *folder = g_path_get_dirname(file);
    gint64 found = 0;
    return DATABASE_GET(walk->database, SQL_VERIFY_IS_KNOWN, NULL, &found,
                        SQL_T(folder), SQL_T(file)) &&
           found;
}

static void
walk_folder(Walk *walk, const char *folder)
{
    g_autofree char *path = g_build_filename(walk->state_dir, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_strjoin("/", folder, name, NULL);
        g_autofree char *full = g_build_filename(path, name, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR) &&
            !g_file_test(full, G_FILE_TEST_IS_SYMLINK))
            walk_folder(walk, child);
        else if (!is_known(walk, child))
            suspect(walk, CUSTODY_FILE_UNKNOWN, child);
    }
}

/* One of the two versions of a dossier's record can be read. */
static gboolean
has_record(const Walk *walk, const char *file)
{
    gint64 group = 0;
    g_autofree char *text =
        record_read(walk->database, walk->state_dir, file, &group);
    return text != NULL;
}

static void
take_reference(DatabaseRows *rows, gpointer walk_pointer)
{
    Walk *walk = walk_pointer;
    g_autofree char *first = g_strconcat(
        LAYOUT_RECORDS "/", (const char *)sqlite3_column_text(rows, 0),
        RECORD_FIRST, NULL);
    walk->verifier->progress(walk->verifier->data, ++walk->files);
    if (!has_record(walk, first))
        suspect(walk, CUSTODY_RECORD_MISSING, first);
}

static void
take_mode(gpointer walk, const char *path)
{
    suspect(walk, CUSTODY_MODE_WRONG, path);
}

/* Is it still as it looked? */
static gboolean
is_still(Walk *walk, const Suspect *one)
{
    if (one->fault == CUSTODY_RECORD_MISSING)
        return !has_record(walk, one->file);
    if (one->fault == CUSTODY_MODE_WRONG)
        return readers_is_wrong(walk->state_dir, walk->store_mode, one->file);
    gboolean known = is_known(walk, one->file);
    switch (one->fault) {
    case CUSTODY_FILE_MISSING:
        return known && !exists(walk, one->file);
    case CUSTODY_FILE_UNKNOWN:
        return !known && exists(walk, one->file);
    case CUSTODY_FILE_CHANGED:
    default:
        return known;
    }
}

static void
tell(Walk *walk)
{
    if (walk->suspects->len > 0)
        g_usleep(GROUP_SECONDS * G_USEC_PER_SEC);
    for (guint i = 0; i < walk->suspects->len; i++) {
        const Suspect *one = g_ptr_array_index(walk->suspects, i);
        if (is_still(walk, one))
            walk->verifier->fault(walk->verifier->data, one->fault, one->file);
    }
}

gboolean
custody_verify(Database *database, const Config *config,
               const CustodyVerifier *verifier, GError **error)
{
    g_autoptr(GPtrArray) suspects =
        g_ptr_array_new_with_free_func(suspect_free);
    Walk walk = {database, config->state_dir, config->store_mode, verifier,
                 0,        suspects};
    if (!database_each(database, SQL_VERIFY_MAILS, error, NULL, 0, take_mail,
                       &walk) ||
        !database_each(database, SQL_VERIFY_ASIDE, error, NULL, 0, take_mail,
                       &walk) ||
        !database_each(database, SQL_VERIFY_DOCUMENTS, error, NULL, 0,
                       take_document, &walk) ||
        !database_each(database, SQL_VERIFY_REFERENCES, error, NULL, 0,
                       take_reference, &walk))
        return FALSE;
    static const char *const folders[] = {LAYOUT_DOSSIERS, LAYOUT_REVIEW,
                                          LAYOUT_QUARANTINE};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        walk_folder(&walk, folders[i]);
    readers_verify(config->state_dir, config->store_mode, take_mode, &walk);
    tell(&walk);
    return TRUE;
}
