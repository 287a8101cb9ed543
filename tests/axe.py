"""axe-core, fetched once by npm and checked; what it finds on a page."""

import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

PACKAGE = "axe-core@4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
FOLDER = Path(__file__).parents[1] / "build" / "axe"
# Streamlit's own: the zone of its file uploader has the role "presentation" and a name.
NOT_OURS = ["[data-testid=stFileUploaderDropzone]"]
SETTLE_MS = 2000
RUN = """async (exclude) => {
  const found = await axe.run({ exclude }, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`,
  ));
}"""


def axe_script() -> str:
    """The source of axe-core; the test is skipped where npm cannot bring it."""
    path = FOLDER / "axe.min.js"
    if not path.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm is not on this machine")
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", "--ignore-scripts", PACKAGE]
        if subprocess.run(command, cwd=FOLDER, capture_output=True).returncode:
            pytest.skip(f"npm could not fetch {PACKAGE}")
        with tarfile.open(next(FOLDER.glob("axe-core-*.tgz"))) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            path.write_bytes(member.read())
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256, "not the axe-core that is pinned"
    return content.decode()


def violations(page: Page, script: str) -> list[str]:
    """Each rule that the page breaks, with the element, Streamlit's own left out.

    What is found is looked at once more: elements that are just appearing are pale for a moment.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(script)
    found: list[str] = page.evaluate(RUN, NOT_OURS)
    if found:
        page.wait_for_timeout(SETTLE_MS)
        found = page.evaluate(RUN, NOT_OURS)
    return found
