#include "harness/provider/failure.h"

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/provider/error_words.h"
#include "harness/provider/refused_parameter.h"
#include "harness/provider/retry_after.h"
#include "harness/provider/sse.h"

namespace assay {
namespace {

constexpr std::size_t kQuotedCharacters = 200;
// Enough to find 200 characters and any secret that straddles their end.
constexpr std::size_t kQuotedBytes = 4096;

bool is_success(int status) {
  return status >= 200 && status < 300;
}

// The parts of an error envelope, whatever it looked like.
struct ErrorParts {
  std::string message;
  std::string code;      // the text code
  std::string type;      // error.type or Gemini's error.status
  std::string param;     // the field that it is about
  int number = 0;        // a numeric code, also one written as text
  bool daily = false;    // Gemini names a quota that is counted by the day
  bool bad_key = false;  // Gemini says so in a detail of a 400
  std::optional<Nanoseconds> retry_after;
};

std::string item_text(const WireValue& item) {
  for (const char* const name : {"msg", "message", "detail"}) {
    if (item[name].truthy()) return item[name].as_text();
  }
  return item.as_text();
}

// The last step of the first problem's place: {"loc": ["body", "top_k"]}.
std::string field_in(const WireValue& detail) {
  std::string field;
  detail.first()["loc"].for_each([&](const WireValue& step) { field = step.text(); });
  return field;
}

// FastAPI's {"detail": "text"} or {"detail": [{"msg": "..."}]}; others' `errors`.
std::string detail_text(const WireValue& detail) {
  if (!detail.is_array()) return item_text(detail);
  std::string out;
  detail.for_each([&](const WireValue& item) {
    if (out.size() > kQuotedBytes) return;
    if (!out.empty()) out += "; ";
    out += item_text(item);
  });
  return out;
}

std::string message_in(const WireValue& value) {
  // ModelsLab sends both spellings of the first.
  for (const char* const name : {"message", "messege", "error_message", "msg"}) {
    if (value[name].truthy()) return value[name].as_text();
  }
  return detail_text(value[value["detail"].truthy() ? "detail" : "errors"]);
}

// An HTTP status, as a number or a text; 0 for anything else.
int status_in(const WireValue& value) {
  std::optional<std::int64_t> number = value.integer();
  if (!number && value.is_string()) number = parse_integer(value.text());
  return number && *number >= 100 && *number < 600 ? static_cast<int>(*number) : 0;
}

void read_code(const WireValue& value, ErrorParts& parts) {
  parts.code = value["code"].text();
  for (const char* const name : {"code", "status_code", "http_status", "status", "statusCode"}) {
    if (parts.number == 0) parts.number = status_in(value[name]);
  }
}

std::optional<Nanoseconds> seconds_in(const WireValue& value) {
  if (const std::optional<double> number = value.number()) return duration_from_seconds(*number);
  return value.is_string() ? parse_seconds(value.text()) : std::nullopt;
}

// Gemini: error.details[] of RetryInfo {"retryDelay":"37s"}, QuotaFailure and ErrorInfo.
void read_details(const WireValue& details, ErrorParts& parts) {
  if (parts.code.empty()) parts.code = details["error_code"].text();  // Anthropic's spend limit
  details.for_each([&](const WireValue& detail) {
    if (detail["reason"].text() == "API_KEY_INVALID") parts.bad_key = true;
    if (detail["retryDelay"].is_string()) {
      parts.retry_after = parse_go_duration(detail["retryDelay"].text());
    }
    detail["violations"].for_each([&](const WireValue& violation) {
      if (violation["quotaId"].text().find("PerDay") != std::string_view::npos) parts.daily = true;
    });
  });
}

// OpenRouter: the upstream's words are in metadata.raw, its headers too.
void read_metadata(const WireValue& metadata, const std::optional<WallTime>& wall,
                   ErrorParts& parts) {
  Headers headers;
  for (const char* const name : {"Retry-After", "X-RateLimit-Reset"}) {
    const WireValue value = metadata["headers"][name];
    if (!value.is_null()) headers.push_back({name, value.as_text()});
  }
  if (!parts.retry_after) parts.retry_after = retry_after_in(headers, wall);
  if (!parts.retry_after) parts.retry_after = rate_limit_reset_in(headers, wall);
  const std::string raw = metadata["raw"].as_text().substr(0, kQuotedBytes);
  if (raw.empty() || raw == parts.message) return;
  parts.message += parts.message.empty() ? raw : ": " + raw;
}

void read_error_object(const WireValue& error, const std::optional<WallTime>& wall,
                       ErrorParts& parts) {
  parts.message = message_in(error);
  parts.param = error["param"].text();
  parts.type = error["type"].text();
  if (parts.type.empty()) parts.type = error["status"].text();
  read_code(error, parts);
  read_details(error["details"], parts);
  read_metadata(error["metadata"], wall, parts);
  if (!parts.retry_after) parts.retry_after = seconds_in(error["retry_after"]);
}

ErrorParts read_error(const WireValue& root, const std::optional<WallTime>& wall) {
  ErrorParts parts;
  WireValue error = root["error"];
  // A gateway's envelope around the upstream's.
  if (error["error"].is_object() && !error["message"].truthy()) error = error["error"];
  if (error.is_object()) {
    read_error_object(error, wall, parts);
  } else if (error.is_string()) {
    parts.message = error.text();
  }
  if (parts.message.empty()) parts.message = root["x_groq"]["error"].as_text();
  if (parts.message.empty()) parts.message = message_in(root);
  if (parts.param.empty()) parts.param = field_in(root["detail"]);
  if (parts.code.empty() && parts.number == 0) read_code(root, parts);
  if (parts.type.empty() && root["type"].text() != "error") parts.type = root["type"].text();
  if (!parts.retry_after) parts.retry_after = seconds_in(root["retry_after"]);
  return parts;
}

std::string code_of(const ErrorParts& parts) {
  if (!parts.code.empty()) return parts.code;
  if (!parts.type.empty()) return parts.type;
  return parts.number == 0 ? "" : std::to_string(parts.number);
}

StatusMeaning meaning_of(const ErrorParts& parts, int http_status) {
  if (parts.daily || means_quota(parts.code, parts.type, parts.message)) {
    return {FailureKind::quota, false};
  }
  if (parts.bad_key) return {FailureKind::auth, false};
  const bool status_decides = http_status != 0 && !is_success(http_status);
  int status = status_decides ? http_status : parts.number;
  if (status == 0) status = status_of_words(parts.code, parts.type, parts.message);
  if (status == 0) return {FailureKind::bad_reply, false};
  return meaning_of_status(status);
}

std::string with_status(int status, std::string_view text) {
  if (status == 0 || is_success(status)) return std::string(text);
  std::string out = "HTTP " + std::to_string(status);
  if (!text.empty()) out += ": ";
  out += text;
  return out;
}

Failure classified(const ErrorParts& parts, int http_status) {
  const StatusMeaning meaning = meaning_of(parts, http_status);
  Failure failure = make_failure(meaning.kind, meaning.retryable,
                                 parts.message.empty() ? code_of(parts) : parts.message);
  failure.message = with_status(http_status, failure.message);
  if (failure.message.empty()) failure.message = "the provider reported an error without a text";
  failure.code = message_line(code_of(parts));
  if (failure.kind == FailureKind::invalid_request) {
    const std::string field = refused_field({parts.code, parts.param, parts.message});
    if (!field.empty()) failure.code = message_line(std::string(kRefusedCode) + field);
  }
  failure.http_status = http_status;
  failure.retry_after = parts.retry_after ? parts.retry_after : wait_in_text(parts.message);
  return failure;
}

// ModelsLab queues: neither an answer nor an error, and no documented way to fetch
// the answer later.
Failure still_processing(const WireValue& root) {
  Failure failure = make_failure(FailureKind::overloaded, true,
                                 "the provider is still processing: " + message_in(root));
  failure.retry_after = seconds_in(root["eta"]);
  failure.code = "processing";
  return failure;
}

// Some gateways frame the error of a streaming request as an event. "" when the
// body is no stream.
std::string first_event(std::string_view body) {
  std::string data;
  if (!body.starts_with("data:") && !body.starts_with("event:")) return data;
  SseParser parser(body.size());
  const auto keep_first = [&](const SseEvent& event) {
    if (data.empty()) data = event.data;
  };
  parser.feed(body, keep_first);
  parser.finish(keep_first);
  return data;
}

// A page of a proxy: its title says more than its markup.
std::string_view page_title(std::string_view html) {
  const std::string lower = to_lower_ascii(html.substr(0, kQuotedBytes));
  const std::size_t begin = lower.find("<title>");
  const std::size_t end = lower.find("</title>");
  if (begin == std::string::npos || end == std::string::npos || end < begin + 7) return html;
  return html.substr(begin + 7, end - begin - 7);
}

// {"detail": ...} or {"errors": [...]} and nothing that an answer has.
bool is_bare_complaint(const WireValue& root) {
  if (!root["detail"].truthy() && !root["errors"].truthy()) return false;
  return root["choices"].is_null() && root["content"].is_null() && root["type"].is_null() &&
         root["status"].is_null();
}

}  // namespace

StatusMeaning meaning_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
      return {FailureKind::auth, false};
    case 402:
      return {FailureKind::quota, false};
    case 404:
    case 410:
      return {FailureKind::not_found, false};
    case 408:
      return {FailureKind::timeout, true};
    case 409:
    case 425:
    case 498:  // Groq: no flex capacity
      return {FailureKind::overloaded, true};
    case 429:
      return {FailureKind::rate_limited, true};
    case 500:
    case 502:
    case 503:
    case 504:
    case 529:  // Anthropic: overloaded
      return {FailureKind::overloaded, true};
    default:
      break;
  }
  if (status >= 520 && status <= 524) return {FailureKind::overloaded, true};  // Cloudflare
  if (status >= 500) return {FailureKind::overloaded, false};
  if (status >= 400) return {FailureKind::invalid_request, false};
  return {FailureKind::bad_reply, false};
}

std::optional<Failure> error_in(const WireValue& root, int http_status,
                                const std::optional<WallTime>& wall) {
  if (root.is_array()) {  // Gemini wraps its errors in one
    if (!root.first().is_object()) return std::nullopt;
    return error_in(root.first(), http_status, wall);
  }
  if (!root.is_object()) return std::nullopt;
  const std::string_view status = root["status"].text();
  if (status == "processing") return still_processing(root);
  const bool is_error = root["error"].truthy() || status == "error" || status == "failed" ||
                        root["object"].text() == "error" || root["type"].text() == "error" ||
                        root["x_groq"]["error"].truthy() || is_bare_complaint(root);
  if (!is_error) return std::nullopt;
  ASSAY_MARK_IF(http_status == 0 || is_success(http_status), "reply.error_within_a_success");
  return classified(read_error(root, wall), http_status);
}

std::optional<Failure> error_in_event(const WireValue& root, std::string_view event,
                                      std::string_view data) {
  if (std::optional<Failure> failure = error_in(root, 0)) return failure;
  if (event == "error") {
    ErrorParts parts;
    if (root.is_object()) {
      read_error_object(root, std::nullopt, parts);
    } else {
      parts.message = root.is_string() ? root.text() : data.substr(0, kQuotedBytes);
    }
    return classified(parts, 0);
  }
  if (root.is_object()) return std::nullopt;
  return bad_reply("an event of the stream is not a JSON object", data);
}

Failure failure_of_status(int status, std::string_view body, const std::optional<WallTime>& wall) {
  const std::string unframed = first_event(body);
  const WireValue root = parse_wire(unframed.empty() ? body : unframed);
  if (std::optional<Failure> failure = error_in(root, status, wall)) return std::move(*failure);
  ErrorParts parts;
  if (root.is_object()) parts = read_error(root, wall);  // {"detail": ...}
  const bool says_what = !parts.message.empty() || !parts.code.empty() || !parts.type.empty();
  if (says_what) return classified(parts, status);
  const std::string_view text = trim(body.substr(0, kQuotedBytes));
  parts.message = text.starts_with('<') ? page_title(text) : text;
  if (parts.message.empty()) parts.message = "no body";
  return classified(parts, status);
}

void apply_headers(Failure& failure, int status, const Headers& headers,
                   const std::optional<WallTime>& wall) {
  failure.http_status = status;
  std::optional<Nanoseconds> wait = retry_after_in(headers, wall);
  if (!wait && !failure.retry_after && status == 429) wait = rate_limit_reset_in(headers, wall);
  if (wait) failure.retry_after = wait;
  const Header* const location = find_header(headers, "location");
  if (location != nullptr && status >= 300 && status < 400)
    failure.message += "; it points to " + message_line(location->value) +
                       ", and no redirect is followed, which would carry a key along: ask there";
  // Obeyed as the official SDKs do, but no header makes money appear.
  const Header* const should_retry = find_header(headers, "x-should-retry");
  if (should_retry == nullptr || is_success(status)) return;
  if (should_retry->value == "false") failure.retryable = false;
  if (should_retry->value == "true") failure.retryable = failure.kind != FailureKind::quota;
}

Failure make_failure(FailureKind kind, bool retryable, std::string_view message) {
  Failure failure;
  failure.kind = kind;
  failure.retryable = retryable;
  failure.message = message_line(message);
  return failure;
}

namespace {

std::string quoting(std::string_view what, std::string_view body) {
  const std::string_view text = trim(body.substr(0, kQuotedBytes));
  std::string message(what);
  if (!text.empty()) message += ": ";
  message += text.starts_with('<') ? page_title(text) : text;
  return message;
}

}  // namespace

Failure bad_reply(std::string_view what, std::string_view body) {
  // Proxies and broken upstreams pass; asking again is how one finds out.
  return make_failure(FailureKind::bad_reply, true, quoting(what, body));
}

Failure truncated_reply(std::string_view what, std::string_view body) {
  return make_failure(FailureKind::truncated, true, quoting(what, body));
}

bool is_html_page(std::string_view text) {
  const std::string begin = to_lower_ascii(trim(text).substr(0, 15));
  return begin.starts_with("<!doctype html") || begin.starts_with("<html");
}

std::string message_line(std::string_view text) {
  const std::string hidden = redact(text.substr(0, kQuotedBytes));
  return terminal_safe(excerpt(hidden, kQuotedCharacters));
}

}  // namespace assay
