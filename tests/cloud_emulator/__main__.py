# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Command line of the emulator."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from .app import Application
from .google.provider import GoogleProvider
from .microsoft.provider import MicrosoftProvider
from .server import serve
from .upgrade.provider import UpgradeProvider

PROVIDERS = [GoogleProvider, MicrosoftProvider, UpgradeProvider]


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m cloud_emulator",
        description="Emulates clouds for tests and demos, with faults on demand.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on; 0 takes a free one"
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".cloud_emulator"),
        help="directory of the state, kept over restarts (default: %(default)s)",
    )
    parser.add_argument(
        "--public-url",
        help="base of the links in answers, when clients reach it by another name",
    )
    parser.add_argument(
        "--certificate", help="PEM file of a certificate; makes it serve https only"
    )
    parser.add_argument("--key", help="PEM file of the certificate's private key")
    parser.add_argument(
        "--auto-consent",
        action="store_true",
        help="the authorise page agrees by itself instead of showing Allow and Deny",
    )
    parser.add_argument(
        "--exit-with-parent",
        action="store_true",
        help="end when the process that started it ends",
    )
    options = parser.parse_args(arguments)
    if bool(options.certificate) != bool(options.key):
        parser.error("--certificate and --key go together")
    return options


def _watch_parent(stop):
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        stop()

    threading.Thread(target=watch, daemon=True).start()


def main(arguments=None):
    options = parse_arguments(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    consent = "auto" if options.auto_consent else "ask"
    defaults = {f"{each.name}_consent": consent for each in PROVIDERS}
    app = Application(options.state, PROVIDERS, options.public_url, defaults)
    server = serve(app, options.host, options.port, options.certificate, options.key)
    scheme = "https" if options.certificate else "http"
    url = options.public_url or f"{scheme}://{options.host}:{server.server_port}"

    def stop(*_signal):
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    if options.exit_with_parent:
        _watch_parent(stop)
    print(f"Files:   {url}/\nControl: {url}/_control/status")
    for provider in app.providers.values():
        print("\n".join(provider.describe(url)))
    sys.stdout.flush()
    (options.state / "port").write_text(f"{server.server_port}\n")
    app.start()
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        app.close()


if __name__ == "__main__":
    main()
