#!/bin/bash
# Functions: none over 80 lines, median at most 15, 90th percentile at most 50.
# Files at most 500 lines, headers 120, lines 80 columns; the tables of cases in
# the unit tests have lines as long as their cases.
faults=0
lengths=$(ctags -R --languages=C --c-kinds=f --fields=+ne -f - src |
    awk -F'\t' '{
        start = 0; end = 0
        for (i = 4; i <= NF; i++) {
            if ($i ~ /^line:/) start = substr($i, 6)
            if ($i ~ /^end:/) end = substr($i, 5)
        }
        if (start && end) print end - start + 1, $2 ":" start, $1
    }' | sort -n)
awk '$1 > 80 { print "over 80 lines:", $0; bad = 1 }
     { length_of[NR] = $1 }
     END {
        median = length_of[int((NR + 1) / 2)]
        ninth = length_of[int(NR * 0.9 + 0.5)]
        if (median > 15) { print "median function: " median " lines"; bad = 1 }
        if (ninth > 50) { print "90th percentile: " ninth " lines"; bad = 1 }
        exit bad
     }' <<<"$lengths" || faults=1
wc -l src/*/*.c | awk '
    $2 != "total" && $1 > 500 { print "over 500 lines:", $2; bad = 1 }
    END { exit bad }' || faults=1
# config.h is the list of every key, and long for that reason.
wc -l src/*/*.h | awk '
    $2 != "total" && $2 !~ /config\.h/ && $1 > 120 {
        print "header over 120 lines:", $2; bad = 1
    }
    END { exit bad }' || faults=1
{
    find src -name '*.[ch]' -print0
    find tests \( -name '*.py' -o -name '*.sh' \) -print0
} | LC_ALL=C.UTF-8 xargs -0 grep -HnE '^.{81,}$' &&
    echo "^ over 80 columns" && faults=1
exit $faults
