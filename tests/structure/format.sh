#!/bin/bash
# The committed .clang-format is what the sources look like.
find src tests -name '*.[ch]' -print0 |
    xargs -0 clang-format --dry-run -Werror 2>&1 | grep -E 'error|warning' |
    head -20
exit "${PIPESTATUS[1]}"
