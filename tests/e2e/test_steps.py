"""Killed at every durable step of a pass (make check-crash)."""

import pytest
from harness import mails


def deliver(world):
    world.deliver_everywhere(
        mails.application("DUPONT", "Marie", message_id="<1@c.example>"),
        ("artaud", "referent"))
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    world.deliver_everywhere(
        mails.application("BEN AMOR", "Inès",
                          to=("artaud", "puget", "referent")),
        ("artaud", "puget"))
    world.deliver("referent", mails.application("N'GUESSAN", "Zoé",
                                                to=("referent",)))
    world.deliver("artaud", mails.nested_groups())
    world.deliver("artaud", mails.school_mail())


def outcome(world):
    """What must be the same whenever the program was killed. Of a mail that
    came twice either copy is kept: their trace fields differ."""
    return {"tree": {name: None if name.endswith(".eml") else digest
                     for name, digest in world.tree().items()},
            "dossiers": sorted(world.dossiers()),
            "messages": sorted((row["message_id"] or "", row["verdict"],
                                sorted(row["mailboxes"]))
                               for row in world.ctl.rows("messages"))}


def assert_none_twice(world, reference):
    for row in world.ctl.rows("outbox"):
        taken = [mail for mail in world.sink.taken
                 if mail.message_id == row["message_id"]]
        assert len(taken) <= 1, row
        assert row["state"] in ("sent", "unknown"), row
        assert taken or row["state"] == "unknown", row
    answered = [(taken.recipients[0], str(taken.mail["In-Reply-To"]))
                for taken in world.sink.of_kind("acknowledgement")]
    assert len(set(answered)) == len(answered)
    assert len(world.ctl.rows("outbox")) == reference


@pytest.mark.steps
def test_killed_at_every_step(world, tmp_path):
    deliver(world)
    count_file = tmp_path / "steps"
    world.once(env={"DOSSIERD_COUNT_STEPS": str(count_file)})
    steps = int(count_file.read_text())
    reference, sent = outcome(world), len(world.ctl.rows("outbox"))
    assert steps > 20
    killed = 0
    for step in range(1, steps + 1):
        world.state_dir.rename(tmp_path / f"state{step}")
        world.sink.taken.clear()
        # 0: mails were grouped otherwise, and there were fewer steps.
        done = world.once(code=(-9, 0), env={"DOSSIERD_KILL_AT": str(step)})
        killed += done.returncode == -9
        world.once()
        assert outcome(world) == reference, f"killed at step {step}"
        assert_none_twice(world, sent)
    print(f"killed at {killed} of {steps} steps")
    assert killed > steps // 2
