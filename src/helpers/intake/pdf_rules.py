"""Rules: the upright lines that a page draws, as between the columns of a ruled table."""

from __future__ import annotations

import ctypes
from typing import Any

SHORTEST = 4.0
"""Points; what is shorter is part of a letter, a mark or a pattern."""

AS_ONE = 3.0
"""Points; edges closer than this are the two sides of one line, or the borders of two cells."""


def find_rules(page: Any) -> list[float]:
    """Return where upright lines and edges of boxes stand on a page (pypdfium2), from the left.

    None are given of a page whose text is turned, and of drawings within drawings.
    """
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    if page.get_rotation():
        return []
    edges = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        matrix = path.get_matrix()
        before: tuple[float, float] | None = None
        for place in range(raw.FPDFPath_CountSegments(path.raw)):
            segment = raw.FPDFPath_GetPathSegment(path.raw, place)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            drawn = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
            if drawn and before is not None and abs(point[0] - before[0]) < 0.1:
                edges += [point[0]] if abs(point[1] - before[1]) >= SHORTEST else []
            before = point
    return _join(sorted(edges))


def _join(edges: list[float]) -> list[float]:
    """Return the middle of each group of edges that stand close together."""
    groups: list[list[float]] = []
    for edge in edges:
        if groups and edge - groups[-1][0] < AS_ONE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [(group[0] + group[-1]) / 2 for group in groups]
