// Gemini's generateContent. Inside provider/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/provider/dialect.h"
#include "harness/provider/wire_json.h"

namespace assay {

// The model is in the path, which is percent-encoded; "models/M" and "M" are the same model.
Result<PreparedRequest> prepare_gemini(const Provider& provider, std::string_view model_id,
                                       const Params& params);
void append_gemini_body(const PreparedRequest& request, const Messages& messages,
                        std::string& body);
HttpRequest list_gemini_models(const Provider& provider);
HttpRequest count_gemini_tokens(const Provider& provider, std::string_view model_id,
                                const Messages& messages);

// The body of a request but for its messages. A usage error for what the API has no field for, or
// for what is set twice or contradicts itself.
Result<Json> gemini_fields(const Params& params);
// The same as reply_bound() reads it: none within another, the end of a reply by its usual name,
// and the tools that the provider runs itself by theirs.
Json bound_fields_of_gemini(const Json& fields);

inline constexpr std::string_view kGeminiModelsPath = "/models";
inline constexpr std::string_view kGeminiCountTokens = ":countTokens";

tl::expected<Reply, Failure> decode_gemini_body(std::string_view body, StreamState& state);
void on_gemini_event(const SseEvent& event, StreamState& state);
Result<std::vector<ListedModel>> decode_gemini_models(std::string_view body);
Result<std::int64_t> decode_gemini_token_count(std::string_view body);

// What a usageMetadata says. It is cumulative: of several the largest counts hold. `is_last`: it
// came with the finish reason, so that counts which do not add up are worth a quirk.
void take_gemini_usage(const WireValue& said, bool is_last, Reply& reply);

}  // namespace assay
