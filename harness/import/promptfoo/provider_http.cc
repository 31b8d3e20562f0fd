// HTTP applications as providers.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/provider_session.h"

namespace assay {
namespace {

// What a request asks for: an answer, or the name of a session.
enum class AsksFor { answer, session };

// A request in the words of docs/http.md, or why there is none.
class HttpRequestImport {
 public:
  HttpRequestImport(Importer& importer, std::string_view what, AsksFor asks = AsksFor::answer)
      : importer_(importer), what_(what), asks_(asks) {}

  std::optional<YamlOut> read(std::string_view url, const YamlNode* config) {
    if (!read_url(url)) return std::nullopt;
    if (config != nullptr)
      for (std::size_t i = 0; i < config->entries(); ++i)
        read_key(config->key(i), config->value(i));
    settle_session();
    if (!refused_.empty()) return std::nullopt;
    YamlOut request = YamlOut::map();
    if (method_.empty()) method_ = body_ || asks_ == AsksFor::session ? "POST" : "GET";
    if (method_ != "POST") request.add("method", YamlOut::text(method_));
    request.add("path", YamlOut::text(path_.empty() ? "/" : path_));
    if (!query_.is_empty()) request.add("query", query_);
    if (!headers_.is_empty()) request.add("headers", headers_);
    if (body_) request.add(is_form_ ? "form" : "body", *body_);
    YamlOut reply = YamlOut::map();
    reply.add("answer", YamlOut::text(answer_.empty() ? "text" : answer_));
    YamlOut entry = YamlOut::map();
    entry.add("dialect", YamlOut::text("http"));
    entry.add("base_url", YamlOut::text(base_url_));
    entry.add("request", std::move(request));
    entry.add("reply", std::move(reply));
    if (!session_.is_empty()) entry.add("session", std::move(session_));
    return entry;
  }

  const std::string& refused() const { return refused_; }
  bool answers_object() const { return answers_object_; }
  // Without a transform an answer is what the reply is as JSON, and its text where it is none.
  bool may_answer_object() const { return !has_transform_; }

 private:
  void refuse(std::string why) {
    if (refused_.empty()) refused_ = std::move(why);
  }
  void note(const YamlNode& key, ImportOutcome outcome, std::string_view words) {
    importer_.account.add(key.position(), fmt::format("{} of {}", key.text, what_), outcome, words);
  }

  bool read_url(std::string_view url) {
    const std::string whole = with_environment(trim(url));
    const std::size_t scheme = whole.find("://");
    const bool is_variable = whole.starts_with("${");
    if (scheme == std::string::npos && !is_variable) {
      refuse("it names no url");
      return false;
    }
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t slash = whole.find_first_of("/?", begin);
    base_url_ = whole.substr(0, slash);
    if (slash == std::string::npos) return true;
    const std::size_t question = whole.find('?', slash);
    path_ = with_slots(whole.substr(slash, question - slash));
    if (question == std::string::npos) return true;
    for (const std::string_view pair : split(std::string_view(whole).substr(question + 1), '&')) {
      const std::size_t equals = pair.find('=');
      query_.add(pair.substr(0, equals), YamlOut::text(equals == std::string_view::npos
                                                           ? ""
                                                           : with_slots(pair.substr(equals + 1))));
    }
    return true;
  }

  // `{{prompt}}` and its filters as slots of a request; variables of a test where they are the
  // prompt.
  std::string with_slots(std::string_view text) {
    std::string out;
    bool is_longer = false;
    while (!text.empty()) {
      const std::size_t open = text.find("{{");
      const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
      if (text.find("{%") != std::string_view::npos)
        refuse("the request has a block of Nunjucks ({% ... %})");
      if (close == std::string_view::npos) break;
      std::string_view inside = trim(text.substr(open + 2, close - open - 2));
      inside = without_filters(inside);
      out += text.substr(0, open);
      out += slot(inside);
      text.remove_prefix(close + 2);
      is_longer = is_longer || !trim(text).empty() || !trim(out).starts_with("{{");
      if (inside == "prompt") out = chat_for_prompt(std::move(out), is_longer);
    }
    return out + std::string(text);
  }

  // The name before filters that say how a value is spelt, which a request does by itself.
  std::string_view without_filters(std::string_view inside) {
    constexpr std::array<std::string_view, 4> kSpellings = {"dump", "safe", "string", "urlencode"};
    const std::vector<std::string_view> parts = split(inside, '|');
    for (std::size_t i = 1; i < parts.size(); ++i)
      if (std::find(kSpellings.begin(), kSpellings.end(), trim(parts[i])) == kSpellings.end())
        refuse(fmt::format("the request has '{{{{{}}}}}', whose filter has no counterpart",
                           excerpt(inside, 60)));
    return trim(parts.front());
  }

  // A chat in JSON is all of its messages there: as JSON, where it is a value of its own.
  std::string chat_for_prompt(std::string out, bool is_longer) {
    const auto is_json = [](const MadePrompt& prompt) { return prompt.is_json; };
    const auto count = std::count_if(importer_.prompts.begin(), importer_.prompts.end(), is_json);
    if (count == 0) return out;
    if (is_longer || static_cast<std::size_t>(count) < importer_.prompts.size())
      refuse("the request has a conversation as JSON inside of another text, or not always");
    return "{{messages}}";
  }

  std::string slot(std::string_view name) {
    if (name == "prompt") return "{{prompt}}";
    if (name == "sessionId" || name == "context.sessionId") {
      sends_session_ = true;
      importer_.sends_session = true;
      return "{{session}}";
    }
    const bool is_whole_prompt =
        !importer_.prompts.empty() &&
        std::all_of(importer_.prompts.begin(), importer_.prompts.end(),
                    [&](const MadePrompt& prompt) {
                      const YamlOut* const user = prompt.out.find("user");
                      return user != nullptr && prompt.out.items.size() == 2 &&
                             trim(user->scalar) == "{{" + std::string(name) + "}}";
                    });
    if (is_whole_prompt) return "{{prompt}}";
    if (!is_variable(name)) {
      refuse(fmt::format("the request has '{{{{{}}}}}', which is no variable of tests",
                         excerpt(name, 40)));
      return {};
    }
    importer_.request_variables.emplace(name);
    return fmt::format("{{{{vars.{}}}}}", name);
  }

  // A name, with fields or without; what promptfoo itself has under names is none.
  static bool is_variable(std::string_view name) {
    constexpr std::array<std::string_view, 6> kOthers = {"context",      "env",   "token",
                                                         "evaluationId", "tools", "tool_choice"};
    const std::string_view root = name.substr(0, name.find('.'));
    return !name.empty() && !is_ascii_digit(name.front()) &&
           std::find(kOthers.begin(), kOthers.end(), root) == kOthers.end() &&
           std::all_of(name.begin(), name.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) ||
                    c == '_' || c == '.';
           });
  }

  YamlOut slots_in(const Json& value) {
    if (value.is_string()) return YamlOut::text(with_slots(value.get_ref<const std::string&>()));
    YamlOut out = value.is_array() ? YamlOut::list() : YamlOut::map();
    if (value.is_array())
      for (const Json& item : value) out.add(slots_in(item));
    else if (value.is_object())
      for (const auto& [key, member] : value.items()) out.add(key, slots_in(member));
    else
      return YamlOut::of(value);
    return out;
  }

  // As slots_in(), with the keys in their order.
  YamlOut slots_in(const YamlNode& node) {
    if (node.is_map()) {
      YamlOut out = YamlOut::map();
      for (std::size_t i = 0; i < node.entries(); ++i)
        out.add(node.key(i).text, slots_in(node.value(i)));
      return out;
    }
    if (!node.is_list()) return slots_in(value_of(node));
    YamlOut out = YamlOut::list();
    for (const YamlNode* const item : node.children) out.add(slots_in(*item));
    return out;
  }

  void read_key(const YamlNode& key, const YamlNode& value) {
    const std::string_view name = key.text;
    if (name == "url") return;
    if (name == "method")
      method_ = std::string(value.text);
    else if (name == "headers")
      read_headers(value);
    else if (name == "body")
      read_body(value);
    else if (name == "queryParams") {
      for (std::size_t i = 0; i < value.entries(); ++i)
        query_.add(value.key(i).text,
                   YamlOut::text(with_slots(with_environment(text_of(value.value(i))))));
    } else if (asks_ == AsksFor::session && name == "responseParser")
      parser_ = &value;
    else if (name == "transformResponse" || name == "responseParser")
      read_transform(value);
    else if (name == "sessionParser")
      parser_ = &value;
    else if (name == "session")
      session_request_ = &value;
    else if (name == "transformRequest" || name == "request")
      refuse(
          fmt::format("'{}' writes the request by a program or as raw HTTP; write `request:` of "
                      "`dialect: http` (docs/http.md)",
                      name));
    else if (name == "stateful" || name == "sessionSource")
      note(key, ImportOutcome::approximated,
           "each question has a session of its own ({{session}})");
    else if (name == "validateStatus")
      note(key, ImportOutcome::approximated, "every 2xx is an answer; 'ok_status' says otherwise");
    else if (name == "signatureAuth" || name == "auth" || name == "tls" || name == "pfx")
      refuse(fmt::format("'{}' is a way to log in that is not there", name));
    else if (name == "timeoutMs" || name == "timeout" || name == "maxRetries" || name == "useHttps")
      note(key, ImportOutcome::approximated, "'timeout' and 'retry' of a provider (docs/http.md)");
    else
      tell_unknown_key(importer_, key, fmt::format("the config of {}", what_), known_keys());
  }

  static std::vector<std::string> known_keys() {
    return {"url",
            "method",
            "headers",
            "body",
            "queryParams",
            "transformResponse",
            "transformRequest",
            "request",
            "sessionParser",
            "session",
            "validateStatus",
            "signatureAuth",
            "auth",
            "tls",
            "maxRetries"};
  }

  // Where a session comes from, and what is asked for it.
  void settle_session() {
    if (parser_ == nullptr && session_request_ == nullptr) return;
    if (asks_ == AsksFor::session) return;
    const YamlNode& said = session_request_ != nullptr ? *session_request_ : *parser_;
    const auto tell = [&](ImportOutcome outcome, std::string_view words) {
      importer_.account.add(said.position(), fmt::format("session of {}", what_), outcome, words);
    };
    if (session_request_ != nullptr) return read_session_request(said);
    const std::string from = session_place(said.text);
    drop_cookie(from);
    if (!sends_session_)
      return tell(ImportOutcome::ignored,
                  "no request has {{sessionId}}, so nothing is done with it");
    if (from.empty())
      return refuse(
          "'sessionParser' is more than a place: `session: {from: /place}`, `header:NAME` or "
          "`cookie:NAME` says where a reply names its session (docs/http.md)");
    session_.add("from", YamlOut::text(from));
    tell(ImportOutcome::native, "of the first reply of each conversation");
  }

  // A cookie is sent back by itself.
  void drop_cookie(std::string_view from) {
    if (!from.starts_with("cookie:")) return;
    const std::string sent = std::string(from.substr(7)) + "={{session}}";
    for (std::size_t i = 0; i < headers_.keys.size(); ++i)
      if (equals_ignoring_ascii_case(headers_.keys[i], "cookie") &&
          headers_.items[i].scalar == sent) {
        headers_.keys.erase(headers_.keys.begin() + static_cast<std::ptrdiff_t>(i));
        headers_.items.erase(headers_.items.begin() + static_cast<std::ptrdiff_t>(i));
        return;
      }
  }

  void read_session_request(const YamlNode& node) {
    const YamlNode* const url = node.find("url");
    HttpRequestImport asked(importer_, what_, AsksFor::session);
    std::optional<YamlOut> entry = asked.read(url != nullptr ? text_of(*url) : "", &node);
    if (!entry) return refuse("its 'session': " + asked.refused());
    const std::string from =
        asked.parser_ != nullptr ? session_place(asked.parser_->text) : std::string();
    if (from.empty())
      return refuse(
          "its 'session': 'responseParser' is more than a place in the reply "
          "(docs/http.md)");
    if (asked.base_url_ != base_url_)
      return refuse("its 'session' is asked for at another host than the answers");
    drop_cookie(from);
    session_.add("from", YamlOut::text(from));
    session_.add("request", *entry->find("request"));
    importer_.account.add(node.position(), fmt::format("session of {}", what_),
                          ImportOutcome::native, "asked for once for each case");
  }

  void read_headers(const YamlNode& headers) {
    for (std::size_t i = 0; i < headers.entries(); ++i) {
      const YamlNode& key = headers.key(i);
      const std::string value = with_slots(with_environment(text_of(headers.value(i))));
      if (equals_ignoring_ascii_case(key.text, "content-type")) {
        is_form_ = value.find("urlencoded") != std::string::npos;
        continue;  // of a body it is what the body is
      }
      if (looks_secret(key.text) && value.find("${") == std::string::npos &&
          !is_made_of_slots(value)) {
        const std::string variable = header_variable(key.text);
        note(key, ImportOutcome::approximated,
             "its value looks like a secret and was not copied; put it into the environment as " +
                 variable);
        headers_.add(key.text, YamlOut::text("${" + variable + "}"));
      } else {
        headers_.add(key.text, YamlOut::text(value));
      }
    }
  }

  void read_body(const YamlNode& value) {
    if (!value.is_scalar()) {
      body_ = slots_in(value);
      return;
    }
    const std::string text = quoted_slots(value.text);
    Result<Json> json = parse_json(text, kMaxYamlDepth);
    if (json && json->is_object()) {
      body_ = slots_in(*json);
      return;
    }
    if (is_form_ || text.find('=') != std::string::npos) {
      is_form_ = true;
      body_ = YamlOut::map();
      for (const std::string_view pair : split(value.text, '&')) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) return refuse("the body is neither JSON nor a form");
        body_->add(pair.substr(0, equals), YamlOut::text(with_slots(pair.substr(equals + 1))));
      }
      return;
    }
    refuse("the body is a text that is neither JSON nor a form");
  }

  // `{"q": {{prompt | dump}}}` as JSON.
  static std::string quoted_slots(std::string_view text) {
    std::string out;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) in_text = !in_text;
      const std::size_t close = !in_text && text.substr(i).starts_with("{{")
                                    ? text.find("}}", i)
                                    : std::string_view::npos;
      const std::string_view inside =
          close == std::string_view::npos ? std::string_view{} : text.substr(i + 2, close - i - 2);
      if (close == std::string_view::npos ||
          inside.find_first_of("\"{:") != std::string_view::npos) {
        out += text[i];
        continue;
      }
      out += "\"{{" + std::string(inside) + "}}\"";
      i = close + 1;
    }
    return out;
  }

  void read_transform(const YamlNode& value) {
    has_transform_ = true;
    std::string_view code = trim(value.text);
    if (code.ends_with(';')) code.remove_suffix(1);
    if (const std::size_t arrow = code.find("=>");
        arrow != std::string_view::npos &&
        code.substr(0, arrow).find_first_of("{;") == std::string_view::npos)
      code = trim(code.substr(arrow + 2));
    if (code.starts_with("return ")) code = trim(code.substr(7));
    if (const std::string_view output = member_of_object(code, "output"); !output.empty()) {
      importer_.account.add(value.position(), fmt::format("transformResponse of {}", what_),
                            ImportOutcome::approximated,
                            "the answer is its 'output'; what it tells beside it is not kept");
      code = output;
    }
    if (code == "text") return;
    if (code == "JSON.stringify(json)") {
      importer_.account.add(value.position(), fmt::format("transformResponse of {}", what_),
                            ImportOutcome::approximated,
                            "the answer is the reply as it came, and not written again");
      return;
    }
    if (code == "json") {
      answers_object_ = true;
      return;
    }
    std::string_view first = code;
    for (const std::string_view fallback : {"||", "??"})
      if (const std::size_t at = first.find(fallback); at != std::string_view::npos)
        first = trim(first.substr(0, at));
    for (const std::string_view root : {"json", "data", "response"})
      if (const std::optional<std::string> pointer = pointer_of_path(first, root)) {
        answer_ = *pointer;
        if (first.size() != code.size())
          importer_.account.add(value.position(), fmt::format("transformResponse of {}", what_),
                                ImportOutcome::approximated,
                                "the answer is the first of these places; where it has none, the "
                                "cell is an error and not the next place");
        return;
      }
    refuse(
        "'transformResponse' is more than a place in the reply; `reply: {answer: /place}` names "
        "one (docs/http.md)");
  }

  Importer& importer_;
  std::string_view what_;
  AsksFor asks_;
  std::string refused_, method_, base_url_, path_, answer_;
  YamlOut query_ = YamlOut::map(), headers_ = YamlOut::map();
  std::optional<YamlOut> body_;
  bool is_form_ = false, answers_object_ = false, has_transform_ = false, sends_session_ = false;
  const YamlNode* parser_ = nullptr;           // code that reads a session of a reply
  const YamlNode* session_request_ = nullptr;  // what is asked for a session
  YamlOut session_ = YamlOut::map();
};

}  // namespace

std::optional<MadeModel> import_http(Importer& importer, std::string_view id,
                                     const YamlNode* config, const Position& at,
                                     std::string_view what) {
  std::string url(id);
  if (config != nullptr && config->find("url") != nullptr) url = text_of(*config->find("url"));
  HttpRequestImport request(importer, what);
  std::optional<YamlOut> entry = request.read(url, config);
  if (!entry) {
    importer.account.add(at, what, ImportOutcome::refused, request.refused());
    return std::nullopt;
  }
  MadeModel model;
  model.provider = provider_entry(importer, "app", std::move(*entry));
  model.id = model.provider;
  model.at = at;
  model.answers_object = request.answers_object();
  model.may_answer_object = request.may_answer_object();
  model.is_own = true;
  importer.account.add(at, what, ImportOutcome::native, "an HTTP application (docs/http.md)");
  return model;
}

}  // namespace assay
