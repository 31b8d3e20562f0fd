// Anthropic's shape. Inside provider/; ModelsLab's native form shares its token
// counting endpoint.
#pragma once

#include <string>
#include <string_view>

#include "harness/provider/dialect.h"

namespace assay {

Result<PreparedRequest> prepare_anthropic(const Provider& provider, std::string_view model_id,
                                          const Params& params);
void append_anthropic_body(const PreparedRequest& request, const Messages& messages,
                           std::string& body);
// What provider.headers does not set: anthropic-version.
void add_version(Headers& headers);

tl::expected<Reply, Failure> decode_anthropic_body(std::string_view body, StreamState& state);
void on_anthropic_event(const SseEvent& event, StreamState& state);

inline constexpr std::string_view kCountTokensPath = "/v1/messages/count_tokens";
HttpRequest count_anthropic_tokens(const Provider& provider, std::string_view model_id,
                                   const Messages& messages);
Result<std::int64_t> decode_anthropic_token_count(std::string_view body);

}  // namespace assay
