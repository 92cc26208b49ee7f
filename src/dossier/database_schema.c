#include "dossier/database_sqlite.h"

/* One string a version; a version is never changed once released, a later one
 * alters it. Times are seconds since 1970 UTC; addresses are lower case;
 * paths are relative to state_dir.
 *
 * Where a table is read by a key, the key has an index, so that filing one
 * more mail costs the same however many there are (tests/dossier/test_plan.c
 * holds every statement to that). */
static const char *const versions[] = {
    /* 1 */
    "CREATE TABLE setting("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE mailbox("
    " name TEXT PRIMARY KEY,"
    " uidvalidity INTEGER NOT NULL DEFAULT 0,"
    " last_uid INTEGER NOT NULL DEFAULT 0,"
    " last_contact INTEGER,"
    " trouble TEXT,"
    " trouble_since INTEGER) STRICT, WITHOUT ROWID;"

    /* What the configuration said when the rows were judged; a change of it
     * makes the store judge them again. */
    "CREATE TABLE campaign("
    " id TEXT PRIMARY KEY,"
    " required TEXT NOT NULL,"
    " closing INTEGER) STRICT, WITHOUT ROWID;"

    "CREATE TABLE message("
    " id INTEGER PRIMARY KEY,"
    " sha256 TEXT NOT NULL,"     /* below the trace fields */
    " message_id TEXT NOT NULL," /* '' where the mail has none */
    " verdict TEXT NOT NULL CHECK(verdict IN ('application', 'supplement',"
    "  'review', 'automatic', 'quarantined')),"
    " campaign TEXT,"
    " positions TEXT NOT NULL,"
    " reasons TEXT NOT NULL,"
    " family_name TEXT, given_name TEXT, email TEXT,"
    " from_address TEXT, reply_to TEXT, forwarder TEXT,"
    " subject TEXT, conformity TEXT,"
    " withdrawal INTEGER NOT NULL DEFAULT 0,"
    " received_at INTEGER NOT NULL," /* earliest INTERNALDATE of the copies */
    " date_sent INTEGER,"
    " size INTEGER NOT NULL,"
    " file TEXT," /* raw mail of what is in no dossier */
    " filed_at INTEGER NOT NULL,"
    " settled_at INTEGER," /* review: when a person decided */
    " UNIQUE(sha256, message_id)) STRICT;"
    "CREATE INDEX message_verdict ON message(verdict, campaign, received_at);"
    "CREATE INDEX message_received ON message(received_at);"
    "CREATE INDEX message_campaign ON message(campaign, received_at);"

    /* Ids under which a mail is cited: its own and those of mails in it. */
    "CREATE TABLE message_reference("
    " reference TEXT NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    " PRIMARY KEY(reference, message)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX message_reference_message ON message_reference(message);"

    /* move: NULL nothing to do, 0 to be moved to filed_folder, 1 moved. */
    "CREATE TABLE message_copy("
    " mailbox TEXT NOT NULL,"
    " uidvalidity INTEGER NOT NULL,"
    " uid INTEGER NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    " received_at INTEGER NOT NULL,"
    " moved INTEGER,"
    " PRIMARY KEY(mailbox, uidvalidity, uid)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX message_copy_message ON message_copy(message);"
    "CREATE INDEX message_copy_move ON message_copy(mailbox, uidvalidity, uid)"
    " WHERE moved = 0;"

    /* namesake: another candidate of the campaign bears the same names. */
    "CREATE TABLE candidate("
    " id INTEGER PRIMARY KEY,"
    " campaign TEXT NOT NULL,"
    " family_name TEXT, given_name TEXT, email TEXT,"
    " family_key TEXT NOT NULL, given_key TEXT NOT NULL," /* text_fold */
    " folder_key TEXT NOT NULL,"
    " folder_number INTEGER NOT NULL,"
    " folder TEXT NOT NULL,"
    " namesake INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE(campaign, folder_key, folder_number)) STRICT;"
    "CREATE INDEX candidate_name"
    " ON candidate(campaign, family_key, given_key);"
    "CREATE INDEX candidate_given ON candidate(campaign, given_key);"

    "CREATE TABLE candidate_address("
    " campaign TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " candidate INTEGER NOT NULL REFERENCES candidate ON DELETE CASCADE,"
    " PRIMARY KEY(campaign, address, candidate)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX candidate_address_candidate ON candidate_address(candidate);"

    "CREATE TABLE reference_counter("
    " prefix TEXT PRIMARY KEY,"
    " last INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE dossier("
    " id INTEGER PRIMARY KEY,"
    " ref TEXT NOT NULL UNIQUE,"
    " campaign TEXT NOT NULL,"
    " position TEXT NOT NULL,"
    " candidate INTEGER NOT NULL REFERENCES candidate,"
    " folder TEXT NOT NULL UNIQUE,"
    " missing TEXT NOT NULL,"
    " received_at INTEGER NOT NULL,"
    " late INTEGER NOT NULL,"
    " created_at INTEGER NOT NULL,"
    " completed_at INTEGER," /* when its last required piece was received */
    " withdrawn_at INTEGER,"
    " last_contact INTEGER NOT NULL,"
    " status TEXT NOT NULL GENERATED ALWAYS AS (CASE"
    "  WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'"
    "  WHEN missing = '[]' THEN 'complete' ELSE 'incomplete' END) STORED,"
    " UNIQUE(candidate, position)) STRICT;"
    "CREATE INDEX dossier_position"
    " ON dossier(campaign, position, status, received_at);"
    "CREATE INDEX dossier_received ON dossier(campaign, received_at);"
    "CREATE INDEX dossier_arrival ON dossier(received_at);"
    "CREATE INDEX dossier_contact ON dossier(campaign, last_contact);"

    "CREATE TABLE dossier_message("
    " dossier INTEGER NOT NULL REFERENCES dossier ON DELETE CASCADE,"
    " message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    " file TEXT NOT NULL,"
    " PRIMARY KEY(dossier, message)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX dossier_message_message ON dossier_message(message);"

    /* part of a mail kept as a file of its own; `file` is NULL where it was
     * refused and stays inside the raw mail. `name` is the sender's, cleaned.
     */
    "CREATE TABLE document("
    " id INTEGER PRIMARY KEY,"
    " dossier INTEGER NOT NULL REFERENCES dossier ON DELETE CASCADE,"
    " message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    " sha256 TEXT NOT NULL,"
    " kinds TEXT NOT NULL,"
    " file TEXT,"
    " name TEXT,"
    " size INTEGER NOT NULL,"
    " accepted INTEGER NOT NULL,"
    " to_check INTEGER NOT NULL,"
    " reason TEXT,"
    " UNIQUE(dossier, sha256)) STRICT;"
    "CREATE INDEX document_message ON document(message);"

    /* `event` is what happened, once and for all: a second row for it is
     * refused. `mail` stands last: readers of the other columns never load
     * it. appended: NULL not asked for, 0 to be done, 1 done. */
    "CREATE TABLE outbox("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL CHECK(kind IN ('acknowledgement', 'receipt',"
    "  'reminder', 'alert', 'closing', 'digest', 'operator')),"
    " event TEXT NOT NULL UNIQUE,"
    " campaign TEXT,"
    " message INTEGER REFERENCES message ON DELETE SET NULL,"
    " recipient TEXT NOT NULL,"
    " subject TEXT NOT NULL,"
    " message_id TEXT NOT NULL UNIQUE,"
    " in_reply_to TEXT,"
    " state TEXT NOT NULL CHECK(state IN ('held', 'queued', 'sending',"
    "  'sent', 'failed', 'unknown', 'cancelled')),"
    " due_at INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " first_tried_at INTEGER," /* its days of grace count from here */
    " server_fault INTEGER NOT NULL DEFAULT 0," /* waits for the server */
    " error TEXT,"
    " created_at INTEGER NOT NULL,"
    " sent_at INTEGER,"
    " mailbox TEXT," /* whose sent_folder it goes to */
    " folder TEXT,"
    " appended INTEGER,"
    " mail BLOB) STRICT;"
    "CREATE INDEX outbox_due ON outbox(state, due_at);"
    "CREATE INDEX outbox_created ON outbox(created_at);"
    "CREATE INDEX outbox_recipient ON outbox(recipient, created_at);"
    "CREATE INDEX outbox_sent ON outbox(sent_at) WHERE sent_at IS NOT NULL;"
    "CREATE INDEX outbox_append ON outbox(mailbox, id) WHERE appended = 0;"
    "CREATE INDEX outbox_message ON outbox(message);"
    "CREATE INDEX outbox_campaign ON outbox(campaign, created_at);"

    "CREATE TABLE outbox_dossier("
    " outbox INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,"
    " dossier INTEGER NOT NULL REFERENCES dossier ON DELETE CASCADE,"
    " PRIMARY KEY(outbox, dossier)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX outbox_dossier_dossier ON outbox_dossier(dossier);"

    "CREATE TABLE bounced_address("
    " address TEXT PRIMARY KEY,"
    " bounced_at INTEGER NOT NULL,"
    " outbox INTEGER REFERENCES outbox ON DELETE SET NULL,"
    " message INTEGER REFERENCES message ON DELETE SET NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX bounced_address_outbox ON bounced_address(outbox);"
    "CREATE INDEX bounced_address_message ON bounced_address(message);"

    "CREATE TABLE tombstone("
    " sha256 TEXT NOT NULL,"
    " mailbox TEXT NOT NULL,"
    " uidvalidity INTEGER NOT NULL,"
    " uid INTEGER NOT NULL,"
    " erased_at INTEGER NOT NULL,"
    " PRIMARY KEY(sha256, mailbox, uidvalidity, uid)) STRICT, WITHOUT ROWID;"

    /* Who did what when; `hash` covers the row and the hash before it. */
    "CREATE TABLE register("
    " id INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " action TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX register_object ON register(object);",

    /* 2: what a digest counts stands in the indexes alone, in their order. */
    "CREATE INDEX dossier_period"
    " ON dossier(campaign, position, received_at, status, late);"
    "CREATE INDEX dossier_quarter"
    " ON dossier(campaign, position, received_at / 900);"
    "DROP INDEX message_campaign;"
    "CREATE INDEX message_campaign"
    " ON message(campaign, received_at, verdict);"
    "CREATE INDEX outbox_state ON outbox(campaign, state);"
    "CREATE INDEX candidate_address_address ON candidate_address(address);",

    /* 3: a flood costs no more with each mail. The caps are counted in indexes
     * that hold just what counts, and of a dossier's documents only the kinds
     * are read, each once. */
    "CREATE INDEX document_kinds ON document(dossier, kinds) WHERE accepted;"
    "CREATE INDEX outbox_counted ON outbox(created_at)"
    " WHERE state NOT IN ('held', 'cancelled');"
    "CREATE INDEX outbox_answered ON outbox(recipient, created_at)"
    " WHERE kind IN ('acknowledgement', 'receipt') AND state <> 'cancelled'"
    " AND NOT (state = 'held' AND error IS NOT NULL);",
};

int
database_schema_version(void)
{
    return G_N_ELEMENTS(versions);
}

static gboolean
read_version(Database *database, gint64 *version, GError **error)
{
    return database_get(database, SQL_USER_VERSION, error, version, NULL, 0);
}

static gboolean
migrate_one(Database *database, int from, GError **error)
{
    g_autofree char *script = g_strdup_printf("%s PRAGMA user_version = %d;",
                                              versions[from], from + 1);
    if (!database_begin(database, error))
        return FALSE;
    if (sqlite3_exec(database_handle(database), script, NULL, NULL, NULL) !=
        SQLITE_OK) {
        database_fail(database, "migrate the index", error);
        database_rollback(database);
        return FALSE;
    }
    return database_commit(database, error);
}

gboolean
database_migrate(Database *database, GError **error)
{
    gint64 version = 0;
    if (!read_version(database, &version, error))
        return FALSE;
    if (version > database_schema_version()) {
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_OPEN,
                    "the index has version %" G_GINT64_FORMAT
                    ", this program knows %d: install the newer program",
                    version, database_schema_version());
        return FALSE;
    }
    for (int from = (int)version; from < database_schema_version(); from++)
        if (!migrate_one(database, from, error))
            return FALSE;
    return TRUE;
}
