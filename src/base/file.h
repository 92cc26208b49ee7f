/* Durable files: temporary name, fsync, rename, fsync of the folder.
 *
 * Errors are G_FILE_ERROR with the path and the system's reason. Any thread
 * may call; nothing is kept between calls. Folders are made 0700 and files
 * 0600, where nothing else is said.
 */
#pragma once

#include <glib.h>

/* Creates `path` and its missing parents (mode 0700), durably; refuses a
 * symbolic link as the last component. */
gboolean file_make_folder(const char *path, GError **error);

/* The same with another mode, whatever the umask, for each folder that is made;
 * durable only once the caller has synced the folders that got a new entry:
 * they are added to the set `touched` (char*, freed by it). */
gboolean file_make_folder_unsynced(const char *path, guint mode,
                                   GHashTable *touched, GError **error);

/* The mode of a folder of files of this mode: who reads them may enter it. */
guint file_folder_mode(guint mode);

/* Whatever the umask; refuses a symbolic link. */
gboolean file_set_mode(const char *path, guint mode, GError **error);

/* How the names of temporary files begin. */
#define FILE_TEMPORARY_PREFIX "tmp-"

/* Creates a new file with a fresh name below `folder`, opened for reading and
 * writing, close-on-exec. Returns the descriptor and the path (g_free), or -1.
 * The caller renames or unlinks it. */
int file_create_temporary(const char *folder, char **path, GError **error);

/* Writes all of `data`, whatever the number of system calls. */
gboolean file_write_all(int fd, const void *data, gsize length, GError **error);

/* fsync of a descriptor, of a file (no symbolic link) or a folder by path. */
gboolean file_sync(int fd, const char *path, GError **error);
gboolean file_sync_path(const char *path, GError **error);
gboolean file_sync_folder(const char *path, GError **error);

/* syncfs(2): all that was written to the file system of the open folder `fd`,
 * files and names, in one go. Cheaper than an fsync each for some dozens of
 * files. Since Linux 5.8 it reports what could not be written back after `fd`
 * was opened, so keep one descriptor open over the writes. */
gboolean file_sync_system(int fd, const char *path, GError **error);

/* Has the kernel begin to write the file out, so that a later sync finds less
 * to do. Promises nothing, so it cannot fail. */
void file_start_writing(int fd);

/* rename(2) that names both paths in its error. Neither folder is synced:
 * the caller syncs each folder once for a group of renames. */
gboolean file_rename(const char *from, const char *to, GError **error);

/* unlink(2); what is not there is no error. */
gboolean file_unlink(const char *path, GError **error);

/* link(2), replacing what stands at `to`. */
gboolean file_link(const char *from, const char *to, GError **error);

/* The whole of a small file of ours, written durably under its final name. */
gboolean file_replace(const char *path, const void *data, gsize length,
                      GError **error);

/* The whole file, at most `max_bytes` bytes, NUL-terminated; NULL on error. */
char *file_read(const char *path, gsize max_bytes, gsize *length,
                GError **error);

/* The SHA-256 of a file of any size, in hexadecimal digits; NULL on error.
 * Refuses a symbolic link. */
char *file_sha256(const char *path, GError **error);

/* Hex of a SHA-256 digest of 32 bytes; g_free(). */
char *file_digest_hex(const guint8 *digest);

/* Reads a secret: the first line of `path`. "credential:NAME" is looked up in
 * $CREDENTIALS_DIRECTORY (systemd.exec(5)). A regular file with any bit of
 * mode & 077 set is refused; credentials are exempt, systemd guards them.
 * Wipe with explicit_bzero() before g_free(). */
char *file_read_secret(const char *path, GError **error);

/* TRUE if file_read_secret would succeed; same errors. For --check. */
gboolean file_check_secret(const char *path, GError **error);

/* The folder with the program's texts (templates, phrases): the parent of the
 * running executable's folder gives "conf" beside a build tree and
 * "share/dossierd" where installed. g_free(); NULL with an error if neither
 * is there. */
char *file_texts_folder(GError **error);
