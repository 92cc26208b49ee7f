#include "mail/imap_client_certificate.h"

/* Each certificate is a list of "name:value" lines, the server's the first. */
#define END "Expire date:"

gint64
mail_certificate_end(CURL *curl)
{
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
        chain == NULL || chain->num_of_certs < 1)
        return 0;
    for (struct curl_slist *line = chain->certinfo[0]; line != NULL;
         line = line->next)
        if (g_str_has_prefix(line->data, END))
            return MAX(curl_getdate(line->data + sizeof END - 1, NULL), 0);
    return 0;
}
