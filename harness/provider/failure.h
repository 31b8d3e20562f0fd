// What error replies mean: every envelope of docs/protocols.md, "Errors", by its
// table "When to ask again". Inside provider/; others call failure_from().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/provider/http.h"
#include "harness/provider/outcome.h"
#include "harness/provider/wire_json.h"

namespace assay {

// The kind and retryability of an HTTP status alone; bad_reply for a 2xx, which
// is only a failure because of its body.
struct StatusMeaning {
  FailureKind kind;
  bool retryable;
};
StatusMeaning meaning_of_status(int status);

// The failure that a document speaks of, if it does: a truthy `error`, a
// `status` of error, failed or processing, or an `object` or `type` of "error".
// `http_status` 0 or 2xx: the body's own code or words decide what kind it is.
// `wall` is needed for dates inside the body (OpenRouter repeats headers there).
std::optional<Failure> error_in(const WireValue& root, int http_status,
                                const std::optional<WallTime>& wall = std::nullopt);

// The same of one event of a stream. An event of the name "error" is one whatever
// its data; data that is no JSON object is a broken reply.
std::optional<Failure> error_in_event(const WireValue& root, std::string_view event,
                                      std::string_view data);

// The failure of a status that is no 2xx; `body` may be anything.
Failure failure_of_status(int status, std::string_view body, const std::optional<WallTime>& wall);

// What the response's headers add: its status, Retry-After, x-should-retry.
void apply_headers(Failure& failure, int status, const Headers& headers,
                   const std::optional<WallTime>& wall);

Failure make_failure(FailureKind kind, bool retryable, std::string_view message);
// A 2xx whose body is not what the dialect promises; may quote the body's begin.
Failure bad_reply(std::string_view what, std::string_view body = {});

// The same of a reply that ended early.
Failure truncated_reply(std::string_view what, std::string_view body);
// Whether a text begins as a web page does.
bool is_html_page(std::string_view text);

// One line, secrets redacted, safe to print, at most 200 characters of `text`.
std::string message_line(std::string_view text);

}  // namespace assay
