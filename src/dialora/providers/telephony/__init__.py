"""Carriers: one file each, found by the catalogue."""

from __future__ import annotations

from dialora.catalog import Catalog
from dialora.ports.telephony import Telephony

#: Carriers by the name that is part of their webhook addresses.
CARRIERS: Catalog[Telephony] = Catalog("carrier")
