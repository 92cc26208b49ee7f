#!/bin/bash
# The manual pages are there, clean, and name every option and command.
faults=0
for page in src/dossierd.8 src/dossierctl.1 src/dossierd.conf.5; do
    [ -f "$page" ] || { echo "$page is missing" && faults=1 && continue; }
    mandoc -Tlint -Wwarning "$page" || faults=1
done
for option in once check shadow; do
    grep -q "Fl *-*$option\|$option" src/dossierd.8 2>/dev/null ||
        { echo "dossierd.8 does not name --$option" && faults=1; }
done
commands=$("${BUILD:-build}/dossierctl" --help |
    sed -n 's/^  \([a-z][a-z-]*\).*/\1/p')
[ "$(wc -w <<<"$commands")" -gt 12 ] ||
    { echo "dossierctl --help names no commands" && faults=1; }
for command in $commands; do
    grep -q "Cm $command" src/dossierctl.1 2>/dev/null ||
        { echo "dossierctl.1 does not name $command" && faults=1; }
done
exit $faults
