#include "harness/provider/request_template.h"

#include <algorithm>
#include <array>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/provider/dialect.h"
#include "harness/provider/held_conversation.h"

namespace assay {
namespace {

// Stands where the key will: in a header's value, or in the body after the
// parameters.
constexpr std::string_view kKeyMark = "ASSAY-KEY-GOES-HERE";
constexpr std::string_view kLoopback = "http://127.0.0.1:";
constexpr std::string_view kAnyPort = "0";

OpenText open_at(std::string_view text, std::string_view mark, std::string_view variable) {
  const std::size_t at = mark.empty() ? std::string_view::npos : text.find(mark);
  if (at == std::string_view::npos) return {std::string(text)};
  return {std::string(text.substr(0, at)), std::string(variable),
          std::string(text.substr(at + mark.size()))};
}

// "x-team-token" -> "X_TEAM_TOKEN".
std::string variable_name(std::string_view header) {
  std::string name;
  for (const char c : to_lower_ascii(header)) {
    const bool is_letter = c >= 'a' && c <= 'z';
    const bool is_digit = c >= '0' && c <= '9' && !name.empty();
    name += is_letter ? static_cast<char>(c - 'a' + 'A') : is_digit ? c : '_';
  }
  return name;
}

// A header that somebody wrote into a suite: whether its value should stay there.
bool may_be_secret(const Header& header) {
  constexpr std::array<std::string_view, 6> kWords = {"auth",   "key",    "token",
                                                      "secret", "cookie", "pass"};
  const std::string name = to_lower_ascii(header.name);
  return contains_secret(header.value) ||
         std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

// Credentials before the host, and every field of the query but Azure's version and Gemini's
// form of a stream.
std::string without_secrets(std::string_view url, RequestTemplate& made) {
  const std::size_t query_at = std::min(url.find('?'), url.size());
  std::string kept(url.substr(0, query_at));
  const std::size_t host = kept.find("://") + 3;
  const std::size_t path = std::min(kept.find('/', host), kept.size());
  const std::size_t at = kept.rfind('@', path);
  if (at != std::string::npos && at >= host) {
    kept.erase(host, at + 1 - host);
    made.notes.emplace_back("The user and password of the URL are left out.");
  }
  if (query_at == url.size()) return kept;
  char joint = '?';
  for (const std::string_view field : split(url.substr(query_at + 1), '&')) {
    if (field.starts_with("api-version=") || field == "alt=sse") {
      kept += joint;
      kept += field;
      joint = '&';
    } else {
      made.notes.push_back("The URL's query field '" +
                           std::string(field.substr(0, field.find('='))) + "' is left out.");
    }
  }
  return kept;
}

OpenText open_url(const Provider& provider, const std::string& url, RequestTemplate& made) {
  if (!provider.serve_file.empty()) {
    made.notes.emplace_back(
        "The replies were simulated by a server that ended with the run: start it again with "
        "'assay serve' and the suite's models file, and set PORT to its port.");
    return {std::string(kLoopback), "PORT", url.substr(kLoopback.size() + kAnyPort.size())};
  }
  if (!provider.base_url_is_private) return {without_secrets(url, made)};
  if (provider.base_url.find('?') == std::string::npos) {
    made.notes.emplace_back("Set BASE_URL: the suite takes it from the environment.");
    return {"", "BASE_URL", url.substr(provider.base_url.size())};
  }
  made.notes.emplace_back("Set URL, the whole of it: the suite takes it from the environment.");
  return {"", "URL", ""};
}

void open_headers(const Provider& provider, const Headers& headers, RequestTemplate& made) {
  for (const Header& header : headers) {
    const bool is_own = find_header(provider.headers, header.name) != nullptr;
    if (!is_own) {
      made.headers.emplace_back(header.name, open_at(header.value, kKeyMark, provider.key_env));
    } else if (!may_be_secret(header)) {
      made.headers.emplace_back(header.name, OpenText{header.value});
    } else {
      const std::string variable = variable_name(header.name);
      made.headers.emplace_back(header.name, OpenText{"", variable, ""});
      made.notes.push_back("Set " + variable + ": the value of the suite's header '" + header.name +
                           "' is left out.");
    }
  }
}

// In braces; a session that is all of a JSON text as one, and a variable of the case as one of the
// environment: it is nowhere on a page.
void open_slot(OpenText& to, std::string_view slot) {
  const bool is_typed = slot.front() == kTypedSlot;
  if (is_typed) slot.remove_prefix(1);
  if (slot.starts_with(kVariablePrefix)) return append_slot(to, variable_name(slot));
  const std::string_view quote = is_typed ? "\"" : "";
  append_text(to, quote);
  append_slot(to, "{{" + std::string(slot) + "}}");
  append_text(to, quote);
}

// The same with the key's mark opened.
OpenText open_slots(const SlotText& text, std::string_view key_env) {
  OpenText opened = {""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 2 == 1)
      open_slot(opened, text[i]);
    else
      append(opened, open_at(text[i], key_env.empty() ? "" : kKeyMark, key_env));
  }
  return opened;
}

void note_conversation(const OpenRequest& open, RequestTemplate& made) {
  const std::optional<SessionRules>& rules = open.application->session;
  if (rules && !rules->request)
    made.notes.push_back(
        "This is a later request of a conversation: SESSION, or a cookie, is what "
        "the first reply told (" +
        place_of(*rules) + ").");
  else if (rules)
    made.notes.push_back(
        "A session is asked for before, by a request of its own: SESSION, or a "
        "cookie, is what its reply told (" +
        place_of(*rules) + ").");
  else if (open.has_slot("session"))
    made.notes.emplace_back("Set SESSION: each conversation has a name of its own.");
  for (const std::string& name : open.application->vars)
    made.notes.push_back(
        "Set " + variable_name(kVariablePrefix) + variable_name(name) + ": the case's variable '" +
        name + "', as the request has it (JSON in a JSON body, percent-encoded in a URL).");
}

// What the environment put there, or what looks as if it were a secret, becomes a variable.
OpenText open_field(const ApplicationField& field, std::string_view what, RequestTemplate& made) {
  const Header plain{field.name, field.value.size() == 1 ? field.value.front() : std::string()};
  if (!field.is_private && !may_be_secret(plain)) return open_slots(field.value, "");
  const std::string variable = variable_name(field.name);
  made.notes.push_back("Set " + variable + ": the value of the request's " + std::string(what) +
                       " '" + field.name + "' is left out.");
  return {"", variable, ""};
}

void open_query(const OpenRequest& open, RequestTemplate& made) {
  for (const ApplicationField& field : open.query) {
    append_text(made.url, &field == &open.query.front() ? "?" : "&");
    append_text(made.url, field.name + "=");
    append(made.url, open_field(field, "query field", made));
  }
}

void open_headers(const Provider& provider, const OpenRequest& open, RequestTemplate& made) {
  const std::vector<ApplicationField>& own = open.application->headers;
  for (const auto& [name, value] : open.headers) {
    const std::string_view called = name;
    const auto field = std::find_if(own.begin(), own.end(), [&](const ApplicationField& each) {
      return equals_ignoring_ascii_case(each.name, called);
    });
    if (field != own.end())
      made.headers.emplace_back(name, open_field({name, value, field->is_private}, "header", made));
    else
      open_headers(provider, Headers{{name, value.front()}}, made);
  }
}

// `prepared` is of an HTTP application.
void open_application(const Provider& provider, const Provider& asked,
                      const PreparedRequest& prepared, RequestTemplate& made) {
  const OpenRequest& open = *prepared.open;
  made.method = prepared.method;
  made.url = open_url(provider, asked.base_url, made);
  SlotText path = open.url;
  path.front().erase(0, asked.base_url.size());
  append(made.url, open_slots(path, ""));
  open_query(open, made);
  open_headers(provider, open, made);
  made.after = {""};
  made.body = open_slots(open.body, provider.key_env);
  made.is_form = open.body_kind == OpenRequest::Body::form;
  note_conversation(open, made);
}

}  // namespace

Result<RequestTemplate> request_template(const Provider& provider, std::string_view model_id,
                                         const Params& params) {
  if (provider.program) return usage_error("a program is not asked over the network");
  Provider asked = provider;
  asked.key = provider.key_env.empty() ? "" : kKeyMark;
  if (!provider.serve_file.empty()) {
    asked.base_url = std::string(kLoopback) + std::string(kAnyPort);
    asked.base_url += simulated_path(*provider.dialect);
  }
  ASSAY_TRY(const PreparedRequest prepared, provider.dialect->prepare(asked, model_id, params));
  RequestTemplate made;
  made.dialect = provider.dialect->name;
  made.stream = prepared.stream;
  if (prepared.open) {
    open_application(provider, asked, prepared, made);
    return made;
  }
  made.url = open_url(provider, prepared.url, made);
  open_headers(provider, prepared.headers, made);
  made.before = prepared.prefix;
  made.after = open_at(prepared.suffix, kKeyMark, provider.key_env);
  return made;
}

std::string_view simulated_path(const Dialect& dialect) {
  if (dialect.name == "openai_chat" || dialect.name == "openai_responses") return "/v1";
  if (dialect.name == "modelslab_native") return "/native";
  if (dialect.name == "gemini") return "/v1beta";
  return "";
}

}  // namespace assay
