"""Encryption of what is asked elsewhere: the other side is checked, and old forms of TLS are not spoken."""

from __future__ import annotations

import http.client
import ssl

from comity.net.http import Door


def test_the_other_side_is_checked_and_old_tls_refused() -> None:
    """The context with which a door opens its connection; nothing is asked yet."""
    connection = Door("https://source.example")._opened()
    assert isinstance(connection, http.client.HTTPSConnection)
    context = vars(connection)["_context"]
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
