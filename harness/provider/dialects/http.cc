// Any HTTP application: what it is sent, and where its replies say what, is written in the suite
// (docs/http.md).
#include <algorithm>
#include <utility>

#include "harness/provider/dialects/application_reply.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/endpoint.h"
#include "harness/provider/failure.h"

namespace assay {
namespace {

// `stream` where it is set; otherwise whether the suite says how its streams are read.
bool wants_application_stream(const Application& application, const Params& params) {
  const auto set = params.find("stream");
  if (set != params.end() && set->second.is_boolean()) return set->second.get<bool>();
  return application.stream.has_value();
}

std::string shown_path(const Application& application) {
  std::string path;
  append_filled(path, application.path, [](std::string_view name, std::string& out) {
    out += "{{" + std::string(name) + "}}";
  });
  return path;
}

// What an application does with a field is its own: limits by their usual names count, and the
// parameter max_tokens, by whatever name the suite sends it.
ReplyBound bound_of(const OpenRequest& open, const Params& params) {
  ReplyBound bound = reply_bound(open.fields);
  bound.unknown.clear();
  if (const auto most = params.find("max_tokens"); most != params.end())
    bound.max_tokens = std::max(bound.max_tokens, reply_bound(Params{*most}).max_tokens);
  return bound;
}

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params) {
  if (!provider.application)
    return usage_error("provider '" + provider.name + "' has dialect http and no 'request'");
  if (provider.base_url.empty())
    return usage_error("provider '" + provider.name + "' needs a base_url");
  const Application& application = *provider.application;
  const bool stream = wants_application_stream(application, params);
  ASSAY_TRY(OpenRequest open, open_request(provider, model_id, params, stream));
  PreparedRequest request;
  request.dialect = &kHttp;
  request.method = application.method;
  request.asked = asked_url(provider, shown_path(application));
  request.reasoning_tags = provider.reasoning_tags;
  request.stream = stream;
  request.bound = bound_of(open, params);
  request.open = std::make_shared<const OpenRequest>(std::move(open));
  return request;
}

void write_request(const PreparedRequest& prepared, const Messages& messages,
                   const CellWords& words, HttpRequest& request) {
  const OpenRequest& open = words.session.empty() && prepared.open->before_session
                                ? *prepared.open->before_session
                                : *prepared.open;
  fill_request(open, messages, {words.session, words.about}, request);
}

void append_body(const PreparedRequest& prepared, const Messages& messages, std::string& body) {
  if (!prepared.open) {  // asked for the messages alone
    body += messages_to_json(messages);
    return;
  }
  HttpRequest request;
  fill_request(*prepared.open, messages, {}, request);
  body += request.body;
}

}  // namespace

constinit const Dialect kHttp = {
    .name = "http",
    .help = "any HTTP application; 'request' and 'reply' say what is sent and where answers are",
    .can_stream = true,
    .models_path = "",
    .count_tokens_path = "",
    .prepare = prepare,
    .append_body = append_body,
    .decode_body = decode_application_body,
    .on_event = on_application_event,
    .write_request = write_request,
    .list_models = nullptr,
    .decode_models = nullptr,
    .count_tokens = nullptr,
    .decode_token_count = nullptr,
    .no_embeddings = "an application is asked what its 'request' says",
};

}  // namespace assay
