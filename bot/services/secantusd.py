"""Runs secantusd so that it can only be used with a password.

The first line of standard input is a name and a password. The user is written into the storage before the server
listens: it is there in data that was made without one, and a new password takes the place of the last one. The
arguments are those of secantusd.
"""

import sys

from secantus import cli
from secantus.auth import derive_credentials

name, password = sys.stdin.readline().split()
credentials = derive_credentials(password, username=name).to_doc()
user = {
    "_id": f"admin.{name}",
    "user": name,
    "db": "admin",
    "credentials": credentials,
    "roles": [{"role": "root", "db": "admin"}],
    "mechanisms": list(credentials),
}


# A process that dies in a transaction leaves it open, and whoever does its work again waits for its end.
IDLE_TRANSACTION_SECONDS = 5


class Server(cli.SecantusDBServer):
    def __init__(self, **options):
        super().__init__(**options, transaction_lifetime_seconds=IDLE_TRANSACTION_SECONDS)

    def start(self):
        self.storage.add_user("admin", name, user, replace=True)
        super().start()


cli.SecantusDBServer = Server
sys.exit(cli.main())
