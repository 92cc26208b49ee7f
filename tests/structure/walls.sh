#!/bin/bash
# Each library is known to the files named here and to no other.
faults=0
wall() {
    grep -HnE "^ *# *include *<($1)" src/*/*.[ch] | grep -vE "^($2):" &&
        echo "^ $1 may be included by $2 only" && faults=1
}
wall 'libconfig\.h' 'src/base/config[a-z0-9_]*\.[ch]'
wall 'curl/' 'src/mail/(imap_client[a-z0-9_]*|smtp_client[a-z0-9_]*)\.[ch]'
wall 'gmime/' 'src/(mail/reader_[a-z0-9_]+|outbox/reply[a-z0-9_]*)\.[ch]'
wall '(poppler|archive|libxml/|ytnef|tnef|libytnef/)' \
    'src/(mail/reader_[a-z0-9_]+|report/export[a-z0-9_]*)\.[ch]'
wall 'seccomp\.h' 'src/mail/reader_[a-z0-9_]+\.[ch]'
wall 'sqlite3\.h' 'src/dossier/database_sqlite\.h'
wall 'systemd/' 'src/daemon/[a-z0-9_]+\.[ch]'
grep -Hn 'database_sqlite\.h"' src/*/*.[ch] |
    grep -vE '^src/(dossier|outbox/outbox|report/source_)[a-z0-9_/]*\.[ch]:' &&
    echo "^ the SQL connection stays in src/dossier, outbox, report/source" &&
    faults=1
exit $faults
