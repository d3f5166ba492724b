"""Links between made-up records, ways and desks, for the drawings of them."""

from __future__ import annotations

import pandas as pd

LINKS = pd.DataFrame(
    [
        ("record to way", "License", "Network", "", "whole"),
        ("record to way", "Photo", "Network", "", "in part"),
        ("record to way", "Movements", "Readers, front door", "", "whole"),
        ("way to desk", "Network", "Body A", "12 queries of one look-up and another", "whole"),
        ("way to desk", "Network", "Body B", "34 queries", "whole"),
        ("way to desk", "Readers, front door", "Body B", "some", "whole"),
    ],
    columns=["stage", "from", "to", "what", "how"],
)
PHONE = 360
"""Pixels: how wide the picture is on a phone."""
