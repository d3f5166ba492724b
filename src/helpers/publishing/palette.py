"""Colors of the charts."""

from __future__ import annotations

PALETTE = ["#0b5394", "#c04000", "#3f7f5f", "#1a1a2e", "#6a5ae8"]
"""Each two are told apart with protanopia and deuteranopia (matrices of Machado et al., 2009), and
each is dark enough to be read as type on white: a contrast of at least 4.5 to 1 (WCAG 2.1,
1.4.3). More than five lines belong in several panels."""

INK = "#1a1a1a"
MUTED = "#595959"
RULE = "#e3e0d8"
PAPER = "#ffffff"
ALARM = "#9a3412"
"""Of what must not be taken for real: the mark on synthetic records."""
