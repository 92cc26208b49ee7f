# Completion of dossierctl and dossierd for bash.
#
# Commands and options are what the program's own --help names, so that there
# is no second list to keep. References and numbers of mails are not completed:
# only the index knows them, and whoever types may not be allowed to read it.

# The command that stands before the cursor, if there is one.
_dossierctl_command() {
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -c | --config) ((i++)) ;;
        -*) ;;
        *) echo "${COMP_WORDS[i]}" && return ;;
        esac
    done
}

_dossierctl() {
    local command help usage words
    command=$(_dossierctl_command)
    help=$("$1" --help 2>/dev/null)
    usage=$(awk -v c="$command" '/^  [a-z]/ { on = $1 == c } on' <<<"$help")
    if [[ $3 = -c || $3 = --config || $usage = *"$3 FILE"* ]]; then
        return # names of files, by readline itself
    elif [[ $3 = --* && $usage = *"$3 STATE"* ]]; then
        words='complete incomplete withdrawn'
    elif [[ $3 = --* && $usage = *"$3 VERDICT"* ]]; then
        words='application supplement review automatic quarantined'
    elif [[ $3 = --* && $usage =~ "$3 "[A-Z] ]]; then
        compopt +o default # an id, a name, a time
        return
    elif [[ -z $command ]]; then
        words="$(sed -n 's/^  \([a-z][a-z-]*\).*/\1/p' <<<"$help")
            help -c --config --json --help --version"
    else
        # What is written small is to be typed as it stands.
        words="$(grep -oE -- '[[|][a-z]+|--[a-z][a-z-]*' <<<"$usage" |
            tr -d '[|') --json"
    fi
    COMPREPLY=($(compgen -W "$words" -- "$2"))
}

_dossierd() {
    case $3 in
    -c | --config) return ;;
    esac
    COMPREPLY=($(compgen -W "$("$1" --help 2>/dev/null |
        grep -oE -- '(^| )--?[A-Za-z][a-z-]*')" -- "$2"))
}

complete -o default -F _dossierctl dossierctl
complete -o default -F _dossierd dossierd
