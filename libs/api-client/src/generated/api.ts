/** Generated from docs/openapi.json by `npm run gen`: edit the description of the API, not this file. */

export interface paths {
    "/v1/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payouts
         * @description Newest first, page by page. Payouts created meanwhile do not shift the pages. A filter that fits few of very many payouts may fill a page only in part, or not at all: go on until `nextCursor` is null. `cashPickup` is always null here: read the payout itself.
         */
        get: operations["listPayouts"];
        put?: never;
        /**
         * Create a payout
         * @description Pays this amount to this destination, once. The same Idempotency-Key with the same body returns the first response again and never creates a second payout: after a timeout or a lost connection, repeat the request. Only `cashPickup` may differ: it is shown to keys with its scope alone.
         */
        post: operations["createPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export payouts as CSV
         * @description All payouts that fit the filter, in the order of the list, as CSV (RFC 4180, UTF-8) with a line of column names; the same columns as `salur payout list --format csv`. Read columns by name: new ones may follow. No spreadsheet takes a cell for a formula.
         */
        get: operations["exportPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count and sum payouts
         * @description Counts and sums of all payouts that fit the filter, by status. It needs `createdFrom` or `completedFrom`, or statuses in which no payout has ended. A period with too many payouts is answered with `unavailable`: send a shorter one.
         */
        get: operations["sumPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search payouts by destination
         * @description Payouts to an account number, or to the phone number of a cash pickup; newest first, page by page. Payouts whose personal data is erased are found too.
         */
        post: operations["searchPayouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a payout */
        get: operations["getPayout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the history of a payout */
        get: operations["listPayoutEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the requests to providers and their responses for a payout */
        get: operations["listPayoutEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a payout
         * @description Confirms a payout that waits as `inquired`. The body is optional and has the reason. From the amount at which the service requires two people, the confirmation needs another key than the one that created the payout; a key and its rotated successors count as one.
         */
        post: operations["confirmPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a payout
         * @description Cancels a payout that is `created` or `inquired`. No body.
         */
        post: operations["cancelPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the status now
         * @description Requests the status from the provider now instead of at `nextCheckAt`. Never sends a transfer. No body.
         */
        post: operations["checkPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payouts/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve a payout
         * @description Resolves a payout in `review` as paid or failed. The history names the key. From the amount at which the service requires two people, the first call is a proposal: the payout stays in review and shows it in `review.proposal`, and the same resolution from another key resolves the payout. The proposer can replace the proposal by sending the other resolution.
         */
        post: operations["resolvePayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rails
         * @description Limits, hours, cost and speed of each. With `amount` and one of `bankCode` and `outlet`: also a verdict on every rail, and the rail that `auto` would choose for such a payout now. Creates and reserves nothing.
         */
        get: operations["listRails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/banks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List banks and e-wallets
         * @description The possible destinations, with the rails that reach each of them now and what each provider reports about it.
         */
        get: operations["listBanks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List balances
         * @description The balance at each provider as it last reported it. The service requests balances regularly, not for this call.
         */
        get: operations["listBalances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The holidays of a year, and the days declared by hand
         * @description Rails with hours are open from Monday to Friday, except on these days.
         */
        get: operations["listCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Declare a day open or closed
         * @description Overrides the weekday and the holidays, and replaces an earlier declaration. This replica applies it at once, others within seconds.
         */
        put: operations["declareDay"];
        post?: never;
        /**
         * Remove the declaration of a day
         * @description The weekday and the public holidays decide again. This replica applies it at once, others within seconds.
         */
        delete: operations["undeclareDay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List endpoints */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Create an endpoint
         * @description Salur sends an event by POST as `{"type", "timestamp", "data"}`: `data` is the payout at that moment, with only the last four
         *     digits of account, phone and identity numbers and without the code of a cash pickup. It is signed by the
         *     [Standard Webhooks](https://www.standardwebhooks.com) specification: headers `webhook-id`, `webhook-timestamp`,
         *     `webhook-signature`. Respond with 2xx within 15 seconds. Salur retries any other response ten times in more than three days, later if
         *     it has `Retry-After`; 410 disables the endpoint. An event may arrive more than once, always with the same
         *     `webhook-id`, and events may arrive out of order: compare `data.version`.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an endpoint */
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        /**
         * Delete an endpoint
         * @description Salur sends nothing more to it. Its past deliveries stay readable.
         */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable an endpoint
         * @description After its receiver responded 410 and was fixed. It does not receive the events of the time between; parked deliveries can be sent again.
         */
        post: operations["enableWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret of an endpoint
         * @description For 24 hours deliveries carry two signatures, by the new secret and by the old one.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test
         * @description An event `webhook.test` without a payout, signed like any other and sent once. Read its delivery to see the response.
         */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries and their attempts
         * @description Deliveries are kept for 30 days unless the service is configured otherwise, parked ones three times as long.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a delivery and its attempts */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Now, and if that fails by the whole schedule again; with the same `webhook-id` and body. The request has no body.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the deliveries of a time range again
         * @description At most 10,000 in one request, oldest first, except tests and deliveries of disabled or deleted endpoints.
         */
        post: operations["redeliverWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List imported statements
         * @description The statements that keys of this client imported, withdrawn ones included.
         */
        get: operations["listStatements"];
        put?: never;
        /**
         * Import a statement, and compare own payouts with it
         * @description A provider's list of booked transfers, as CSV: at most 32 MB and 200,000 rows. It is compared with the payouts of the client
         *     that imports it, in rows and in time; rows about payouts of other clients are counted (`foreignLines`) and have no effect. Operators import the
         *     statement of the whole account, at the command line. The encoding (UTF-8,
         *     UTF-16, Windows-1252) and what separates the cells (commas, semicolons, tabs, bars) are recognised. Empty lines, a line such as `sep=;`, lines
         *     above the header that are too short for a row, and totals are left out; `skip` leaves out other lines above the header. Headers and words are compared by their letters and digits
         *     alone; other columns are ignored. At least one column must name the transfer.
         *
         *     | column | headers that mean it | |
         *     | --- | --- | --- |
         *     | `disburseId` | `disburseId` | of duitku, names the transfer |
         *     | `custRefNumber` | `custRefNumber` | of duitku, names the transfer |
         *     | `partnerReferenceNo` | `partnerReferenceNo`, `originalPartnerReferenceNo`, `sendTrxId` | of doku, names the transfer |
         *     | `referenceNo` | `referenceNo`, `originalReferenceNo`, `transactionId` | of doku, names the transfer |
         *     | `date` | `date`, `time`, `date time`, `transaction date`, `tanggal`, `waktu` | required |
         *     | `type` | `type`, `transaction type`, `jenis`, `jenis transaksi`, `tipe`, `tipe transaksi` | required |
         *     | `amount` | `amount`, `amountTransfer`, `transaction amount`, `nominal`, `jumlah` | required |
         *     | `fee` | `fee`, `feeAmount`, `biaya` | optional |
         *     | `debit` | `debit`, `debet`, `debit amount`, `withdrawal`, `keluar`, `uang keluar` | optional |
         *     | `credit` | `credit`, `kredit`, `credit amount`, `masuk`, `uang masuk` | optional |
         *     | `direction` | `direction`, `arah`, `D/C`, `D/K`, `DB/CR`, `DB/KR`, `DR/CR`, `debit/credit`, `debit/kredit`, `debet/kredit` | optional |
         *     | `status` | `status`, `transaction status`, `transfer status`, `payment status`, `disbursement status`, `payout status`, `status transaksi`, `status transfer`, `status pembayaran` | optional |
         *
         *     | type | words that mean it |
         *     | --- | --- |
         *     | `paid` | `paid`, `transfer`, `payout`, `disbursement`, `debit`, `success`, `succeeded`, `sukses`, `berhasil` |
         *     | `returned` | `returned`, `return`, `refund`, `refunded`, `reversal`, `reversed`, `retur`, `pengembalian` |
         *     | `refused` | `refused`, `failed`, `rejected`, `declined`, `gagal`, `ditolak` |
         *     | `processing` | `processing`, `pending`, `process`, `proses`, `diproses` |
         *     | `fee` | `fee`, `admin fee`, `biaya`, `biaya admin`, `ppn`, `tax` |
         *     | `other` | `other`, `top up`, `deposit`, `adjustment`, `settlement`, `opening balance`, `closing balance`, `saldo awal`, `saldo akhir` |
         *
         *     Amounts are whole rupiah, with an optional `Rp` or `IDR` in front. A minus or brackets on a payment are refused until `minus` states what
         *     they mean. The columns `debit` and `credit` together stand for `amount`: a payment on the credit side is a return. A payment or a return of 0
         *     is refused. Times are those of Jakarta unless they name a zone:
         *     `2026-11-21 14:05:00`, `21/11/2026 14:05`, `2026-11-21T07:05:00Z`. Day and month stand in the one order in which all dates exist and lie
         *     in the period; a file that allows both is refused until `dates` states the order.
         *
         *     A file can have a `type`, a `status` or both; a transfer that failed is `refused`, and a combination that contradicts itself is an error. A
         *     number of a transfer that a spreadsheet changed, such as `2.87944E+10` or `#N/A`, is an error too.
         *
         *     The same file for the same period does not become a second statement: the response is 200 with the first one. Two statements never show more
         *     payments of a transfer than the one that has most: a row is the same payment in both if transfer, kind and amount are the same and the times
         *     are, in the coarser of their forms (with milliseconds, with seconds, without seconds, without a clock). If a cell cannot be read, the error
         *     names its line and column and nothing is imported. With `preview=true` the response shows how the file is understood and what it would add,
         *     and nothing is stored. Of each row only the name of the transfer, type, amount, fee and time are stored.
         */
        post: operations["importStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an imported statement */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{id}/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the sums of a statement and of the payouts of its period */
        get: operations["getStatementTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw a statement
         * @description Its rows and its period count for nothing from now on, and payouts are compared without it: differences that it showed
         *     close, and those that it explained open again. It stays visible, with who, when and why. The same file can be imported again. Moves no payout.
         */
        post: operations["withdrawStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List differences between statements and payouts
         * @description Differences of the client's own payouts, in its own statements and in those of operators, and rows without a transfer of Salur in
         *     statements that the client imported. A statement of the client closes no difference that one of an operator shows.
         *
         *     | kind | means |
         *     | --- | --- |
         *     | `unknown_line` | The statement has a payment or a return of a transfer that Salur has never recorded. |
         *     | `missing_line` | The payout succeeded, and the statement of its period has no payment for it. |
         *     | `missing_return` | The payout was returned, and the statement of its period has no return for it. |
         *     | `paid_twice` | The statement has more than one payment for the payout, and not enough returns. |
         *     | `paid_unexpectedly` | The statement has a payment for a payout that failed, was cancelled or was never sent. |
         *     | `returned_unexpectedly` | The payout succeeded, and the statement has a return for it. |
         *     | `refused_unexpectedly` | The payout succeeded, and the statement lists it as refused. |
         *     | `amount_differs` | The amount in the statement differs from the amount of the payout. |
         *     | `fee_differs` | The fee in the statement differs from the fee that the provider quoted at the inquiry. |
         *     | `statement_ahead` | The payout is in review, and the statement has a line that shows its result. |
         */
        get: operations["listDifferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/differences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a difference */
        get: operations["getDifference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/differences/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a difference
         * @description Closes it with a reason. It opens again only when its evidence grows: when statements show a payment, a return or a refusal that
         *     they did not show before. Changes no payout.
         */
        post: operations["closeDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description Oldest first, page by page.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Create a client
         * @description It has no keys yet.
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a client */
        get: operations["getClient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change, suspend or resume a client
         * @description Absent fields stay; `limits` and `allowedAddresses` are replaced as a whole. Limits apply from the next payout on and count the payouts of today. This replica applies it at once, others within 5 seconds.
         */
        patch: operations["changeClient"];
        trace?: never;
    };
    "/v1/clients/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys of a client
         * @description Oldest first, page by page, expired and revoked keys too. Never the keys themselves.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key
         * @description The response is the only one that has the key itself. If it is lost, revoke the key and create another.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an API key
         * @description Creates a key with the same scopes. Both work until the overlap ends; then the old key expires. A key can be rotated once.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key, for good
         * @description A key that is revoked already stays as it is. This replica applies it at once, others within 5 seconds.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit entries
         * @description The changes that people and API keys made, for all clients. What the service does by itself is in the history of each payout. An entry exists if and only if its change was made.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["isLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The service can take requests */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the metrics of the service
         * @description In the text format of Prometheus (0.0.4). Metrics of this replica, and of the database that all replicas share; the latter are at most three seconds old, and left out while the database does not answer. Nothing in them is of a single payout, client or person. The runbook has each of them.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    payoutMoved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A payout has moved */
        post: operations["payoutMoved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A test that an operator of the client requested */
        post: operations["webhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        FieldError: {
            /**
             * @description The path of the field.
             * @example destination.bankCode
             */
            field: string;
            /** @description What to send instead. */
            message: string;
        };
        RailRejection: {
            rail: string;
            /**
             * @description `unknown_rail`: there is no rail of this name. `not_configured`: its provider has no credentials in this service. `destination_not_supported`: it does not pay to this kind of destination. `amount_too_small`: the amount is below its minimum. `amount_too_large`: the amount is above the maximum of the rail or the bank. `amount_not_a_multiple`: the outlet pays multiples of its step only. `bank_not_supported`: it does not reach this bank. `bank_disabled`: its provider has switched this bank off. `outlet_not_supported`: it does not pay out there. `no_public_url`: its provider needs a callback address, and PUBLIC_URL is not set. `window_closed`: it is closed now. `insufficient_funds`: its provider's known balance does not cover amount and fee. `balance_unknown`: the balance at its provider is unknown, the one at other providers is known. `not_answering`: its provider does not respond. `tried_before`: it refused this payout before.
             * @example amount_too_large
             * @enum {string}
             */
            code: "unknown_rail" | "not_configured" | "destination_not_supported" | "amount_too_small" | "amount_too_large" | "amount_not_a_multiple" | "bank_not_supported" | "bank_disabled" | "outlet_not_supported" | "no_public_url" | "window_closed" | "insufficient_funds" | "balance_unknown" | "not_answering" | "tried_before";
            message: string;
        };
        DailyLimit: {
            /**
             * @description Rupiah, or number of payouts.
             * @enum {string}
             */
            name: "amount" | "count";
            /**
             * Format: int64
             * @description The limit of a day.
             * @example 100000000
             */
            perDay: number;
            /**
             * Format: int64
             * @description The part that is used.
             */
            used: number;
            /**
             * Format: date-time
             * @description When the next day begins in Jakarta.
             */
            resetsAt: string;
        };
        Proposal: {
            /**
             * @description Whether the receiver has the money.
             * @enum {string}
             */
            resolution: "paid" | "failed";
            /** @description Why that person is sure. */
            reason: string;
            /** @description What it rests on. */
            evidence: string | null;
            /**
             * @description The actor who proposes it, as in the history. Another person has to send the same resolution.
             * @example key:<id>
             */
            by: string;
            /**
             * @description The name of that actor.
             * @example Budi Santoso
             */
            byName: string;
            /**
             * Format: date-time
             * @description When. It lapses three days later.
             */
            at: string;
        };
        Problem: {
            /**
             * Format: uri-reference
             * @example /docs/errors#validation_failed
             */
            type: string;
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @example validation_failed
             * @enum {string}
             */
            code: "validation_failed" | "malformed_json" | "malformed_request" | "idempotency_key_missing" | "invalid_cursor" | "unauthenticated" | "callback_forged" | "callback_source_refused" | "callback_unreadable" | "forbidden" | "client_suspended" | "address_not_allowed" | "second_person_needed" | "not_found" | "method_not_allowed" | "request_timeout" | "duplicate_reference" | "idempotency_in_progress" | "illegal_transition" | "resolution_differs" | "duplicate_name" | "managed_by_configuration" | "key_not_rotatable" | "endpoint_takes_nothing" | "difference_closed" | "statement_withdrawn" | "statement_needed" | "payload_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "no_rail" | "daily_limit_exceeded" | "headers_too_large" | "rate_limited" | "internal_error" | "unavailable";
            /** @description What is wrong with this request. */
            detail: string;
            /** @description Identifies the request in the log; also the header X-Request-Id. */
            requestId?: string;
            /** @description With `validation_failed`: every wrong field. */
            errors?: components["schemas"]["FieldError"][];
            /** @description With `no_rail`: the reason of each rail. */
            rails?: components["schemas"]["RailRejection"][];
            /**
             * Format: uuid
             * @description The payout that the request conflicts with.
             */
            payoutId?: string;
            /** @description With `daily_limit_exceeded`: the limit that the payout exceeds. */
            limit?: components["schemas"]["DailyLimit"];
            /**
             * @description With `forbidden`: the scope that is missing.
             * @enum {string}
             */
            scope?: "payouts:create" | "payouts:read" | "payouts:confirm" | "payouts:cancel" | "payouts:check" | "payouts:resolve" | "cash-pickup:read" | "calendar:edit" | "webhooks:manage" | "reconciliation:read" | "reconciliation:edit" | "metrics:read" | "audit:read" | "admin";
            /**
             * @description With `illegal_transition`: the status that does not allow it.
             * @enum {string}
             */
            payoutStatus?: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned";
            /** @description With `resolution_differs`, and with `second_person_needed` about a resolution: what is proposed. */
            proposal?: components["schemas"]["Proposal"];
        };
        BankAccountDestination: {
            /**
             * @description Money to a bank account or e-wallet. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bank_account";
            /**
             * @description A bank or e-wallet as GET /v1/banks lists it.
             * @example 014
             */
            bankCode: string;
            /**
             * @description Digits only; for e-wallets the phone number.
             * @example 8760673566
             */
            accountNumber: string;
            /**
             * @description The owner as you know it. Salur compares it with the owner that the bank returns; a payout to a different owner waits for a confirmation.
             * @example Test Account
             */
            accountHolderName?: string | null;
        };
        CashPickupDestination: {
            /**
             * @description Cash at a counter, for a person with a code and an identity card. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "cash_pickup";
            /**
             * @description Whose counters. GET /v1/rails says how much each pays out.
             * @enum {string}
             */
            outlet: "indomaret" | "pos_indonesia";
            /**
             * @description As on the identity card.
             * @example Siti Rahayu
             */
            recipientName: string;
            /**
             * @description An Indonesian mobile number: the code is sent there by SMS. `081234567890`, `6281234567890` and `+6281234567890` are the same number; it is kept and answered in the first form.
             * @example 081234567890
             */
            phoneNumber: string;
            /**
             * @description Number of the identity card (NIK on the KTP): exactly 16 digits. If digits 7 to 12 are no date of birth, the payout has the warning `identity_number_unusual`.
             * @example 3174014508900001
             */
            identityNumber: string;
            /**
             * @description Where the person lives.
             * @example Jl. Perjuangan 1, Jakarta
             */
            address?: string | null;
        };
        Sender: {
            /**
             * @description Your own number for the sender.
             * @example C-1001
             */
            id?: string | null;
            /**
             * @description The sender of the money.
             * @example PT Maju Jaya
             */
            name?: string | null;
            /**
             * @description Digits, perhaps with a + in front.
             * @example 081234567890
             */
            phoneNumber?: string | null;
        };
        CreatePayout: {
            /**
             * @description Your own name for this payout, unique among all your payouts.
             * @example INV-2026-0001
             */
            reference: string;
            /**
             * Format: int64
             * @description Whole rupiah.
             * @example 50000
             */
            amount: number;
            /**
             * @description Rupiah is the only currency.
             * @default IDR
             * @enum {string|null}
             */
            currency?: "IDR" | null;
            /**
             * @description The way to pay; `auto` takes the best that can carry it now.
             * @default auto
             * @enum {string|null}
             */
            rail?: "auto" | "duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim" | null;
            /** @description The recipient and the way of payment; `type` decides the fields. */
            destination: components["schemas"]["BankAccountDestination"] | components["schemas"]["CashPickupDestination"];
            /**
             * @description What it is for, as the receiver may see it.
             * @example Invoice 2026-0001
             */
            purpose?: string | null;
            /** @description On whose behalf it is paid. */
            sender?: components["schemas"]["Sender"] | null;
            /**
             * @description `manual` stops after the inquiry until POST /v1/payouts/{id}/confirm. Needed from the amount on at which the service asks for two people.
             * @default automatic
             * @enum {string|null}
             */
            confirmation?: "automatic" | "manual" | null;
            /**
             * @description Your own notes, given back unchanged, ordered by name.
             * @example {
             *       "costCentre": "4711"
             *     }
             */
            metadata?: {
                [key: string]: string;
            } | null;
        };
        PayoutBankAccount: {
            /**
             * @description A bank account or e-wallet. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bank_account";
            /**
             * @description As GET /v1/banks lists it.
             * @example 014
             */
            bankCode: string;
            /**
             * @description In full for keys that may create, confirm or resolve payouts, for others its last four characters; null once it has been erased.
             * @example 8760673566
             */
            accountNumber: string | null;
            /** @description The owner as you named it. */
            accountHolderName: string | null;
        };
        PayoutCashPickup: {
            /**
             * @description Cash at a counter. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "cash_pickup";
            /**
             * @description Whose counters.
             * @enum {string}
             */
            outlet: "indomaret" | "pos_indonesia";
            /**
             * @description Who collects it; null once it has been erased.
             * @example Siti Rahayu
             */
            recipientName: string | null;
            /**
             * @description In the form 08..., whatever form you sent. In full for keys that may create, confirm or resolve payouts, for others its last four characters; null once it has been erased.
             * @example 081234567890
             */
            phoneNumber: string | null;
            /**
             * @description Number of the identity card. In full for keys that may create, confirm or resolve payouts, for others its last four characters; null once it has been erased.
             * @example 3174014508900001
             */
            identityNumber: string | null;
            /** @description As you sent it. */
            address: string | null;
        };
        PayoutSender: {
            /** @description Your own number for the sender. */
            id: string | null;
            /** @description The sender of the money. */
            name: string | null;
            /** @description Digits, perhaps with a + in front. */
            phoneNumber: string | null;
        };
        Warning: {
            /**
             * @description `possible_duplicate`: other payouts have the same destination and amount within 45 days, and did not fail. `identity_number_unusual`: the identity number of the receiver has no date of birth or no province. More codes may follow.
             * @enum {string}
             */
            code: "possible_duplicate" | "identity_number_unusual";
            /** @description For people. */
            message: string;
            /** @description The other payouts that it is about, newest first, at most ten, all of your own; empty: none. */
            payoutIds: string[];
        };
        Failure: {
            /**
             * @description Why it failed, in stable words of ours.
             * @example invalid_account
             * @enum {string}
             */
            code: "invalid_account" | "blacklisted" | "bank_not_supported" | "bank_unavailable" | "invalid_amount" | "limit_exceeded" | "insufficient_funds" | "misconfigured" | "expired" | "declined" | "inquiry_unavailable" | "returned" | "resolved_failed";
            /** @description The provider's words, or a person's. */
            message: string | null;
            /** @description The provider's own code. */
            providerCode: string | null;
        };
        Review: {
            /**
             * @description Why only a person, or late proof, can finish it.
             * @enum {string}
             */
            reason: "unresolved" | "not_found" | "contradicted";
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description The resolution that waits for a second person, where it takes two. */
            proposal: components["schemas"]["Proposal"] | null;
        };
        Waiting: {
            /**
             * @description What it waits for: `approval`, a person confirms it; `second_person`, another person than its maker does; `window`, the hours of its rail; `funds`, money at its provider.
             * @enum {string}
             */
            reason: "approval" | "second_person" | "window" | "funds";
            /**
             * Format: date-time
             * @description Until when, if that is known: the rail opens then. Of the other reasons, Salur cancels the payout then.
             */
            until: string | null;
        };
        Explanation: {
            /**
             * @description Where the payout stands; see docs/STATES.md.
             * @example awaits_provider
             * @enum {string}
             */
            standing: "ready" | "awaits_approval" | "awaits_second_person" | "doubted" | "awaits_window" | "awaits_funds" | "awaits_provider" | "needs_person" | "final";
            /**
             * Format: date-time
             * @description Since when it stands so.
             */
            since: string;
            /**
             * @description What is known, and from whom. For people: the words may change.
             * @example duitku accepted the transfer and has not said yet how it ended.
             */
            why: string;
            /**
             * @description What happens next and when, and what a person can do. For people: the words may change.
             * @example Salur asks duitku for the status at 2026-11-21 16:30:05 WIB. It never sends the transfer again.
             */
            next: string;
            /**
             * Format: date-time
             * @description When something else happens by itself: a rail opens, Salur cancels the payout or a person decides.
             */
            until: string | null;
        };
        CashPickupCode: {
            /** @description What the receiver shows at the counter. */
            token: string;
            /** @description What some counters ask for beside it. */
            pin: string | null;
        };
        Payout: {
            /**
             * Format: uuid
             * @description UUID version 7.
             * @example 019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11
             */
            id: string;
            /**
             * @description Your own name for it.
             * @example INV-2026-0001
             */
            reference: string;
            /**
             * @description Where it is in its life; see docs/STATES.md.
             * @example succeeded
             * @enum {string}
             */
            status: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned";
            /**
             * Format: int64
             * @description Whole rupiah.
             * @example 50000
             */
            amount: number;
            /**
             * @description Rupiah.
             * @enum {string}
             */
            currency: "IDR";
            /**
             * @description The way it is paid.
             * @example duitku.online
             */
            rail: string;
            /**
             * @description The provider that pays it.
             * @example duitku
             */
            provider: string;
            /** @description The recipient and the way of payment. */
            destination: components["schemas"]["PayoutBankAccount"] | components["schemas"]["PayoutCashPickup"];
            /**
             * @description The owner of the account as the bank names it.
             * @example Test Account
             */
            accountName: string | null;
            /**
             * @description How well that name fits `accountHolderName`.
             * @enum {string|null}
             */
            nameMatch: "exact" | "close" | "different" | null;
            /**
             * Format: int64
             * @description What the provider said that it takes, in whole rupiah.
             */
            fee: number | null;
            /**
             * Format: int64
             * @description What its rail is expected to cost, in whole rupiah; null in webhooks, and for a payout that failed or was cancelled.
             */
            feeExpected: number | null;
            /** @description What it is for. */
            purpose: string | null;
            /** @description On whose behalf it is paid. */
            sender: components["schemas"]["PayoutSender"] | null;
            /** @description Your notes, ordered by name. */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description Whether it goes on by itself after the inquiry.
             * @enum {string}
             */
            confirmation: "automatic" | "manual";
            /** @description What to look at before the money leaves; empty: nothing. Null in webhooks: read the payout itself. */
            warnings: components["schemas"]["Warning"][] | null;
            /**
             * @description Why it is pending.
             * @enum {string|null}
             */
            pendingReason: "accepted" | "ambiguous" | null;
            /**
             * @description What its final status rests on, weakest first.
             * @enum {string|null}
             */
            proof: "api_reply" | "callback" | "status_check" | "statement" | "operator" | null;
            /** @description Why it failed. */
            failure: components["schemas"]["Failure"] | null;
            /** @description Why it needs a person. */
            review: components["schemas"]["Review"] | null;
            /** @description What it waits for before its transfer. */
            waiting: components["schemas"]["Waiting"] | null;
            /** @description Where it stands, why, and what happens next, in the language of `Accept-Language` (`en` or `id`). */
            explanation: components["schemas"]["Explanation"];
            /**
             * Format: uuid
             * @description The failed payout that this one replaces.
             */
            replacesPayoutId: string | null;
            /** @description The provider's own number for it. */
            providerReference: string | null;
            /** @description What the receiver of cash has to show. A secret: only for a key with the scope `cash-pickup:read`, once the provider has returned it; never in lists, webhooks, history or evidence. */
            cashPickup: components["schemas"]["CashPickupCode"] | null;
            /**
             * Format: date-time
             * @description When the provider is asked next.
             */
            nextCheckAt: string | null;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it last moved.
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @description When it reached its final status.
             */
            completedAt: string | null;
            /**
             * @description Counts its moves, from 1.
             * @example 4
             */
            version: number;
            /**
             * @description true: Salur cannot read a part of what it stored, which is null or empty here. An operator is alerted. Do not create the payout again.
             * @example false
             */
            unreadable: boolean;
        };
        PayoutPage: {
            /** @description Newest first. */
            data: components["schemas"]["Payout"][];
            /** @description Send it as `cursor`, with the same filters, for the next page; null on the last one. */
            nextCursor: string | null;
        };
        PayoutSum: {
            /**
             * @description The status.
             * @enum {string}
             */
            status: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned";
            /** @description How many there are. */
            count: number;
            /**
             * Format: int64
             * @description Their amounts together, in whole rupiah.
             */
            amount: number;
            /**
             * Format: int64
             * @description What the providers said that they take for them, together.
             */
            fee: number;
            /**
             * Format: int64
             * @description What their rails are expected to cost, together; 0 for failed and cancelled.
             */
            feeExpected: number;
        };
        PayoutSums: {
            /** @description How many payouts fit the filter. */
            count: number;
            /**
             * Format: int64
             * @description Their amounts together, in whole rupiah.
             */
            amount: number;
            /** @description The same for each status that one of them has. */
            byStatus: components["schemas"]["PayoutSum"][];
        };
        SearchPayouts: {
            /**
             * @description The account number, or the phone number of who collects cash. Leading zeros do not count.
             * @example 8760673566
             */
            accountNumber: string;
            /**
             * Format: int64
             * @description How many at most; 50 when not given.
             */
            limit?: number | null;
            /** @description `nextCursor` of the page before, unchanged. */
            cursor?: string | null;
        };
        PayoutEvent: {
            /** @description The version the payout had after it. */
            version: number;
            /**
             * @description What happened.
             * @example inquiry_passed
             * @enum {string}
             */
            event: "created" | "inquiry_passed" | "refused" | "cancelled" | "rerouted" | "confirmed" | "expired" | "paid" | "accepted" | "ambiguous" | "not_sent" | "escalated" | "resolved_paid" | "resolved_failed" | "returned" | "contradicted" | "proven";
            /**
             * @description The status before.
             * @enum {string|null}
             */
            from: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned" | null;
            /**
             * @description The status after.
             * @enum {string}
             */
            to: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned";
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description The actor: `key:<id>` for a call with an API key, `salur` for the service itself.
             * @example salur
             */
            actor: string;
            /**
             * @description The name of the actor: that of the key, of the operator, or `salur`.
             * @example salur
             */
            actorName: string | null;
            /** @description What explains it. */
            detail: {
                [key: string]: unknown;
            };
        };
        PayoutEvents: {
            /** @description Oldest first. */
            data: components["schemas"]["PayoutEvent"][];
        };
        PayoutExchange: {
            /**
             * @description What was asked.
             * @example transfer
             */
            step: string;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            at: string;
            /** @description How long the answer took. */
            durationMs: number;
            /** @description Null: no answer. */
            httpStatus: number | null;
            /**
             * @description What it meant to us.
             * @example paid
             */
            outcome: string;
            /** @description The provider's code. */
            providerCode: string | null;
            /** @description What was sent, with account numbers masked and secrets dropped. */
            request: string;
            /** @description What came back. */
            response: string | null;
            /** @description Why nothing could be read, when so. */
            error: string | null;
        };
        PayoutEvidence: {
            /** @description Oldest first. */
            data: components["schemas"]["PayoutExchange"][];
        };
        ConfirmPayout: {
            /**
             * @description Why you confirm it; kept in the history and in the audit trail.
             * @example Invoice 4711 is approved
             */
            reason?: string | null;
        };
        ResolvePayout: {
            /**
             * @description Whether the receiver has the money.
             * @enum {string}
             */
            resolution: "paid" | "failed";
            /**
             * @description Why you are sure; kept in the history.
             * @example Seen on the bank statement
             */
            reason: string;
            /**
             * @description What it rests on: a statement line, a ticket of the provider.
             * @example Statement 2026-11-20, line 17
             */
            evidence?: string | null;
        };
        RailOff: {
            /**
             * @description Stable. `not_configured`: its provider has no credentials in this service. `no_public_url`: its provider needs a callback address, and PUBLIC_URL is not set.
             * @enum {string}
             */
            code: "not_configured" | "no_public_url";
            /** @description The same for people. */
            message: string;
        };
        Outlet: {
            /**
             * Format: int64
             * @description The least, in whole rupiah.
             */
            minAmount: number;
            /**
             * Format: int64
             * @description The most; null: the rail itself has no limit.
             */
            maxAmount: number | null;
            /**
             * Format: int64
             * @description It must be a multiple of this; null: any whole rupiah.
             */
            amountStep: number | null;
            /** @enum {string} */
            outlet: "indomaret" | "pos_indonesia";
        };
        RailWindow: {
            /**
             * @description On business days, in WIB (UTC+7).
             * @example 08:00
             */
            opens: string;
            /**
             * @description A transfer leaves before this.
             * @example 15:00
             */
            closes: string;
        };
        RailVerdict: {
            /**
             * @description `possible`: now. `closed`: when its hours begin. `avoided`: it could, but `auto` prefers another. `refused`: neither now nor later.
             * @enum {string}
             */
            verdict: "possible" | "closed" | "avoided" | "refused";
            /**
             * @description Why not, stable; null when possible.
             * @enum {string|null}
             */
            code: "unknown_rail" | "not_configured" | "destination_not_supported" | "amount_too_small" | "amount_too_large" | "amount_not_a_multiple" | "bank_not_supported" | "bank_disabled" | "outlet_not_supported" | "no_public_url" | "window_closed" | "insufficient_funds" | "balance_unknown" | "not_answering" | "tried_before" | null;
            /** @description The same for people. */
            message: string | null;
        };
        Rail: {
            /**
             * Format: int64
             * @description The least, in whole rupiah.
             */
            minAmount: number;
            /**
             * Format: int64
             * @description The most; null: the rail itself has no limit.
             */
            maxAmount: number | null;
            /**
             * Format: int64
             * @description It must be a multiple of this; null: any whole rupiah.
             */
            amountStep: number | null;
            /** @description What `rail` of a payout may be, beside `auto`. */
            name: string;
            /** @description The provider that pays on it. */
            provider: string;
            /** @description Whether its provider has credentials here. */
            configured: boolean;
            /** @description Why it takes no payout at all here; null: it is on. */
            off: components["schemas"]["RailOff"] | null;
            /**
             * @description What it pays to.
             * @enum {string}
             */
            destinationType: "bank_account" | "cash_pickup";
            /** @description Where cash can be collected; the limits above are the widest. */
            outlets: components["schemas"]["Outlet"][];
            /**
             * @description Which of GET /v1/banks it reaches: `all`; `banks`, without the e-wallets; `bi_fast`, those that take part; `some`, those in `bankCodes`. There it says what is true of each bank now.
             * @enum {string|null}
             */
            banks: "all" | "banks" | "bi_fast" | "some" | null;
            /**
             * @description With `some`: which.
             * @example [
             *       "002",
             *       "008"
             *     ]
             */
            bankCodes: string[] | null;
            /** @description Its hours; null: around the clock. */
            window: components["schemas"]["RailWindow"] | null;
            /** @description Whether a transfer may leave now. */
            openNow: boolean;
            /**
             * Format: date-time
             * @description When its hours begin next; null: they have begun, or it has none.
             */
            opensAt: string | null;
            /**
             * Format: date-time
             * @description The next cut-off: what is accepted and ready before it leaves that day. Null: around the clock.
             */
            cutOffAt: string | null;
            /**
             * Format: int64
             * @description What a transfer is expected to cost.
             */
            fee: number;
            /** @description How long until the receiver usually has the money. */
            usualSeconds: number;
            /** @description On the payout asked about by `amount` with `bankCode` or `outlet`; null without them. */
            verdict: components["schemas"]["RailVerdict"] | null;
        };
        RailChoice: {
            rail: string;
            provider: string;
            /**
             * Format: date-time
             * @description The payout would wait until its hours begin; null: it would go at once.
             */
            waitUntil: string | null;
            /** @description The known balance does not cover it: the payout would wait for funds. */
            lacksFunds: boolean;
        };
        Rails: {
            data: components["schemas"]["Rail"][];
            /** @description What `auto` would take for the payout asked about; null: nothing fits, or nothing was asked. */
            choice: components["schemas"]["RailChoice"] | null;
        };
        ProviderBank: {
            provider: string;
            /**
             * Format: int64
             * @description The most per transfer by the provider's own bank list, in whole rupiah; null: it has not returned one.
             */
            maxAmount: number | null;
            /** @description False: the provider has switched this bank off. */
            enabled: boolean;
        };
        Bank: {
            /**
             * @description Three digits for banks, four for e-wallets.
             * @example 014
             */
            code: string;
            /** @example Bank Central Asia */
            name: string;
            /** @description Whether it takes part in BI-FAST. */
            biFast: boolean;
            /** @description The rails that reach it now. How much each carries: GET /v1/rails. */
            rails: string[];
            /** @description What each switched-on provider says of this bank. */
            providers: components["schemas"]["ProviderBank"][];
        };
        Banks: {
            /** @description Ordered by code. */
            data: components["schemas"]["Bank"][];
        };
        Balance: {
            provider: string;
            /** @description Whether the provider has credentials here. */
            configured: boolean;
            /**
             * Format: int64
             * @description What transfers can use, in whole rupiah; null: never returned.
             */
            available: number | null;
            /**
             * Format: int64
             * @description What is on the books, before settlement; null: not returned.
             */
            ledger: number | null;
            /**
             * Format: date-time
             * @description When the provider returned it.
             */
            askedAt: string | null;
            /** @description How long ago that is. */
            ageSeconds: number | null;
        };
        Balances: {
            /** @description One for each provider there is. */
            data: components["schemas"]["Balance"][];
        };
        CalendarDay: {
            /**
             * Format: date
             * @description In WIB (UTC+7).
             * @example 2026-03-20
             */
            date: string;
            /** @description Whether rails with hours are open on it. */
            businessDay: boolean;
            /** @example Idul Fitri */
            name: string;
            /** @description It follows the moon and is computed: a decree may move it by a day. Declare it to settle it. */
            uncertain: boolean;
            /**
             * @description `holiday`: decreed or computed, and unchanged. `edited`: declared, by a person or with the service.
             * @enum {string}
             */
            source: "holiday" | "edited";
            /** @description The author: `key:<id>` for a call with an API key, or the decree that came with the service. */
            changedBy: string | null;
            /** Format: date-time */
            changedAt: string | null;
        };
        Calendar: {
            /** @example 2026 */
            year: number;
            /**
             * @description The joint decree of three ministers whose holidays and joint leave (cuti bersama) came with the service. null: none came, so holidays are computed and joint leave must be declared.
             * @example SKB 3 Menteri 1497/2025, 2/2025, 5/2025
             */
            decree: string | null;
            /** @description Whether nothing is missing as far as known: the decree came with the service, or an operator said so (`salur calendar complete`). Until then Salur warns once a day. */
            complete: boolean;
            /** @description The operator who said that the year is complete. */
            completedBy: string | null;
            /**
             * @description How many of the days are declared. Whether that is all of them, `complete` says.
             * @example 8
             */
            declaredDays: number;
            /** @description Every day that is not what its weekday says, and every declared one; Saturdays and Sundays are not listed. */
            data: components["schemas"]["CalendarDay"][];
        };
        DeclareDay: {
            /** @description Whether banks settle on that day, whatever the weekday and the holidays say. */
            businessDay: boolean;
            /**
             * @description Why: the holiday, or the decree.
             * @example Cuti bersama Idul Fitri
             */
            name: string;
        };
        UndeclaredDay: {
            /**
             * Format: date
             * @example 2026-03-20
             */
            date: string;
            /** @description What weekday and public holidays make of it. */
            businessDay: boolean;
        };
        CreateEndpoint: {
            /**
             * @description Public, https, port 443 or 8443. Deliveries are POSTs; redirects are not followed.
             * @example https://finance.example/salur/webhooks
             */
            url: string;
            /** @description The events that it receives; all of them by default. */
            events?: ("payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven")[] | null;
            /**
             * @description For people.
             * @example Ledger
             */
            description?: string | null;
        };
        EndpointWithSecret: {
            /**
             * Format: uuid
             * @description Names it.
             */
            id: string;
            /**
             * @description Where deliveries go.
             * @example https://finance.example/salur/webhooks
             */
            url: string;
            /** @description The events that it receives. */
            events: ("payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven")[];
            /** @description For people. */
            description: string | null;
            /**
             * @description `disabled`: nothing is sent until it is enabled again.
             * @enum {string}
             */
            status: "enabled" | "disabled" | "deleted";
            /**
             * @description `gone`: its receiver answered 410.
             * @enum {string|null}
             */
            disabledReason: "gone" | null;
            /**
             * Format: date-time
             * @description Until when deliveries are also signed with the previous secret.
             */
            previousSecretUntil: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * @description Deliveries are signed with it, by the Standard Webhooks specification. Returned only this once: store it.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret: string;
        };
        Endpoint: {
            /**
             * Format: uuid
             * @description Names it.
             */
            id: string;
            /**
             * @description Where deliveries go.
             * @example https://finance.example/salur/webhooks
             */
            url: string;
            /** @description The events that it receives. */
            events: ("payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven")[];
            /** @description For people. */
            description: string | null;
            /**
             * @description `disabled`: nothing is sent until it is enabled again.
             * @enum {string}
             */
            status: "enabled" | "disabled" | "deleted";
            /**
             * @description `gone`: its receiver answered 410.
             * @enum {string|null}
             */
            disabledReason: "gone" | null;
            /**
             * Format: date-time
             * @description Until when deliveries are also signed with the previous secret.
             */
            previousSecretUntil: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
        };
        Endpoints: {
            /** @description Oldest first, without deleted ones. */
            data: components["schemas"]["Endpoint"][];
        };
        DeliveryAttempt: {
            /**
             * Format: date-time
             * @description When it was sent.
             */
            at: string;
            /** @description How long it took. */
            durationMs: number;
            /** @description What the receiver answered; null: nothing. */
            httpStatus: number | null;
            /**
             * @description Why there is no answer.
             * @example timeout
             */
            error: string | null;
            /** @description The first 1,024 bytes of the answer. */
            answer: string | null;
        };
        Delivery: {
            /**
             * Format: uuid
             * @description Names the delivery.
             */
            id: string;
            /**
             * @description Names the event: the header `webhook-id` of every try.
             * @example evt_019aa1f27c1e7b539a556f0d7f3c2b11_4
             */
            eventId: string;
            /**
             * @description The event type.
             * @example payout.succeeded
             * @enum {string}
             */
            type: "payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven" | "webhook.test";
            /**
             * Format: uuid
             * @description Where it goes.
             */
            endpointId: string;
            /**
             * Format: uuid
             * @description Of which payout; null for a test.
             */
            payoutId: string | null;
            /**
             * @description `parked`: every attempt failed, or the endpoint accepts nothing; redeliver it when that is fixed.
             * @enum {string}
             */
            status: "pending" | "delivered" | "parked";
            /**
             * Format: date-time
             * @description When it is tried next.
             */
            nextTryAt: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was taken.
             */
            deliveredAt: string | null;
            /** @description Its tries, oldest first. */
            attempts: components["schemas"]["DeliveryAttempt"][];
        };
        DeliveryPage: {
            /** @description Newest first. */
            data: components["schemas"]["Delivery"][];
            /** @description Send it as `cursor`, with the same filters, for the next page; null on the last one. */
            nextCursor: string | null;
        };
        RedeliverMany: {
            /**
             * @description Made at this time or later.
             * @example 2026-11-21T00:00:00+07:00
             */
            createdFrom: string;
            /**
             * @description Made before this time.
             * @example 2026-11-22T00:00:00+07:00
             */
            createdTo: string;
            /**
             * @description Which of them: `parked` ones unless said otherwise. What is `pending` is being tried anyway.
             * @default parked
             * @enum {string|null}
             */
            status?: "parked" | "delivered" | "all" | null;
            /** @description Only those of this endpoint. */
            endpointId?: string | null;
        };
        Redelivered: {
            /** @description How many are tried again. */
            count: number;
            /** @description Whether there are more: repeat the order. */
            more: boolean;
        };
        LinesByKind: {
            /** @description The provider has taken money from our balance for a transfer. */
            paid: number;
            /** @description The provider has given it back. */
            returned: number;
            /** @description The provider lists the transfer and says that it moved nothing. */
            refused: number;
            /** @description The provider has not ended it. */
            processing: number;
            /** @description Charged apart from any transfer. */
            fee: number;
            /** @description Moves our balance, and is about no transfer. */
            other: number;
        };
        RupiahByKind: {
            /**
             * Format: int64
             * @description Taken from our balance for transfers.
             */
            paid: number;
            /**
             * Format: int64
             * @description Given back.
             */
            returned: number;
            /**
             * Format: int64
             * @description Of transfers that moved nothing.
             */
            refused: number;
            /**
             * Format: int64
             * @description Of transfers that the provider has not ended.
             */
            processing: number;
            /**
             * Format: int64
             * @description Charged apart from any transfer.
             */
            fee: number;
            /**
             * Format: int64
             * @description Of movements that are about no transfer.
             */
            other: number;
        };
        Statement: {
            /**
             * Format: uuid
             * @description Names the statement.
             */
            id: string;
            /** @description Whose statement it is. */
            provider: string;
            /**
             * Format: date-time
             * @description It lists everything that the provider booked at this time or later,
             */
            from: string;
            /**
             * Format: date-time
             * @description and before this time.
             */
            to: string;
            /** @description SHA-256 of the file in hexadecimal digits. */
            sha256: string;
            /** @description How many rows it has below its header. */
            lines: number;
            /** @description How many of them an earlier statement has too; they count once. */
            repeatedLines: number;
            /** @description How many of them are about payouts of other clients; they count for nothing. */
            foreignLines: number;
            /** @description What its rows say, repeated ones included. */
            linesByKind: components["schemas"]["LinesByKind"];
            /** @description The sum of each kind in rupiah; null: an earlier release imported it. */
            rupiahByKind: components["schemas"]["RupiahByKind"] | null;
            /** @description Who imported it: `key:<id>`. */
            importedBy: string;
            /** @description The name of that key. */
            importedByName: string | null;
            /**
             * Format: date-time
             * @description When it was imported.
             */
            importedAt: string;
            /**
             * Format: date-time
             * @description Since when its rows and its period count for nothing; null: they count.
             */
            withdrawnAt: string | null;
            /** @description Who withdrew it: `key:<id>` or `operator:<name>`. */
            withdrawnBy: string | null;
            /** @description The name of that key or operator. */
            withdrawnByName: string | null;
            /** @description Why it counts no longer. */
            withdrawnBecause: string | null;
        };
        Understood: {
            /**
             * @description How its characters are encoded.
             * @enum {string}
             */
            encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
            /**
             * @description What separates its cells.
             * @enum {string}
             */
            delimiter: "," | ";" | "\t" | "|";
            /** @description The line of the names of its columns. */
            headerLine: number;
            /** @description The header in the file by our name of the column; other columns are not read. */
            columns: {
                [key: string]: string;
            };
            /**
             * @description The order of day and month; null: every date has its year in front.
             * @enum {string|null}
             */
            dates: "dmy" | "mdy" | null;
            /**
             * @description How exactly it states times; null: it has no row.
             * @enum {string|null}
             */
            times: "day" | "minute" | "second" | "millisecond" | null;
        };
        PreviewedLine: {
            /** @description Its line in the file. */
            line: number;
            /**
             * Format: date-time
             * @description When it was booked.
             */
            bookedAt: string;
            /**
             * @description What it says.
             * @enum {string}
             */
            kind: "paid" | "returned" | "refused" | "processing" | "fee" | "other";
            /**
             * Format: int64
             * @description Its amount in rupiah.
             */
            amount: number;
            /**
             * Format: int64
             * @description Its fee in rupiah; null: it has none.
             */
            fee: number | null;
            /** @description By which names it calls its transfer. */
            names: string[];
        };
        StatementPreview: {
            /**
             * @description Nothing was stored.
             * @enum {boolean}
             */
            preview: true;
            /** @description Whose statement it is. */
            provider: string;
            /**
             * Format: date-time
             * @description It would cover everything that the provider booked at this time or later,
             */
            from: string;
            /**
             * Format: date-time
             * @description and before this time.
             */
            to: string;
            /** @description SHA-256 of the file in hexadecimal digits. */
            sha256: string;
            /**
             * Format: uuid
             * @description The statement that the same file for the same period is already; null: none.
             */
            importedAs: string | null;
            /** @description How the file was read. */
            understood: components["schemas"]["Understood"];
            /**
             * Format: date-time
             * @description The time of its earliest row; null: it has none.
             */
            firstBookedAt: string | null;
            /**
             * Format: date-time
             * @description The time of its latest row; null: it has none.
             */
            lastBookedAt: string | null;
            /** @description Its first rows, as they were understood. */
            firstLines: components["schemas"]["PreviewedLine"][];
            /** @description How many rows it has below its header. */
            lines: number;
            /** @description How many of them another statement has too. */
            repeatedLines: number;
            /** @description How many of them are about payouts of other clients. */
            foreignLines: number;
            /** @description How many of them are payments or returns of transfers that Salur has never recorded. */
            unknownLines: number;
            /** @description What its rows say. */
            linesByKind: components["schemas"]["LinesByKind"];
            /** @description The sum of each kind in rupiah. */
            rupiahByKind: components["schemas"]["RupiahByKind"];
        };
        StatementPage: {
            /** @description Newest first. */
            data: components["schemas"]["Statement"][];
            /** @description Send it as `cursor`, with the same filters, for the next page; null on the last one. */
            nextCursor: string | null;
        };
        Total: {
            /** @description How many. */
            count: number;
            /**
             * Format: int64
             * @description Their sum in rupiah.
             */
            rupiah: number;
        };
        SidesTotal: {
            /** @description Rows of the file, without the foreign ones. */
            file: components["schemas"]["Total"];
            /** @description Rows of the file about payouts of other clients. */
            foreign: components["schemas"]["Total"];
            /** @description Payouts whose transfer was sent in the period. */
            payouts: components["schemas"]["Total"];
        };
        DifferenceTotal: {
            /** @description How many. */
            count: number;
            /**
             * Format: int64
             * @description Their sum in rupiah.
             */
            rupiah: number;
            /**
             * @description Their kind.
             * @enum {string}
             */
            kind: "unknown_line" | "missing_line" | "missing_return" | "paid_twice" | "paid_unexpectedly" | "returned_unexpectedly" | "refused_unexpectedly" | "amount_differs" | "fee_differs" | "statement_ahead";
        };
        StatementTotals: {
            /** @description Payments, and payouts that succeeded or were returned later. */
            paid: components["schemas"]["SidesTotal"];
            /** @description Returns, and payouts that were returned. */
            returned: components["schemas"]["SidesTotal"];
            /** @description What is open about them, by kind, with the amounts of the payouts, or of rows without one. Beside these, the sides differ by payouts that are not final, and by what was sent before and booked after a time that bounds the period. */
            differences: components["schemas"]["DifferenceTotal"][];
        };
        WithdrawStatement: {
            /**
             * @description Why it counts no longer; kept with the statement and in the audit trail.
             * @example The file of another account, see ticket 4711
             */
            reason: string;
        };
        DifferenceExpected: {
            /**
             * @description The status of the payout.
             * @enum {string}
             */
            status?: "created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned";
            /**
             * Format: int64
             * @description The amount of the payout, in rupiah.
             */
            amount?: number;
            /**
             * Format: int64
             * @description The fee that the provider returned at the inquiry, in rupiah.
             */
            fee?: number;
        };
        DifferenceFound: {
            /**
             * @description What the row says.
             * @enum {string}
             */
            kind?: "paid" | "returned" | "refused" | "processing" | "fee" | "other";
            /**
             * Format: int64
             * @description The amount in the row, in rupiah.
             */
            amount?: number;
            /**
             * Format: int64
             * @description The fee in the row, in rupiah.
             */
            fee?: number;
            /** @description The line of the row in its file; the header is line 1. */
            line?: number;
            /** @description By which names the row calls the transfer that is not known. */
            names?: string;
            /** @description How many rows say that the payout was paid, */
            paid?: number;
            /** @description that it was given back, */
            returned?: number;
            /** @description and that it moved nothing. */
            refused?: number;
            /** @description The line of the newest of them in its file; null: there are none. */
            newestLine?: number | null;
        };
        ClosedBefore: {
            /**
             * Format: date-time
             * @description When it was closed.
             */
            closedAt: string;
            /** @description Who closed it: `key:<id>` or `operator:<name>`. */
            closedBy: string;
            /** @description The name of that key or operator. */
            closedByName: string | null;
            /** @description Why it might have stayed. */
            reason: string;
            /** @description What statements said then. */
            found: components["schemas"]["DifferenceFound"];
        };
        Difference: {
            /**
             * Format: uuid
             * @description Names the difference.
             */
            id: string;
            /**
             * @description In which way the two differ.
             * @example missing_line
             * @enum {string}
             */
            kind: "unknown_line" | "missing_line" | "missing_return" | "paid_twice" | "paid_unexpectedly" | "returned_unexpectedly" | "refused_unexpectedly" | "amount_differs" | "fee_differs" | "statement_ahead";
            /** @description What this kind means, for people. */
            means: string;
            /** @description What a person does about it. */
            remedy: string;
            /** @description Whose statement it is. */
            provider: string;
            /**
             * Format: uuid
             * @description Which payout; null: a row is about no transfer of ours.
             */
            payoutId: string | null;
            /**
             * Format: uuid
             * @description The statement with which it was found, of this client or of an operator; null: it was found when the payout moved.
             */
            statementId: string | null;
            /** @description What Salur has; as much of it as differs. */
            expected: components["schemas"]["DifferenceExpected"];
            /** @description What statements say; as much of it as differs. */
            found: components["schemas"]["DifferenceFound"];
            /**
             * @description `open` until both sides agree, or a person closes it with a reason.
             * @enum {string}
             */
            status: "open" | "closed";
            /**
             * Format: date-time
             * @description When it was found.
             */
            foundAt: string;
            /**
             * Format: date-time
             * @description When it was closed.
             */
            closedAt: string | null;
            /**
             * @description `agrees`: both sides agree by now. `person`: a person closed it; it opens again only when its evidence grows.
             * @enum {string|null}
             */
            closedBecause: "agrees" | "person" | null;
            /** @description Who closed it: `key:<id>` or `operator:<name>`. */
            closedBy: string | null;
            /** @description The name of that key or operator. */
            closedByName: string | null;
            /** @description Why it may stay. */
            reason: string | null;
            /** @description How persons closed it before it opened again because its evidence grew, oldest first. */
            closedBefore: components["schemas"]["ClosedBefore"][];
        };
        DifferencePage: {
            /** @description Newest first. */
            data: components["schemas"]["Difference"][];
            /** @description Send it as `cursor`, with the same filters, for the next page; null on the last one. */
            nextCursor: string | null;
        };
        CloseDifference: {
            /**
             * @description Why it may stay; kept with the difference and in the audit trail.
             * @example The bank has confirmed that the second payment was taken back on 23 November
             */
            reason: string;
        };
        Limits: {
            /**
             * Format: int64
             * @description Whole rupiah.
             * @example 500000000
             */
            dailyAmount?: number | null;
            /**
             * Format: int64
             * @description Payouts.
             * @example 1000
             */
            dailyCount?: number | null;
        };
        CreateClient: {
            /**
             * @description No other client has it.
             * @example payroll
             */
            name: string;
            /** @description What it may create in a day of Jakarta (WIB), whatever its final status. A missing value means no limit. */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * @description IP addresses and networks that its keys may be used from; none: any.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowedAddresses?: string[] | null;
        };
        ClientLimits: {
            /**
             * Format: int64
             * @description Whole rupiah.
             */
            dailyAmount: number | null;
            /**
             * Format: int64
             * @description Payouts.
             */
            dailyCount: number | null;
        };
        UsedToday: {
            /**
             * Format: int64
             * @description Whole rupiah.
             */
            amount: number;
            /**
             * Format: int64
             * @description Payouts.
             */
            count: number;
        };
        Client: {
            /** Format: uuid */
            id: string;
            name: string;
            suspended: boolean;
            /** @description Per day of Jakarta; null: none. */
            limits: components["schemas"]["ClientLimits"];
            /** @description The use that counts toward the limits; null without limits, because then nothing is counted. */
            usedToday: components["schemas"]["UsedToday"] | null;
            /** @description None: any. */
            allowedAddresses: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ClientPage: {
            data: components["schemas"]["Client"][];
            /** @description Of the next page; null on the last. */
            nextCursor: string | null;
        };
        ChangeClient: {
            /**
             * @description No other client has it.
             * @example payroll
             */
            name?: string | null;
            /** @description What it may create in a day of Jakarta (WIB), whatever its final status. A missing value means no limit. */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * @description IP addresses and networks that its keys may be used from; none: any.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowedAddresses?: string[] | null;
            /** @description Whether its keys open nothing. Payouts accepted before go on. */
            suspended?: boolean | null;
        };
        CreateKey: {
            /**
             * @description For people: the person or service that has it. The history and the audit trail show it. Fixed.
             * @example Budi Santoso
             */
            name?: string | null;
            /**
             * @description `payouts:create`: create payouts. `payouts:read`: read payouts with their history and evidence, and the data that a payout refers to: rails, banks, balances and the calendar. `payouts:confirm`: confirm payouts that wait for confirmation. `payouts:cancel`: cancel payouts that have not been sent. `payouts:check`: start a status check immediately. `payouts:resolve`: resolve payouts in review. `cash-pickup:read`: see the cash pickup code in responses about a single payout; gives access to no path by itself. `calendar:edit`: declare business days and bank holidays, overriding weekdays and public holidays. `webhooks:manage`: manage webhook endpoints, and redeliver webhooks. `reconciliation:read`: read the statements that the client imported, and the differences of its payouts from any statement. `reconciliation:edit`: import provider statements, which are compared with the client's own payouts alone, and close its own differences. `metrics:read`: read the service's metrics, which contain nothing about a single payout. `audit:read`: read the audit trail, which has the changes of all clients. `admin`: manage clients and their API keys, which includes granting any scope; read the audit trail.
             * @example [
             *       "payouts:create",
             *       "payouts:read"
             *     ]
             */
            scopes: ("payouts:create" | "payouts:read" | "payouts:confirm" | "payouts:cancel" | "payouts:check" | "payouts:resolve" | "cash-pickup:read" | "calendar:edit" | "webhooks:manage" | "reconciliation:read" | "reconciliation:edit" | "metrics:read" | "audit:read" | "admin")[];
            /**
             * @description It works until then; not given: until it is revoked.
             * @example 2027-11-21T00:00:00+07:00
             */
            expiresAt?: string | null;
        };
        MadeKey: {
            /**
             * Format: uuid
             * @description Also in the key itself: `salur_<id without dashes>_...`.
             */
            id: string;
            /** Format: uuid */
            clientId: string;
            /** @description For people; a key that replaces another keeps it. */
            name: string | null;
            scopes: ("payouts:create" | "payouts:read" | "payouts:confirm" | "payouts:cancel" | "payouts:check" | "payouts:resolve" | "cash-pickup:read" | "calendar:edit" | "webhooks:manage" | "reconciliation:read" | "reconciliation:edit" | "metrics:read" | "audit:read" | "admin")[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @description True to a minute or so.
             */
            lastUsedAt: string | null;
            /**
             * Format: uuid
             * @description The key whose place it takes.
             */
            replacesKeyId: string | null;
            /**
             * @description The key itself, shown here and never again.
             * @example salur_0199f0c05b8a7cc1a2d3e4f5a6b7c8d9_...
             */
            key: string;
        };
        Key: {
            /**
             * Format: uuid
             * @description Also in the key itself: `salur_<id without dashes>_...`.
             */
            id: string;
            /** Format: uuid */
            clientId: string;
            /** @description For people; a key that replaces another keeps it. */
            name: string | null;
            scopes: ("payouts:create" | "payouts:read" | "payouts:confirm" | "payouts:cancel" | "payouts:check" | "payouts:resolve" | "cash-pickup:read" | "calendar:edit" | "webhooks:manage" | "reconciliation:read" | "reconciliation:edit" | "metrics:read" | "audit:read" | "admin")[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @description True to a minute or so.
             */
            lastUsedAt: string | null;
            /**
             * Format: uuid
             * @description The key whose place it takes.
             */
            replacesKeyId: string | null;
        };
        KeyPage: {
            data: components["schemas"]["Key"][];
            /** @description Of the next page; null on the last. */
            nextCursor: string | null;
        };
        RotateKey: {
            /**
             * Format: int64
             * @description How long the old key still works beside the new one; a day when not given.
             * @default 86400
             */
            overlapSeconds?: number | null;
            /**
             * @description The new key works until then; not given: for as long as the old one was made to.
             * @example 2027-11-21T00:00:00+07:00
             */
            expiresAt?: string | null;
        };
        AuditEntry: {
            /**
             * Format: uuid
             * @description Names the entry.
             */
            id: string;
            /**
             * Format: date-time
             * @description When, by the clock of the database.
             */
            at: string;
            /** @description `key:<id>`, `operator:<name>` at the command line, or `configuration`. */
            actor: string;
            /** @description The name of the actor: that of the key or the operator. */
            actorName: string | null;
            /**
             * Format: uuid
             * @description The client whose key it is; null: no client owns the key.
             */
            clientId: string | null;
            /** @description The IP address it was done from; `cli:<host>` or `configuration:<host>` without a request. */
            address: string;
            /** @description `X-Request-Id` of the request. */
            requestId: string | null;
            /**
             * @description What was done.
             * @enum {string}
             */
            action: "payout.create" | "payout.confirm" | "payout.cancel" | "payout.check" | "payout.propose_resolution" | "payout.resolve" | "client.create" | "client.update" | "client.suspend" | "client.restore" | "key.create" | "key.rotate" | "key.revoke" | "webhook_endpoint.create" | "webhook_endpoint.enable" | "webhook_endpoint.rotate_secret" | "webhook_endpoint.test" | "webhook_endpoint.delete" | "webhook_delivery.redeliver" | "calendar.declare" | "calendar.take_back" | "calendar.complete" | "calendar.reopen" | "statement.import" | "statement.withdraw" | "difference.close" | "alert.acknowledge" | "personal_data.erase" | "personal_data.reveal" | "personal_data.search" | "data_keys.rotate";
            /**
             * @description What kind of thing it was done to.
             * @enum {string}
             */
            subjectType: "payout" | "client" | "key" | "webhook_endpoint" | "webhook_delivery" | "calendar" | "statement" | "difference" | "alert" | "personal_data" | "data_keys";
            /** @description To which one: an id, or the date of a calendar day. */
            subjectId: string;
            /** @description Why, where a reason was given. */
            reason: string | null;
            /** @description What else there is to say of the action. */
            details: {
                [key: string]: unknown;
            };
        };
        AuditPage: {
            /** @description Newest first. */
            data: components["schemas"]["AuditEntry"][];
            /** @description Send it as `cursor`, with the same filters, for the next page; null on the last one. */
            nextCursor: string | null;
        };
        Live: {
            /**
             * @description The process runs.
             * @enum {string}
             */
            status: "up";
        };
        Ready: {
            /**
             * @description Requests can be sent here.
             * @enum {string}
             */
            status: "ready";
            /**
             * @description The database answers within a second.
             * @enum {string}
             */
            database: "up";
            /**
             * @description Whether the database role may do no more than the service does; in production it should be restricted.
             * @enum {string}
             */
            databaseRole: "restricted" | "unrestricted";
            /** @description Workers of the whole service that are alive. With none the API stays ready for READY_WITHOUT_WORKER, and is then not ready. */
            workers: number;
            /** @description Which providers have credentials; off is no reason not to be ready. */
            providers: {
                [key: string]: "on" | "off";
            };
        };
        WebhookPayoutEvent: {
            /**
             * @example payout.succeeded
             * @enum {string}
             */
            type: "payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven";
            /**
             * Format: date-time
             * @description When the payout moved.
             */
            timestamp: string;
            /** @description As GET /v1/payouts/{id} returned it at that moment, but account, phone and identity numbers have only their last four digits, and `cashPickup` is always null. Of two events the one with the higher `version` is the later one. */
            data: components["schemas"]["Payout"];
        };
        WebhookTestEvent: {
            /** @enum {string} */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description When the test was requested.
             */
            timestamp: string;
            /** @description Empty. */
            data: Record<string, never>;
        };
    };
    responses: {
        /** @description `duplicate_name`: The name is taken. `managed_by_configuration`: This is managed by the configuration. */
        DuplicateNameOrManagedByConfiguration: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#duplicate_name",
                 *       "title": "The name is taken",
                 *       "status": 409,
                 *       "code": "duplicate_name",
                 *       "detail": "Use another name, or change the client that has it."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `endpoint_takes_nothing`: The webhook endpoint accepts no deliveries. */
        EndpointTakesNothing: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#endpoint_takes_nothing",
                 *       "title": "The webhook endpoint accepts no deliveries",
                 *       "status": 409,
                 *       "code": "endpoint_takes_nothing",
                 *       "detail": "Enable it with `POST /v1/webhook-endpoints/{id}/enable`, or create a new one if it was deleted."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The API key lacks a scope. `client_suspended`: The client is suspended. `address_not_allowed`: The API key may not be used from this address. */
        ForbiddenOrClientSuspendedOrAddressNotAllowed: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                /** @description The required kind of credential (RFC 6750). */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#forbidden",
                 *       "title": "The API key lacks a scope",
                 *       "status": 403,
                 *       "code": "forbidden",
                 *       "detail": "Use a key with the scope named in `detail`."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The API key lacks a scope. `client_suspended`: The client is suspended. `address_not_allowed`: The API key may not be used from this address. `second_person_needed`: Another person must do this. */
        ForbiddenOrClientSuspendedOrAddressNotAllowedOrSecondPersonNeeded: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                /** @description The required kind of credential (RFC 6750). */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#forbidden",
                 *       "title": "The API key lacks a scope",
                 *       "status": 403,
                 *       "code": "forbidden",
                 *       "detail": "Use a key with the scope named in `detail`."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `illegal_transition`: The payout is not in a status that allows this. */
        IllegalTransition: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#illegal_transition",
                 *       "title": "The payout is not in a status that allows this",
                 *       "status": 409,
                 *       "code": "illegal_transition",
                 *       "detail": "Read the payout; `detail` names its status and the statuses that allow the call."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal_error`: The service failed. */
        InternalError: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#internal_error",
                 *       "title": "The service failed",
                 *       "status": 500,
                 *       "code": "internal_error",
                 *       "detail": "Send the same request again with the same Idempotency-Key; a payout is created at most once."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `managed_by_configuration`: This is managed by the configuration. */
        ManagedByConfiguration: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#managed_by_configuration",
                 *       "title": "This is managed by the configuration",
                 *       "status": 409,
                 *       "code": "managed_by_configuration",
                 *       "detail": "Change BOOTSTRAP_API_KEY in the configuration of the service, or create another client."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: There is no such resource. */
        NotFound: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#not_found",
                 *       "title": "There is no such resource",
                 *       "status": 404,
                 *       "code": "not_found",
                 *       "detail": "Check the path and the id. Resources of other clients return the same error."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `payload_too_large`: The body is too large. */
        PayloadTooLarge: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#payload_too_large",
                 *       "title": "The body is too large",
                 *       "status": 413,
                 *       "code": "payload_too_large",
                 *       "detail": "Send at most 64 KB, in a callback 32 KB, as a statement 32 MB with 200,000 rows."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate_limited`: Too many requests. */
        RateLimited: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                /** @description Seconds to wait before a retry. */
                "Retry-After": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#rate_limited",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "code": "rate_limited",
                 *       "detail": "Wait `Retry-After` seconds and send the same request again, with the same Idempotency-Key. Nothing was changed."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: A valid API key is required. */
        Unauthenticated: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                /** @description The required kind of credential (RFC 6750). */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#unauthenticated",
                 *       "title": "A valid API key is required",
                 *       "status": 401,
                 *       "code": "unauthenticated",
                 *       "detail": "Send `Authorization: Bearer <api key>` with a key that is neither expired nor revoked."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unavailable`: The service is unavailable. */
        Unavailable: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                /** @description Seconds to wait before a retry. */
                "Retry-After": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#unavailable",
                 *       "title": "The service is unavailable",
                 *       "status": 503,
                 *       "code": "unavailable",
                 *       "detail": "Send the same request again with the same Idempotency-Key; a payout is created at most once."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported_media_type`: The content type is not supported. */
        UnsupportedMediaType: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#unsupported_media_type",
                 *       "title": "The content type is not supported",
                 *       "status": 415,
                 *       "code": "unsupported_media_type",
                 *       "detail": "Send `Content-Type: application/json`, a statement as `text/csv`."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `validation_failed`: The request is not valid. */
        ValidationFailed: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#validation_failed",
                 *       "title": "The request is not valid",
                 *       "status": 400,
                 *       "code": "validation_failed",
                 *       "detail": "Correct the fields named in `errors` and send it again. Nothing was changed."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `validation_failed`: The request is not valid. `invalid_cursor`: The cursor is not valid. */
        ValidationFailedOrInvalidCursor: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#validation_failed",
                 *       "title": "The request is not valid",
                 *       "status": 400,
                 *       "code": "validation_failed",
                 *       "detail": "Correct the fields named in `errors` and send it again. Nothing was changed."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `validation_failed`: The request is not valid. `malformed_json`: The body is not one valid JSON object. */
        ValidationFailedOrMalformedJson: {
            headers: {
                /** @description Identifies the request in the log of the service. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/errors#validation_failed",
                 *       "title": "The request is not valid",
                 *       "status": 400,
                 *       "code": "validation_failed",
                 *       "detail": "Correct the fields named in `errors` and send it again. Nothing was changed."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPayouts: {
        parameters: {
            query?: {
                /** @description Only payouts in one of these statuses: `pending,review`, or the parameter repeated. */
                status?: ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned") | ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned")[];
                /** @description The payout with this reference of yours. */
                reference?: string;
                /** @description Only payouts on one of these rails. */
                rail?: ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim") | ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim")[];
                /** @description Only payouts that wait for this: `approval` or `second_person`, the decision of a person; `window`, the hours of their rail; `funds`, money at their provider. */
                waiting?: "approval" | "second_person" | "window" | "funds";
                /** @description Only payouts that stand so, as `explanation.standing` says it. */
                standing?: "ready" | "awaits_approval" | "awaits_second_person" | "doubted" | "awaits_window" | "awaits_funds" | "awaits_provider" | "needs_person" | "final";
                /** @description Only payouts with these notes: `metadata[costCentre]=4711`, at most five of them. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Accepted at this time or later. */
                createdFrom?: string;
                /** @description Accepted before this time. */
                createdTo?: string;
                /** @description Ended at this time or later. The list is then in the order in which payouts ended. */
                completedFrom?: string;
                /** @description Ended before this time. */
                completedTo?: string;
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createPayout: {
        parameters: {
            query?: never;
            header: {
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
                /** @description Chosen by the client, one for each payout: 1 to 255 visible ASCII characters. */
                "Idempotency-Key": string;
                /** @description `wait=N`, 0 to 60 seconds (RFC 7240): the service holds the response until the payout is final, `pending`, in `review`, or `inquired` and waiting for a confirmation. */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePayout"];
            };
        };
        responses: {
            /** @description The payout is stored. Without `Prefer: wait` this is the payout as created. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    /** @description The path of what was created. */
                    Location: string;
                    /** @description `wait=N` if the service held the response as requested. */
                    "Preference-Applied"?: string;
                    /** @description `true` if the key was used before with the same body: this is the first response again. */
                    "Idempotency-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            /** @description `validation_failed`: The request is not valid. `malformed_json`: The body is not one valid JSON object. `idempotency_key_missing`: Idempotency-Key is missing or not valid. */
            400: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#validation_failed",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "validation_failed",
                     *       "detail": "Correct the fields named in `errors` and send it again. Nothing was changed."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            /** @description `duplicate_reference`: The reference is taken. `idempotency_in_progress`: A request with this Idempotency-Key is still running. */
            409: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    /** @description Seconds to wait before a retry. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#duplicate_reference",
                     *       "title": "The reference is taken",
                     *       "status": 409,
                     *       "code": "duplicate_reference",
                     *       "detail": "Read the existing payout by its reference, or use a new reference for a new payout."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description `idempotency_key_reused`: The Idempotency-Key was used with another body. `no_rail`: No rail can carry this payout. `daily_limit_exceeded`: The payout exceeds a daily limit of the client. */
            422: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#idempotency_key_reused",
                     *       "title": "The Idempotency-Key was used with another body",
                     *       "status": 422,
                     *       "code": "idempotency_key_reused",
                     *       "detail": "Use a new key for a new payout. The first payout is unchanged."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportPayouts: {
        parameters: {
            query?: {
                /** @description Only payouts in one of these statuses: `pending,review`, or the parameter repeated. */
                status?: ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned") | ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned")[];
                /** @description The payout with this reference of yours. */
                reference?: string;
                /** @description Only payouts on one of these rails. */
                rail?: ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim") | ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim")[];
                /** @description Only payouts that wait for this: `approval` or `second_person`, the decision of a person; `window`, the hours of their rail; `funds`, money at their provider. */
                waiting?: "approval" | "second_person" | "window" | "funds";
                /** @description Only payouts that stand so, as `explanation.standing` says it. */
                standing?: "ready" | "awaits_approval" | "awaits_second_person" | "doubted" | "awaits_window" | "awaits_funds" | "awaits_provider" | "needs_person" | "final";
                /** @description Only payouts with these notes: `metadata[costCentre]=4711`, at most five of them. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Accepted at this time or later. */
                createdFrom?: string;
                /** @description Accepted before this time. */
                createdTo?: string;
                /** @description Ended at this time or later. The list is then in the order in which payouts ended. */
                completedFrom?: string;
                /** @description Ended before this time. */
                completedTo?: string;
                /** @description Names of notes that get a column each, separated by commas, at most ten. All notes are in `metadata` too. */
                metadataColumns?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export, as it is read. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sumPayouts: {
        parameters: {
            query?: {
                /** @description Only payouts in one of these statuses: `pending,review`, or the parameter repeated. */
                status?: ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned") | ("created" | "inquired" | "transferring" | "pending" | "review" | "succeeded" | "failed" | "cancelled" | "returned")[];
                /** @description The payout with this reference of yours. */
                reference?: string;
                /** @description Only payouts on one of these rails. */
                rail?: ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim") | ("duitku.online" | "duitku.llg" | "duitku.rtgs" | "duitku.h2h" | "duitku.bifast" | "duitku.cash_out" | "doku.kirim")[];
                /** @description Only payouts that wait for this: `approval` or `second_person`, the decision of a person; `window`, the hours of their rail; `funds`, money at their provider. */
                waiting?: "approval" | "second_person" | "window" | "funds";
                /** @description Only payouts that stand so, as `explanation.standing` says it. */
                standing?: "ready" | "awaits_approval" | "awaits_second_person" | "doubted" | "awaits_window" | "awaits_funds" | "awaits_provider" | "needs_person" | "final";
                /** @description Only payouts with these notes: `metadata[costCentre]=4711`, at most five of them. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Accepted at this time or later. */
                createdFrom?: string;
                /** @description Accepted before this time. */
                createdTo?: string;
                /** @description Ended at this time or later. The list is then in the order in which payouts ended. */
                completedFrom?: string;
                /** @description Ended before this time. */
                completedTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutSums"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    searchPayouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchPayouts"];
            };
        };
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPage"];
                };
            };
            /** @description `validation_failed`: The request is not valid. `malformed_json`: The body is not one valid JSON object. `invalid_cursor`: The cursor is not valid. */
            400: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#validation_failed",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "validation_failed",
                     *       "detail": "Correct the fields named in `errors` and send it again. Nothing was changed."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
            };
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a payout */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPayoutEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the history of a payout */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutEvents"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPayoutEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the requests to providers and their responses for a payout */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutEvidence"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    confirmPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`, 0 to 60 seconds (RFC 7240): the service holds the response until the payout is final, `pending`, in `review`, or `inquired` and waiting for a confirmation. */
                Prefer?: string;
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
            };
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConfirmPayout"];
            };
        };
        responses: {
            /** @description The payout after the command. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    /** @description `wait=N` if the service held the response as requested. */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowedOrSecondPersonNeeded"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IllegalTransition"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
            };
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payout after the command. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IllegalTransition"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
            };
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payout after the command. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IllegalTransition"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolvePayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of `explanation`: `en` or `id`. */
                "Accept-Language"?: string;
            };
            path: {
                /** @description Of the payout. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolvePayout"];
            };
        };
        responses: {
            /** @description The payout after the command. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowedOrSecondPersonNeeded"];
            404: components["responses"]["NotFound"];
            /** @description `illegal_transition`: The payout is not in a status that allows this. `resolution_differs`: Another resolution is proposed. */
            409: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#illegal_transition",
                     *       "title": "The payout is not in a status that allows this",
                     *       "status": 409,
                     *       "code": "illegal_transition",
                     *       "detail": "Read the payout; `detail` names its status and the statuses that allow the call."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listRails: {
        parameters: {
            query?: {
                /** @description Whole rupiah. With `bankCode` or `outlet`: judge every rail for this payout. */
                amount?: number;
                /** @description A bank or e-wallet as GET /v1/banks lists it. Wants `amount`. */
                bankCode?: string;
                /** @description Where cash is to be collected. Wants `amount`, and no `bankCode`. */
                outlet?: "indomaret" | "pos_indonesia";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List rails */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rails"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listBanks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List banks and e-wallets */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Banks"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listBalances: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List balances */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balances"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCalendar: {
        parameters: {
            query?: {
                /** @description This year when not given. */
                year?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In order. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    declareDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description In WIB. */
                date: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclareDay"];
            };
        };
        responses: {
            /** @description The day after the change. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarDay"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    undeclareDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description In WIB. */
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day after the change. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndeclaredDay"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All endpoints of the client. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoints"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEndpoint"];
            };
        };
        responses: {
            /** @description The endpoint with its secret, which no later response has. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint as deleted. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    enableWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint, enabled. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint with its new secret, which no later response has. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its delivery. */
            202: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["EndpointTakesNothing"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only deliveries in this status. */
                status?: "pending" | "delivered" | "parked";
                /** @description Only deliveries of this event type. */
                type?: "payout.inquired" | "payout.pending" | "payout.review" | "payout.succeeded" | "payout.failed" | "payout.returned" | "payout.cancelled" | "payout.proven" | "webhook.test";
                /** @description Only deliveries to this endpoint. */
                endpointId?: string;
                /** @description Only deliveries about this payout. */
                payoutId?: string;
                /** @description Made at this time or later. */
                createdFrom?: string;
                /** @description Made before this time. */
                createdTo?: string;
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the delivery. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the delivery. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, pending. */
            202: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["EndpointTakesNothing"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    redeliverWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeliverMany"];
            };
        };
        responses: {
            /** @description How many. */
            202: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redelivered"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listStatements: {
        parameters: {
            query?: {
                /** @description Only statements of this provider. */
                provider?: "duitku" | "doku";
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    importStatement: {
        parameters: {
            query: {
                /** @description Whose statement it is. */
                provider: "duitku" | "doku";
                /** @description It lists everything that the provider booked at this time or later, */
                from: string;
                /** @description and before this time, which is not in the future. */
                to: string;
                /** @description How amounts are written: `1000000`, `1.000.000,00` or `1,000,000.00`. */
                numbers?: "plain" | "indonesian" | "english";
                /** @description What a minus in front of an amount means: `out`, money left our balance, or `back`, money came back. Without it a payment with a minus is refused. */
                minus?: "out" | "back";
                /** @description The order of day, month and year. Without it a file is refused when its dates and the period allow day or month first. */
                dates?: "dmy" | "mdy" | "ymd";
                /** @description How many lines to leave out above the header. */
                skip?: number;
                /** @description Columns with a header of their own: our name, `=`, and the header; commas between them. */
                columns?: string;
                /** @description `true`: show how the file is understood and what it would add, and store nothing. */
                preview?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description The same file was imported for the same period before: this is its statement. Or the preview, of which nothing is stored. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"] | components["schemas"]["StatementPreview"];
                };
            };
            /** @description The statement. The payouts of the client are compared with it. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStatement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the statement. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStatementTotals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the statement. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both sides, and what is open about them. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementTotals"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawStatement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the statement. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawStatement"];
            };
        };
        responses: {
            /** @description The statement, withdrawn. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `statement_withdrawn`: The statement is withdrawn. `statement_needed`: A later statement leans on this one. */
            409: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#statement_withdrawn",
                     *       "title": "The statement is withdrawn",
                     *       "status": 409,
                     *       "code": "statement_withdrawn",
                     *       "detail": "Read it: it names who withdrew it, when and why. Nothing was changed. The same file can be imported again."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDifferences: {
        parameters: {
            query?: {
                /** @description Only differences in this status. */
                status?: "open" | "closed";
                /** @description Only differences of this kind. */
                kind?: "unknown_line" | "missing_line" | "missing_return" | "paid_twice" | "paid_unexpectedly" | "returned_unexpectedly" | "refused_unexpectedly" | "amount_differs" | "fee_differs" | "statement_ahead";
                /** @description Only differences from statements of this provider. */
                provider?: "duitku" | "doku";
                /** @description Only differences of this payout. */
                payoutId?: string;
                /** @description Only what was found with this statement. */
                statementId?: string;
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferencePage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the difference. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The difference. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    closeDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the difference. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseDifference"];
            };
        };
        responses: {
            /** @description The difference, closed. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `difference_closed`: The difference is closed. */
            409: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#difference_closed",
                     *       "title": "The difference is closed",
                     *       "status": 409,
                     *       "code": "difference_closed",
                     *       "detail": "Read it: it names who closed it, or says that both sides now agree. Nothing was changed."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateClient"];
            };
        };
        responses: {
            /** @description The client. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    /** @description The path of what was created. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            409: components["responses"]["DuplicateNameOrManagedByConfiguration"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeClient"];
            };
        };
        responses: {
            /** @description The client after the change. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["DuplicateNameOrManagedByConfiguration"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ManagedByConfiguration"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description The new key. */
            201: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            400: components["responses"]["ValidationFailedOrMalformedJson"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `key_not_rotatable`: The key cannot be rotated. `managed_by_configuration`: This is managed by the configuration. */
            409: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/errors#key_not_rotatable",
                     *       "title": "The key cannot be rotated",
                     *       "status": 409,
                     *       "code": "key_not_rotatable",
                     *       "detail": "Rotate the key that replaced it, or create a new one."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key after the change. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ManagedByConfiguration"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description Only what this one did: `key:<id>`, `operator:<name>` or `configuration`. */
                actor?: string;
                /** @description Only what was done to things of this kind. */
                subjectType?: "payout" | "client" | "key" | "webhook_endpoint" | "webhook_delivery" | "calendar" | "statement" | "difference" | "alert" | "personal_data" | "data_keys";
                /** @description Only what was done to this one: an id, or a calendar date. */
                subjectId?: string;
                /** @description At this time or later. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description How many at most, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description `nextCursor` of the page before, unchanged. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["ValidationFailedOrInvalidCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    isLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process runs */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service can take requests */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            503: components["responses"]["Unavailable"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    /** @description Identifies the request in the log of the service. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrClientSuspendedOrAddressNotAllowed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    payoutMoved: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Identifies the event, the same on every attempt: process each event once.
                 * @example evt_019aa1f27c1e7b539a556f0d7f3c2b11_4
                 */
                "webhook-id": string;
                /**
                 * @description When this attempt was sent, in Unix seconds. Reject an attempt older than five minutes.
                 * @example 1795251600
                 */
                "webhook-timestamp": string;
                /**
                 * @description By the Standard Webhooks specification: `v1,` and the Base64 of HMAC-SHA256 of id, time and body, joined by dots. Two signatures, separated by a space, while a secret is being replaced.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookPayoutEvent"];
            };
        };
        responses: {
            /** @description Disables the endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Delivered. Respond within 15 seconds. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Retried ten times in more than three days; later if the response has `Retry-After`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookTest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Identifies the event, the same on every attempt: process each event once.
                 * @example evt_019aa1f27c1e7b539a556f0d7f3c2b11_4
                 */
                "webhook-id": string;
                /**
                 * @description When this attempt was sent, in Unix seconds. Reject an attempt older than five minutes.
                 * @example 1795251600
                 */
                "webhook-timestamp": string;
                /**
                 * @description By the Standard Webhooks specification: `v1,` and the Base64 of HMAC-SHA256 of id, time and body, joined by dots. Two signatures, separated by a space, while a secret is being replaced.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTestEvent"];
            };
        };
        responses: {
            /** @description Disables the endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Delivered. Respond within 15 seconds. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Retried ten times in more than three days; later if the response has `Retry-After`. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
