import pathlib
import sys
import tempfile

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).parent),
                str(pathlib.Path(__file__).parents[1] / "e2e")]

from harness.certificates import Authority  # noqa: E402


@pytest.fixture(scope="session")
def authority():
    with tempfile.TemporaryDirectory(prefix="dossierd-interop-") as folder:
        pathlib.Path(folder).chmod(0o755)
        yield Authority(folder)
