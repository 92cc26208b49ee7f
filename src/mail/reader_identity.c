#include "mail/reader_identity.h"

#include "base/file.h"

#include <nettle/sha2.h>
#include <string.h>

#define BLOCK_BYTES 8192
#define NAME_BYTES 64

typedef enum {
    AT_LINE_START,
    IN_NAME,
    IN_VALUE,
    IN_BODY,
} IdentityState;

struct ReaderIdentity {
    struct sha256_ctx sha;
    IdentityState state;
    gboolean skipping; /* the field under way is left out */
    gboolean pending_cr;
    gsize name_length;
    char name[NAME_BYTES];
};

static const char *const trace_names[] = {
    "return-path",
    "received",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-envelope-from",
    "delivery-date",
    "received-spf",
    "authentication-results",
    "x-received",
    "x-sieve",
    "x-bogosity",
    "x-original-authentication-results",
    "x-quarantine-id",
    "status",
    "x-status",
    "x-uid",
    "x-uidl",
    "x-keywords",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-mozilla-keys",
    "x-gmail-labels",
    "x-gm-thrid",
    "content-length",
    "lines",
};

static const char *const trace_prefixes[] = {
    "arc-",         "x-spam",    "x-virus",   "x-ms-exchange-",
    "x-zimbra-",    "x-amavis-", "x-rspamd-", "x-microsoft-antispam",
    "x-forefront-", "x-ovh-",    "x-vr-",     "x-dspam-",
    "x-dovecot-",   "from ",     ">from ",
};

ReaderIdentity *
reader_identity_new(void)
{
    ReaderIdentity *identity = g_new0(ReaderIdentity, 1);
    sha256_init(&identity->sha);
    return identity;
}

void
reader_identity_free(ReaderIdentity *identity)
{
    g_free(identity);
}

static void
hash(ReaderIdentity *identity, const char *bytes, gsize length)
{
    sha256_update(&identity->sha, length, (const guint8 *)bytes);
}

static gboolean
is_trace_name(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(trace_names); i++)
        if (strcmp(name, trace_names[i]) == 0)
            return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(trace_prefixes); i++)
        if (g_str_has_prefix(name, trace_prefixes[i]))
            return TRUE;
    return FALSE;
}

/* The name is known, or longer than any we know. */
static void
end_name(ReaderIdentity *identity)
{
    char name[NAME_BYTES + 1];
    for (gsize i = 0; i < identity->name_length; i++)
        name[i] = g_ascii_tolower(identity->name[i]);
    name[identity->name_length] = '\0';
    /* "From " with an address is an mbox line, "From :" an obsolete form of
     * the field: what remains of it has no blank. */
    g_strchomp(name);
    identity->skipping = is_trace_name(name);
    if (!identity->skipping)
        hash(identity, identity->name, identity->name_length);
    identity->state = IN_VALUE;
}

static void
start_line(ReaderIdentity *identity, char c)
{
    if (c == '\n') {
        hash(identity, "\n", 1);
        identity->state = IN_BODY;
    } else if (c == ' ' || c == '\t') {
        identity->state = IN_VALUE; /* goes with the field above */
    } else {
        identity->name_length = 0;
        identity->state = IN_NAME;
    }
}

static void
add_header_byte(ReaderIdentity *identity, char c)
{
    if (identity->state == AT_LINE_START)
        start_line(identity, c);
    if (identity->state == IN_NAME) {
        if (c == ':' || c == '\n' || identity->name_length == NAME_BYTES)
            end_name(identity);
        else
            identity->name[identity->name_length++] = c;
    }
    if (identity->state == IN_VALUE) {
        if (!identity->skipping)
            hash(identity, &c, 1);
        if (c == '\n')
            identity->state = AT_LINE_START;
    }
}

static void
add_normalised(ReaderIdentity *identity, const char *bytes, gsize length)
{
    gsize i = 0;
    while (i < length && identity->state != IN_BODY)
        add_header_byte(identity, bytes[i++]);
    if (i < length)
        hash(identity, bytes + i, length - i);
}

/* Copies `bytes` to `block` without the CR of each CRLF. Returns the bytes
 * written; `pending_cr` carries a CR at the end over to the next call. */
static gsize
normalise(const char *bytes, gsize length, char *block, gboolean *pending_cr)
{
    gsize written = 0;
    if (*pending_cr && length > 0 && bytes[0] != '\n')
        block[written++] = '\r';
    if (length > 0)
        *pending_cr = FALSE;
    while (length > 0) {
        const char *cr = memchr(bytes, '\r', length);
        gsize run = cr == NULL ? length : (gsize)(cr - bytes);
        memcpy(block + written, bytes, run);
        written += run;
        bytes += run;
        length -= run;
        if (length == 0)
            break;
        if (length == 1)
            *pending_cr = TRUE;
        else if (bytes[1] != '\n')
            block[written++] = '\r';
        bytes++;
        length--;
    }
    return written;
}

void
reader_identity_add(ReaderIdentity *identity, const char *bytes, gsize length)
{
    char block[BLOCK_BYTES + 1]; /* a CR carried over is one more */
    while (length > 0) {
        gsize part = MIN(length, BLOCK_BYTES);
        gsize n = normalise(bytes, part, block, &identity->pending_cr);
        add_normalised(identity, block, n);
        bytes += part;
        length -= part;
    }
}

char *
reader_identity_finish(ReaderIdentity *identity)
{
    if (identity->pending_cr)
        add_normalised(identity, "\r", 1);
    if (identity->state == IN_NAME)
        end_name(identity);
    guint8 digest[SHA256_DIGEST_SIZE];
    sha256_digest(&identity->sha, sizeof digest, digest);
    return file_digest_hex(digest);
}
