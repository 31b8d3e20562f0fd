// The bodies that providers send when they do not answer, by name. Some come
// with a 200.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct ServedError {
  int status = 400;
  std::string message;
  std::string code;                                 // empty: the usual one for the status
  std::optional<std::int64_t> retry_after_seconds;  // in bodies that carry it
  std::string param = {};                           // the field that it is about, likewise
};

// openai, anthropic, modelslab, messege, openrouter, code_number, string, array,
// gemini, detail, data_error, processing, choices_null, choices_empty,
// responses_event.
std::vector<std::string> error_envelope_names();
// `envelope` must be one of them.
std::string encode_error(std::string_view envelope, const ServedError& error);

// What a provider would say about `status` when the models file gives no message.
std::string usual_message(int status);

}  // namespace assay
