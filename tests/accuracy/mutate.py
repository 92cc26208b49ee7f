#!/usr/bin/python3
"""The mails of cases.py, damaged in all ways, and what dossierctl makes of it.

    tests/accuracy/mutate.py [MAILS [SEED]]

Each run of `explain --json` must end with 0, say nothing on standard error and
print one line of JSON for each mail, whatever is in it.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

import cases
import run

AT_ONCE = 250
SNIPPETS = (b"\r\n", b"\n\n", b"=?utf-8?Q?=E2=80?=", b"--", b"\0", b"\x1f",
            b"\xff\xfe", b'"', b"boundary=", b"%PDF-1.4", b"PK\3\4", b"<" * 50,
            b"\r\nContent-Type: message/rfc822\r\n\r\n", b"\xe2\x80\xae")


def damage(mail, chance):
    """One change, mostly near the beginning, where the structure is."""
    span = min(len(mail), chance.choice((1500, 6000, len(mail))))
    at = chance.randrange(max(1, span))
    kind = chance.randrange(6)
    if kind == 0:
        mail[at:at + 1] = bytes([chance.randrange(256)])
    elif kind == 1:
        del mail[at:at + chance.randrange(1, 200)]
    elif kind == 2:
        mail[at:at] = chance.randbytes(chance.randrange(1, 30))
    elif kind == 3:
        start = chance.randrange(max(1, len(mail)))
        mail[at:at] = mail[start:start + chance.randrange(1, 3000)]
    elif kind == 4:
        mail[at:at] = chance.choice(SNIPPETS)
    elif chance.random() < 0.1:
        del mail[at:]


def damaged_mails(count, chance):
    whole = [case.mail if isinstance(case.mail, bytes)
             else case.mail.as_bytes() for case in cases.all_cases()]
    for _ in range(count):
        mail = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 3, 10, 40))):
            damage(mail, chance)
        yield bytes(mail)


def faults(folder, configuration, mails):
    paths = []
    for number, mail in enumerate(mails):
        paths.append(os.path.join(folder, f"{number}.eml"))
        with open(paths[-1], "wb") as target:
            target.write(mail)
    program = os.path.join(run.TOP, os.environ.get("BUILD", "build"),
                           "dossierctl")
    done = subprocess.run([program, "-c", configuration, "explain", "--json",
                           *paths], capture_output=True, timeout=600)
    lines = done.stdout.split(b"\n")[:-1]
    if done.returncode or done.stderr or len(lines) != len(paths):
        yield f"exit {done.returncode}, {len(lines)} lines, {done.stderr!r}"
    for line in lines:
        try:
            json.loads(line)
        except ValueError as error:
            yield f"{error}: {line!r}"


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 2026)
    mails = list(damaged_mails(count, chance))
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        configuration = run.write_configuration(folder)
        for start in range(0, count, AT_ONCE):
            for fault in faults(folder, configuration,
                                mails[start:start + AT_ONCE]):
                print(fault)
                bad += 1
    print(f"{max(0, count - bad)} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
