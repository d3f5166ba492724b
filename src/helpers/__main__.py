"""Make ``python -m helpers`` the same as ``plateglass``."""

import signal
import sys

from helpers.progress import INTERRUPTED, STOPPED, Interruptions


def main() -> None:
    """Run one command of the command line, which can be stopped from here on."""
    with Interruptions(afterward=signal.SIG_IGN):
        try:
            from helpers.cli import main as run
        except KeyboardInterrupt:
            print(STOPPED, file=sys.stderr)  # noqa: T201
            sys.exit(INTERRUPTED)
        run()


if __name__ == "__main__":
    main()
