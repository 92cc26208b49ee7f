"""A growing index: listing, the digest, filing one more."""

import sqlite3
import subprocess
import sys

from harness import mails
from harness.program import MEASURE, build_folder, environment
from harness.world import World

from collect import BOX, family_name
from yardstick import Timer, environment_number, ratio

# Rows below this number are those of the first application.
FIRST_COPY = 1000
# What one application leaves, but the rows of the first one with other keys.
# Columns that carry the number of the copy are named with what they become.
TABLES = {
    "candidate": {"id": "id + {n}", "family_name": "'NOM' || {n}",
                  "family_key": "'nom' || {n}", "email": "'n{n}@x.example'",
                  "folder_key": "folder_key || {n}",
                  "folder": "folder || {n}"},
    "candidate_address": {"address": "'n' || {n} || '@x.example'",
                          "candidate": "candidate + {n}"},
    "message": {"id": "id + {n}", "sha256": "sha256 || {n}",
                "message_id": "message_id || {n}"},
    "message_reference": {"reference": "reference || {n}",
                          "message": "message + {n}"},
    "message_copy": {"uid": "uid + {n}", "uidvalidity": "uidvalidity + 1",
                     "message": "message + {n}"},
    "dossier": {"id": "id + {n}", "ref": "ref || {n}",
                "candidate": "candidate + {n}", "folder": "folder || {n}",
                "received_at": "received_at - ({n} % 900000)"},
    "dossier_message": {"dossier": "dossier + {n}",
                        "message": "message + {n}",
                        "file": "file || {n}"},
    "document": {"id": "id + 10 * {n}", "dossier": "dossier + {n}",
                 "message": "message + {n}", "file": "file || {n}"},
    "outbox": {"id": "id + {n}", "event": "event || {n}",
               "message": "message + {n}", "message_id": "message_id || {n}",
               "state": "'sent'",
               "sent_at": "created_at - 10 * ({n} % 900000)",
               "created_at": "created_at - 10 * ({n} % 900000)",
               "recipient": "'n' || {n} || '@x.example'", "mail": "NULL"},
    "outbox_dossier": {"outbox": "outbox + {n}", "dossier": "dossier + {n}"},
}


def grow(database, count):
    """So many copies of the first application, behind all rows there are."""
    connection = sqlite3.connect(database)
    connection.executescript("PRAGMA synchronous = OFF;"
                             "PRAGMA cache_size = -200000;")
    connection.execute("CREATE TEMP TABLE number(n INTEGER PRIMARY KEY)")
    last = connection.execute("SELECT max(id) FROM message").fetchone()[0]
    first = max(last, FIRST_COPY) + FIRST_COPY
    connection.executemany("INSERT INTO number VALUES(?)",
                           ((n,) for n in range(first, first + count)))
    for table, changed in TABLES.items():
        columns = [row[1] for row in
                   connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(c, c).format(n="n") for c in columns)
        key = {"candidate_address": "candidate", "message_reference":
               "message", "message_copy": "message", "dossier_message":
               "dossier", "outbox_dossier": "outbox"}.get(table, "id")
        connection.execute(
            f"INSERT INTO {table}({', '.join(columns)}) SELECT {values}"
            f" FROM {table} CROSS JOIN number WHERE {key} < {FIRST_COPY}")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def run_ctl(world, *arguments):
    """Seconds and peak memory (kB) of dossierctl; its output goes nowhere."""
    peak_file = world.folder / "peak"
    with Timer() as timer:
        subprocess.run([sys.executable, "-c", MEASURE, peak_file,
                        build_folder() / "dossierctl", "-c",
                        world.configuration.file, *arguments],
                       env=environment(), check=True,
                       stdout=subprocess.DEVNULL)
    return timer.seconds, int(peak_file.read_text())


def file_more(world, first, times=20):
    """Median seconds from a delivery to the accepted answer, in a daemon that
    runs."""
    daemon = world.start()
    delays = []
    before = len(world.sink.taken)
    for number in range(times):
        world.deliver(BOX, mails.application(
            family_name(first + number), "Camille", to=(BOX,)))
        with Timer() as timer:
            if len(world.sink.wait(before + number + 1, seconds=60)) \
                    <= before + number:
                raise SystemExit("no answer\n" + daemon.log())
        delays.append(timer.seconds)
    daemon.stop()
    return sorted(delays)[times // 2]


def measure(world, have, wanted):
    grow(world.state_dir / "dossierd.db", wanted - have)
    listing, peak = run_ctl(world, "list", "--json", "--campaign",
                            "micro-structure-rs2026")
    digest, _ = run_ctl(world, "digest")
    with Timer() as start:
        world.once("--shadow")
    return listing, peak, digest, start.seconds, file_more(world, wanted)


def run():
    largest = environment_number("DOSSIERS", 100_000)
    rows, have, base = [], 0, None
    with World(prefix="dossierd-bench-", raw_log=False) as world:
        world.deliver(BOX, mails.application("PREMIER", "Camille", to=(BOX,)))
        world.once()
        for wanted in (1000, 10_000, 100_000, 1_000_000):
            if wanted > largest:
                break
            listing, peak, digest, start, filing = measure(world, have, wanted)
            have, base = wanted, base or filing
            rows += [(f"{wanted} dossiers: list --json", f"{listing:.2f} s",
                      f"{peak / 1024:.0f} MB"),
                     ("  digest", f"{digest:.2f} s", ""),
                     ("  pass without new mail, with start",
                      f"{start:.2f} s", ""),
                     ("  delivered → answer accepted, median",
                      f"{1000 * filing:.0f} ms", ratio(filing, base))]
    return "index: a growing index (ratio: to 1,000 dossiers)", rows
