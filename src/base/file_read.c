/* The reading half of base/file.h: small files, secrets, the texts folder. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 8192
#define HASH_BYTES (64 * 1024)
/* A bearer token may hold a few kilobytes, never more. */
#define SECRET_BYTES (64 * 1024)
#define CREDENTIAL_PREFIX "credential:"

static gboolean
fail(GError **error, const char *action, const char *path)
{
    int code = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
                "%s: cannot %s: %s", path, action, g_strerror(code));
    return FALSE;
}

static char *
read_fd(int fd, const char *path, gsize max_bytes, gsize *length,
        GError **error)
{
    GByteArray *data = g_byte_array_new();
    for (;;) {
        guint8 block[BLOCK_BYTES];
        ssize_t n = read(fd, block, sizeof block);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(error, "read", path);
            break;
        }
        if ((gsize)n > max_bytes - data->len) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                        "%s: larger than %" G_GSIZE_FORMAT " bytes", path,
                        max_bytes);
            break;
        }
        if (n > 0) {
            g_byte_array_append(data, block, (guint)n);
            continue;
        }
        if (length)
            *length = data->len;
        g_byte_array_append(data, (const guint8 *)"", 1);
        return (char *)g_byte_array_free(data, FALSE);
    }
    g_byte_array_unref(data);
    return NULL;
}

char *
file_read(const char *path, gsize max_bytes, gsize *length, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(error, "open", path);
        return NULL;
    }
    char *data = read_fd(fd, path, max_bytes, length, error);
    close(fd);
    return data;
}

/* Reads up to `size` bytes; -1 with an error. */
static gssize
fill(int fd, const char *path, char *buffer, gsize size, GError **error)
{
    gsize length = 0;
    while (length < size) {
        ssize_t n = read(fd, buffer + length, size - length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(error, "read", path);
            return -1;
        }
        if (n == 0)
            break;
        length += (gsize)n;
    }
    return (gssize)length;
}

/* One fixed buffer, so that no copy of the secret stays behind in memory; not
 * on the stack, which would keep these pages for each of 1,000 mailboxes. */
static char *
first_line(int fd, const char *path, GError **error)
{
    g_autofree char *buffer = g_malloc(SECRET_BYTES);
    char *secret = NULL;
    gssize n = fill(fd, path, buffer, SECRET_BYTES - 1, error);
    if (n >= 0) {
        buffer[n] = '\0';
        buffer[strcspn(buffer, "\r\n")] = '\0';
        if (n == SECRET_BYTES - 1)
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "%s: too large for a secret", path);
        else if (buffer[0] == '\0')
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "%s: the first line is empty", path);
        else
            secret = g_strdup(buffer);
    }
    explicit_bzero(buffer, SECRET_BYTES);
    return secret;
}

char *
file_digest_hex(const guint8 *digest)
{
    GString *hex = g_string_sized_new(2 * SHA256_DIGEST_SIZE + 1);
    for (gsize i = 0; i < SHA256_DIGEST_SIZE; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    return g_string_free(hex, FALSE);
}

char *
file_sha256(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct sha256_ctx sha;
    sha256_init(&sha);
    g_autofree guint8 *chunk = g_malloc(HASH_BYTES);
    ssize_t got = fd < 0 ? -1 : 1;
    while (got > 0) {
        got = read(fd, chunk, HASH_BYTES);
        if (got > 0)
            sha256_update(&sha, (size_t)got, chunk);
    }
    if (got < 0)
        fail(error, "read", path);
    if (fd >= 0)
        close(fd);
    guint8 digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha, sizeof digest, digest);
    return got < 0 ? NULL : file_digest_hex(digest);
}

static gboolean
is_guarded(int fd, const char *path, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return fail(error, "examine", path);
    if (!S_ISREG(info.st_mode)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: not a regular file", path);
        return FALSE;
    }
    if ((info.st_mode & 077) == 0)
        return TRUE;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                "%s: mode %04o lets others at it: chmod 600 %s", path,
                (guint)info.st_mode & 07777, path);
    return FALSE;
}

/* The path of a credential, NULL with an error. */
static char *
find_credential(const char *name, GError **error)
{
    const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/')) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    CREDENTIAL_PREFIX "%s: not the name of a credential", name);
        return NULL;
    }
    if (folder)
        return g_build_filename(folder, name, NULL);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                CREDENTIAL_PREFIX "%s: no credentials were passed: "
                                  "add LoadCredential= to the unit",
                name);
    return NULL;
}

char *
file_read_secret(const char *path, GError **error)
{
    gboolean is_credential = g_str_has_prefix(path, CREDENTIAL_PREFIX);
    g_autofree char *real =
        is_credential ? find_credential(path + strlen(CREDENTIAL_PREFIX), error)
                      : g_strdup(path);
    if (!real)
        return NULL;
    /* A FIFO must not block us before it is refused. */
    int fd = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        fail(error, "open", real);
        return NULL;
    }
    char *secret = NULL;
    if (is_credential || is_guarded(fd, real, error))
        secret = first_line(fd, real, error);
    close(fd);
    return secret;
}

gboolean
file_check_secret(const char *path, GError **error)
{
    char *secret = file_read_secret(path, error);
    if (!secret)
        return FALSE;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return TRUE;
}

static char *
texts_below(const char *folder, const char *name)
{
    g_autofree char *texts = g_build_filename(folder, name, NULL);
    g_autofree char *phrases = g_build_filename(texts, "phrases.ini", NULL);
    return g_file_test(phrases, G_FILE_TEST_IS_REGULAR)
               ? g_steal_pointer(&texts)
               : NULL;
}

/* Test programs and sanitizer builds stand deeper below "build". */
static char *
texts_of_build_tree(const char *executable)
{
    g_autofree char *folder = g_path_get_dirname(executable);
    while (!g_str_equal(folder, "/")) {
        g_autofree char *name = g_path_get_basename(folder);
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
        if (g_str_equal(name, "build"))
            return texts_below(folder, "conf");
    }
    return NULL;
}

char *
file_texts_folder(GError **error)
{
    g_autofree char *executable = g_file_read_link("/proc/self/exe", error);
    if (!executable)
        return NULL;
    g_autofree char *programs = g_path_get_dirname(executable);
    g_autofree char *prefix = g_path_get_dirname(programs);
    char *texts = texts_below(prefix, "share/dossierd");
    if (!texts)
        texts = texts_below(prefix, "conf");
    if (!texts)
        texts = texts_of_build_tree(executable);
    if (!texts)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "%s/share/dossierd/phrases.ini: not found; "
                    "run make install, or run the program from its build tree",
                    prefix);
    return texts;
}
