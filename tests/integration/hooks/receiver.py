"""A receiver of webhooks as a process of its own: answers what it was told to, and writes down each call as a line of JSON.

Run with the statuses to answer, in order: ``500 204``; ``slow`` keeps silent until it is ended; the last one is answered for ever.
``tls:FILE`` before them: over TLS, with the key and the certificate in that file.
"""

from __future__ import annotations

import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SEALED = sys.argv[1].removeprefix("tls:") if sys.argv[1].startswith("tls:") else ""
ANSWERS = sys.argv[2:] if SEALED else sys.argv[1:]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        told = {"headers": {name.lower(): value for name, value in self.headers.items()}, "body": body}
        print(json.dumps(told), flush=True)
        answer = ANSWERS.pop(0) if len(ANSWERS) > 1 else ANSWERS[0]
        if answer == "slow":
            threading.Event().wait()
        self.send_response(int(answer))
        if answer == "302":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing: what it prints is read."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
server.daemon_threads = True
if SEALED:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SEALED)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
