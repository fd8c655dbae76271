# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The steps of an upgrade from the shell, with the JSON of the API's documentation.

The private key is never part of a command line: ``create`` writes it into the request
file, from where the other steps read it.
"""

import argparse
import json
import os
import sys
import time

from .archive import check_before_upload, check_received, opened_sql, sha256
from .client import DEFAULT_URL, UpgradeClient
from .errors import NotOffered, Refused, TryLater, UpgradeError
from .masking import masked_values
from .progress import Meter
from .request_file import RequestFile
from .sql_script import script_for
from .states import Phase, phase_of, poll_delay

REFUSED, LATER, WRONG = 1, 2, 3
_UNCLEAR = (
    "It is not known whether the platform made the request: its answer got lost. Look"
    " for an e-mail of the platform before you make another one."
)


def parser(prog="upgrade_api"):
    """:return: the parser of the command line"""
    top = argparse.ArgumentParser(prog=prog, description=__doc__)
    top.add_argument("--url", default=DEFAULT_URL, help="address of the API")
    top.add_argument("--ca-bundle", help="PEM file of certificate authorities")
    top.add_argument(
        "--request-file",
        default="upgrade_request.json",
        help="where the request's id and key are kept (default: %(default)s)",
    )
    top.add_argument(
        "--show-secrets", action="store_true", help="print key and addresses too"
    )
    steps = top.add_subparsers(dest="step", required=True)
    create = steps.add_parser("create", help="make a request")
    run = steps.add_parser("run", help="all steps, up to the downloaded dump")
    for each in (create, run):
        each.add_argument("--contract", required=True)
        each.add_argument("--email", required=True)
        each.add_argument("--target", required=True, help="version, such as 19.0")
        each.add_argument("--aim", choices=["test", "production"], default="test")
        each.add_argument("--timezone")
    create.add_argument("--filename", required=True, help="informative")
    upload = steps.add_parser("upload", help="send the dump")
    for each in (upload, run):
        each.add_argument("dump", help="file to send")
    for name in ("process", "skip-test", "status"):
        steps.add_parser(name)
    download = steps.add_parser("download", help="fetch the upgraded dump")
    for each in (download, run):
        each.add_argument("--output", required=True, help="file to write")
    for each in (upload, download, run):
        each.add_argument(
            "--sftp", action="store_true", help="by SFTP, which goes on after a cut"
        )
    sql = steps.add_parser("sql", help="write a plain dump for psql, without commands")
    sql.add_argument("dump", help="file to read: SQL, gzip or a zip with dump.sql")
    run.add_argument("--poll", type=float, default=30, help="seconds to the next look")
    return top


class Command:
    """One run of the command line.

    :param options: parsed arguments
    """

    def __init__(self, options):
        self.options = options
        self.client = UpgradeClient(options.url, ca_bundle=options.ca_bundle)
        self.file = RequestFile(options.request_file)

    def run(self):
        getattr(self, "step_" + self.options.step.replace("-", "_"))()

    def step_create(self, filename=None):
        if self.file.exists:
            raise UpgradeError(
                f"{self.options.request_file} holds a request already: name another"
                " file with --request-file."
            )
        options = self.options
        self.file.prepare()
        try:
            answer = self.client.create(
                options.contract,
                options.email,
                options.target,
                options.aim,
                filename or options.filename,
                options.timezone,
            )
        except TryLater as error:
            if error.sent and not error.failures:
                raise UpgradeError(_UNCLEAR) from error
            raise
        self.file.save(answer.data)
        self._print(answer.data)

    def step_upload(self):
        path, meter = self.options.dump, Meter(_show_progress)
        check_before_upload(path)
        if self.options.sftp:
            self._by_sftp("upload", path, meter)
        else:
            answer = self.client.upload(self.file.credentials(), path, meter)
            self._print(answer.data)

    def step_process(self):
        self._print(self.client.process(self.file.credentials()).data)

    def step_skip_test(self):
        self._print(self.client.skip_test(self.file.credentials()).data)

    def step_status(self):
        self._print(self._status().data)

    def step_download(self):
        path, meter = self.options.output, Meter(_show_progress)
        if self.options.sftp:
            self._by_sftp("download", path, meter)
        else:
            address = download_address(self._status().request)
            self.client.download(address, path, meter)
        kind = check_received(path)
        self._print({"file": path, "kind": kind, "sha256": sha256(path)})

    def step_run(self):
        """Do what is left to do; a run that was broken off goes on."""
        if not self.file.exists:
            check_before_upload(self.options.dump)
            self.step_create(os.path.basename(self.options.dump))
        phase = phase_of(self._status().request.get("state"))
        if phase is Phase.UPLOAD:
            self.step_upload()
            self.step_process()
        self._wait()
        self.step_download()

    def step_sql(self):
        """Write SQL that psql can be trusted with, up to what it must not see."""
        out = sys.stdout.buffer
        with opened_sql(self.options.dump) as source:
            for piece in script_for("psql", source):
                out.write(piece)
        out.flush()

    def _by_sftp(self, move, path, meter):
        """:param move: name of a method of :class:`~.sftp.SftpTransfer`"""
        # Needs more packages than the other steps.
        from .sftp import KeyPair, SftpTransfer, available

        if not available():
            raise UpgradeError("SFTP needs the Python package paramiko.")
        key = KeyPair.generate()
        answer = self.client.request_sftp_access(self.file.credentials(), key.public)
        sftp = SftpTransfer(
            answer.request, self.client.gate, key.private, self.file.fingerprint
        )
        try:
            getattr(sftp, move)(path, meter)
        finally:
            self.file.fingerprint = sftp.fingerprint
        self._print(answer.data)

    def _status(self):
        answer = self.client.status(self.file.credentials())
        self.file.save(answer.data)
        return answer

    def _wait(self):
        polls, last = 0, None
        while True:
            try:
                request = self._status().request
            except TryLater as error:
                _tell(error)
                request = {"state": last}
            state = request.get("state")
            if phase_of(state) is Phase.READY:
                return
            if phase_of(state) is Phase.INVALID:
                message = request.get("customer_message") or "no reason given"
                raise UpgradeError(f"The platform gave up: {message}")
            polls = polls + 1 if state == last else 0
            last = state
            _tell(f"state: {state}")
            time.sleep(poll_delay(state, polls, self.options.poll))

    def _print(self, data):
        if not self.options.show_secrets:
            data = masked_values(data)
        _show(data)


def download_address(request):
    """:return: where the upgraded dump is: the archive, or else the SQL stream
    :raises NotOffered: the answer names none
    """
    for name in ("upgraded_dump_url", "upgraded_sql_url", "migrated_sql_url"):
        if request.get(name):
            return request[name]
    raise NotOffered("The platform names no address of the upgraded dump.")


def _show(data):
    """Print JSON, the result of a step."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def _tell(text):
    """Say something that is not part of the result."""
    sys.stderr.write(f"{text}\n")


def _show_progress(progress):
    share = f"{progress.done / progress.total:4.0%}" if progress.total else "   ?"
    rate = progress.rate / 1024 / 1024
    _tell(f"{share}  {progress.done:,} bytes  {rate:.1f} MiB/s")


def main(arguments=None, prog="upgrade_api"):
    """Run one step.

    :return: exit code: 0, 1 refused, 2 try again later, 3 anything else that is wrong
    """
    options = parser(prog).parse_args(arguments)
    try:
        Command(options).run()
    except Refused as error:
        data = {"failures": [failure.data for failure in error.failures]}
        _show(masked_values(data))
        return REFUSED
    except TryLater as error:
        _tell(error)
        return LATER
    except (UpgradeError, OSError) as error:
        _tell(error)
        return WRONG
    return 0
