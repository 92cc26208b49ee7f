"""Mails made to break a reader cost themselves, nobody else."""

import io
import zipfile

import pytest
from harness import mails

LIMIT_KB = 64 * 1024

HOSTILE = {
    "60 MB": lambda: mails.giant(60),
    "20 MB": lambda: mails.giant(20, "GRAND", "Guy"),
    "no header": mails.without_header,
    "empty": mails.empty,
    "nested groups": mails.nested_groups,
    "100,000 parts": mails.many_parts,
    "5,000 levels": mails.deep,
    "zip bomb": lambda: mails.zip_bomb(300),
}


def deliver_hostile(world, name):
    if name in ("empty", "no header"):
        world.dovecot.store("ce.0132733a", HOSTILE[name]())
    else:
        world.deliver("artaud", HOSTILE[name]())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_does_not_stop_the_next(world, name):
    deliver_hostile(world, name)
    world.deliver("artaud", mails.application("DERRIÈRE", "Denis"))
    world.once()
    found = world.dossiers()
    assert ("0132733A", "DERRIÈRE") in found
    assert found["0132733A", "DERRIÈRE"]["status"] == "complete"
    before = world.tree()
    world.once()
    assert world.tree() == before


def test_unreadable_mail_is_kept_and_told(world):
    world.deliver("artaud", mails.nested_groups())
    world.once()
    [row] = world.ctl.rows("messages")
    assert row["verdict"] == "quarantined"
    assert row["reasons"]
    told = [taken.recipients[0] for taken in world.sink.of_kind("operator")]
    assert "operateur@ac-test.example" in told
    [alert] = world.sink.of_kind("alert")
    assert alert.recipients == ["referent13@ac-test.example"]
    assert "n'a pas pu être lu sans risque" in alert.text
    # What the referent is told to find in the digest is there.
    [digest] = world.ctl.rows("digest")
    assert "1 message attend votre vérification" in digest["text"]
    assert "<groups@courriel.example>" not in [
        str(taken.mail["In-Reply-To"]) for taken in world.sink.taken]


def test_mail_over_the_cap_is_put_to_review_and_its_sender_told(world):
    world.deliver("artaud", mails.giant(60))
    world.once()
    [row] = world.ctl.rows("messages")
    assert row["verdict"] == "review"
    [answer] = world.sink.of_kind("receipt")
    assert answer.recipients == ["gilles.geant@courriel.example"]
    assert world.dovecot.uids_with_body_fetched("ce.0132733a") == set()


def test_an_archive_of_many_files_gives_two_hundred(world):
    name = "Marie DUPONT"
    mail = mails.message(f"{name} <marie.dupont@courriel.example>",
                         [mails.school("artaud")],
                         mails.subject_for("DUPONT", "Marie"), "Bonjour.\n")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(230):
            archive.writestr(f"{number}.txt", f"{name} {number}\n")
    mails.attach(mail, "dossier.zip", packed.getvalue())
    world.deliver("artaud", mails.as_bytes(mail))
    world.once()
    [row] = world.ctl.rows("list")
    found = list((world.state_dir / "dossiers").rglob("*.txt"))
    assert 150 < len(found) <= 200
    assert row["ref"]


@pytest.mark.parametrize("field", [
    "List-Id", "List-Post", "List-Archive", "List-Owner", "List-Subscribe",
    "Auto-Submitted", "X-Auto-Response-Suppress", "X-Autorespond"])
def test_nothing_is_answered_that_is_judged_by_its_fields_alone(world, field):
    """The header fields that were asked for tell who must not be answered."""
    world.configuration.values["limits"] = {"message_bytes": 100_000}
    world.configuration.write()
    giant = mails.giant(1, given="Paul")
    world.deliver("artaud", field.encode() + b": All\r\n" + giant)
    world.deliver("artaud", mails.giant(1))
    world.once()
    assert [answer.recipients for answer in world.sink.taken] == [
        ["gilles.geant@courriel.example"]]


@pytest.mark.plain
def test_memory_stays_small_through_all_of_it(world):
    for name in HOSTILE:
        deliver_hostile(world, name)
    for number in range(30):
        world.deliver("artaud", mails.application(
            f"NOM{chr(65 + number % 26)}{chr(65 + number // 26)}", "Camille",
            padding=300_000, seed=number))
    _, peak = world.once_measured()
    assert len(world.ctl.rows("list")) >= 30
    assert peak < LIMIT_KB, f"largest process: {peak} kB"
