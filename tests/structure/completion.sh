#!/bin/bash
# What bash completes is what the manual pages name: each command and each
# option, and nothing that the programs do not know.
faults=0
fault() {
    echo "$1"
    faults=1
}
PATH=$PWD/${BUILD:-build}:$PATH
source src/completion.bash

# completed WORD...: what is offered for the last word, one a line.
completed() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _"$1" "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    printf '%s\n' "${COMPREPLY[@]}"
}
# named PAGE [COMMAND]: options that a page names, of the program itself or in
# what it says of a command.
named() {
    awk -v wanted="${2:-}" '
        /^\.It Cm / { command = $3 }
        /^\.It Xo/ { head = NR + 1 }
        NR == head && /^\.Cm / { command = $2 }
        command == wanted' "$1" |
        grep -oE 'Fl -?[A-Za-z][a-z-]*' | sed 's/Fl /-/' | sort -u
}

commands=$(grep -oE '^\.(It )?Cm [a-z]+' src/dossierctl.1 | sed 's/.* //' |
    sort -u)
for command in $commands; do
    completed dossierctl "${command:0:2}" | grep -qx -- "$command" ||
        fault "the command $command is not completed"
    for option in $(named src/dossierctl.1 "$command"); do
        completed dossierctl "$command" "$option" | grep -qx -- "$option" ||
            fault "dossierctl $command: $option is not completed"
    done
done
for word in $(completed dossierctl '' | grep -v '^-'); do
    [ "$word" = help ] || grep -qE "Cm $word( |$)" src/dossierctl.1 ||
        fault "dossierctl.1 does not name $word"
    for option in $(completed dossierctl "$word" --); do
        [ "$option" = --json ] || named src/dossierctl.1 "$word" |
            grep -qx -- "$option" ||
            fault "dossierctl.1 does not name $option of $word"
    done
done
for program in dossierd:src/dossierd.8 dossierctl:src/dossierctl.1; do
    for option in $(named "${program#*:}"); do
        completed "${program%:*}" "$option" | grep -qx -- "$option" ||
            fault "${program%:*} $option is not completed"
    done
done
for option in $(completed dossierd -); do
    grep -qE "Fl ${option/-/}( |$)" src/dossierd.8 ||
        fault "dossierd.8 does not name $option"
done
[ "$(completed dossierctl outbox re | xargs)" = "release retry" ] ||
    fault "outbox re: $(completed dossierctl outbox re | xargs)"
[ "$(completed dossierctl list --status w)" = withdrawn ] ||
    fault "list --status w: $(completed dossierctl list --status w)"
[ "$(completed dossierctl -c x messages --status r)" = review ] ||
    fault "messages --status r: nothing"
[ -z "$(completed dossierctl export --csv '')" ] ||
    fault "a file after --csv is left to readline"
exit $faults
