# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Temporary SFTP accounts; needs ``paramiko``."""

import socket
import threading

import paramiko

from .sftp_account import Account, Folder


class SftpServer:
    """Listens on a free port from its making on.

    Uploads grow in a folder of their own and become the request's dump when they are
    closed; a connection that breaks leaves them there, to be resumed.

    :param provider: the upgrade provider
    :param state: directory for the host key and for what is arriving
    """

    def __init__(self, provider, state):
        self.provider = provider
        self._folder = state / "upgrade_sftp"
        self._folder.mkdir(exist_ok=True)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def incoming(self, number):
        """:return: path of the dump that is arriving for a request"""
        return self._folder / str(number)

    def clear(self):
        """Forget what is arriving."""
        for path in self._folder.glob("[0-9]*"):
            path.unlink()

    def _host_key(self):
        path = self._folder / "host_key"
        if not path.exists():
            paramiko.ECDSAKey.generate().write_private_key_file(str(path))
        return paramiko.ECDSAKey.from_private_key_file(str(path))

    def _accept(self):
        key = self._host_key()
        while True:
            connection, _address = self._listener.accept()
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            account = Account(self.provider)
            transport.set_subsystem_handler(
                "sftp", paramiko.SFTPServer, Folder, self, account
            )
            threading.Thread(
                target=_start, args=(transport, account), daemon=True
            ).start()


def _start(transport, account):
    try:
        transport.start_server(server=account)
    except (paramiko.SSHException, EOFError, OSError):
        transport.close()
