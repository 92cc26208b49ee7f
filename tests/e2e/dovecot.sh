#!/bin/bash
# A private Dovecot on loopback, all of it below DIR.
#   dovecot.sh start DIR PORT [TLSPORT]   any user, password "secret"
#   dovecot.sh stop DIR
#   dovecot.sh deliver DIR USER < MAIL    into the inbox, as an MTA does
#   dovecot.sh fill DIR USER N < MAIL     N copies, straight into the Maildir
# Maildirs are DIR/mail/USER/Maildir, owned by DIR's mail user (nobody where
# run by root). With TLSPORT, imaps listens there and STARTTLS on PORT; DIR/
# ca.pem is to be trusted, for localhost and 127.0.0.1. Raw sessions are
# written below DIR/rawlog/USER if that folder exists at login.
# MAX_CONNECTIONS=N raises the cap on sessions (1,000).
set -eu

make_certificates() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Test CA" \
        -keyout "$1/ca.key" -out "$1/ca.pem" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" \
        -keyout "$1/server.key" -out "$1/server.csr" 2>/dev/null
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$1/server.ext"
    openssl x509 -req -in "$1/server.csr" -CA "$1/ca.pem" \
        -CAkey "$1/ca.key" -CAcreateserial -days 30 \
        -extfile "$1/server.ext" -out "$1/server.pem" 2>/dev/null
}

write_configuration() {
    local dir=$1 port=$2 tlsport=${3:-} user group
    user=$(id -un)
    group=$(id -gn)
    [ "$(id -u)" -ne 0 ] || { user=nobody; group=nogroup; }
    cat <<CONF
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/dovecot.log
protocols = imap
listen = 127.0.0.1, 127.0.0.2
instance_name = test-$port
mail_location = maildir:~/Maildir
mail_uid = $user
mail_gid = $group
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 10000
auth_mechanisms = plain login
disable_plaintext_auth = no
rawlog_dir = $dir/rawlog/%u
lda_mailbox_autocreate = yes
postmaster_address = postmaster@example.org
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$dir/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  service_count = 0
  client_limit = ${MAX_CONNECTIONS:-1000}
  process_min_avail = 1
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = ${tlsport:-0}
    ssl = yes
  }
}
service imap {
  process_limit = ${MAX_CONNECTIONS:-1000}
}
service anvil {
  chroot =
}
CONF
    if [ "$(id -u)" -ne 0 ]; then
        printf 'default_internal_user = %s\n' "$user"
        printf 'default_internal_group = %s\n' "$group"
        printf 'default_login_user = %s\n' "$user"
    fi
    if [ -n "$tlsport" ]; then
        printf 'ssl = yes\nssl_cert = <%s/server.pem\n' "$dir"
        printf 'ssl_key = <%s/server.key\n' "$dir"
    else
        printf 'ssl = no\n'
    fi
}

await_port() {
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.05
    done
    echo "dovecot does not listen on $1" >&2
    return 1
}

start() {
    local dir port=$2
    mkdir -p "$1"
    dir=$(realpath "$1")
    chmod 755 "$dir"
    mkdir -p "$dir/run" "$dir/mail"
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$dir/mail"
    if [ -n "${3:-}" ] && [ ! -f "$dir/server.pem" ]; then
        make_certificates "$dir"
    fi
    write_configuration "$dir" "$port" "${3:-}" >"$dir/dovecot.conf"
    dovecot -c "$dir/dovecot.conf"
    await_port "$port"
}

stop() {
    local pid
    pid=$(cat "$1/run/master.pid" 2>/dev/null) || return 0
    kill "$pid"
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.05
    done
}

deliver() {
    /usr/lib/dovecot/dovecot-lda -c "$1/dovecot.conf" -d "$2" -o mail_debug=no
}

fill() {
    local maildir=$1/mail/$2/Maildir mail
    mkdir -p "$maildir/new" "$maildir/cur" "$maildir/tmp"
    mail=$maildir/tmp/mail
    cat >"$mail"
    for n in $(seq "$3"); do
        ln "$mail" "$maildir/new/$((1700000000 + n)).$n.localhost"
    done
    rm "$mail"
    [ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$1/mail/$2"
}

command=$1
shift
case $command in
start | stop | deliver | fill) "$command" "$@" ;;
*)
    echo "usage: dovecot.sh start DIR PORT [TLSPORT] | stop DIR |" \
        "deliver DIR USER | fill DIR USER N" >&2
    exit 64
    ;;
esac
