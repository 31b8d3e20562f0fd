// Servers with faults, and what a client sees of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/simulate/ask.h"

namespace assay::testing {

inline constexpr std::string_view kFaultyModels = R"(
seed: 7
models: [{id: a}, {id: b}]
answers: [{when: {contains: France}, right: "Paris, the capital of France – 光の都."}]
)";

inline std::unique_ptr<ModelServer> serve_faults(std::string_view faults) {
  return serve(std::string(kFaultyModels) + "faults:\n" + std::string(faults));
}

inline std::string stream_body(std::string_view model) {
  return chat_body(model, "France?", R"(,"stream":true)");
}

inline RawReply chat(const ModelServer& server, std::string_view model = "a") {
  return post(server.port(), "/v1/chat/completions", chat_body(model, "France?"));
}

inline RawReply chat_stream(const ModelServer& server) {
  return post(server.port(), "/v1/chat/completions", stream_body("a"));
}

inline std::string text_header(const RawReply& reply, std::string_view name) {
  const Header* header = find_header(reply.headers, name);
  return header == nullptr ? "" : header->value;
}

}  // namespace assay::testing
