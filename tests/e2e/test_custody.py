"""What people decide: settle, withdraw, erase, purge; and what proves it."""

import json
import sqlite3
import subprocess

import pytest
from harness import documents, mails
from harness.campaign import MAILBOXES
from harness.program import build_folder, environment

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


def test_mail_of_a_namesake_joins_the_dossier_that_is_named(world):
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", pieces=("letter", "cv")))
    world.once()
    [dossier] = world.ctl.rows("list")
    assert dossier["missing"] == ["opinion"]
    row = put_to_review(world, undecided(
        sender="Marie DUPONT <autre@courriel.example>", pieces=("opinion",)))
    done = world.ctl.run("file", row["id"], "--dossier", "MSRS26-9999-X",
                         check=False)
    assert done.returncode == 65
    world.ctl.run("file", row["id"], "--dossier", dossier["ref"])
    [after] = world.ctl.rows("list")
    assert after["missing"] == []
    assert len(after["messages"]) == 2
    world.once()
    assert world.sink.taken[-1].kind == "acknowledgement"
    assert dossier["ref"] in world.sink.taken[-1].text


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


def rescan(world, *boxes):
    world.dovecot.stop()
    for box in boxes:
        world.dovecot.reset_uidvalidity(MAILBOXES[box])
    world.dovecot.start()
    world.once()


def names_anywhere(world, *words):
    """Files of the state folder whose path or bytes hold one of the words."""
    return [str(path) for path in world.state_dir.rglob("*")
            if path.is_file() and any(
                word in str(path) or word.encode() in path.read_bytes()
                for word in words)]


def test_withdrawn_dossier_says_so_and_takes_the_mail_in(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    [dossier] = world.ctl.rows("list")
    world.deliver("artaud", mails.as_bytes(mails.message(
        mails.candidate_address("DUPONT", "Marie"), mails.school("artaud"),
        mails.subject_for("DUPONT", "Marie"),
        "Bonjour,\n\nje retire ma candidature au poste de coordonnateur.\n"
        "\nMarie Dupont\n")))
    world.once()
    assert [row["withdrawal"] for row in waiting(world)] == [True]
    world.ctl.run("withdraw", dossier["ref"].lower())
    assert waiting(world) == []
    [after] = world.ctl.rows("list")
    assert after["status"] == "withdrawn"
    assert len(after["messages"]) == 2
    for message in after["messages"]:
        assert (world.state_dir / message["file"]).is_file()
    done = world.ctl.run("withdraw", dossier["ref"], check=False)
    assert (done.returncode, "withdrawn already" in done.stderr) == (65, True)
    assert [row[1:] for row in register(world)] == [
        ("withdraw", dossier["ref"])]


def test_erased_candidate_does_not_come_back(world):
    world.deliver_everywhere(mails.application("ZERVANOS", "Ludivine"),
                             ("artaud", "referent"))
    world.deliver("referent", mails.application("ZERVANOS", "Ludivine",
                                                to=("referent",)))
    world.deliver("artaud", mails.application("NOUVEAU", "Noé"))
    world.once()
    others = {row["ref"]: row for row in world.ctl.rows("list")}
    [ref] = [key for key, row in others.items()
             if row["candidate"]["family_name"] == "ZERVANOS"]
    sent = len(world.sink.taken)
    said = world.ctl.run("erase", ref).stdout
    assert "artaud, INBOX, UID 1" in said and "referent, INBOX, UID 1" in said
    del others[ref]
    assert {row["ref"]: row for row in world.ctl.rows("list")} == others
    assert names_anywhere(world, "ZERVANOS", "Ludivine", "zervanos") == []
    assert not any("zervanos" in row["to"] for row in world.ctl.rows("outbox"))
    rescan(world, "artaud", "referent")
    assert {row["ref"]: row for row in world.ctl.rows("list")} == others
    assert names_anywhere(world, "ZERVANOS", "Ludivine", "zervanos") == []
    assert len(world.sink.taken) == sent
    done = world.ctl.run("erase", ref, check=False)
    assert done.returncode == 65


def test_mail_of_two_dossiers_stays_with_the_other(world):
    world.deliver_everywhere(
        mails.application("DUPONT", "Marie", to=("artaud", "daumier")),
        ("artaud", "daumier"))
    world.once()
    first, second = world.ctl.rows("list")
    world.ctl.run("erase", first["ref"])
    [left] = world.ctl.rows("list")
    assert left["ref"] == second["ref"]
    for entry in left["messages"] + left["documents"]:
        assert (world.state_dir / entry["file"]).is_file()


def ctl_at(world, shift, *words):
    """dossierctl under faketime."""
    return subprocess.run(
        ["faketime", "-f", shift, build_folder() / "dossierctl", "-c",
         world.configuration.file, *words], env=environment(),
        capture_output=True, text=True, timeout=60)


@pytest.mark.plain
def test_purge_is_due_after_the_retention_and_not_before(world):
    world.configuration.campaigns["rs2026"]["retention_days"] = 10
    world.configuration.write()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    put_to_review(world, undecided("LE GOFF", "Maël"))
    [dossier] = world.ctl.rows("list")
    assert dossier["ref"] not in world.ctl.run("purge", "--dry-run").stdout
    dry = ctl_at(world, "+11d", "purge", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert dossier["ref"] in dry.stdout and ": 2." in dry.stdout
    assert len(world.ctl.rows("list")) == 1
    done = ctl_at(world, "+11d", "purge", "--max", "1")
    assert (done.returncode, "--max" in done.stderr) == (65, True)
    done = ctl_at(world, "+400d", "purge")
    assert (done.returncode, "clock" in done.stderr) == (65, True)
    assert len(world.ctl.rows("list")) == 1
    done = ctl_at(world, "+11d", "purge")
    assert done.returncode == 0, done.stderr
    assert "artaud, INBOX, UID 1" in done.stdout
    assert world.ctl.rows("list") == [] and waiting(world) == []
    assert [row[1] for row in register(world)] == ["purge", "purge"]
    rescan(world, "artaud", "referent")
    assert world.ctl.rows("list") == [] and waiting(world) == []


def faults(world):
    done = world.ctl.run("verify", "--json", check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    told = sorted((row["fault"], row["object"]) for row in found
                  if "fault" in row)
    assert done.returncode == (65 if told else 0), done
    return told


def test_verify_names_what_is_missing_changed_or_unknown(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    row = put_to_review(world, undecided("LE GOFF", "Maël"))
    first, second = world.ctl.rows("list")
    assert faults(world) == []
    changed = first["documents"][0]["file"]
    missing = second["messages"][0]["file"]
    unknown = f"{first['folder']}/note.txt"
    with open(world.state_dir / changed, "r+b") as file:
        file.write(b"X")
    (world.state_dir / missing).unlink()
    (world.state_dir / unknown).touch(0o600)
    with open(world.state_dir / row["file"], "ab") as file:
        file.write(b"added")
    assert faults(world) == sorted([
        ("changed", changed), ("missing", missing), ("unknown", unknown),
        ("changed", row["file"])])


def test_verify_looks_for_the_record_of_each_dossier(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    [dossier] = world.ctl.rows("list")
    [record] = (world.state_dir / "records").glob(f"{dossier['ref']}.*")
    assert faults(world) == []
    record.write_text(record.read_text()[:-10])
    assert faults(world) == [("record", f"records/{dossier['ref']}.0.json")]
    world.ctl.run("withdraw", dossier["ref"])
    assert faults(world) == []


def test_verify_notices_a_changed_register(world):
    row = put_to_review(world)
    world.ctl.run("file", row["id"], "--position", POSITION)
    assert faults(world) == []
    with sqlite3.connect(world.state_dir / "dossierd.db") as database:
        database.execute("UPDATE register SET actor = 'nobody'")
    assert faults(world) == [("register", "1")]


def test_backup_of_a_running_daemon_is_whole(world, tmp_path):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.start()
    world.sink.wait(1)
    copy = tmp_path / "copy.db"
    world.ctl.run("backup", copy)
    assert copy.stat().st_mode & 0o077 == 0
    database = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    [[verdict]] = database.execute("PRAGMA integrity_check")
    [[refs]] = database.execute("SELECT group_concat(ref) FROM dossier")
    database.close()
    assert verdict == "ok"
    assert refs == world.ctl.rows("list")[0]["ref"]
    done = world.ctl.run("backup", tmp_path / "no" / "folder", check=False)
    assert done.returncode == 73


def test_settled_mail_is_moved_and_its_remnant_is_named(world):
    for mailbox in world.configuration.mailboxes:
        mailbox["filed_folder"] = "Traités/{position}"
    world.configuration.write()
    row = put_to_review(world)
    assert world.dovecot.folder_messages(MAILBOXES["referent"], "INBOX")
    ref = world.ctl.run("file", row["id"], "--position",
                        POSITION).stdout.strip()
    world.once()
    assert not world.dovecot.folder_messages(MAILBOXES["referent"], "INBOX")
    said = world.ctl.run("erase", ref).stdout
    assert f"referent, Traités/{POSITION}, reçu le" in said
