<?php
/**
 * Receives webhooks of Salur and verifies them. Needs PHP 8.1 or newer and no packages. With PHP's own server:
 *
 *     SALUR_WEBHOOK_SECRET=whsec_... php -S 127.0.0.1:8080 listen.php
 */

declare(strict_types=1);

const TOLERANCE_SECONDS = 5 * 60;

/** Returns the event of a webhook, or null unless Salur signed these bytes within the last five minutes. */
function verified(string $body, string $id, string $timestamp, string $signatures, string $secret): ?array
{
    if (preg_match('/^\d{1,12}$/D', $timestamp) !== 1 || abs(time() - (int) $timestamp) > TOLERANCE_SECONDS) {
        return null;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    if ($key === false || $key === '') {
        throw new InvalidArgumentException('SALUR_WEBHOOK_SECRET is not the secret of a webhook endpoint: whsec_...');
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // While a secret is being replaced there are two signatures, with a space between.
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($expected, $given)) {
            return json_decode($body, true, 512, JSON_THROW_ON_ERROR);
        }
    }
    return null;
}

// Until the event is handled: an error on the way must not look like a delivery.
http_response_code(500);
$event = verified(
    file_get_contents('php://input'),
    $_SERVER['HTTP_WEBHOOK_ID'] ?? '',
    $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '',
    $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
    (string) getenv('SALUR_WEBHOOK_SECRET'),
);
if ($event === null) {
    http_response_code(401);
    return;
}
// An event can arrive more than once with the same webhook-id: store the id with what you do about the event.
if ($event['type'] !== 'webhook.test') {
    file_put_contents('php://stdout', "{$event['type']} {$event['data']['reference']} {$event['data']['version']}\n");
}
http_response_code(204);
