"""What the programs say, and with which exit codes."""

import json
import re
import shutil
import subprocess

import pytest
from harness import mails
from harness.program import TOP, build_folder, environment


def dossierd(*arguments, cwd=None):
    return subprocess.run([build_folder() / "dossierd", *map(str, arguments)],
                          env=environment(), capture_output=True, text=True,
                          cwd=cwd, timeout=60)


def check(world):
    return dossierd("-c", world.configuration.file, "--check")


def test_good_configuration_passes(world):
    done = check(world)
    assert done.returncode == 0, done.stderr


FAULTS = {
    "unknown key": lambda c: c.values.update(pol_seconds=3),
    "wrong type": lambda c: c.values.update(poll_seconds="often"),
    "password in the file": lambda c: c.smtp.update(password="x"),
    "plain imap abroad": lambda c: c.mailboxes[0].update(
        url="imap://imap.example"),
    "plain smtp abroad": lambda c: c.smtp.update(url="smtp://smtp.example"),
    "impossible date": lambda c: c.campaigns["rs2026"].update(
        published="2026-02-30"),
    "two documents with one id": lambda c: c.campaigns["rs2026"].update(
        documents=c.campaigns["rs2026"]["documents"]
        + c.campaigns["rs2026"]["documents"][:1]),
    "an address of two positions": lambda c: c.campaigns["rs2026"][
        "positions"][1].update(addresses=c.campaigns["rs2026"]["positions"][
            0]["addresses"]),
    "unknown mailbox": lambda c: c.campaigns["rs2026"].update(
        mailboxes=["referent", "nobody"]),
    "unknown time zone": lambda c: c.values.update(timezone="Europe/Pari"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_reported_with_file_and_line(world, name):
    FAULTS[name](world.configuration)
    world.configuration.write()
    done = check(world)
    assert done.returncode == 78, (done.returncode, done.stderr)
    assert re.search(r"\.conf:\d+: \S", done.stderr + done.stdout)


def test_all_faults_are_reported_in_one_run(world):
    world.configuration.values.update(pol_seconds=3, send="loud")
    world.configuration.campaigns["rs2026"]["published"] = "2026-02-30"
    world.configuration.write()
    done = check(world)
    lines = re.findall(r"^.*\.conf:\d+: .*$", done.stderr + done.stdout,
                       re.MULTILINE)
    assert len(lines) >= 3, done.stderr


def test_secret_that_others_can_read_is_refused(world):
    (world.configuration.folder / "artaud.password").chmod(0o644)
    done = check(world)
    assert done.returncode == 78
    assert "artaud.password" in done.stderr + done.stdout


def test_missing_secret_is_refused(world):
    (world.configuration.folder / "artaud.password").unlink()
    assert check(world).returncode == 78


def test_wrong_usage_is_64():
    assert dossierd("--nonsense").returncode == 64
    done = subprocess.run([build_folder() / "dossierctl", "nonsense"],
                          env=environment(), capture_output=True)
    assert done.returncode == 64


def test_explain_needs_neither_mailbox_nor_database(world, tmp_path):
    files = []
    for number, mail in enumerate((
            mails.application("DUPONT", "Marie"),
            mails.forwarded_inline("MOREL", "Anne"),
            mails.school_mail(), mails.out_of_office(), mails.empty(),
            mails.nested_groups())):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(mail)
        files.append(path)
    world.dovecot.stop()
    for mailbox in world.configuration.mailboxes:
        (world.configuration.folder / mailbox["password_file"]).unlink()
    rows = world.ctl.rows("explain", *files)
    assert [row["file"] for row in rows] == list(map(str, files))
    assert [row["verdict"] for row in rows[:4]] == [
        "application", "application", "unrelated", "automatic"]
    assert rows[5]["verdict"] == "quarantined"
    assert not world.state_dir.exists()
    first = rows[0]
    assert first["positions"] == ["0132733A"]
    assert first["subject"]["conformity"] == "exact"
    assert first["channel"] == "direct"
    assert first["missing"] == []
    assert first["reply_to"] == "marie.dupont@courriel.example"
    assert {tuple(piece["kinds"]) for piece in first["documents"]} == {
        ("letter",), ("cv",), ("opinion",)}
    assert rows[1]["channel"] == "forwarded"
    assert rows[1]["candidate"]["family_name"] == "MOREL"


def test_explain_of_a_missing_file_is_66(world, tmp_path):
    done = world.ctl.run("explain", tmp_path / "none.eml", check=False)
    assert done.returncode == 66


def test_programs_find_their_texts_from_any_folder(world, tmp_path):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    done = dossierd("-c", world.configuration.file, "--once", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["list", "messages", "outbox", "status"])
def test_commands_speak_to_people_and_to_programs(world, command):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    text = world.ctl.run(command).stdout
    assert text and "\x1b" not in text
    rows = world.ctl.rows(command)
    assert rows


def test_what_strangers_write_moves_no_cursor(world):
    """Escape sequences in a subject, a name and a file name."""
    mail = mails.message("=?utf-8?q?Marie_=1B[31mDUPONT?= "
                         "<marie.dupont@courriel.example>",
                         [mails.school("artaud")],
                         "=?utf-8?q?=1B]0;owned=07?= "
                         + mails.subject_for("DUPONT", "Marie"), "Bonjour.\n")
    _, data = mails.document("cv", "Marie DUPONT")
    mails.attach(mail, "cv.pdf", data)
    raw = mails.as_bytes(mail).replace(b"cv.pdf", b"=?utf-8?q?=9B2J=1Bc.pdf?=")
    assert b"=1B" in raw
    world.deliver("artaud", raw)
    done = world.once()
    [row] = world.ctl.rows("list")
    said = [done.stderr, world.ctl.run("show", row["ref"]).stdout]
    for command in ("list", "messages", "outbox", "status"):
        said += [world.ctl.run(command).stdout,
                 world.ctl.run(command, "--json").stdout]
    for text in said:
        assert not [c for c in text if ord(c) < 32 and c != "\n"
                    or 127 <= ord(c) < 160], text


def test_show_tells_one_dossier(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    [row] = world.ctl.rows("list")
    text = world.ctl.run("show", row["ref"]).stdout
    assert "DUPONT" in text and row["ref"] in text
    assert world.ctl.run("show", "NONE-1", check=False).returncode != 0
    [shown] = [json.loads(line) for line in world.ctl.run(
        "show", row["ref"], "--json").stdout.splitlines()]
    assert shown["ref"] == row["ref"]


def test_shipped_sample_loads():
    """All but the secrets, which the administrator writes."""
    done = dossierd("-c", TOP / "conf" / "dossierd.conf", "--check")
    faults = [line for line in (done.stderr + done.stdout).splitlines()
              if re.search(r"\.conf:\d+: ", line)]
    assert all("password_file" in line or ".password" in line
               for line in faults), faults


def test_check_names_the_line_of_a_field_that_is_none(world):
    texts = world.folder / "texts"
    shutil.copytree(TOP / "conf", texts)
    world.configuration.values["templates"] = str(texts)
    world.configuration.write()
    assert check(world).returncode == 0
    for name in ("reminder", "alert", "closing-position", "quarantine"):
        path = texts / "templates" / f"{name}.txt"
        good = path.read_text()
        path.write_text(good.replace("{>internal}", "{prénom}\n{>internal}")
                        .replace("{>ending}", "{prénom}\n{>ending}"))
        line = path.read_text().split("{prénom}")[0].count("\n") + 1
        done = check(world)
        assert done.returncode == 78
        assert f"{path}:{line}: " in done.stderr and "prénom" in done.stderr
        assert world.once(code=78).stderr.count(f"{path}:{line}") == 1
        path.write_text(good)
