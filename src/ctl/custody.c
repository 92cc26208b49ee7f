/* dossierctl file and the like: what people decide. The words go to the
 * daemon, or to the same code here (daemon/command.h). */
#include "ctl/ctl.h"

int
ctl_file(const CtlContext *context)
{
    return ctl_change_named(context, "file");
}

int
ctl_withdraw(const CtlContext *context)
{
    return ctl_change_named(context, "withdraw");
}

int
ctl_erase(const CtlContext *context)
{
    return ctl_change_named(context, "erase");
}

int
ctl_purge(const CtlContext *context)
{
    return ctl_change_named(context, "purge");
}
