#include "harness/simulate/wire/gemini_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/base/text.h"
#include "harness/provider/price.h"
#include "harness/simulate/wire/attachment_mark.h"
#include "harness/simulate/wire/request_body.h"

namespace assay {
namespace {

using Checked = tl::expected<void, ServedError>;

constexpr std::array<std::string_view, 8> kFields = {
    "contents",   "systemInstruction", "generationConfig", "tools",
    "toolConfig", "safetySettings",    "cachedContent",    "serviceTier"};
constexpr std::array<std::string_view, 17> kConfigFields = {"temperature",
                                                            "topP",
                                                            "topK",
                                                            "maxOutputTokens",
                                                            "stopSequences",
                                                            "seed",
                                                            "presencePenalty",
                                                            "frequencyPenalty",
                                                            "candidateCount",
                                                            "responseMimeType",
                                                            "responseSchema",
                                                            "responseJsonSchema",
                                                            "responseLogprobs",
                                                            "logprobs",
                                                            "thinkingConfig",
                                                            "mediaResolution",
                                                            "responseModalities"};

// As in served_request.cc: roles and texts of any length stay apart.
constexpr char kPartsEnd = '\x1f';

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                         hex_digit(text[i + 2]) >= 0;
    out +=
        escaped ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (escaped) i += 2;
  }
  return out;
}

template <std::size_t N>
Checked check_fields(WireValue object, const std::array<std::string_view, N>& known) {
  Checked checked;
  object.for_each_member([&](std::string_view name, WireValue) {
    if (!checked || std::find(known.begin(), known.end(), name) != known.end()) return;
    checked = refuse_request(
        fmt::format("Invalid JSON payload received. Unknown name \"{}\": Cannot find field.",
                    excerpt(name, 80)));
  });
  return checked;
}

// Reads the contents one by one; what one of them demands of the next is kept here.
class ContentReader {
 public:
  explicit ContentReader(ServedRequest& request) : request_(request) {}

  Checked read(WireValue content) {
    const std::string_view role = content["role"].text();
    if (role != "user" && role != "model" && !content["role"].is_null())
      return refuse_request("Please use a valid role: user, model.");
    if (!content["parts"].is_array()) return refuse_request("contents: each needs parts");
    text_.clear();
    calls_ = results_ = 0;
    Checked checked;
    content["parts"].for_each([&](WireValue part) {
      if (checked) checked = read_part(part);
    });
    ASSAY_CHECK(checked);
    if (results_ != expected_ && (results_ > 0 || role != "model"))
      return refuse_request(
          "Please ensure that the number of function response parts is equal to the number of "
          "function call parts of the function call turn.");
    expected_ = calls_;
    take(role == "model" ? "assistant" : results_ > 0 ? "tool" : "user");
    return {};
  }

 private:
  Checked read_part(WireValue part) {
    if (part["functionCall"].is_object()) return read_call(part);
    if (const WireValue result = part["functionResponse"]; result.is_object()) {
      ++results_;
      if (result["name"].text().empty()) return refuse_request("functionResponse: needs a name");
      const WireValue output = result["response"]["output"];
      text_ += output.is_string() ? std::string(output.text()) : result["response"].as_json();
    } else if (const WireValue data = part["inlineData"]; data.is_object()) {
      text_ += attachment_mark(kind_of_type(data["mimeType"].text()), data["data"].text());
    } else if (!part["thought"].is_true()) {
      text_ += part["text"].text();
    }
    return {};
  }

  Checked read_call(WireValue part) {
    const WireValue arguments = part["functionCall"]["args"];
    if (!arguments.is_null() && !arguments.is_object())
      return refuse_request("functionCall: args must be an object");
    if (calls_++ == 0 && part["thoughtSignature"].text().empty())
      return refuse_request("Function call is missing a thought_signature in functionCall parts.");
    return {};
  }

  void take(std::string_view role) {
    request_.conversation.append(role) += kPartsEnd;
    request_.conversation.append(text_) += kPartsEnd;
    if (role == "tool") ++request_.tool_rounds;
    if (role != "user") return;
    request_.question = text_;
    request_.tool_rounds = 0;
  }

  ServedRequest& request_;
  std::string text_;
  int calls_ = 0;     // of this content
  int results_ = 0;   // of this content
  int expected_ = 0;  // results that the content before calls for
};

Checked read_contents(WireValue root, ServedRequest& request) {
  const WireValue contents = root["contents"];
  if (!contents.is_array() || contents.first().is_absent())
    return refuse_request("* GenerateContentRequest.contents: contents is not specified");
  if (const WireValue system = root["systemInstruction"]; system.is_object()) {
    request.conversation.append("system") += kPartsEnd;
    system["parts"].for_each([&](WireValue part) { request.conversation += part["text"].text(); });
    request.conversation += kPartsEnd;
  }
  ContentReader reader(request);
  Checked checked;
  contents.for_each([&](WireValue content) {
    if (checked) checked = reader.read(content);
  });
  request.input_tokens = estimate_tokens(request.conversation);
  return checked;
}

Checked read_integer(WireValue value, std::string_view name, std::optional<std::int64_t>& target) {
  if (value.is_null()) return {};
  target = value.integer();
  if (!target) return refuse_request(fmt::format("{}: must be an integer", name));
  return {};
}

Checked read_config(WireValue config, ServedRequest& request) {
  ASSAY_CHECK(check_fields(config, kConfigFields));
  if (const WireValue temperature = config["temperature"]; !temperature.is_null()) {
    request.temperature = temperature.number().value_or(-1);
    if (request.temperature < 0 || request.temperature > 2)
      return refuse_request("temperature: must be a number from 0 to 2");
  }
  ASSAY_CHECK(read_integer(config["seed"], "seed", request.seed));
  ASSAY_CHECK(read_integer(config["maxOutputTokens"], "maxOutputTokens", request.max_tokens));
  if (request.max_tokens && *request.max_tokens < 1)
    return refuse_request("maxOutputTokens: must be at least 1");
  std::optional<std::int64_t> candidates;
  ASSAY_CHECK(read_integer(config["candidateCount"], "candidateCount", candidates));
  if (candidates.value_or(1) != 1)
    return refuse_request("candidateCount: this server gives one candidate");
  const WireValue thinking = config["thinkingConfig"];
  if (!thinking["thinkingLevel"].is_null() && !thinking["thinkingBudget"].is_null())
    return refuse_request("You can only set one of thinking budget and thinking level.");
  config["stopSequences"].for_each([&](WireValue stop) { request.stop.emplace_back(stop.text()); });
  request.wants_json = config["responseMimeType"].text() == "application/json";
  const WireValue schema = config["responseJsonSchema"];
  request.verdict = read_verdict_form(schema.is_null() ? config["responseSchema"] : schema);
  return {};
}

void read_tools(WireValue root, ServedRequest& request) {
  if (root["toolConfig"]["functionCallingConfig"]["mode"].text() == "NONE") return;
  root["tools"].for_each([&](WireValue tool) {
    tool["functionDeclarations"].for_each(
        [&](WireValue function) { request.tools.emplace_back(function["name"].text()); });
  });
}

}  // namespace

tl::expected<ServedRequest, ServedError> read_gemini_request(const ServedRoute& route,
                                                             std::string_view target,
                                                             std::string& body) {
  ASSAY_TRY(const simdjson::dom::element parsed, parse_request_body(body));
  WireValue root(parsed);
  if (route.endpoint == Endpoint::count_tokens && root["generateContentRequest"].is_object())
    root = root["generateContentRequest"];
  ServedRequest request;
  request.shape = WireShape::gemini;
  request.model = percent_decoded(route.model);
  request.stream = route.streams;
  request.include_usage = true;
  if (request.stream && target.find("alt=sse") == std::string_view::npos)
    return refuse_request("this server streams with ?alt=sse only");
  request.content_hash = hash_text(body, static_cast<std::uint64_t>(request.shape));
  request.content_hash = hash_text(request.model, request.content_hash + (route.streams ? 1 : 0));
  if (route.endpoint == Endpoint::complete) ASSAY_CHECK(check_fields(root, kFields));
  ASSAY_CHECK(read_contents(root, request));
  ASSAY_CHECK(read_config(root["generationConfig"], request));
  read_tools(root, request);
  return request;
}

}  // namespace assay
