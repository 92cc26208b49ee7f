"""Shadow and live, the outbox, and an SMTP server with moods."""

from harness import mails
from harness.campaign import DOMAIN


def outbox(world):
    return world.ctl.rows("outbox")


def test_shadow_holds_until_released(world):
    world.configuration.values["send"] = "shadow"
    world.configuration.write()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    [row] = outbox(world)
    assert row["state"] == "held"
    assert world.sink.taken == []
    world.ctl.run("outbox", "release", row["id"])
    [released] = outbox(world)
    assert released["state"] == "queued"
    world.configuration.values["send"] = "live"
    world.configuration.write()
    world.once()
    [answer] = world.sink.taken
    assert answer.message_id == row["message_id"]
    assert outbox(world)[0]["state"] == "sent"


def test_shadow_on_the_command_line_sends_nothing(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once("--shadow")
    assert world.sink.taken == []
    assert [row["state"] for row in outbox(world)] == ["held"]


def test_cancelled_mail_is_never_sent(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once("--shadow")
    [row] = outbox(world)
    world.ctl.run("outbox", "cancel", row["id"])
    world.once()
    assert world.sink.taken == []
    refused = world.ctl.run("outbox", "release", row["id"], check=False)
    assert refused.returncode != 0
    assert str(row["id"]) in refused.stderr


def test_server_down_queues_and_sends_later_with_the_same_id(world):
    world.sink.stop()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    [row] = outbox(world)
    assert row["state"] == "queued"
    assert row["attempts"] >= 1
    assert row["error"]
    assert row["waits"] == "server"
    assert "serveur d'envoi" in world.ctl.run("outbox").stdout
    world.sink.start()
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    [answer] = world.sink.taken
    assert answer.message_id == row["message_id"]
    assert outbox(world)[0]["state"] == "sent"


def test_temporary_refusal_is_tried_again(world):
    world.sink.script = ["451 4.3.0 come back later"]
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    [row] = outbox(world)
    assert row["state"] == "queued"
    assert "451" in row["error"] or "come back" in row["error"]
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    [answer] = world.sink.taken
    assert answer.message_id == row["message_id"]


def test_final_refusal_fails(world):
    address = "marie.dupont@courriel.example"
    world.sink.refuse_recipients[address] = "550 5.1.1 no such user"
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("artaud", mails.application("AUTRE", "Anne"))
    world.once()
    states = {row["to"]: row["state"] for row in outbox(world)}
    assert states[address] == "failed"
    assert states["anne.autre@courriel.example"] == "sent"
    world.once()
    assert world.sink.to(address) == []


def test_cut_after_the_final_dot_is_unknown_and_never_sent_again(world):
    world.sink.script = ["take+drop"]
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=(0, 75))
    [row] = outbox(world)
    assert row["state"] == "unknown"
    world.once()
    world.once()
    assert len(world.sink.taken) == 1
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    assert [taken.message_id for taken in world.sink.taken] == [
        row["message_id"]] * 2


def test_bounce_stops_further_mail_to_that_address(world):
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", pieces=("cv",)))
    world.once()
    [answer] = world.sink.taken
    world.deliver("referent", mails.bounce(
        answer.message_id, "marie.dupont@courriel.example"), return_path="")
    world.once()
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", pieces=("letter",)))
    world.once()
    assert len(world.sink.to("marie.dupont@courriel.example")) == 1
    [row] = world.ctl.rows("list")
    assert {piece["kind"] for piece in row["documents"]} == {"cv", "letter"}


def test_filed_mail_is_moved_and_the_answer_appended(world):
    for mailbox in world.configuration.mailboxes:
        mailbox["filed_folder"] = "Candidatures/{campaign}/{position}"
        mailbox["sent_folder"] = "Envoyés dossierd"
    world.configuration.write()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("artaud", mails.school_mail())
    world.once()
    world.once()
    assert len(world.dovecot.flags("ce.0132733a")) == 1
    folder = "Candidatures.micro-structure-rs2026.0132733A"
    moved = world.dovecot.folder_messages("ce.0132733a", folder)
    assert len(moved) == 1
    [answer] = world.sink.taken
    copies = [raw for user in ("ce.0132733a", "referent13")
              for raw in world.dovecot.folder_messages(
                  user, "Envoy&AOk-s dossierd")]
    assert any(answer.message_id.encode() in raw for raw in copies)
    assert len(world.ctl.rows("list")) == 1
    assert len(world.sink.taken) == 1


def test_one_answer_a_day_to_a_flooding_sender_is_capped(world):
    for number in range(14):
        world.deliver("artaud", mails.application(
            f"FLOT{chr(65 + number)}", "Fanny",
            sender="Fanny <fanny@courriel.example>"))
    world.once()
    assert len(world.sink.to("fanny@courriel.example")) == 10
    held = [row for row in outbox(world) if row["state"] == "held"]
    assert len(held) == 4
    assert world.sink.to(f"operateur@{DOMAIN}")
