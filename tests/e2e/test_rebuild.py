"""The index is lost: nothing is sent, and it is made anew from the store."""

import json

import pytest
from harness import mails
from harness.campaign import MAILBOXES

POSITION = "0132733A"


def fill(world):
    """Two candidates, one with two positions and a withdrawal, one mail under
    review, one that a person settled, one erased dossier."""
    world.deliver_everywhere(mails.application("DUPONT", "Marie"),
                             ("artaud", "referent"))
    world.deliver("daumier", mails.application(
        "BENALI", "Nadia", to=("daumier",), pieces=("letter",)))
    world.deliver_everywhere(
        mails.application("BEN AMOR", "Inès", to=("artaud", "puget")),
        ("artaud", "puget"))
    for family, given in (("MOREAU", "Luc"), ("PETIT", "Anne")):
        world.deliver("referent",
                      mails.application(family, given, to=("referent",)))
    world.deliver("artaud", mails.application("ROUX", "Paul"))
    world.deliver("artaud", mails.nested_groups())
    world.once()
    by_name = {row["candidate"]["family_name"]: row["ref"]
               for row in world.ctl.rows("list")}
    [waiting] = [row for row in world.ctl.rows("messages")
                 if row["verdict"] == "review" and "MOREAU" in
                 json.dumps(row, ensure_ascii=False)]
    world.ctl.run("file", waiting["id"], "--position", POSITION)
    world.ctl.run("withdraw", by_name["BEN AMOR"])
    world.ctl.run("erase", by_name["ROUX"])
    world.once()


def known(world):
    """What must be the same in the new index: of what nobody asked for by mail
    and of what was erased, nothing is kept beside it."""
    return {"list": world.ctl.rows("list"),
            "messages": [row for row in world.ctl.rows("messages")
                         if row["verdict"] != "automatic"],
            "outbox": [row for row in world.ctl.rows("outbox") if row["to"]
                       and row["kind"] in ("acknowledgement", "receipt")]}


def lose(world):
    for file in world.state_dir.glob("dossierd.db*"):
        file.unlink()


def test_a_lost_index_is_made_anew_and_answers_nothing_twice(world):
    fill(world)
    before, sent = known(world), len(world.sink.taken)
    chain = json.loads(world.ctl.run("verify", "--json").stdout.splitlines()[0])
    lose(world)
    world.ctl.run("rebuild")
    assert known(world) == before
    assert {row["state"] for row in before["outbox"]} == {"sent"}
    # The mailboxes are looked through again from their beginnings.
    done = world.once()
    assert "ROUX" not in done.stderr
    assert "outbox resume" in done.stderr
    assert len(world.sink.taken) == sent
    after = known(world)
    assert after["list"] == before["list"]
    assert after["outbox"] == before["outbox"]
    proof = json.loads(world.ctl.run("verify", "--json").stdout.splitlines()[0])
    assert proof["register"] == chain["register"] + 1
    # What comes now is filed, and held until the operator says so.
    world.deliver("puget", mails.application("GIRARD", "Léa", to=("puget",)))
    world.once()
    assert len(world.sink.taken) == sent
    assert [row["state"] for row in world.ctl.rows("outbox")].count(
        "held") == 1
    refs = [row["ref"] for row in world.ctl.rows("list")]
    assert len(set(refs)) == len(before["list"]) + 1
    assert world.ctl.rows("status")[0]["rebuilt_at"]
    world.ctl.run("outbox", "release", "all")
    world.ctl.run("outbox", "resume")
    assert world.ctl.rows("status")[0]["rebuilt_at"] is None
    world.deliver("puget", mails.application("LEROY", "Ana", to=("puget",)))
    world.once()
    assert len(world.sink.taken) == sent + 2


def test_an_erased_candidate_stays_away_from_a_new_index(world):
    fill(world)
    lose(world)
    world.ctl.run("rebuild")
    world.dovecot.stop()
    for user in MAILBOXES.values():
        world.dovecot.reset_uidvalidity(user)
    world.dovecot.start()
    world.once()
    assert "ROUX" not in json.dumps(world.ctl.rows("list"))
    assert not list((world.state_dir / "dossiers").rglob("*ROUX*"))
    for path in (world.state_dir / "records").iterdir():
        assert "ROUX" not in path.read_text(), path


@pytest.mark.parametrize("fault", ["missing", "replaced", "empty", "garbage",
                                   "older"])
def test_without_its_index_the_daemon_does_nothing_but_tell(world, fault):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    index = world.state_dir / "dossierd.db"
    if fault == "older":
        world.ctl.run("backup", world.folder / "old.db")
    world.deliver("artaud", mails.application("BENALI", "Nadia"))
    world.once()
    before, sent = known(world), len(world.sink.taken)
    lose(world)
    if fault == "older":
        (world.folder / "old.db").rename(index)
    elif fault == "replaced":
        index.write_bytes(b"")
        (world.state_dir / "group.journal").unlink()
    elif fault != "missing":
        index.write_bytes(b"" if fault == "empty" else b"no index " * 1000)
    for _ in range(2):
        done = world.once(code=70)
        assert "dossierctl rebuild" in done.stderr
    assert [mail.kind for mail in world.sink.taken[sent:]] == ["operator"]
    assert "dossierctl rebuild" in world.sink.taken[-1].text
    world.ctl.run("rebuild")
    assert known(world) == before
    world.once()
    assert len(world.sink.taken) == sent + 1


def test_what_was_held_is_held_again_and_can_be_sent(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once("--shadow")
    [before] = world.ctl.rows("outbox")
    lose(world)
    world.ctl.run("rebuild")
    assert world.ctl.rows("outbox") == [before]
    world.ctl.run("outbox", "release", before["id"])
    world.once()
    [taken] = world.sink.taken
    assert taken.message_id == before["message_id"]
    assert before["refs"][0] in taken.text


def test_what_may_have_gone_out_is_not_sent_by_itself(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    (world.state_dir / "outbox.log").unlink()
    lose(world)
    world.ctl.run("rebuild")
    [row] = world.ctl.rows("outbox")
    assert row["state"] == "unknown"
    world.once()
    assert len(world.sink.taken) == 1
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    assert [mail.message_id for mail in world.sink.taken] == [
        row["message_id"]] * 2


def test_rebuild_while_the_daemon_runs_is_refused(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    world.start()
    assert world.ctl.run("rebuild", check=False).returncode == 75


def test_nothing_to_rebuild_from_is_said(world):
    done = world.ctl.run("rebuild", check=False)
    assert done.returncode == 66
    assert not (world.state_dir / "dossierd.db").exists()
