"""Run one side once and tell how it went: things done, seconds, peak memory."""

import importlib
import json
import resource
import sys
import time


def main() -> None:
    module, _, name = sys.argv[1].partition(":")
    work = getattr(importlib.import_module(module), name)
    start = time.perf_counter()
    done = work(*sys.argv[2:])
    if isinstance(done, tuple):  # the work timed itself, so that preparing is not counted
        done, seconds = done
    else:
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"done": done, "seconds": seconds, "peak_mib": peak}))


if __name__ == "__main__":
    main()
