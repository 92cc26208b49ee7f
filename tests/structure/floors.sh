#!/bin/bash
# A folder of src/ includes itself and the floors above it, nothing below.
floors=(base mail recognise dossier outbox report daemon ctl)
faults=0
for folder in src/*/; do
    name=$(basename "$folder")
    [[ " ${floors[*]} " == *" $name "* ]] && continue
    echo "$folder is no floor of this project" && faults=1
done
allowed=""
for floor in "${floors[@]}"; do
    allowed+="${allowed:+|}$floor"
    [ -d "src/$floor" ] || continue
    grep -HnE '^ *# *include *"' "src/$floor"/*.[ch] 2>/dev/null |
        grep -vE "include *\"($allowed)/[a-z0-9_]+\.h\"" &&
        echo "src/$floor may include $allowed only" && faults=1
done
exit $faults
