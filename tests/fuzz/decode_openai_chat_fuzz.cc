#include <algorithm>
#include <string>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "tests/fuzz/decode_fuzz.h"

namespace assay {
namespace {

// A choice whose `carrier` has `content`, as a body or as a chunk.
std::string document(std::string_view carrier, std::string_view content, bool ends) {
  std::string json = R"({"choices":[{"index":0,")" + std::string(carrier) + R"(":{"content":)";
  append_json_string(json, content);
  return json += ends ? R"(},"finish_reason":"stop"}]})" : "}}]}";
}

// Pieces of a few bytes, none of which cuts a character in two.
std::string streamed(std::string_view content, std::size_t piece) {
  std::string stream;
  while (!content.empty()) {
    std::size_t length = std::min(piece, content.size());
    while (length < content.size() && (content[length] & '\xC0') == '\x80') ++length;
    stream += "data: " + document("delta", content.substr(0, length), false) + "\n\n";
    content.remove_prefix(length);
  }
  return stream += "data: " + document("delta", "", true) + "\n\n";
}

// What a model writes is the same answer whether it streams or not.
void fuzz_content(const Dialect& dialect, std::string_view bytes) {
  const std::string content = to_valid_utf8(bytes.substr(0, 512));
  const std::string body = document("message", content, true);
  const auto whole = read_fuzzed(dialect, 200, false, body, body.size());
  require(whole.has_value());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}}) {
    const std::string stream = streamed(content, piece);
    const auto reply = read_fuzzed(dialect, 200, true, stream, stream.size());
    require(reply.has_value());
    require(reply->answer == whole->answer && reply->reasoning == whole->reasoning);
  }
}

}  // namespace
}  // namespace assay

FUZZ_TARGET(decode_openai_chat) {
  const assay::Dialect& dialect = *assay::find_dialect("openai_chat");
  assay::fuzz_decoder(dialect, input);
  assay::fuzz_content(dialect, input);
}
