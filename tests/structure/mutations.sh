#!/bin/bash
# The texts that tests/mutations/*.tsv take away are in the sources.
set -eu
exec /usr/bin/python3 tests/mutations/run --check
