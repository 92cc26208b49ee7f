#include "mail/imap_client_fault.h"

/* X509_verify_cert_error_string(3): what OpenSSL finds, and libcurl passes on
 * as a number. The host name is libcurl's own check, after a good chain, and
 * leaves the number at what it was set to before anything was checked. */
#define CHAIN_GOOD 0
#define UNSPECIFIED 1
#define NOT_YET_VALID 9
#define HAS_EXPIRED 10

static ConnectionFault
certificate_fault(CURL *easy)
{
    long found = CHAIN_GOOD;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &found);
    switch (found) {
    case CHAIN_GOOD:
    case UNSPECIFIED:
        return CONNECTION_FAULT_CERTIFICATE_HOST;
    case NOT_YET_VALID:
    case HAS_EXPIRED:
        return CONNECTION_FAULT_CERTIFICATE_DATE;
    default:
        return CONNECTION_FAULT_CERTIFICATE_ISSUER;
    }
}

ConnectionFault
connection_fault_of(CURL *easy, CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return CONNECTION_FAULT_NAME;
    case CURLE_COULDNT_CONNECT:
        return CONNECTION_FAULT_PORT;
    case CURLE_OPERATION_TIMEDOUT:
        return CONNECTION_FAULT_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
        return CONNECTION_FAULT_TLS;
    case CURLE_USE_SSL_FAILED:
        return CONNECTION_FAULT_STARTTLS;
    case CURLE_SSL_CACERT_BADFILE:
        return CONNECTION_FAULT_CA_FILE;
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificate_fault(easy);
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR:
        return CONNECTION_FAULT_LOGIN;
    default:
        return CONNECTION_FAULT_OTHER;
    }
}
