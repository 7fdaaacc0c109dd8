"""``python -m sdpsig`` is ``sdpsig``."""

import sys

from sdpsig.cli import main

if __name__ == "__main__":
    sys.exit(main())
