"""Plateglass: from a records release to a finding, a verdict and a page.

Nothing is imported here, so that ``import helpers`` costs nothing; take what you need from the
module that holds it. The rooms are listed in CONTRIBUTING.md.
"""
