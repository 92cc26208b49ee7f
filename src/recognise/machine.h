/* Mail that machines wrote, and mail that must not be answered (RFC 3834
 * section 2, RFC 5230 section 4.6, RFC 3464). Pure. */
#pragma once

#include "base/config.h"
#include "mail/message.h"

typedef enum {
    MACHINE_NONE,
    MACHINE_BOUNCE,  /* delivery status */
    MACHINE_RECEIPT, /* read receipt (RFC 8098) */
    MACHINE_ABSENCE, /* out of office and the like */
    MACHINE_OWN,     /* our own mail came back */
    MACHINE_BULK,    /* a list, a newsletter, noreply@: may carry an
                        application all the same */
} MachineKind;

typedef struct {
    MachineKind kind;
    const char *sign; /* key of the reason [reason], NULL for none */
} Machine;

Machine machine_look(const Config *config, const Message *message);

/* TRUE for addresses that must never be answered: mailer-daemon, noreply,
 * owner-*, *-request… */
gboolean machine_is_no_answer(const char *address);

/* The whole list of RULES "When not to answer" but for several From fields
 * and the form of the address. */
gboolean machine_forbids_answer(const Config *config, const Message *message);
