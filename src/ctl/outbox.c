/* dossierctl outbox: outgoing mail, and what people decide about it. */
#include "ctl/ctl.h"

#include <sysexits.h>

int
ctl_outbox(const CtlContext *context)
{
    if (!context->arguments[0])
        return ctl_fail(EX_USAGE, "release, retry or cancel which mails?");
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer) "outbox");
    for (gsize i = 0; context->arguments[i]; i++)
        g_ptr_array_add(words, (gpointer)context->arguments[i]);
    g_ptr_array_add(words, NULL);
    return ctl_change(context, (const char *const *)words->pdata);
}
