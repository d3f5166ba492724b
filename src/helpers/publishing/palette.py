"""Colors of the charts."""

from __future__ import annotations

PALETTE = ["#0b5394", "#c2570c", "#00796b", "#9b2d6f", "#6b6b6b", "#8a6d00"]
"""Told apart with every common color blindness (after Okabe and Ito, 2008), and dark enough to be
read as type on white: each has a contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3)."""

INK = "#1a1a1a"
MUTED = "#595959"
RULE = "#e3e0d8"
PAPER = "#ffffff"
ALARM = "#9a3412"
"""Of what must not be taken for real: the mark on synthetic records."""
