/* What the reading process shares about GMime. */
#pragma once

#include <gmime/gmime.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFilter, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

/* Sets the default options (NULL in GMime's calls): liberal parsing, raw
 * bytes are UTF-8 or else windows-1252. Once a process, before any thread. */
void reader_gmime_init(void);

/* A decoder for a transfer encoding; one that copies where there is none. */
GMimeFilter *reader_gmime_decoder(GMimeContentEncoding encoding);
