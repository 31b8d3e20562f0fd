#include "harness/simulate/wire/request_body.h"

#include <fmt/format.h>

#include <utility>

namespace assay {

tl::expected<simdjson::dom::element, ServedError> parse_request_body(std::string& body) {
  // One a thread: the parser keeps its buffers between requests. It refuses
  // nesting beyond its default of 1,024.
  thread_local simdjson::dom::parser parser;
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  simdjson::dom::element root;
  auto error = parser.parse(body.data(), body.size(), false).get(root);
  if (error == simdjson::SUCCESS && root.is_object()) return root;
  if (error == simdjson::SUCCESS) error = simdjson::INCORRECT_TYPE;
  return refuse_request(
      fmt::format("the body is not a JSON object: {}", simdjson::error_message(error)));
}

tl::unexpected<ServedError> refuse_request(std::string message) {
  return tl::unexpected(ServedError{400, std::move(message), {}, {}});
}

}  // namespace assay
