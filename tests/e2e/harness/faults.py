"""Faults put into the programs by fault_shim.c, and what must come of them."""

import collections
import os
import pathlib
import random
import shutil

from . import mails
from .program import build_folder
from .world import World

SHIM = "tests/e2e/fault_shim.so"

# What has an effect that lasts, and so a moment before and after it.
LASTING = ("create", "write", "sync", "rename", "link", "unlink", "mkdir",
           "rmdir", "truncate", "chmod", "send")

# kind → the calls it can happen to. A disk that is full or dead stays so:
# "+" is from there on.
ERRORS = {
    "ENOSPC": (28, ("create", "write", "sync", "rename", "link", "mkdir",
                    "truncate")),
    "ENOSPC+": (28, ("create", "write", "sync", "rename", "link", "mkdir",
                     "truncate")),
    "EIO": (5, ("open", "create", "read", "write", "sync", "rename", "link",
                "unlink", "mkdir", "rmdir", "truncate", "chmod")),
    "EIO+": (5, ("write", "sync", "rename", "link", "unlink", "mkdir",
                 "rmdir", "truncate", "chmod")),
    "EINTR": (4, ("read", "write")),
    "EMFILE": (24, ("open", "create")),
    "EROFS+": (30, ("create", "rename", "link", "unlink", "mkdir", "rmdir",
                    "chmod")),
    "ECONNRESET": (104, ("send",)),
    "short": ("short", ("write",)),
    "short+": ("short", ("write",)),
}


def shim(world, program="dossierd", calls=LASTING, fault=None, **more):
    """The environment of a run under the shim."""
    values = {"LD_PRELOAD": str(build_folder() / SHIM),
              "FAULT_PROGRAM": program,
              "FAULT_FOLDER": os.path.realpath(world.state_dir),
              "FAULT_PORT": str(world.sink.port),
              "FAULT_CALLS": ",".join(calls)}
    if fault:
        values["FAULT"] = fault
    return values | {f"FAULT_{key.upper()}": str(value)
                     for key, value in more.items()}


def fault_at(number, kind, code):
    return f"{number}{'+' if kind.endswith('+') else ''}:{code}"


# -- what must be the same ---------------------------------------------------

def whole_state(world):
    """Files by content, dossiers and messages by what is not numbered. Of a
    mail that came twice either copy is kept: their trace fields differ."""
    names = {row["ref"]: f"{row['position']} {row['candidate']}"
             for row in world.ctl.rows("list")}
    dossiers = []
    for row in world.ctl.rows("list"):
        row = dict(row, ref=None)
        row["messages"] = sorted(
            (message["message_id"], sorted(message["mailboxes"]),
             message["file"]) for message in row["messages"])
        row["documents"] = sorted(map(repr, row["documents"]))
        dossiers.append(repr(row))
    messages = [repr((row["message_id"], row["verdict"],
                      sorted(row["mailboxes"]),
                      sorted(names[ref] for ref in row["refs"])))
                for row in world.ctl.rows("messages")]
    return {"tree": {name: None if name.endswith(".eml") else digest
                     for name, digest in world.tree().items()},
            "folders": sorted(
                str(path.relative_to(world.state_dir))
                for path in world.state_dir.rglob("*") if path.is_dir()),
            "odd": [str(path) for path in world.state_dir.rglob("tmp-*")],
            "dossiers": sorted(dossiers), "messages": sorted(messages),
            "outbox": sorted((row["kind"], row["to"])
                             for row in world.ctl.rows("outbox")
                             if row["kind"] != "operator")}


def event(taken):
    """What a mail is about: two of one event are one too many."""
    about = taken.mail["In-Reply-To"] or taken.mail["Subject"]
    return taken.kind, taken.recipients[0], str(about)


def assert_nothing_twice(world, before=()):
    """`before`: what the server had taken before the fault."""
    taken = [*before, *world.sink.taken]
    counts = collections.Counter(map(event, taken))
    assert max(counts.values(), default=0) <= 1, counts
    arrived = collections.Counter(mail.message_id for mail in taken)
    for row in world.ctl.rows("outbox"):
        assert row["state"] in ("sent", "unknown"), row
        if row["state"] == "sent":
            assert arrived[row["message_id"]] == 1, row
        else:
            assert arrived[row["message_id"]] <= 1, row


def difference(found, expected):
    items = found.items() if isinstance(found, dict) else found
    wanted = expected.items() if isinstance(expected, dict) else expected
    more = [str(item) for item in items if item not in wanted]
    less = [str(item) for item in wanted if item not in items]
    return (f"{len(more)} too much: {more[:3]},"
            f" {len(less)} missing: {less[:3]}")


def assert_whole(lane, before=()):
    """Passes without faults come to the same end as if there had been none."""
    passes = [lane.once(code=(0, 75))]
    # A server of ours that is slow, too, is tried again.
    while passes[-1].returncode == 75 and len(passes) < 4:
        passes.append(lane.once(code=(0, 75)))
    waiting = [row["id"] for row in lane.ctl.rows("outbox")
               if row["state"] == "queued"]
    if waiting:
        lane.ctl.run("outbox", "retry", *waiting)
        lane.once()
    found = whole_state(lane)
    for part, expected in lane.reference.items():
        assert found[part] == expected, "\n".join(
            [difference(found[part], expected),
             *(f"{done.returncode}: {done.stderr}" for done in passes)])
    assert_nothing_twice(lane, before)
    lane.ctl.run("verify")


# -- a power cut -------------------------------------------------------------

class File:
    content = None  # the copy of what was synced
    mode = lasting_mode = 0o600

    def sync(self, copy):
        self.content, self.lasting_mode = copy, self.mode


class Folder:
    mode = lasting_mode = 0o700

    def __init__(self):
        self.now, self.lasting, self.pending = {}, {}, []

    def put(self, name, node):
        self.now[name] = node
        self.pending.append((name, node))

    def drop(self, name):
        node = self.now.pop(name, None)
        self.pending.append((name, None))
        return node

    def sync(self):
        self.lasting, self.lasting_mode = dict(self.now), self.mode
        self.pending = []

    def entries(self, loss):
        """What is there after the cut. "all": every name that was not synced
        is as before; "data": all names are new, only contents are lost;
        a Random: some of both."""
        if loss == "all":
            return self.lasting
        if loss == "data":
            return self.now
        entries = dict(self.lasting)
        for name, node in self.pending[:loss.randint(0, len(self.pending))]:
            entries[name] = node
        return {name: node for name, node in entries.items() if node}


class Disk:
    """The folder of a traced pass, as far as it was synced."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.top = Folder()

    def find(self, path):
        node = self.top
        parts = pathlib.Path(path).relative_to(self.folder).parts
        for part in parts:
            if not isinstance(node, Folder):
                return None
            node = node.now.get(part)
        return node

    def parent(self, path):
        return self.find(pathlib.Path(path).parent), pathlib.Path(path).name

    def put(self, path, node):
        if pathlib.Path(path) != self.folder:
            folder, name = self.parent(path)
            folder.put(name, node)

    def drop(self, path):
        folder, name = self.parent(path)
        return folder.drop(name)

    def apply(self, op, path, other, copy):
        if op == "create":
            self.put(path, File())
        elif op == "mkdir":
            self.put(path, Folder())
        elif op == "rename":
            self.put(other, self.drop(path))
        elif op == "link":
            self.put(other, self.find(path))
        elif op in ("unlink", "rmdir"):
            self.drop(path)
        elif op == "sync":
            node = self.find(path)
            if node:
                node.sync(copy)
        elif op.startswith("chmod"):
            self.find(path).mode = int(op[len("chmod"):], 8)
        elif op == "sync-folder":
            self.find(path).sync()
        elif op == "sync-all":
            self.sync_all(copy, self.top)

    def sync_all(self, copy, folder):
        folder.sync()
        for name, node in folder.now.items():
            if isinstance(node, Folder):
                self.sync_all(copy / name, node)
            elif (copy / name).exists():
                node.sync(copy / name)

    def write(self, target, loss, node=None):
        node = node or self.top
        if isinstance(node, File):
            if node.content:
                shutil.copyfile(node.content, target)
            else:
                target.write_bytes(b"")
            target.chmod(node.lasting_mode)
            return
        target.mkdir()
        target.chmod(node.lasting_mode)
        for name, child in node.entries(loss).items():
            self.write(target / name, loss, child)


class Trace:
    """What a pass under the shim did, line by line."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.taken = []

    @property
    def file(self):
        return self.folder / "ops"

    def note_taken(self, taken):
        """For Sink.on_taken: between the lines of the program's calls."""
        with open(self.file, "ab", buffering=0) as ops:
            ops.write(f"taken\t{len(self.taken)}\t\n".encode())
        self.taken.append(taken)

    def states(self, state_dir):
        """(op, disk after it, mails taken by then), line by line."""
        disk, taken, number = Disk(state_dir), [], 0
        for line in self.file.read_text().splitlines():
            op, path, other = line.split("\t")
            if op == "taken":
                taken = self.taken[:int(path) + 1]
            else:
                number += 1
                disk.apply(op, path, other, self.folder / str(number))
            yield op, disk, taken


LOSSES = {"sync": ("all",), "sync-folder": ("all", "data"),
          "sync-all": ("all",), "taken": ("all", "data"), "send": ()}


def losses_after(op, number):
    """What is worth being lost after this line: names that are not synced
    yet make no difference to the strictest loss."""
    return LOSSES.get(op, ("data", random.Random(number)))


# -- the pass ----------------------------------------------------------------

def post():
    """(mailbox, mail) of all that the pass finds."""
    twice = mails.application("DUPONT", "Marie", message_id="<1@c.example>")
    everywhere = mails.application("BEN AMOR", "Inès",
                                   to=("artaud", "puget", "referent"))
    # So many files in one group are made durable in another way.
    many = mails.application(
        "MARTIN", "Luc", to=("duby",), padding=100,
        pieces=("letter", "cv", "opinion", *["inspection"] * 24))
    return [("artaud", twice), ("referent", twice),
            ("daumier", mails.office_application("BENALI", "Nadia")),
            ("artaud", everywhere), ("puget", everywhere),
            ("referent", mails.application("N'GUESSAN", "Zoé",
                                           to=("referent",))),
            ("duby", many), ("artaud", mails.nested_groups()),
            ("artaud", mails.school_mail())]


class Lane(World):
    """A world that starts over and over from the same mailboxes;
    `reference` is what a pass without faults makes of them."""

    def __init__(self, authority, delivered, when):
        super().__init__(authority, raw_log=False)
        # More calls, and all modes must be right again, which verify tells.
        self.configuration.values["store_readers"] = "group"
        self.configuration.write()
        for box, mail in delivered:
            self.deliver(box, mail, internal_date=when)
        self.once()
        self.reference = whole_state(self)

    def start_over(self):
        shutil.rmtree(self.state_dir, ignore_errors=True)
        self.sink.taken.clear()
        self.sink.script.clear()

    def count(self, calls=LASTING, **options):
        """The lines of FAULT_LIST of a pass without a fault."""
        list_file = self.folder / "list"
        list_file.unlink(missing_ok=True)
        self.once(env=shim(self, calls=calls, list=list_file, **options))
        return list_file.read_text().splitlines()
