"""store_readers: who reads the store beside its owner, and who never does."""

import json
import os
import pathlib
import stat
import subprocess

import pytest
from harness import mails
from harness.program import run_once

# No account has these numbers; the reader gets the daemon's group.
READER, STRANGERS = 54321, 54322

as_root = pytest.mark.skipif(os.getuid() != 0,
                             reason="takes another account's place")


def configure(world, readers):
    world.configuration.values["store_readers"] = readers
    world.configuration.write()


def deliver_some(world, family="DUPONT"):
    """One for each place where mails are kept."""
    for box in ("artaud", "daumier"):
        world.deliver(box, mails.application(
            family, "Marie", to=("artaud", "daumier")))
    world.deliver("referent", mails.application(family, "Zoé",
                                                to=("referent",)))
    world.deliver("artaud", mails.nested_groups())


def kept(world):
    """Path → (is it a folder, mode) of all in the state folder."""
    found = [world.state_dir, *world.state_dir.rglob("*")]
    return {str(path.relative_to(world.state_dir)): (
        path.is_dir(), stat.S_IMODE(path.lstat().st_mode)) for path in found}


def is_for_readers(path):
    return pathlib.Path(path).parts[:1] in ((), ("dossiers",), ("review",))


def expected(world, readers):
    modes = {False: 0o600, True: 0o700}
    wider = {False: 0o640, True: 0o750} if readers == "group" else modes
    return {path: (is_folder, (wider if is_for_readers(path) else modes)
                   [is_folder])
            for path, (is_folder, _) in kept(world).items()}


def seen_by(world, group, test="-readable"):
    done = subprocess.run(
        ["find", world.state_dir, test, "-printf", "%P\n"], user=READER,
        group=group, extra_groups=[], capture_output=True, text=True)
    return set(done.stdout.splitlines())


def wrong_modes(world):
    done = world.ctl.run("verify", "--json", check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted(row["object"] for row in rows if row.get("fault") == "mode")


@as_root
def test_the_group_reads_dossiers_and_nothing_else(world):
    configure(world, "group")
    deliver_some(world)
    world.once()
    state = kept(world)
    assert state == expected(world, "group")
    for folder in ("dossiers", "review", "quarantine", "records", "spool",
                   "dossierd.db", "group.journal", "lock"):
        assert folder in state
    readable = seen_by(world, os.getgid())
    assert readable == {path.strip(".") if path == "." else path
                        for path in state if is_for_readers(path)}
    [mail, *_] = [path for path in readable if path.endswith(".eml")]
    read = subprocess.run(["cat", world.state_dir / mail], user=READER,
                          group=os.getgid(), extra_groups=[],
                          capture_output=True)
    assert read.stdout == (world.state_dir / mail).read_bytes()
    assert seen_by(world, os.getgid(), "-writable") == set()
    assert seen_by(world, STRANGERS) == set()
    assert wrong_modes(world) == []


def test_a_changed_key_changes_what_stands(world):
    """By SIGHUP, there and back."""
    deliver_some(world)
    world.once()
    daemon = world.start()
    sent = len(world.sink.taken)
    for number, readers in enumerate(("owner", "group", "owner")):
        configure(world, readers)
        daemon.hang_up()
        daemon.wait_for("READY=1")
        assert kept(world) == expected(world, readers)
        world.deliver("duby", mails.application(f"SUIVANT{number}", "Anne",
                                                to=("duby",)))
        sent += 1
        world.sink.wait(sent)
        assert kept(world) == expected(world, readers)
        assert wrong_modes(world) == []
    assert daemon.stop() == 0


def test_each_start_closes_what_is_nobodys_business(world):
    """A store put back from a copy has whatever modes the copy had; and the
    service manager closes the state folder before each start."""
    configure(world, "group")
    deliver_some(world)
    world.once()
    (world.state_dir / "dossierd.db").chmod(0o644)
    (world.state_dir / "records").chmod(0o755)
    world.state_dir.chmod(0o700)
    # SQLite gives what it keeps beside the index the index's mode.
    assert {"dossierd.db", "records"} <= set(wrong_modes(world))
    world.once()
    assert kept(world) == expected(world, "group")


def test_a_rebuilt_index_does_not_know_the_modes(world):
    configure(world, "group")
    deliver_some(world)
    world.once()
    configure(world, "owner")
    world.ctl.run("rebuild", check=False)
    assert wrong_modes(world) != []
    world.once()
    assert wrong_modes(world) == []


def test_verify_names_modes_that_are_not_configured(world):
    deliver_some(world)
    world.deliver("duby", mails.application("MARTIN", "Anne", to=("duby",)))
    world.once()
    [piece, *_] = [path for path in kept(world)
                   if "MARTIN" in path and path.endswith(".pdf")]
    (world.state_dir / piece).chmod(0o640)
    (world.state_dir / "quarantine").chmod(0o755)
    assert wrong_modes(world) == [piece, "quarantine"]
    (world.state_dir / piece).chmod(0o600)
    (world.state_dir / "quarantine").chmod(0o700)
    assert wrong_modes(world) == []


@as_root
def test_another_groups_files_stay_closed(world):
    """They would be open to people who were not meant."""
    deliver_some(world)
    world.once()
    [mail, *_] = [path for path in kept(world) if path.startswith("review/")
                  and path.endswith(".eml")]
    os.chown(world.state_dir / mail, -1, STRANGERS)
    configure(world, "group")
    done = world.once()
    assert "another group" in done.stderr and "DUPONT" not in done.stderr
    assert kept(world) == expected(world, "group") | {mail: (False, 0o600)}
    assert wrong_modes(world) == [mail]
    os.chown(world.state_dir / mail, -1, os.getgid())
    world.once()
    assert kept(world) == expected(world, "group")
    os.chown(world.state_dir, -1, STRANGERS)
    done = run_once(world.configuration)
    assert done.returncode == 70 and "chgrp" in done.stderr, done.stderr
