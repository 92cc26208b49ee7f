"""The static pages and the digest in a real browser, under axe-core.

Run by `make check-pages`, which gives AXE (axe.min.js) and BUILD.
"""

import os
import pathlib
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

BUILD = os.environ["BUILD"]
AXE = pathlib.Path(os.environ["AXE"]).read_text(encoding="utf-8")
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update
    --disable-sync --allow-file-access-from-files""".split()
PAGES = [
    "index.html",
    "rs2026/index.html",
    "rs2026/poste-0132733A.html",
    "rs2026/a-verifier.html",
    "rs2026/envois.html",
    "rs2026/dossiers/RS26-00000.html",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def start_browser(profile, *more):
    options = webdriver.ChromeOptions()
    for flag in FLAGS + [f"--user-data-dir={profile}", *more]:
        options.add_argument(flag)
    return webdriver.Chrome(options=options)


@pytest.fixture(scope="module", params=["light", "dark"])
def browser(request, tmp_path_factory):
    driver = start_browser(tmp_path_factory.mktemp("profile"))
    media = [{"name": "prefers-color-scheme", "value": request.param}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The pages of 0, 1, 40 and 10,000 dossiers, and their digests."""
    made = {}
    for count in (0, 1, 40, 10000):
        folder = tmp_path_factory.mktemp(f"pages{count}")
        for program, below in (("sample_pages", "www"),
                               ("sample_digest", "mail")):
            subprocess.run([f"{BUILD}/tests/report/{program}",
                            str(folder / below), str(count)], check=True)
        made[count] = folder
    return made


def find_faults(driver, path):
    driver.get(path.as_uri())
    # The page's own policy forbids scripts; the debugger's are exempt.
    driver.execute_script(AXE)
    found = driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: arguments[0]}).then(r => done("
        "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html))));",
        RULES)
    return found


@pytest.mark.parametrize("count", [0, 1, 40, 10000])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser, folders, count, width):
    browser.set_window_size(width, 900)
    for page in PAGES:
        path = folders[count] / "www" / page
        if count == 10000 and page.endswith(("envois.html", "fier.html")):
            continue  # 500 rows of the same: as with 40, but for minutes
        if path.exists():
            assert find_faults(browser, path) == [], path


@pytest.mark.parametrize("count", [0, 1, 40])
def test_axe_finds_nothing_in_the_digest(browser, folders, count):
    assert find_faults(browser, folders[count] / "mail" / "mail.html") == []


def test_pages_fit_a_narrow_window(browser, folders):
    browser.set_window_size(500, 900)
    for page in PAGES:
        browser.get((folders[40] / "www" / page).as_uri())
        assert browser.execute_script(
            "return document.documentElement.scrollWidth"
            " <= document.documentElement.clientWidth"), page


def test_a_list_is_sorted_and_filtered_by_keyboard(browser, folders):
    browser.set_window_size(1280, 900)
    browser.get((folders[40] / "www" / PAGES[2]).as_uri())
    header = browser.find_element(By.CSS_SELECTOR, "thead th button")
    header.send_keys(Keys.ENTER)
    names = [cell.text for cell in
             browser.find_elements(By.CSS_SELECTOR, "tbody th")]
    assert names[0] == "D'ALMEIDA Marie1" and names[-1] == "N'DIAYE Marie9"
    assert browser.find_element(By.CSS_SELECTOR, "thead th").get_attribute(
        "aria-sort") == "ascending"
    browser.find_element(By.ID, "filtre").send_keys("eluard")
    shown = [row for row in browser.find_elements(By.CSS_SELECTOR, "tbody tr")
             if row.is_displayed()]
    assert len(shown) == 2
    assert browser.find_element(
        By.CSS_SELECTOR, "[role=status]").text == "2 lignes"


def test_the_first_tab_stop_skips_the_menu(browser, folders):
    browser.get((folders[40] / "www" / PAGES[1]).as_uri())
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    link = browser.switch_to.active_element
    assert link.text == "Aller au contenu" and link.rect["x"] >= 0
    link.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.tag_name == "main"


def test_every_link_between_pages_leads_somewhere(folders):
    from html.parser import HTMLParser

    class Links(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found = []

        def handle_starttag(self, tag, attrs):
            href = dict(attrs).get("href")
            if tag == "a" and href and href.endswith(".html"):
                self.found.append(href)

    for page in (folders[40] / "www").rglob("*.html"):
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        for href in links.found:
            assert (page.parent / href).exists(), (page, href)
