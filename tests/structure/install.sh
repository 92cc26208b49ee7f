#!/bin/bash
# An installed tree holds everything, finds its texts and its reader from
# there, keeps a configuration that was changed, and its sample loads.
faults=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fault() {
    echo "$1"
    faults=1
}
install() {
    make -s install DESTDIR="$folder" PREFIX=/usr sysconfdir=/etc >/dev/null ||
        fault "make install failed"
}
install
for file in usr/sbin/dossierd usr/bin/dossierctl \
    usr/libexec/dossierd/dossierd-reader usr/share/dossierd/phrases.ini \
    usr/share/man/man8/dossierd.8 usr/share/man/man1/dossierctl.1 \
    usr/share/man/man5/dossierd.conf.5 usr/lib/systemd/system/dossierd.service \
    usr/lib/systemd/system/dossierd@.service usr/lib/sysusers.d/dossierd.conf \
    usr/lib/tmpfiles.d/dossierd.conf etc/default/dossierd \
    usr/share/bash-completion/completions/dossierctl \
    usr/share/bash-completion/completions/dossierd \
    usr/share/dossierd/doc/registre-art30.md \
    usr/share/dossierd/init/dossierd.conf.in etc/dossierd/dossierd.conf; do
    [ -e "$folder/$file" ] || fault "$file is not installed"
done
grep -q '@[A-Z]*@' "$folder"/usr/lib/systemd/system/dossierd*.service &&
    fault "a unit was installed with its place left open"
[ -n "$(ls "$folder/usr/share/dossierd/templates")" ] || fault "no templates"
printf 'From: a@a.test\nSubject: x\n\nx\n' >"$folder/a.eml"
"$folder/usr/bin/dossierctl" -c "$folder/etc/dossierd/dossierd.conf" explain \
    --json "$folder/a.eml" | grep -q unrelated ||
    fault "the installed dossierctl does not explain a mail"
echo '# mine' >>"$folder/etc/dossierd/dossierd.conf"
install
grep -q '# mine' "$folder/etc/dossierd/dossierd.conf" ||
    fault "make install overwrote the configuration"
exit $faults
