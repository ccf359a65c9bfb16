"""Receives webhooks of Salur and verifies them. Needs Python 3.9 or newer and no packages.

    SALUR_WEBHOOK_SECRET=whsec_... PORT=8080 python3 listen.py
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

SECRET = os.environ["SALUR_WEBHOOK_SECRET"]
TOLERANCE_SECONDS = 5 * 60


def verify(body, headers, secret=SECRET):
    """Returns the event of a webhook. Raises ValueError unless Salur signed these bytes within the last five minutes."""
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("the timestamp is missing, too old or too new")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{event_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is being replaced there are two signatures, with a space between.
    given = headers.get("webhook-signature", "").encode().split(b" ")
    if not any(hmac.compare_digest(expected, each) for each in given):
        raise ValueError("the signature is not valid")
    return json.loads(body)


class Webhooks(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            event = verify(body, self.headers)
        except ValueError:
            self.answer(401)
            return
        # An event can arrive more than once with the same webhook-id: store the id with what you do about the event.
        if event["type"] != "webhook.test":
            print(event["type"], event["data"]["reference"], event["data"]["version"], flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    # Not HTTPServer, which looks up its own name in the DNS before it listens.
    ThreadingTCPServer.allow_reuse_address = True
    ThreadingTCPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Webhooks).serve_forever()
