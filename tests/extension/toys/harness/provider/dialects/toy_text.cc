// A toy of a wire format: {"model", parameters, "question"} is answered by {"said"}.
#include "harness/provider/conclude.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/failure.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

Result<PreparedRequest> prepare_toy(const Provider& provider, std::string_view model_id,
                                    const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  Json body = Json{{"model", model_id}};
  for (const auto& [name, value] : params) body[name] = value;
  return prepared_request(provider, kToyText, "/ask", body, ",\"question\":", false);
}

void append_toy_body(const PreparedRequest& request, const Messages& messages, std::string& body) {
  body += request.prefix;
  append_json_string(body, messages.empty() ? "" : messages.back().content);
  body += request.suffix;
}

tl::expected<Reply, Failure> decode_toy_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (!root["said"].is_string()) return tl::unexpected(bad_reply("nothing was said", body));
  state.take_text(root["said"].text());
  state.take_finish("stop");
  return conclude(state);
}

}  // namespace

constinit const Dialect kToyText = {
    .name = "toy_text",
    .help = "a toy: POST {base_url}/ask",
    .can_stream = false,
    .models_path = "",
    .count_tokens_path = "",
    .prepare = prepare_toy,
    .append_body = append_toy_body,
    .decode_body = decode_toy_body,
    .on_event = nullptr,
    .list_models = nullptr,
    .decode_models = nullptr,
    .count_tokens = nullptr,
    .decode_token_count = nullptr,
};

}  // namespace assay
