/* Why a server could not be used, as precisely as whoever must mend it needs
 * to know. Told beside the error by imap_client_try() and smtp_client_try(). */
#pragma once

typedef enum {
    CONNECTION_FAULT_NAME,    /* no machine of that name */
    CONNECTION_FAULT_PORT,    /* nobody listens there */
    CONNECTION_FAULT_TIMEOUT, /* no answer: a firewall, as a rule */
    CONNECTION_FAULT_TLS,     /* no TLS where it was expected */
    CONNECTION_FAULT_STARTTLS,
    CONNECTION_FAULT_CA_FILE,
    CONNECTION_FAULT_CERTIFICATE_HOST,
    CONNECTION_FAULT_CERTIFICATE_DATE,
    CONNECTION_FAULT_CERTIFICATE_ISSUER,
    CONNECTION_FAULT_LOGIN,
    CONNECTION_FAULT_OTHER, /* the error's words tell more */
} ConnectionFault;
