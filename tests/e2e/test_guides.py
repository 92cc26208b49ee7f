"""The guides quote what the programs print today.

Each block in conf/doc/*.md that follows a line <!-- name --> is what one step
of a short campaign prints, at dates of May 2026 under faketime; only names of
servers and folders and what is random are put right. After a change
of words, `GUIDES=write tests/run-e2e -k guides` writes the blocks anew: read
the text around them then.
"""

import configparser
import datetime
import os
import re
import subprocess
import zoneinfo

import pytest
from harness import mails
from harness.campaign import DOMAIN, USERS, campaign_rs2026
from harness.program import TOP, build_folder, environment
from harness.sink import Sink
from harness.world import World

# The sanitizers want to be loaded before anything else, and so does faketime.
pytestmark = pytest.mark.plain

GUIDES = sorted((TOP / "conf" / "doc").glob("guide-*.md"))
PHRASES = TOP / "conf" / "phrases.ini"
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
REFERENT = f"referent13@{DOMAIN}"
BLOCK = re.compile(r"<!-- ([a-z-]+) -->\n+```\n(.*?)```\n", re.DOTALL)


class Campaign:
    """A few weeks of May 2026; `scenes` is what was printed."""

    def __init__(self, world):
        self.world = world
        self.scenes = {}
        self.now = None
        world.configuration.campaigns["rs2026"] = campaign_rs2026(
            published="2026-05-04",
            referent={"name": "Mme Martin", "address": REFERENT})
        world.configuration.write()

    def faked(self):
        """A clock that stands still: seconds are printed."""
        return {"LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1",
                "TZ": "Europe/Paris",
                "FAKETIME": self.now.strftime("%Y-%m-%d %H:%M:%S"),
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def at(self, text, *deliveries, shadow=False):
        """One pass at this moment, after mails came a minute before; the
        texts of what went out, by kind."""
        self.now = datetime.datetime.fromisoformat(text).replace(tzinfo=PARIS)
        for boxes, mail in deliveries:
            for box in boxes:
                self.world.deliver(
                    box, mail, internal_date=int(self.now.timestamp()) - 60)
        before = len(self.world.sink.taken)
        self.world.once(*(["--shadow"] if shadow else []), env=self.faked())
        return {mail.kind: mail for mail in self.world.sink.taken[before:]}

    def keep(self, scene, mail):
        text = mail.text.replace("\r\n", "\n")
        self.scenes[scene] = f"Objet : {mail.mail['Subject']}\n\n{text}"

    def ctl(self, *arguments, scene=None):
        done = subprocess.run(
            [build_folder() / "dossierctl", "-c",
             self.world.configuration.file, *map(str, arguments)],
            env=environment() | self.faked(), capture_output=True, text=True,
            timeout=60)
        assert done.returncode == 0, (arguments, done.stderr)
        if scene:
            words = " ".join(arguments)
            self.scenes[scene] = f"$ dossierctl {words}\n{done.stdout}"
        return done.stdout


def refs(campaign):
    """Family name → reference."""
    return {row["candidate"]["family_name"]: row["ref"]
            for row in campaign.world.ctl.rows("list")}


def withdrawal():
    return mails.as_bytes(mails.message(
        "Jean-Pierre LEFÈVRE <jean-pierre.lefevre@courriel.example>",
        f"ce.0133525l@{DOMAIN}",
        mails.subject_for("LEFÈVRE", "Jean-Pierre"),
        "Bonjour,\n\nje retire ma candidature au micro-lycée Duby.\n\n"
        "Jean-Pierre Lefèvre\n", message_id="<retrait@courriel.example>"))


def play(campaign):
    dupont = mails.application("DUPONT", "Marie", pieces=("letter", "cv"))
    # One mailbox a pass: of two, either may come first.
    sent = campaign.at("2026-05-06T10:12:00", (("artaud",), dupont))
    campaign.keep("accuse", sent["acknowledgement"])
    campaign.at("2026-05-06T10:13:00", (("referent",), dupont))
    sent = campaign.at("2026-05-07T14:30:00", (("referent",), mails.application(
        "N'GUESSAN", "Zoé", to=("referent",))))
    campaign.keep("attente", sent["receipt"])
    campaign.at("2026-05-07T16:05:00", (("duby",), mails.one_file_application(
        "LEFÈVRE", "Jean-Pierre")))
    campaign.at("2026-05-08T09:10:00", (("artaud",), mails.out_of_office()))
    campaign.at("2026-05-08T09:20:00", (("duby",), withdrawal()))
    campaign.ctl("messages", "--status", "review", scene="a-examiner")
    campaign.ctl("file", "2", "--position", "0132733A", scene="classer")
    found = refs(campaign)
    campaign.ctl("withdraw", found["LEFÈVRE"], scene="retirer")
    campaign.ctl("list", scene="liste")
    campaign.ctl("show", found["DUPONT"], scene="dossier")
    sent = campaign.at("2026-05-11T08:00:30")
    campaign.keep("bilan", sent["digest"])
    sent = campaign.at("2026-05-12T08:00:30")
    campaign.keep("rappel", sent["reminder"])
    alert = [mail for mail in campaign.world.sink.to(REFERENT)
             if mail.kind == "alert"]
    campaign.keep("alerte", alert[0])
    sent = campaign.at("2026-05-13T11:00:00", (("referent",),
                                               mails.opinion_alone(
                                                   "DUPONT", "Marie")))
    campaign.keep("complement", sent["acknowledgement"])
    campaign.at("2026-05-20T00:05:00")
    closing = [mail for mail in campaign.world.sink.to(REFERENT)
               if mail.kind == "closing"]
    campaign.keep("cloture", closing[0])
    sent = campaign.at("2026-05-21T10:00:00", (("puget",), mails.application(
        "TARD", "Thomas", to=("puget",))), shadow=True)
    campaign.ctl("outbox", scene="envois")
    campaign.ctl("outbox", "release", "20", scene="liberer")
    campaign.ctl("erase", refs(campaign)["TARD"], scene="effacer")
    campaign.now = datetime.datetime(2028, 6, 1, 9, tzinfo=PARIS)
    campaign.ctl("purge", "--dry-run", scene="purge")
    campaign.ctl("verify", scene="verifier")


def first_configuration(authority):
    """dossierctl init, with a password that is wrong at first."""
    secret = f"secret-of-{REFERENT}"
    sink = Sink(tls=authority.issue("smtp"))
    with World(authority, sink=sink, users=USERS | {REFERENT: secret}) as world:
        scenes = {}
        for scene, password in (("init-refus", "x"), ("init", secret)):
            path = world.folder / scene
            path.write_text(password)
            path.chmod(0o600)
            done = subprocess.run(
                [build_folder() / "dossierctl", "init", world.folder / "new",
                 "--batch", f"--mailbox={REFERENT}",
                 f"--password-file={path}",
                 f"--imap=localhost:{world.dovecot.tls_port}",
                 f"--smtp=localhost:{world.sink.port}", "--smtp-user=-",
                 f"--ca-file={authority.ca_file}", "--title=Micro-lycée",
                 "--referent-name=Mme Martin", "--position=Micro-lycée"],
                env=environment(), capture_output=True, text=True, timeout=60)
            text = done.stdout.replace(str(world.folder / "new"),
                                       "/etc/dossierd")
            text = text.replace(f"localhost:{world.dovecot.tls_port}",
                                "imap.academie.example:993")
            text = text.replace(f"localhost:{world.sink.port}",
                                "smtp.academie.example:465")
            scenes[scene] = text.partition("\nEnsuite")[0].rstrip() + "\n"
    return scenes


def tidy(text):
    """What differs from run to run, and blanks at the ends of lines."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "6f1d…", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "4f1c09ab7e52", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.fixture(scope="module")
def scenes(authority):
    with World(authority) as world:
        campaign = Campaign(world)
        play(campaign)
    found = campaign.scenes | first_configuration(authority)
    return {name: tidy(text) for name, text in found.items()}


def test_guides_quote_what_is_printed(scenes):
    quoted = set()

    def block(match):
        quoted.add(match[1])
        return f"<!-- {match[1]} -->\n\n```\n{scenes[match[1]]}```\n"

    for guide in GUIDES:
        text = guide.read_text()
        fresh = BLOCK.sub(block, text)
        if os.environ.get("GUIDES") == "write":
            guide.write_text(fresh)
        else:
            assert fresh == text, guide.name
        assert fresh.count("```") == 2 * len(BLOCK.findall(fresh)), (
            f"{guide.name}: a block that no run proves")
    assert quoted == set(scenes)


def phrases(group):
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(PHRASES)
    return dict(parser[group])


def test_the_referent_finds_each_word():
    guide = (TOP / "conf/doc/guide-referent.md").read_text().lower()
    words = set(phrases("value").values()) - {"oui", "non"}
    assert len(words) > 15
    assert not [word for word in words if f"**{word}**" not in guide]


def test_the_administrator_finds_each_mail_to_the_operator():
    guide = (TOP / "conf/doc/guide-administrateur.md").read_text()
    subjects = [text for group in ("trouble", "mail")
                for key, text in phrases(group).items()
                if key.endswith("-subject") and "-over-" not in key]
    assert len(subjects) > 9
    missing = [text for text in subjects
               if text.replace("{value}", "…") not in guide]
    assert not missing
