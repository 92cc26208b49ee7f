"""The Debian package in a bare Debian 12, from installation to purge.

debootstrap makes the tree once (build/bare.tar); each run works in a copy
below build/bare. The programs run in there, as the account that the package
made, against a private Dovecot and an SMTP sink on loopback. In between the
tree is booted (systemd-nspawn), so that the unit runs as it is, sandbox and
all; a machine that cannot boot it says so.
"""

import os
import pathlib
import shutil
import stat
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "e2e"))

from harness import mails  # noqa: E402
from harness.campaign import DOMAIN, USERS  # noqa: E402
from harness.sink import Sink  # noqa: E402
from harness.world import World  # noqa: E402

MIRROR = os.environ.get("MIRROR", "http://deb.debian.org/debian")
CACHE = TOP / "build" / "bare.tar"
ARCHIVES = TOP / "build" / "bare-archives"
ROOT = TOP / "build" / "bare"
OLD = "0.0.9"
REFERENT = f"referent13@{DOMAIN}"
APT = ("apt-get", "-q", "-y", "--no-install-recommends")
results = []


def say(text):
    print(f"== {text}", flush=True)


def check(what, good, details=""):
    results.append(bool(good))
    print(f"   {'ok' if good else 'FAILED'}: {what}", flush=True)
    if not good and details:
        print(details, flush=True)


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, **options)


def must(*command):
    done = run(*command)
    if done.returncode != 0:
        raise SystemExit(f"{command}:\n{done.stdout[-3000:]}{done.stderr}")
    return done.stdout


def inside(*command, account=None):
    user = [f"--userspec={account}:{account}"] if account else []
    return ["chroot", *user, ROOT, "env", "-i",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
            "DEBIAN_FRONTEND=noninteractive", *command]


def ask(*command, account=None):
    return run(*inside(*command, account=account))


def apt(*arguments):
    done = ask(*APT, *arguments)
    check(f"apt-get {' '.join(arguments)}", done.returncode == 0,
          done.stdout[-2000:] + done.stderr)
    return done


# -- the tree ---------------------------------------------------------------

MOUNTS = (("/proc", "proc"), ("/dev", "dev"),
          (ARCHIVES, "var/cache/apt/archives"))


def mount_all():
    for source, name in MOUNTS:
        must("mount", "--bind", source, ROOT / name)


def umount_all():
    for _, name in reversed(MOUNTS):
        run("umount", ROOT / name)


def make_tree():
    if not CACHE.exists():
        say("debootstrap (once)")
        shutil.rmtree(ROOT, ignore_errors=True)
        must("debootstrap", "--variant=minbase", "bookworm", ROOT, MIRROR)
        must("tar", "-C", ROOT, "-cf", CACHE, ".")
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    must("tar", "-C", ROOT, "-xf", CACHE)
    shutil.copy("/etc/resolv.conf", ROOT / "etc" / "resolv.conf")
    policy = ROOT / "usr" / "sbin" / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")  # no service starts in here
    policy.chmod(0o755)
    # Its own archives are kept for the next run.
    (ROOT / "etc/apt/apt.conf.d/keep").write_text(
        'APT::Keep-Downloaded-Packages "true";\n')
    (ARCHIVES / "partial").mkdir(parents=True, exist_ok=True)
    mount_all()


def leave_tree():
    umount_all()
    if not any(os.path.ismount(ROOT / name) for _, name in MOUNTS):
        shutil.rmtree(ROOT, ignore_errors=True)


def build(version):
    say(f"make deb VERSION={version}")
    must("make", "-C", TOP, "deb", f"VERSION={version}")
    (package,) = (TOP / "build").glob(f"dossierd_{version}_*.deb")
    kept = ROOT / package.name
    shutil.copy(package, kept)
    return f"/{package.name}"


def mode(path):
    info = (ROOT / path).stat()
    return f"{stat.S_IMODE(info.st_mode):04o} {info.st_uid}:{info.st_gid}"


def exists(path):
    return os.path.lexists(ROOT / path)


# -- its life ---------------------------------------------------------------

def installed(package):
    say("installation")
    apt("install", package)
    uid = ask("id", "-u", "dossierd").stdout.strip()
    gid = ask("id", "-g", "dossierd").stdout.strip()
    check("the account dossierd is there", uid.isdigit() and int(uid) < 1000)
    shell = ask("getent", "passwd", "dossierd").stdout.strip()
    check("it has no shell", shell.endswith("/nologin"), shell)
    check("/var/lib/dossierd is its own alone",
          mode("var/lib/dossierd") == f"0700 {uid}:{gid}",
          mode("var/lib/dossierd"))
    check("/etc/dossierd is root's and can be read by it",
          mode("etc/dossierd") == f"0750 0:{gid}", mode("etc/dossierd"))
    check("the service is enabled", exists(
        "etc/systemd/system/multi-user.target.wants/dossierd.service"))
    unit = (ROOT / "lib/systemd/system/dossierd.service").read_text()
    check("it waits for a configuration",
          "ConditionPathExists=/etc/dossierd/dossierd.conf" in unit
          and not exists("etc/dossierd/dossierd.conf"))
    done = ask("dossierd", "--check", account="dossierd")
    check("--check says that there is none", done.returncode == 78
          and "/etc/dossierd/dossierd.conf:1: " in done.stderr, done.stderr)
    for page in ("man8/dossierd.8", "man1/dossierctl.1",
                 "man5/dossierd.conf.5"):
        check(f"{page}.gz", exists(f"usr/share/man/{page}.gz"))


def configured(world):
    say("dossierctl init")
    (ROOT / "etc/ca-test.pem").write_text(world.authority.ca_file.read_text())
    secret = ROOT / "root/secret"
    secret.write_text(USERS["referent13"] + "\n")
    secret.chmod(0o600)
    done = ask(
        "dossierctl", "init", "/etc/dossierd", "--batch",
        f"--mailbox={REFERENT}", "--user=referent13",
        f"--imap=localhost:{world.dovecot.tls_port}",
        "--password-file=/root/secret", "--ca-file=/etc/ca-test.pem",
        f"--smtp=smtps://localhost:{world.sink.port}", "--smtp-user=-",
        "--title=Coordonnateur micro-structure", "--keywords=micro-structure",
        "--subject=Candidature micro-structure RS2026 – NOM Prénom",
        "--referent-name=Mme Référente", "--position=Micro-lycée Artaud",
        "--position-id=0132733A", "--position-keywords=Artaud")
    check("it writes a configuration", done.returncode == 0,
          done.stdout + done.stderr)
    check("it reached the mailbox", "connecté" in done.stdout, done.stdout)
    print("".join(f"      {line}\n" for line in done.stdout.splitlines()))
    secret.unlink()
    done = ask("dossierd", "--check", account="dossierd")
    check("the account of the service can read it", done.returncode == 0,
          done.stderr)
    check("shadow mode", 'send = "shadow";'
          in (ROOT / "etc/dossierd/dossierd.conf").read_text())


def foreground(world, family):
    """The daemon runs until the new application is filed."""
    world.dovecot.deliver("referent13", mails.application(
        family, "Marie", to=("referent",)))
    before = dossiers()
    log = ROOT / "root/log"
    with open(log, "w") as out:
        process = subprocess.Popen(
            list(map(str, inside("dossierd", account="dossierd"))),
            stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        end = time.monotonic() + 30
        while len(dossiers()) == len(before) and time.monotonic() < end:
            time.sleep(0.3)
        process.terminate()
        code = process.wait(30)
    text = log.read_text()
    check("the daemon in the foreground files the application",
          len(dossiers()) == len(before) + 1, text)
    check("it ends well on SIGTERM", code == 0, f"{code}\n{text}")
    print("".join(f"      {line}\n" for line in text.splitlines()))
    outbox = ask("dossierctl", "outbox", "--json", account="dossierd").stdout
    check("what it would send is held", '"held"' in outbox
          and '"sent"' not in outbox and not world.sink.taken, outbox)


def dossiers():
    return ask("dossierctl", "list", "--json",
               account="dossierd").stdout.splitlines()


def version():
    return ask("dossierd", "--version").stdout.strip()


def upgraded(package, world):
    say("upgrade")
    default = ROOT / "etc/default/dossierd"
    mine = default.read_text() + "# mine\n"
    default.write_text(mine)
    written = (ROOT / "etc/dossierd/dossierd.conf").read_bytes()
    before, old = dossiers(), version()
    check(f"the old version runs ({old})", old == f"dossierd {OLD}")
    apt("install", package)
    check(f"the new version runs ({version()})", version() != old)
    check("the changed conffile is kept", default.read_text() == mine)
    check("the configuration is kept", written
          == (ROOT / "etc/dossierd/dossierd.conf").read_bytes())
    check("the dossiers are kept", dossiers() == before and before)
    foreground(world, "MOREAU")


BOOTED = """#!/bin/sh
exec >/root/booted 2>&1
ctl="runuser -u dossierd -- dossierctl"
pid() { systemctl show -p MainPID --value "$1"; }
echo "at boot: $(systemctl is-active dossierd)"
tries=0
while [ "$($ctl list --json | wc -l)" -lt 3 ] && [ $tries -lt 60 ]; do
    tries=$((tries + 1))
    sleep 0.5
done
echo "dossiers: $($ctl list --json | wc -l)"
systemctl reload dossierd
echo "reload: $?"
mkdir /etc/dossierd/second
cp -a /etc/dossierd/campaigns /etc/dossierd/secrets /etc/dossierd/second
sed 's|/var/lib/dossierd|&/second|' /etc/dossierd/dossierd.conf \
    >/etc/dossierd/second/dossierd.conf
systemctl enable --now dossierd@second
echo "instance: $(systemctl is-active dossierd@second)"
before=$(pid dossierd) instance=$(pid dossierd@second)
dpkg -i PACKAGE
both=$(systemctl is-active dossierd dossierd@second | xargs)
echo "after the upgrade: $both"
[ "$before" = "$(pid dossierd)" ] || echo "restarted: service"
[ "$instance" = "$(pid dossierd@second)" ] || echo "restarted: instance"
echo x >>/etc/dossierd/dossierd.conf
systemctl restart dossierd
echo "with a fault: $(systemctl is-active dossierd)"
sed -i '$d' /etc/dossierd/dossierd.conf
journalctl -u dossierd --no-pager
echo end
systemctl poweroff
"""
PROBE = """[Unit]
After=multi-user.target
[Service]
ExecStart=/root/boot.sh
[Install]
WantedBy=graphical.target
"""


def booted(package, world):
    say("boot")
    must(*inside(*APT, "install", "systemd-sysv", "dbus"))
    (ROOT / "usr/sbin/policy-rc.d").unlink()
    script = ROOT / "root/boot.sh"
    script.write_text(BOOTED.replace("PACKAGE", package))
    script.chmod(0o755)
    (ROOT / "etc/systemd/system/probe.service").write_text(PROBE)
    must(*inside("systemctl", "enable", "probe.service"))
    world.dovecot.deliver("referent13", mails.application(
        "PETIT", "Chloé", to=("referent",)))
    umount_all()
    done = run("timeout", "150", "systemd-nspawn", "-D", ROOT, "--boot",
               "--private-users=no", "--register=no", "--keep-unit")
    mount_all()
    told = ROOT / "root/booted"
    if not told.exists():
        print("   this machine boots no tree: not tested\n" + done.stderr)
        return
    text = told.read_text()
    for line in ("at boot: active", "dossiers: 3", "reload: 0",
                 "instance: active", "after the upgrade: active active",
                 "restarted: service", "restarted: instance",
                 "with a fault: failed", "end"):
        check(line, line in text.splitlines(), text)
    check("nothing was sent", not world.sink.taken)
    (ROOT / "etc/systemd/system/probe.service").unlink()


def removed():
    say("removal")
    before = mode("var/lib/dossierd/dossierd.db")
    apt("remove", "dossierd")
    check("the programs are gone", not exists("usr/sbin/dossierd")
          and not exists("usr/share/dossierd")
          and not exists("lib/systemd/system/dossierd.service"))
    check("the configuration stays", exists("etc/dossierd/dossierd.conf")
          and exists("etc/default/dossierd"))
    check("the dossiers stay",
          mode("var/lib/dossierd/dossierd.db") == before)


def remains():
    """What still bears its name, but for the tree's own records of it."""
    found = []
    for top in ("etc", "lib", "opt", "run", "srv", "usr", "var"):
        for folder, names, files in os.walk(ROOT / top):
            names[:] = [name for name in names if not os.path.ismount(
                os.path.join(folder, name))]
            found += [os.path.join(folder, name) for name in names + files
                      if "dossier" in name]
    return [name for name in found if "/var/log/" not in name]


def purged(package):
    say("purge")
    apt("install", package)
    check("a new installation finds the dossiers again", len(dossiers()) > 1)
    apt("purge", "dossierd")
    left = remains()
    check("nothing stays", not left, "\n".join(left))
    check("dpkg knows it no more",
          "dossierd" not in (ROOT / "var/lib/dpkg/status").read_text())


def main():
    try:
        make_tree()
        with World(tls=True, raw_log=False) as world:
            world.sink.stop()
            world.sink = Sink(tls=world.authority.issue("smtp")).start()
            must(*inside(*APT, "update"))
            old, new = build(OLD), build(current_version())
            installed(old)
            configured(world)
            foreground(world, "DUPONT")
            upgraded(new, world)
            booted(new, world)
            removed()
            purged(new)
    finally:
        leave_tree()
    bad = results.count(False)
    print(f"{results.count(True)} passed, {bad} failed")
    return 1 if bad else 0


def current_version():
    for line in (TOP / "Makefile").read_text().splitlines():
        if line.startswith("VERSION := "):
            return line.split()[2]
    raise SystemExit("the Makefile names no VERSION")


sys.exit(main())
