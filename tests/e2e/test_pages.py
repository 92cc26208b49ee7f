"""report_dir: the daemon keeps the pages up to date."""

import stat
import time

import pytest
from harness import mails


@pytest.fixture
def pages(world):
    folder = world.folder / "www"
    world.configuration.values |= {"report_dir": str(folder),
                                   "report_readers": "group"}
    world.configuration.write()
    return folder


def names(pages):
    return {str(path.relative_to(pages)) for path in pages.rglob("*.html")}


def wait_for(condition, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def dossier_page(ref):
    return f"micro-structure-rs2026/dossiers/{ref}.html"


def test_a_pass_leaves_the_pages_behind(world, pages):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    [row] = world.ctl.rows("list")
    page = pages / dossier_page(row["ref"])
    assert "DUPONT Marie" in page.read_text()
    assert "Accusé de réception" in page.read_text()
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o750
    before = {path: path.stat().st_mtime_ns for path in pages.rglob("*")}
    world.once()
    assert before == {path: path.stat().st_mtime_ns
                      for path in pages.rglob("*")}


def test_the_daemon_writes_what_comes_and_removes_what_goes(world, pages):
    daemon = world.start()
    assert wait_for((pages / "index.html").exists), daemon.log()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert wait_for(lambda: any("dossiers/" in name for name in names(pages)))
    [row] = world.ctl.rows("list")
    page = pages / dossier_page(row["ref"])
    assert "DUPONT Marie" in page.read_text()
    # What was sent about it shows a little later.
    assert wait_for(lambda: "Envoyé" in page.read_text()), page.read_text()
    world.ctl.run("erase", row["ref"])
    assert wait_for(lambda: not page.exists())
    assert not any("DUPONT" in path.read_text()
                   for path in pages.rglob("*.html"))
    assert "DUPONT" not in daemon.log()
    assert daemon.stop() == 0


def test_a_folder_that_cannot_be_written_stops_nothing(world, pages):
    pages.write_text("a file stands there")
    daemon = world.start()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert len(world.sink.wait(1)) == 1
    assert wait_for(lambda: "pages are not up to date" in daemon.log())
    assert daemon.stop() == 0
