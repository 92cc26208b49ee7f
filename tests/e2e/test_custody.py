"""What people decide: settle, withdraw, erase, purge; and what proves it."""

import sqlite3

from harness import documents, mails
from harness.campaign import MAILBOXES

POSITION = "0132733A"


def undecided(family="DUPONT", given="Marie", **options):
    """An application that names no position."""
    return mails.application(family, given, to=("referent",), **options)


def waiting(world):
    return [row for row in world.ctl.rows("messages")
            if row["verdict"] == "review" and row["settled_at"] is None]


def put_to_review(world, mail=None):
    world.deliver("referent", mail or undecided())
    world.once()
    [row] = waiting(world)
    return row


def register(world):
    database = sqlite3.connect(
        f"file:{world.state_dir}/dossierd.db?mode=ro", uri=True)
    try:
        return database.execute(
            "SELECT actor, action, object FROM register ORDER BY id"
        ).fetchall()
    finally:
        database.close()


def test_settled_mail_is_filed_and_acknowledged(world):
    row = put_to_review(world)
    assert [sent.kind for sent in world.sink.taken] == ["receipt"]
    ref = world.ctl.run("file", row["id"], "--position",
                        POSITION).stdout.strip()
    [dossier] = world.ctl.rows("list")
    assert dossier["ref"] == ref
    assert dossier["position"] == POSITION
    assert dossier["status"] == "complete"
    assert dossier["candidate"]["family_name"] == "DUPONT"
    assert (world.state_dir / dossier["messages"][0]["file"]).is_file()
    assert not (world.state_dir / row["file"]).exists()
    assert waiting(world) == []
    world.once()
    assert [sent.kind for sent in world.sink.taken] == ["receipt",
                                                        "acknowledgement"]
    assert ref in world.sink.taken[1].text
    assert [row[1:] for row in register(world)] == [("file", ref)]


def test_running_daemon_settles_and_answers(world):
    row = put_to_review(world)
    world.start()
    world.ctl.run("file", row["message_id"], "--position", POSITION,
                  "--position", "0130175V")
    world.sink.wait(2)
    assert world.sink.taken[1].kind == "acknowledgement"
    assert {row["position"] for row in world.ctl.rows("list")} == {
        POSITION, "0130175V"}


def test_settled_mail_is_not_filed_again_after_a_rescan(world):
    row = put_to_review(world)
    world.ctl.run("file", row["id"], "--position", POSITION)
    world.once()
    world.dovecot.stop()
    world.dovecot.reset_uidvalidity(MAILBOXES["referent"])
    world.dovecot.start()
    world.once()
    assert len(world.ctl.rows("list")) == 1
    assert len(world.sink.taken) == 2


def nameless():
    mail = mails.message("mm13@courriel.example", mails.REFERENT,
                         "Candidature micro-structure RS2026",
                         "Bonjour,\n\nma candidature au micro-lycée.\n")
    mails.attach(mail, "CV.pdf", documents.pdf("Curriculum vitae\n"))
    return mails.as_bytes(mail)


def test_name_is_asked_for_and_taken(world):
    row = put_to_review(world, nameless())
    done = world.ctl.run("file", row["id"], "--position", POSITION,
                         check=False)
    assert done.returncode == 64
    assert "--family-name" in done.stderr
    assert waiting(world) == [row]
    world.ctl.run("file", row["id"], "--position", POSITION,
                  "--family-name", "Le Goff", "--given-name", "Maël")
    [dossier] = world.ctl.rows("list")
    assert dossier["candidate"] == {
        "family_name": "LE GOFF", "given_name": "Maël",
        "email": "mm13@courriel.example"}


def test_mail_that_was_not_fetched_cannot_be_filed(world):
    world.configuration.values["limits"] = {"message_bytes": 100_000}
    world.configuration.write()
    row = put_to_review(world, undecided(padding=200_000))
    done = world.ctl.run("file", row["id"], "--position", POSITION,
                         check=False)
    assert done.returncode == 65
    assert "send it again" in done.stderr


def test_what_cannot_be_settled_says_why(world):
    row = put_to_review(world)
    for words, code, told in (
            (("99", "--position", POSITION), 65, "no message 99"),
            (("<x@y.example>", "--position", POSITION), 65, "no message"),
            ((row["id"], "--position", "0000000X"), 65, "0000000X"),
            ((row["id"],), 64, "--position"),
            ((row["id"], "--position"), 64, "--position")):
        done = world.ctl.run("file", *words, check=False)
        assert (done.returncode, told in done.stderr) == (code, True), (
            words, done)
    world.ctl.run("file", row["id"], "--position", POSITION)
    done = world.ctl.run("file", row["id"], "--position", POSITION,
                         check=False)
    assert done.returncode == 65
    assert "settled already" in done.stderr
    assert len(world.ctl.rows("list")) == 1
