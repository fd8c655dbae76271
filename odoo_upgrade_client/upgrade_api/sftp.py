# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The platform's temporary SFTP accounts: large dumps, with resume both ways.

Needs ``paramiko``, which the rest of the package does not.
"""

import base64
import contextlib
import hashlib
import io
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .errors import NotOffered, TryLater, UnsafeAddress
from .part import Part

try:
    import paramiko
except ImportError:
    paramiko = None

BLOCK = 32 * 1024  # bytes that every SFTP server takes in one piece
WINDOW = 8 * 1024 * 1024  # bytes asked for at once
TIMEOUT = 60  # seconds


@dataclass(frozen=True)
class KeyPair:
    """An SSH key made for one request.

    :param private: OpenSSH PEM text
    :param public: one line of ``authorized_keys``
    """

    private: str = field(repr=False)
    public: str

    @classmethod
    def generate(cls):
        private = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
        return cls.load(private.decode())

    @classmethod
    def load(cls, private):
        """:param private: OpenSSH PEM text; the public half follows from it"""
        key = serialization.load_ssh_private_key(private.encode(), None)
        public = key.public_key().public_bytes(
            serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        )
        return cls(private, public.decode())


def available():
    """Whether SFTP can be used here."""
    return paramiko is not None


class SftpTransfer:
    """Moves one dump over the account that ``request_sftp_access`` gave.

    :param access: ``request`` of its answer
    :param gate: :class:`~.gate.Gate`
    :param private_key: OpenSSH PEM text
    :param fingerprint: the server's key seen before (``SHA256:...``), or None to trust
        the one that is shown now; it is in ``fingerprint`` afterwards
    """

    def __init__(self, access, gate, private_key, fingerprint=None):
        if not gate.allows_host(access.get("hostname")):
            raise UnsafeAddress(
                f"The platform's SFTP server {access.get('hostname')} does not belong"
                f" to {gate.host}: nothing was sent there."
            )
        self._address = (access["hostname"], int(access["sftp_port"]))
        self._user = access["sftp_user"]
        self._shared = access["shared_file"]
        self._key = private_key
        self.fingerprint = fingerprint

    def upload(self, path, progress):
        """Append what the server does not have yet.

        :param progress: called with (bytes there, size); may raise to stop
        :raises TryLater: cut; call again
        """
        size = os.path.getsize(path)
        with self._connected() as sftp, open(path, "rb") as source:
            done = self._remote_size(sftp)
            if done > size:
                done = 0
            source.seek(done)
            progress(done, size)
            with sftp.open(self._shared, "ab" if done else "wb") as remote:
                remote.set_pipelined(True)
                while block := source.read(BLOCK):
                    remote.write(block)
                    done += len(block)
                    progress(done, size)
            if self._remote_size(sftp) != size:
                raise TryLater("The dump did not arrive as a whole.")

    def download(self, target, progress):
        """Fetch the upgraded dump into ``target.part``, then ``target``.

        :return: its name on the server, whose ending may differ from the upload's
        """
        part = Part(target)
        with self._connected() as sftp:
            name = self._upgraded_name(sftp)
            there = sftp.stat(name)
            size, version = there.st_size, [name, there.st_size, there.st_mtime]
            if not part.is_of(version):
                part.begin(version)
            done = part.size
            with sftp.open(name, "rb") as remote, part.open(done) as local:
                progress(done, size)
                while done < size:
                    end = min(size, done + WINDOW)
                    for block in remote.readv(_pieces(done, end)):
                        local.write(block)
                    done = end
                    progress(done, size)
                part.keep(local)
        part.complete()
        return name

    def _upgraded_name(self, sftp):
        names = sftp.listdir()
        found = [name for name in names if name.startswith("upgraded_")] or names
        if not found:
            raise NotOffered("The platform's SFTP server offers no upgraded dump.")
        return self._shared if self._shared in found else sorted(found)[0]

    def _remote_size(self, sftp):
        try:
            return sftp.stat(self._shared).st_size or 0
        except FileNotFoundError:
            return 0

    @contextlib.contextmanager
    def _connected(self):
        """:raises TryLater: the server cannot be reached, or the connection broke"""
        try:
            with contextlib.closing(self._transport()) as transport:
                transport.auth_publickey(self._user, _load_key(self._key))
                with paramiko.SFTPClient.from_transport(transport) as sftp:
                    sftp.get_channel().settimeout(TIMEOUT)
                    yield sftp
        except (OSError, EOFError, paramiko.SSHException) as error:
            words = str(error) or type(error).__name__
            raise TryLater(f"The SFTP connection broke: {words}.") from error

    def _transport(self):
        transport = paramiko.Transport(self._address)
        try:
            transport.start_client(timeout=TIMEOUT)
            self._check_server(transport.get_remote_server_key())
        except BaseException:
            transport.close()
            raise
        return transport

    def _check_server(self, key):
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest())
        seen = f"SHA256:{digest.decode().rstrip('=')}"
        if self.fingerprint and self.fingerprint != seen:
            raise UnsafeAddress(
                f"The SFTP server shows another key ({seen}) than before: nothing was"
                " sent. Clear the fingerprint if the platform changed it."
            )
        self.fingerprint = seen


def _load_key(text):
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text))


def _pieces(start, end):
    return [(offset, min(BLOCK, end - offset)) for offset in range(start, end, BLOCK)]
