"""The life of the call RS2026 by date: what is sent on which day.

dossierd runs with --once under faketime; the servers live in the present, so
mails are delivered with the date of their day as INTERNALDATE.
"""

import datetime
import re
import zoneinfo

import pytest
from harness import mails
from harness.campaign import DOMAIN, SCHOOLS, campaign_rs2026

# The sanitizers want to be loaded before anything else, and so does faketime.
pytestmark = pytest.mark.plain

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
LIBRARY = "/usr/$LIB/faketime/libfaketime.so.1"
REFERENT = f"referent13@{DOMAIN}"
OPERATOR = f"operateur@{DOMAIN}"
ALL_SCHOOLS = sorted(mails.school(name) for name in SCHOOLS)


def paris(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=PARIS)


def run_at(world, when, *arguments, **options):
    """`dossierd --once` at this instant; the mails it sent."""
    local = when.astimezone(datetime.timezone.utc)
    before = len(world.sink.taken)
    world.once(*arguments, env={
        "LD_PRELOAD": LIBRARY, "TZ": "UTC",
        "FAKETIME": local.strftime("@%Y-%m-%d %H:%M:%S"),
        # Timeouts stay true; the child that reads mail is not slowed down.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1"}, **options)
    return world.sink.taken[before:]


def text_of(mail):
    return mail.text.replace("\r\n", "\n")


def describe(sent):
    return sorted((mail.kind, mail.recipients[0]) for mail in sent)


def deliver(world, when, boxes, mail):
    for box in boxes:
        world.deliver(box, mail, internal_date=int(when.timestamp()))


def publish(world, **changes):
    world.configuration.campaigns["rs2026"] = campaign_rs2026(
        published="2026-05-04", **changes)
    world.configuration.write()


def to_schools(kind, but=()):
    return [(kind, address) for address in ALL_SCHOOLS if address not in but]


def test_the_whole_life_of_a_call(world):
    publish(world)
    life, sent_on = {}, {}
    dupont = "marie.dupont@courriel.example"
    roux = "rose.roux@courriel.example"
    noel = "nina.noel@courriel.example"

    def day(text, hour="09:00"):
        when = paris(f"{text}T{hour}:00")
        sent_on[text] = run_at(world, when)
        life[text] = describe(sent_on[text])

    for number in range(4, 8):
        if number == 6:
            deliver(world, paris("2026-05-06T08:00:00"), ("artaud", "referent"),
                    mails.application("DUPONT", "Marie",
                                      pieces=("letter", "cv")))
            deliver(world, paris("2026-05-06T08:30:00"), ("duby",),
                    mails.application("MARTIN", "Paul", to=("duby",)))
            for family, given in (("ROUX", "Rose"), ("NOEL", "Nina")):
                deliver(world, paris("2026-05-06T08:40:00"), ("daumier",),
                        mails.application(family, given, to=("daumier",),
                                          pieces=("cv",)))
        if number == 7:
            deliver(world, paris("2026-05-07T08:00:00"), ("referent",),
                    mails.withdrawal("ROUX", "Rose"))
            world.deliver("daumier", mails.bounce(
                world.sink.to(noel)[0].message_id, noel), return_path="",
                internal_date=int(paris("2026-05-07T08:00:00").timestamp()))
        day(f"2026-05-{number:02}")
    for number in range(8, 32):
        if number == 14:
            deliver(world, paris("2026-05-14T08:00:00"), ("referent",),
                    mails.supplement("DUPONT", "Marie",
                                     world.sink.to(dupont)[0].message_id,
                                     pieces=("opinion",)))
        if number == 16:
            deliver(world, paris("2026-05-16T08:00:00"), ("puget",),
                    mails.application("LEROY", "Luc", to=("puget",),
                                      pieces=("cv",)))
        if number == 21:
            deliver(world, paris("2026-05-21T08:00:00"), ("puget",),
                    mails.application("TARD", "Thomas", to=("puget",),
                                      date="Tue, 19 May 2026 23:50:00 +0200"))
        day(f"2026-05-{number:02}")
    # Summer, then long after: from time to time, never a month apart.
    when = datetime.date(2026, 6, 5)
    while when < datetime.date(2028, 5, 20):
        day(str(when))
        # And on the day from which the end of retention is near.
        when += datetime.timedelta(days=12 if str(when) == "2028-04-10"
                                   else 25)

    sent = {date: mails_of for date, mails_of in life.items() if mails_of}
    assert sent == {
        "2026-05-06": [
            ("acknowledgement", dupont),
            ("acknowledgement", noel),
            ("acknowledgement", "paul.martin@courriel.example"),
            ("acknowledgement", roux)],
        "2026-05-07": [("receipt", roux)],
        "2026-05-11": [("digest", REFERENT)],
        "2026-05-12": sorted([("reminder", dupont), ("alert", REFERENT)]
                             + to_schools("alert")),
        "2026-05-14": [("acknowledgement", dupont)],
        "2026-05-16": [("acknowledgement", "luc.leroy@courriel.example")],
        "2026-05-17": [("reminder", "luc.leroy@courriel.example")],
        "2026-05-18": sorted([("alert", REFERENT), ("digest", REFERENT)]
                             + to_schools("alert")),
        "2026-05-20": sorted([("closing", REFERENT)] + to_schools("closing")),
        "2026-05-21": [("acknowledgement", "thomas.tard@courriel.example")],
        "2026-05-25": [("digest", REFERENT)],
        # Two weeks before two years have passed since the last contact.
        "2028-04-22": [("alert", REFERENT)],
    }
    [notice] = sent_on["2028-04-22"]
    assert "à effacer à partir du" in text_of(notice)
    # Nobody was reminded who asked to withdraw, or whom mail does not reach.
    alert = next(mail for mail in sent_on["2026-05-12"]
                 if (mail.kind, mail.recipients[0]) == ("alert", REFERENT))
    assert "NOEL Nina" in text_of(alert)
    assert "nos messages ne lui parviennent pas" in text_of(alert)
    # What was sent before closing and received after it: both instants.
    [digest] = sent_on["2026-05-25"]
    assert ("candidature reçue le 21/05/2026 à 8 h 00, hors délai, message "
            "daté du 19/05/2026 à 23 h 50 par son expéditeur") in (
        text_of(digest))
    # Nothing is due any more, whoever runs it again and when.
    assert run_at(world, paris("2028-05-21T09:00:00")) == []


def test_what_was_missed_goes_out_late_and_once(world):
    publish(world)
    run_at(world, paris("2026-05-04T09:00:00"))
    deliver(world, paris("2026-05-06T08:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",),
                              pieces=("cv",)))
    # Off from the 6th to the 18th: one reminder for two, one alert, one digest.
    sent = describe(run_at(world, paris("2026-05-18T10:00:00")))
    assert [kind for kind, _ in sent].count("reminder") == 1
    assert [kind for kind, _ in sent].count("alert") == 5
    assert [kind for kind, _ in sent].count("digest") == 1
    assert run_at(world, paris("2026-05-18T10:05:00")) == []
    # Off over the closing: the summary alone.
    sent = describe(run_at(world, paris("2026-05-23T22:00:00")))
    assert {kind for kind, _ in sent} == {"closing"}


def test_nothing_after_closing_and_nobody_at_night(world):
    publish(world, alerts=None, digest=None)
    run_at(world, paris("2026-05-04T09:00:00"))
    deliver(world, paris("2026-05-06T08:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",),
                              pieces=("cv",)))
    sent = describe(run_at(world, paris("2026-05-12T23:30:00")))
    assert [kind for kind, _ in sent] == ["acknowledgement"]
    sent = describe(run_at(world, paris("2026-05-13T08:00:00")))
    assert [kind for kind, _ in sent] == ["reminder"]
    sent = describe(run_at(world, paris("2026-05-20T00:00:00")))
    assert {kind for kind, _ in sent} == {"closing"}


def test_a_piece_that_waits_in_the_mailbox_is_not_asked_for(world):
    publish(world, alerts=None, digest=None)
    run_at(world, paris("2026-05-04T09:00:00"))
    deliver(world, paris("2026-05-06T08:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",),
                              pieces=("letter", "cv")))
    run_at(world, paris("2026-05-06T09:00:00"))
    deliver(world, paris("2026-05-12T07:59:00"), ("referent",),
            mails.opinion_alone("DUPONT", "Marie"))
    sent = describe(run_at(world, paris("2026-05-12T08:00:00")))
    assert [kind for kind, _ in sent] == ["acknowledgement"]


def test_a_deadline_that_moves(world):
    publish(world, digest=None)
    run_at(world, paris("2026-05-04T09:00:00"))
    deliver(world, paris("2026-05-06T08:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",),
                              pieces=("letter", "cv")))
    run_at(world, paris("2026-05-12T09:00:00"))
    publish(world, digest=None,
            deadline={"date": "2026-05-29", "inclusive": True})
    for number in range(13, 22):
        assert run_at(world, paris(f"2026-05-{number}T09:00:00")) == []
    # The reminder of the seventh day moves along, for who applied since.
    deliver(world, paris("2026-05-21T10:00:00"), ("duby",),
            mails.application("MARTIN", "Paul", to=("duby",),
                              pieces=("cv",)))
    sent = describe(run_at(world, paris("2026-05-22T09:00:00")))
    assert sent == [("acknowledgement", "paul.martin@courriel.example"),
                    ("reminder", "paul.martin@courriel.example")]
    for number in range(23, 27):
        assert run_at(world, paris(f"2026-05-{number}T09:00:00")) == []
    reminder, other = sorted(run_at(world, paris("2026-05-27T09:00:00")),
                             key=lambda mail: mail.recipients[0])
    assert reminder.kind == other.kind == "reminder"
    assert "vendredi 29 mai 2026 à 23 h 59 (heure de Paris)" in reminder.text
    sent = describe(run_at(world, paris("2026-05-28T09:00:00")))
    assert [kind for kind, _ in sent] == ["alert"] * 5


def test_a_clock_that_is_not_credible_holds_mail(world):
    publish(world)
    run_at(world, paris("2026-05-06T09:00:00"))
    deliver(world, paris("2026-05-06T10:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",)))
    sent = run_at(world, paris("2019-01-01T00:00:00"))
    assert describe(sent) == [("operator", OPERATOR)]
    assert "date du système" in sent[0].mail["Subject"]
    assert run_at(world, paris("2019-01-01T00:30:00")) == []
    assert [(row["state"], row["waits"]) for row in world.ctl.rows("outbox")
            if row["kind"] == "acknowledgement"] == [("queued", "clock")]
    sent = describe(run_at(world, paris("2026-05-07T09:00:00")))
    assert sent == [("acknowledgement", "marie.dupont@courriel.example"),
                    ("operator", OPERATOR)]


def test_a_clock_that_goes_on_for_a_day_is_believed(world):
    publish(world, digest=None)
    run_at(world, paris("2026-05-22T09:00:00"))
    sent = describe(run_at(world, paris("2026-08-20T09:00:00")))
    assert sent == [("operator", OPERATOR)]
    deliver(world, paris("2026-08-20T10:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",)))
    assert run_at(world, paris("2026-08-20T20:00:00")) == []
    sent = describe(run_at(world, paris("2026-08-21T10:00:00")))
    assert sent == [("acknowledgement", "marie.dupont@courriel.example"),
                    ("operator", OPERATOR)]


def test_what_the_calendar_brings_waits_for_a_clock_that_is_credible(world):
    """Once written it would be sent for good."""
    publish(world)
    run_at(world, paris("2026-05-06T09:00:00"))
    before = len(world.ctl.rows("outbox"))
    run_at(world, paris("2026-08-20T09:00:00"))
    more = world.ctl.rows("outbox")[before:]
    assert [row["kind"] for row in more] == ["operator"]
    run_at(world, paris("2026-05-06T10:00:00"))
    kinds = [row["kind"] for row in world.ctl.rows("outbox")[before:]]
    assert "closing" not in kinds


def test_words(world):
    """Each mail says the exact facts, in good French."""
    publish(world)
    run_at(world, paris("2026-05-04T09:00:00"))
    deliver(world, paris("2026-05-06T08:00:00"), ("artaud",),
            mails.application("DUPONT", "Marie", to=("artaud",),
                              pieces=("letter", "cv")))
    sent = run_at(world, paris("2026-05-12T08:00:00"))
    texts = {(mail.kind, mail.recipients[0]): mail for mail in sent}
    reminder = texts["reminder", "marie.dupont@courriel.example"]
    assert "Pièce manquante :\n- Avis du supérieur" in text_of(reminder)
    assert "mardi 19 mai 2026 à 23 h 59 (heure de Paris)" in text_of(reminder)
    alert = texts["alert", REFERENT]
    assert "Postes sans candidature à ce jour :" in text_of(alert)
    assert "DUPONT Marie" in text_of(alert)
    assert "DUPONT" not in texts["alert", mails.school("duby")].text
    digest = texts["digest", REFERENT]
    html = digest.mail.get_body(("html",))
    assert "DUPONT Marie" in html.get_content()
    [sheet] = [part for part in digest.mail.walk()
               if part.get_content_type() == "text/csv"]
    assert sheet.get_content_charset() in ("utf-8", None)
    for mail in sent:
        assert not re.search(r"\b1 pièces|\(\)|\{|\bnotice\.|\n\n\n",
                             text_of(mail)), text_of(mail)
        assert mail.mail["Auto-Submitted"] == (
            "auto-replied" if mail.kind == "acknowledgement"
            else "auto-generated")
