"""Loads nbval without the grammar of addresses that jsonschema would read at each start of pytest.

It takes two seconds, in every process, and nothing here uses it: see helpers/runner/kernels.py.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
pytest_plugins = ["nbval.plugin"]
