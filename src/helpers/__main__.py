"""Make ``python -m helpers`` the same as ``plateglass``."""

from helpers.cli import main

if __name__ == "__main__":
    main()
