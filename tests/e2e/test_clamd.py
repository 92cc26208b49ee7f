"""ClamAV where it finds something, is away, is slow, dies or talks nonsense."""

import sqlite3
import threading
import time

import pytest
from harness import documents, mails
from harness.campaign import DOMAIN
from harness.clamd import EICAR, FakeClamd


@pytest.fixture
def clamd(world):
    made = FakeClamd(world.folder)
    world.configuration.values["clamd_socket"] = str(made.path)
    world.configuration.write()
    yield made
    made.stop()


def infected(family="MALADE"):
    mail = mails.message(
        f"Mona {family} <mona@courriel.example>", mails.school("artaud"),
        mails.subject_for(family, "Mona"), "Ci-joint.\n")
    mails.attach(mail, "CV.pdf", documents.pdf(documents.cv("Mona")))
    mails.attach(mail, "lettre.txt", EICAR, ("text", "plain"))
    data = mails.as_bytes(mail)
    return data if EICAR in data else data.replace(
        b"Ci-joint.", b"Ci-joint.\n\n" + EICAR)


def verdicts(world):
    return sorted(row["verdict"] for row in world.ctl.rows("messages"))


def test_infected_mail_is_put_aside_unread(world, clamd):
    clamd.start()
    world.deliver("artaud", infected())
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    assert len(world.dossiers()) == 1
    assert verdicts(world) == ["application", "quarantined"]
    [row] = [row for row in world.ctl.rows("messages")
             if row["verdict"] == "quarantined"]
    assert "malveillant" in " ".join(row["reasons"])
    [file] = (world.state_dir / "quarantine").iterdir()
    assert EICAR in file.read_bytes()
    # No piece of it was taken out.
    assert not [path for path in world.state_dir.rglob("*")
                if path.is_file() and path != file
                and EICAR in path.read_bytes()]
    # Candidates are not answered, operator and referent are told.
    assert world.sink.to("mona@courriel.example") == []
    assert len(world.sink.to(f"operateur@{DOMAIN}")) == 1
    assert len(world.sink.to(f"referent13@{DOMAIN}")) == 1


def test_mail_waits_while_clamd_is_away(world, clamd):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("referent", mails.school_mail())
    for _ in range(2):
        done = world.once(code=75)
        assert str(clamd.path) in done.stderr
        assert world.ctl.rows("messages") == []
        assert world.tree() == {}
    clamd.start()
    world.once()
    assert len(world.dossiers()) == 1
    assert len(world.sink.of_kind("acknowledgement")) == 1


def test_operator_is_told_of_clamd_once(world, clamd):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    assert world.sink.taken == []
    with sqlite3.connect(world.state_dir / "dossierd.db") as database:
        done = database.execute(
            "UPDATE setting SET value = value - 700"
            " WHERE name = 'trouble:scan::since'")
        assert done.rowcount == 1
    world.once(code=75)
    world.once(code=75)
    [told] = world.sink.to(f"operateur@{DOMAIN}")
    assert "antivirus" in told.mail["Subject"]
    clamd.start()
    world.once()
    assert len(world.sink.to(f"operateur@{DOMAIN}")) == 2


def test_slow_clamd_holds_up_nobody_else(world, clamd):
    over = threading.Event()

    def mood(data):
        if b"LENT" in data:
            over.wait(120)
        return b"stream: OK"

    clamd.mood = mood
    clamd.start()
    daemon = world.start()
    world.deliver("artaud", mails.application("LENT", "Luc"))
    world.deliver("artaud", mails.application("APRES", "Luc"))
    for number, box in enumerate(("daumier", "duby", "puget"), 1):
        world.deliver(box, mails.application(
            f"VITE{chr(64 + number)}", "Anne", to=(box,)))
    answered = world.sink.wait(3, 60, "acknowledgement")
    assert len(answered) == 3
    assert not any(b"luc." in taken.data for taken in answered)
    over.set()
    assert len(world.sink.wait(5, 60, "acknowledgement")) == 5
    assert daemon.stop() == 0


def test_stops_at_once_while_clamd_is_slow(world, clamd):
    clamd.mood = lambda data: 60
    clamd.start()
    daemon = world.start()
    world.deliver("artaud", mails.application("LENT", "Luc"))
    end = time.monotonic() + 10
    while not clamd.scanned and time.monotonic() < end:
        time.sleep(0.05)
    assert clamd.scanned
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 10
    assert world.ctl.rows("messages") == []


@pytest.mark.parametrize("answer", (
    None, b"", b"stream: Broken pipe ERROR", b"220 ESMTP", b"x" * 5000))
def test_no_verdict_files_nothing(world, clamd, answer):
    """As long as clamd has none on harmless mail either."""
    clamd.mood = lambda data: answer
    clamd.start()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    for _ in range(4):
        world.once(code=75)
    assert world.ctl.rows("messages") == []
    clamd.mood = clamd.find_eicar
    world.once()
    assert verdicts(world) == ["application"]


def test_a_mail_clamd_dies_of_does_not_block_its_mailbox(world, clamd):
    clamd.mood = lambda data: None if b"POISON" in data else b"stream: OK"
    clamd.start()
    daemon = world.start()
    world.deliver("artaud", mails.application("POISON", "Paul"))
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert len(world.sink.wait(1, 90, "acknowledgement")) == 1
    assert daemon.stop() == 0
    assert verdicts(world) == ["application", "quarantined"]
    assert len([data for data in clamd.scanned if b"POISON" in data]) == 3


def test_too_large_for_clamd_goes_to_review(world, clamd):
    clamd.mood = lambda data: (b"INSTREAM size limit exceeded. ERROR"
                               if len(data) > 50_000 else b"stream: OK")
    clamd.start()
    world.deliver("artaud", mails.application("GROS", "Guy", padding=100_000))
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    assert verdicts(world) == ["application", "review"]
    [receipt] = world.sink.of_kind("receipt")
    assert receipt.recipients == ["guy.gros@courriel.example"]
