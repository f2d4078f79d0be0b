import pytest

from reports import fonts


@pytest.fixture(scope="session")
def chosen():
    """Return the fonts of this machine, which must have a Chinese one."""
    found = fonts.choose([])
    if not found.fangsong:
        pytest.skip("no Chinese font is installed")
    return found
