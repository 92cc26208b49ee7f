import pathlib
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness.certificates import Authority  # noqa: E402
from harness.world import World  # noqa: E402


@pytest.fixture(scope="session")
def authority():
    with tempfile.TemporaryDirectory(prefix="dossierd-e2e-ca-") as folder:
        pathlib.Path(folder).chmod(0o755)
        yield Authority(folder)


@pytest.fixture
def world(authority):
    with World(authority) as made:
        yield made
