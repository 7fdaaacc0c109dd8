"""``python -m tests._on_loopback NAME ...``: a script or a module whose ICE has 127.0.0.1 alone.

A machine without a network has no other address, and aioice does not gather this one by itself.
"""

import runpy
import sys

import aioice.ice

aioice.ice.get_host_addresses = lambda *_, **__: ["127.0.0.1"]

if __name__ == "__main__":
    del sys.argv[0]
    run = runpy.run_path if sys.argv[0].endswith(".py") else runpy.run_module
    run(sys.argv[0], run_name="__main__")
