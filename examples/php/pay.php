<?php
/**
 * Creates a payout once, and waits until it is final. Needs PHP 8.1 or newer and no packages.
 *
 *     SALUR_URL=http://127.0.0.1:3000 SALUR_API_KEY=... php pay.php INV-2026-0004
 */

declare(strict_types=1);

const FINAL_STATUSES = ['succeeded', 'failed', 'cancelled', 'returned'];
const ATTEMPTS = 5;

/** An error that Salur reports; `problemCode` is stable, `errors` names every wrong field. */
final class SalurError extends RuntimeException
{
    public readonly string $problemCode;
    public readonly array $errors;

    public function __construct(public readonly int $status, array $problem, public readonly ?string $retryAfter)
    {
        parent::__construct("$status {$problem['code']}: {$problem['detail']}");
        $this->problemCode = $problem['code'];
        $this->errors = $problem['errors'] ?? [];
    }
}

/** No response of Salur arrived: the request may have been carried out. */
final class NoResponse extends RuntimeException
{
}

/** One request. Throws SalurError for a problem document, and NoResponse if no response of Salur arrives. */
function send(string $method, string $path, ?array $body = null, array $headers = []): array
{
    $context = stream_context_create(['http' => [
        'method' => $method,
        'header' => ['Authorization: Bearer ' . getenv('SALUR_API_KEY'), 'Content-Type: application/json', ...$headers],
        'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
        'timeout' => 30,
        'ignore_errors' => true,
        'follow_location' => 0,
    ]]);
    $text = @file_get_contents(getenv('SALUR_URL') . $path, false, $context);
    $received = $http_response_header ?? [];
    if ($text === false || preg_match('~^HTTP/\S+ (\d{3})~', $received[0] ?? '', $found) !== 1) {
        throw new NoResponse('no response');
    }
    $answer = json_decode($text, true);
    $status = (int) $found[1];
    if ($status < 300 && is_array($answer)) {
        return $answer;
    }
    if (!isset($answer['code'], $answer['detail'])) {
        throw new NoResponse("$status from something that is not Salur");
    }
    $retryAfter = null;
    foreach ($received as $line) {
        if (stripos($line, 'Retry-After:') === 0) {
            $retryAfter = trim(substr($line, strlen('Retry-After:')));
        }
    }
    throw new SalurError($status, $answer, $retryAfter);
}

/** Repeats the request with the same key while the outcome is unknown: Salur never creates a second payout for it. */
function createPayout(array $payout, string $idempotencyKey): array
{
    for ($attempt = 1; ; $attempt++) {
        try {
            return send('POST', '/v1/payouts', $payout, ["Idempotency-Key: $idempotencyKey"]);
        } catch (SalurError $error) {
            $mayRepeat = $error->status === 429
                || ($error->status === 503 && $error->retryAfter !== null)
                || $error->problemCode === 'idempotency_in_progress';
            if (!$mayRepeat || $attempt === ATTEMPTS) {
                throw $error;
            }
            sleep((int) ($error->retryAfter ?? $attempt));
        } catch (NoResponse $error) {
            // The payout may exist. The same key makes the repeat safe.
            if ($attempt === ATTEMPTS) {
                throw $error;
            }
            sleep($attempt);
        }
    }
}

/** Polls. A payout in review waits for an operator, so this may take long: in a service, use webhooks. */
function waitUntilFinal(array $payout): array
{
    while (!in_array($payout['status'], [...FINAL_STATUSES, 'review'], true)) {
        sleep(1);
        $payout = send('GET', "/v1/payouts/{$payout['id']}");
    }
    return $payout;
}

$reference = $argv[1];
$created = createPayout(
    [
        'reference' => $reference,
        'amount' => 50_000,
        'rail' => 'duitku.online',
        'destination' => ['type' => 'bank_account', 'bankCode' => '014', 'accountNumber' => '8760673566'],
    ],
    // Derived from the invoice and not random: a second run of this program finds the first payout.
    "pay-$reference",
);
$paid = waitUntilFinal($created);
echo "{$paid['reference']} {$paid['status']} {$paid['id']}\n";
