"""Who floods one mailbox does not hold up those who write to another."""

import time

from harness import mails

FLOOD = 400


def wait_for(world, count, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        rows = world.ctl.rows("list")
        if len(rows) >= count:
            return rows
        time.sleep(0.02)
    raise AssertionError(f"{len(rows)} of {count} dossiers")


def test_mailboxes_take_turns(world):
    for number in range(FLOOD):
        world.deliver("puget", mails.application(
            f"FLOT{chr(65 + number // 26)}{chr(65 + number % 26)}", "Camille",
            to=("puget",), padding=60_000, seed=number))
    daemon = world.start("--shadow")
    wait_for(world, 1)
    world.deliver("artaud", mails.application("SEULE", "Anne",
                                              to=("artaud",)))
    rows = wait_for(world, FLOOD + 1)
    daemon.stop()
    # References are given in the order of filing.
    names = [row["candidate"]["family_name"]
             for row in sorted(rows, key=lambda row: row["ref"])]
    # All that the flood has under way at once would be before it otherwise.
    assert names.index("SEULE") < 200
