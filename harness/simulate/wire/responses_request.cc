#include "harness/simulate/wire/responses_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/base/text.h"
#include "harness/provider/price.h"
#include "harness/simulate/wire/attachment_mark.h"
#include "harness/simulate/wire/request_body.h"

namespace assay {
namespace {

// As in served_request.cc: what is answered does not depend on the format.
constexpr char kBetween = '\x1f';

// Of chat completions, and no parameters here.
constexpr std::array<std::string_view, 13> kUnknownParameters = {"messages",
                                                                 "max_tokens",
                                                                 "max_completion_tokens",
                                                                 "n",
                                                                 "seed",
                                                                 "stop",
                                                                 "frequency_penalty",
                                                                 "presence_penalty",
                                                                 "logit_bias",
                                                                 "response_format",
                                                                 "reasoning_effort",
                                                                 "functions",
                                                                 "function_call"};

tl::unexpected<ServedError> refuse_as(int status, std::string message, std::string code) {
  return tl::unexpected(ServedError{status, std::move(message), std::move(code), {}});
}

// The reasoning item that a call came with, by the id that respond_responses.cc gives calls; "":
// none. A call without its id is one that nobody knows the thought of.
std::string thought_of_call(std::string_view id) {
  constexpr std::string_view kThoughtOf = "fc_rs_";
  if (!id.starts_with(kThoughtOf)) return "";
  id.remove_prefix(std::string_view("fc_").size());
  return std::string(id.substr(0, id.rfind('_')));
}

// Reads the items of one request, in order.
class ItemReader {
 public:
  explicit ItemReader(ServedRequest& request) : request_(request) {}

  tl::expected<void, ServedError> read(WireValue input) {
    if (input.is_string()) {
      say("user", input.text());
      request_.question = input.text();
      return {};
    }
    tl::expected<void, ServedError> done;
    input.for_each([&](WireValue item) {
      if (done) done = read_item(item);
      ++at_;
    });
    return done;
  }

  void say(std::string_view role, std::string_view text) {
    request_.conversation.append(role).push_back(kBetween);
    request_.conversation.append(text).push_back(kBetween);
  }

 private:
  tl::expected<void, ServedError> read_item(WireValue item) {
    const std::string_view type = item["type"].text();
    const bool was_call = std::exchange(after_call_, type == "function_call");
    const bool was_result = std::exchange(after_result_, type == "function_call_output");
    if (type.empty() || type == "message") return read_message(item);
    if (type == "function_call") return read_call(item, was_call);
    if (type == "function_call_output") return read_result(item, was_result);
    if (type == "reasoning") return read_reasoning(item);
    return refuse_as(400, fmt::format("Invalid value: '{}'.", excerpt(type, 40)), "invalid_value");
  }

  tl::expected<void, ServedError> read_message(WireValue item) {
    const std::string_view role = item["role"].text();
    constexpr std::array<std::string_view, 4> kRoles = {"user", "assistant", "system", "developer"};
    if (std::find(kRoles.begin(), kRoles.end(), role) == kRoles.end()) {
      return refuse_as(400, fmt::format("Invalid value for 'input[{}].role'.", at_),
                       "invalid_value");
    }
    std::string text(item["content"].text());
    item["content"].for_each([&](WireValue part) {
      text += part["text"].text();
      if (part["image_url"].is_string()) text += attachment_mark("image", part["image_url"].text());
      if (part["file_data"].is_string()) text += attachment_mark("file", part["file_data"].text());
    });
    if (role == "user") {
      request_.question = text;
      request_.tool_rounds = 0;
    }
    say(role == "developer" ? "system" : role, text);
    return {};
  }

  // Calls that stand together were one message.
  tl::expected<void, ServedError> read_call(WireValue item, bool was_call) {
    const std::string_view id = item["call_id"].text();
    if (id.empty() || item["name"].text().empty()) {
      return refuse_as(400, fmt::format("Missing required parameter: 'input[{}].call_id'.", at_),
                       "missing_required_parameter");
    }
    const std::string thought = thought_of_call(item["id"].text());
    if (!thought.empty() &&
        std::find(thoughts_.begin(), thoughts_.end(), thought) == thoughts_.end())
      return refuse_as(
          400,
          fmt::format("Item '{}' of type 'function_call' was provided without its required "
                      "'reasoning' item: '{}'.",
                      excerpt(item["id"].text(), 80), excerpt(thought, 80)),
          "");
    calls_.emplace_back(id);
    if (!was_call) say("assistant", "");
    return {};
  }

  // Results that stand together are one round.
  tl::expected<void, ServedError> read_result(WireValue item, bool was_result) {
    const std::string_view id = item["call_id"].text();
    if (std::find(calls_.begin(), calls_.end(), id) == calls_.end()) {
      return refuse_as(400,
                       fmt::format("No tool call found for function call output with call_id {}.",
                                   excerpt(id, 80)),
                       "");
    }
    if (!was_result) ++request_.tool_rounds;
    say("tool", item["output"].text());
    return {};
  }

  // Of what is kept, reasoning is no part, as under `store: false`.
  tl::expected<void, ServedError> read_reasoning(WireValue item) {
    const bool is_whole = item["encrypted_content"].truthy() || item["content"].truthy();
    thoughts_.emplace_back(item["id"].text());
    if (item["id"].text().empty() || is_whole) return {};
    return refuse_as(404,
                     fmt::format("Item with id '{}' not found. Items are not persisted when "
                                 "`store` is set to false.",
                                 excerpt(item["id"].text(), 80)),
                     "");
  }

  ServedRequest& request_;
  std::vector<std::string> calls_;
  std::vector<std::string> thoughts_;  // ids of reasoning items
  bool after_call_ = false;
  bool after_result_ = false;
  std::size_t at_ = 0;
};

std::string kept_input(WireValue input) {
  if (!input.is_string()) return input.as_json();
  return dump_json(Json::array({Json{{"role", "user"}, {"content", input.text()}}}));
}

tl::expected<void, ServedError> read_conversation(WireValue body, ServedRequest& request) {
  const WireValue input = body["input"];
  if (!input.truthy()) {
    return refuse_as(400, "Missing required parameter: 'input'.", "missing_required_parameter");
  }
  const WireValue store = body["store"];
  if (store.is_null() || store.is_true()) request.kept = kept_input(input);
  ItemReader reader(request);
  if (body["instructions"].is_string()) reader.say("system", body["instructions"].text());
  ASSAY_CHECK(reader.read(input));
  request.input_tokens = estimate_tokens(request.conversation);
  return {};
}

tl::expected<void, ServedError> check_parameters(WireValue body) {
  for (const std::string_view name : kUnknownParameters) {
    if (body[name].is_absent()) continue;
    return refuse_as(400, fmt::format("Unknown parameter: '{}'.", name), "unknown_parameter");
  }
  if (body["background"].is_true()) {
    return refuse_as(400, "background: this server answers at once", "unsupported_parameter");
  }
  return {};
}

tl::expected<void, ServedError> read_numbers(WireValue body, ServedRequest& request) {
  if (const WireValue temperature = body["temperature"]; !temperature.is_null()) {
    const double number = temperature.number().value_or(-1);
    if (number < 0 || number > 2) {
      return refuse_request("temperature: must be a number from 0 to 2");
    }
    request.temperature = number;
  }
  const WireValue most = body["max_output_tokens"];
  if (most.is_null()) return {};
  request.max_tokens = most.integer();
  if (!request.max_tokens || *request.max_tokens < 1) {
    return refuse_request("max_output_tokens: must be an integer of at least 1");
  }
  return {};
}

tl::expected<void, ServedError> read_functions(WireValue body, ServedRequest& request) {
  tl::expected<void, ServedError> done;
  std::size_t at = 0;
  body["tools"].for_each([&](WireValue tool) {
    const std::string_view name = tool["name"].text();
    if (done && name.empty() && tool["type"].text() == "function") {
      done = refuse_as(400, fmt::format("Missing required parameter: 'tools[{}].name'.", at),
                       "missing_required_parameter");
    }
    request.tools.emplace_back(name);
    ++at;
  });
  if (body["tool_choice"].text() == "none") request.tools.clear();
  return done;
}

tl::expected<void, ServedError> read_output(WireValue body, ServedRequest& request) {
  request.stream = body["stream"].is_true();
  request.include_usage = true;
  request.summarises = body["reasoning"]["summary"].truthy();
  body["include"].for_each([&](WireValue what) {
    if (what.text() == "reasoning.encrypted_content") request.encrypts = true;
  });
  const WireValue format = body["text"]["format"];
  const std::string_view type = format["type"].text();
  request.wants_json = type == "json_object" || type == "json_schema";
  if (type != "json_schema") return {};
  if (format["name"].text().empty() || !format["schema"].is_object()) {
    return refuse_as(400, "Missing required parameter: 'text.format.name'.",
                     "missing_required_parameter");
  }
  request.verdict = read_verdict_form(format["schema"]);
  return {};
}

}  // namespace

tl::expected<ServedRequest, ServedError> read_responses_request(std::string& body) {
  ASSAY_TRY(const simdjson::dom::element root, parse_request_body(body));
  const WireValue fields(root);
  ServedRequest request;
  request.shape = WireShape::responses;
  request.model = fields["model"].text();
  if (request.model.empty()) {
    return refuse_as(400, "Missing required parameter: 'model'.", "missing_required_parameter");
  }
  request.content_hash = hash_text(body, static_cast<std::uint64_t>(request.shape));
  ASSAY_CHECK(check_parameters(fields));
  ASSAY_CHECK(read_numbers(fields, request));
  ASSAY_CHECK(read_conversation(fields, request));
  ASSAY_CHECK(read_functions(fields, request));
  ASSAY_CHECK(read_output(fields, request));
  return request;
}

}  // namespace assay
