// A chat request as the server understands it, whatever shape it came in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/simulate/wire/error_envelope.h"
#include "harness/simulate/wire/verdict_form.h"

#include <tl/expected.hpp>

namespace assay {

// Whose wire format a request speaks, and so its reply and its errors.
enum class WireShape { openai, anthropic, native, gemini, responses };

// The envelope of errors of a shape (a row of error_envelope.h).
std::string_view envelope_of(WireShape shape);

struct ServedRequest {
  WireShape shape = WireShape::openai;
  std::string model;
  std::string question;           // the last user message
  std::string conversation;       // system and all messages, roles included: what is answered
  std::int64_t input_tokens = 0;  // estimated from the texts
  std::size_t tool_rounds = 0;    // as often results of tools follow the question
  double temperature = 1.0;
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> max_tokens;
  std::vector<std::string> stop;
  bool stream = false;
  bool include_usage = false;
  bool wants_json = false;
  std::string service_tier;        // empty: none was asked for
  VerdictForm verdict;             // of the JSON Schema, when it asks for one
  std::vector<std::string> tools;  // names on offer; none under tool_choice none
  std::string key;                 // the native shape's, in the body
  bool summarises = false;         // the Responses shape: reasoning comes as a summary
  bool encrypts = false;           // and has its encrypted content, too
  std::string kept;                // and its input as a JSON array, unless `store` is false

  std::uint64_t content_hash = 0;  // of shape and body bytes: "the same request"
};

// Reads `body` by the rules of `shape` (a chat body with `key` and `model_id` is
// native whatever the shape). `anthropic_version` is the header, or "". Grows
// `body`'s capacity by simdjson's padding, nothing else. Bodies deeper than
// 1,024 are refused.
tl::expected<ServedRequest, ServedError> read_request(WireShape shape, std::string& body,
                                                      std::string_view anthropic_version);

}  // namespace assay
