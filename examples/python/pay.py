"""Creates a payout once, and waits until it is final. Needs Python 3.9 or newer and no packages.

    SALUR_URL=http://127.0.0.1:3000 SALUR_API_KEY=... python3 pay.py INV-2026-0003
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = os.environ["SALUR_URL"]
API_KEY = os.environ["SALUR_API_KEY"]
FINAL = {"succeeded", "failed", "cancelled", "returned"}
ATTEMPTS = 5


class SalurError(Exception):
    """An error that Salur reports; `code` is stable, `errors` names every wrong field."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem['code']}: {problem['detail']}")
        self.status = status
        self.code = problem["code"]
        self.errors = problem.get("errors", [])


def send(method, path, body=None, headers=None):
    """One request. Raises SalurError for a problem document, and OSError if no response of Salur arrives."""
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.headers.get_content_type() != "application/problem+json":
            raise OSError(f"{error.code} from something that is not Salur") from error
        problem = SalurError(error.code, json.load(error))
        problem.retry_after = error.headers.get("Retry-After")
        raise problem from None


def create_payout(payout, idempotency_key):
    """Repeats the request with the same key while the outcome is unknown: Salur never creates a second payout for it."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return send("POST", "/v1/payouts", payout, {"Idempotency-Key": idempotency_key})
        except SalurError as error:
            may_repeat = (
                error.status == 429
                or (error.status == 503 and error.retry_after)
                or error.code == "idempotency_in_progress"
            )
            if not may_repeat or attempt == ATTEMPTS:
                raise
            time.sleep(int(error.retry_after or attempt))
        except (OSError, http.client.HTTPException):
            # No response: the payout may exist. The same key makes the repeat safe.
            if attempt == ATTEMPTS:
                raise
            time.sleep(attempt)


def wait_until_final(payout):
    """Polls. A payout in review waits for an operator, so this may take long: in a service, use webhooks."""
    while payout["status"] not in FINAL and payout["status"] != "review":
        time.sleep(1)
        payout = send("GET", f"/v1/payouts/{payout['id']}")
    return payout


if __name__ == "__main__":
    reference = sys.argv[1]
    created = create_payout(
        {
            "reference": reference,
            "amount": 50_000,
            "rail": "duitku.online",
            "destination": {"type": "bank_account", "bankCode": "014", "accountNumber": "8760673566"},
        },
        # Derived from the invoice and not random: a second run of this program finds the first payout.
        idempotency_key=f"pay-{reference}",
    )
    paid = wait_until_final(created)
    print(paid["reference"], paid["status"], paid["id"])
