// A program of the suite's author in place of a model API: asked in JSON, answers in JSON or text
// (docs/programs.md). What is written here goes to its standard input.
#include <utility>

#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/program_reply.h"
#include "harness/provider/failure.h"
#include "harness/provider/program.h"

namespace assay {
namespace {

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params);

// {"messages": M, "prompt": P, "case": C, "vars": V, "session": S, "model": ...}: the cell's own
// first, since the rest is the same for all of a variant.
void write_request(const PreparedRequest& prepared, const Messages& messages,
                   const CellWords& words, HttpRequest& request) {
  std::string& body = request.body;
  body = "{\"messages\":";
  body += messages_to_json(messages);
  body += ",\"prompt\":";
  append_json_string(body, prompt_of(messages));
  body += ',';
  body += words.about.empty() ? std::string_view("\"case\":null,\"vars\":{}") : words.about;
  body += ",\"session\":";
  append_json_string(body, words.session.text);
  body += prepared.suffix;
}

// Of the messages alone, for those who estimate.
void append_body(const PreparedRequest&, const Messages& messages, std::string& body) {
  body += messages_to_json(messages);
}

void ignore_event(const SseEvent&, StreamState& state) {
  if (!state.failure)
    state.failure =
        make_failure(FailureKind::bad_reply, false, "a program's answer is no stream of events");
}

constexpr Dialect dialect_with(tl::expected<Reply, Failure> (*decode)(std::string_view,
                                                                      StreamState&)) {
  return {
      .name = "exec",
      .help = "a program of yours: 'command', 'python', 'javascript' or 'promptfoo' says which",
      .can_stream = false,
      .models_path = "",
      .count_tokens_path = "",
      .prepare = prepare,
      .append_body = append_body,
      .decode_body = decode,
      .on_event = ignore_event,
      .write_request = write_request,
      .list_models = nullptr,
      .decode_models = nullptr,
      .count_tokens = nullptr,
      .decode_token_count = nullptr,
      .no_embeddings = "a program is asked for answers",
  };
}

// The same for a program all of whose output is the answer.
constinit const Dialect kExecText = dialect_with(decode_program_text);

Json params_to_json(const Params& params) {
  Json object = Json::object();
  for (const auto& [name, value] : params) object[name] = value;
  return object;
}

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params) {
  if (!provider.program)
    return usage_error("provider '" + provider.name + "' has dialect exec and no program");
  ASSAY_CHECK(check_params(provider, params));
  if (const auto set = params.find("stream"); set != params.end() && set->second == true)
    return usage_error("'stream' is set, but the program of provider '" + provider.name +
                       "' answers in one piece");
  const Program& program = *provider.program;
  PreparedRequest request;
  request.dialect = program.is_text ? &kExecText : &kExec;
  request.url = std::string(kProgramScheme) + provider.name;
  request.reasoning_tags = provider.reasoning_tags;
  request.program = provider.program;
  // What a program does with a parameter is its own: only limits by their usual names count.
  request.bound = reply_bound(params);
  request.bound.unknown.clear();
  request.suffix = ",\"model\":";
  append_json_string(request.suffix, model_id);
  request.suffix += ",\"params\":" + dump_json(params_to_json(params));
  request.suffix += ",\"config\":" + dump_json(program.config) + "}";
  return request;
}

}  // namespace

constinit const Dialect kExec = dialect_with(decode_program_reply);

}  // namespace assay
