"""make bench: every benchmark, or those named in BENCHES, as one table.

Sizes come from the environment: N (collect), MAILS (delay), OTHERS (shared),
TIMES (latency), BOXES, DOSSIERS (index). Each row stands beside a yardstick of
the same run, so that the speed of the machine cancels out.
"""

import importlib
import os
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[1] / "e2e")]

NAMES = ("collect", "delay", "shared", "latency", "boxes", "index")


def print_table(title, rows):
    """Rows are (what, figure, ratio or "")."""
    print(f"\n{title}")
    widths = [max(len(str(row[column])) for row in rows)
              for column in range(3)]
    for what, figure, ratio in rows:
        print(f"  {what:<{widths[0]}}  {figure:>{widths[1]}}  "
              f"{ratio:>{widths[2]}}".rstrip())
    sys.stdout.flush()


def main():
    names = sys.argv[1:] or NAMES
    for name in names:
        if name not in NAMES:
            sys.exit(f"unknown benchmark {name}; there are {', '.join(NAMES)}")
    print(f"{os.cpu_count()} processors; {os.uname().release}")
    for name in names:
        print_table(*importlib.import_module(name).run())


if __name__ == "__main__":
    main()
