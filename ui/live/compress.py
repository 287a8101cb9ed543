"""Compress runtime and models of the live page: `python -m ui.live.compress`, once at set-up."""

import logging
import sys
from concurrent.futures import ThreadPoolExecutor

from ui.live.assets import MODELS, RUNTIME, compressed_file, missing_sentence

logger = logging.getLogger(__name__)


def main() -> int:
    """Compress what is not yet; return 0, or 2 after one sentence on standard error."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    if (sentence := missing_sentence()) is not None:
        logger.error("%s", sentence)
        return 2
    names = [*RUNTIME, *MODELS.values()]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: compressed_file(name, "br"), names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
