"""Nothing is filed or answered twice."""

import random
import time

import pytest
from harness import mails
from harness.campaign import MAILBOXES, SCHOOLS
from harness.program import build_folder, environment

import subprocess

CURSORS = ("mailbox", "cursor")


def without_contact(rows):
    """A pass may note that it was there, and nothing else."""
    return {table: [row for row in found if "'last_run'" not in row]
            for table, found in rows.items()
            if not table.startswith(CURSORS)}


def test_second_pass_sends_nothing_and_changes_no_file(world):
    world.deliver_everywhere(mails.application("DUPONT", "Marie"),
                             ("artaud", "referent"))
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    world.deliver("referent", mails.application("N'GUESSAN", "Zoé",
                                                to=("referent",)))
    world.deliver("artaud", mails.school_mail())
    world.once()
    tree, rows, sent = world.tree(), world.rows(), len(world.sink.taken)
    assert sent == 3
    world.once()
    assert world.tree() == tree
    assert without_contact(world.rows()) == without_contact(rows)
    assert len(world.sink.taken) == sent


def test_new_uidvalidity_files_and_answers_nothing_again(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("artaud", mails.school_mail())
    world.once()
    tree = world.tree()
    world.dovecot.stop()
    world.dovecot.reset_uidvalidity(MAILBOXES["artaud"])
    world.dovecot.start()
    world.deliver("artaud", mails.application("NOUVEAU", "Noé"))
    world.once()
    assert len(world.ctl.rows("list")) == 2
    assert len(world.sink.taken) == 2
    assert {name: digest for name, digest in world.tree().items()
            if name in tree} == tree


def test_copy_that_arrives_later_is_the_same_message(world):
    mail = mails.application("DUPONT", "Marie")
    world.deliver("artaud", mail)
    world.once()
    world.deliver("referent", mail)
    world.once()
    [row] = world.ctl.rows("list")
    assert len(row["messages"]) == 1
    assert sorted(row["messages"][0]["mailboxes"]) == ["artaud", "referent"]
    assert len(world.sink.taken) == 1


def deliver_fifty(world):
    boxes = list(SCHOOLS)
    for number in range(50):
        box = boxes[number % 4]
        world.deliver_everywhere(
            mails.application(f"NOM{chr(65 + number // 26)}"
                              f"{chr(65 + number % 26)}", "Camille",
                              to=(box, "referent"), seed=number),
            (box, "referent") if number % 5 == 0 else (box,))


def assert_each_once(world):
    """Each filed once and none answered twice. A mail whose sending was cut
    is `unknown`: it may have gone out or not, and is never sent again."""
    assert len(world.dossiers()) == 50
    for row in world.ctl.rows("list"):
        assert len(row["messages"]) == 1
        assert row["status"] == "complete"
    answers = world.ctl.rows("outbox")
    assert len([row for row in answers
                if row["kind"] == "acknowledgement"]) == 50
    arrived = {}
    for taken in world.sink.of_kind("acknowledgement"):
        for key in (taken.message_id, str(taken.mail["In-Reply-To"])):
            arrived[key] = arrived.get(key, 0) + 1
    assert max(arrived.values(), default=0) <= 1
    for row in answers:
        assert row["state"] in ("sent", "unknown"), row
        if row["state"] == "sent":
            assert arrived.get(row["message_id"]) == 1
    files = [name for name in world.tree() if name.startswith("spool/")]
    assert files == []


def kill_after(world, seconds):
    process = subprocess.Popen(
        [build_folder() / "dossierd", "-c", world.configuration.file,
         "--once"], env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    killed = process.poll() is None
    process.kill()
    process.wait()
    return killed


@pytest.mark.plain
def test_killed_at_twenty_random_moments(world, tmp_path):
    deliver_fifty(world)
    began = time.monotonic()
    world.once()
    duration = time.monotonic() - began
    assert_each_once(world)
    seed = random.randrange(1 << 30)
    print("seed", seed, "pass", duration)
    moments = random.Random(seed)
    killed = 0
    for round_number in range(20):
        world.state_dir.rename(tmp_path / f"state{round_number}")
        world.sink.taken.clear()
        # Each round is cut in its own twentieth of the pass, the end left
        # out: the next passes find everything warm and are quicker.
        killed += kill_after(world, 0.6 * duration * (
            round_number + moments.random()) / 20)
        world.once()
        assert_each_once(world)
    assert killed >= 15, f"only {killed} passes were still running"


def test_killed_again_and_again(world):
    """The same state is killed over and over; each pass comes a bit
    further."""
    deliver_fifty(world)
    moments = random.Random(7)
    for _ in range(20):
        kill_after(world, 0.02 + moments.random() * 0.4)
    world.once()
    assert_each_once(world)
