#!/bin/bash
# The systemd units are valid and as tight as promised, without being loaded.
faults=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for unit in dossierd.service dossierd@.service; do
    installed=$folder/${unit/@/@academie}
    sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "systemd/$unit" >"$installed"
    systemd-analyze verify --man=no "$installed" 2>"$folder/said" || faults=1
    grep -F "${installed##*/}" "$folder/said" && faults=1
    systemd-analyze security --offline=true --threshold=15 --no-pager \
        "$installed" >"$folder/said" 2>&1 ||
        { tail -3 "$folder/said" && faults=1; }
done
systemd-sysusers --root="$folder" --dry-run "$PWD/systemd/dossierd.sysusers" \
    >"$folder/said" 2>&1 || { cat "$folder/said" && faults=1; }
exit $faults
