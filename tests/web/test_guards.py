"""Which hosts can only mean this machine."""

import pytest

from web.guards import is_loopback


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "", "localhost.", "127.0.0.1.x"]
)
def test_what_could_mean_another_machine_is_no_loopback(host):
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_loopback_is_loopback(host):
    assert is_loopback(host)
