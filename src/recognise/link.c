/* Links to files on other people's servers: no piece for us. */
#include "recognise/document.h"

#include <string.h>

static const char *const hosts[] = {"drive.google.com",
                                    "docs.google.com",
                                    "dropbox.com",
                                    "we.tl",
                                    "wetransfer.com",
                                    "1drv.ms",
                                    "onedrive.live.com",
                                    "sharepoint.com",
                                    "icloud.com",
                                    "fromsmash.com",
                                    "swisstransfer.com",
                                    "grosfichiers.com",
                                    "transfernow.net",
                                    "mega.nz",
                                    "box.com",
                                    "pcloud.com",
                                    "filesender.renater.fr",
                                    "nuage.apps.education.fr",
                                    "nuage03.apps",
                                    "apps.education.fr",
                                    "kdrive.infomaniak.com",
                                    "framadrop.org",
                                    "lufi.",
                                    "nextcloud.",
                                    "uptobox.com",
                                    NULL};

char **
document_cloud_links(const Message *message)
{
    GPtrArray *links = g_ptr_array_new();
    for (char **link = message->links; link && *link; link++) {
        const char *start = strstr(*link, "://");
        if (!start)
            continue;
        gsize length = strcspn(start + 3, "/?#");
        g_autofree char *host = g_ascii_strdown(start + 3, (gssize)length);
        for (guint i = 0; hosts[i]; i++) {
            if (strstr(host, hosts[i])) {
                g_ptr_array_add(links, g_strdup(*link));
                break;
            }
        }
    }
    g_ptr_array_add(links, NULL);
    return (char **)g_ptr_array_free(links, FALSE);
}
