// What a provider of dialect `http` says of its application: how it is asked, and where its
// replies say what (docs/http.md).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/provider/application.h"
#include "harness/provider/dialect.h"
#include "harness/suite/environment.h"
#include "harness/suite/loader.h"
#include "harness/suite/reply_places.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 5> kKeys = {"request", "reply", "stream", "ok_status",
                                                   "session"};

// What a program is told under the same name (load_program.cc).
bool is_of_both(std::string_view key) {
  return key == "reply" || key == "retry";
}

// Where a text with slots stands, which decides what it may hold.
enum class Place { path, query, header, form, body };

// Whether a request asks what a case asks, or only for a session.
enum class Asks { question, session };

class RequestReader {
 public:
  RequestReader(Loader& loader, Asks asks, Application& application)
      : loader_(loader), asks_(asks), application_(application) {}

  void read(const YamlNode& node) {
    const Fields fields(node, {"request"}, {"method", "path", "headers", "query", "body", "form"},
                        loader_.diagnostics);
    if (!fields.is_map()) return;
    read_method(fields);
    if (const YamlNode* path = fields.find("path")) read_path(*path);
    if (const YamlNode* query = fields.find("query"))
      application_.query = read_fields(*query, "'query'", Place::query);
    if (const YamlNode* headers = fields.find("headers"))
      application_.headers = read_fields(*headers, "'headers'", Place::header);
    read_body(fields);
    if (asks_ == Asks::question) check_asks(node);
  }

 private:
  void error(const YamlNode& node, std::string message) {
    loader_.diagnostics.error(node.position(), std::move(message));
  }

  void read_method(const Fields& fields) {
    const std::vector<std::string> methods = {"POST", "GET", "PUT", "PATCH"};
    if (const auto row = fields.choice("method", methods)) application_.method = methods[*row];
  }

  void read_path(const YamlNode& node) {
    const std::optional<std::string> path = loader_.read.text(node, "'path'");
    if (!path) return;
    const std::optional<SlotText> text = read_slots(node, *path, Place::path);
    if (!text) return;
    const bool is_clean = std::none_of(path->begin(), path->end(), [](char c) {
      return c == '?' || c == '#' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    });
    if (!path->starts_with('/') || !is_clean)
      return error(node,
                   "'path' must begin with '/' and have no '?', '#' or white space; "
                   "'query' is a map of its own");
    application_.path = *text;
  }

  // A map of names to texts.
  std::vector<ApplicationField> read_fields(const YamlNode& node, std::string_view what,
                                            Place place) {
    std::vector<ApplicationField> read;
    if (!node.is_map()) {
      error(node, fmt::format("{} must be a map of names to texts", what));
      return read;
    }
    for (std::size_t i = 0; i < node.entries(); ++i) {
      if (place == Place::header && !is_header_name(node.key(i).text)) {
        error(node.key(i), "a header's name has a character that HTTP does not allow");
        continue;
      }
      if (auto value = read_field(node.value(i), place))
        read.push_back({std::string(node.key(i).text), std::move(value->value), value->is_private});
    }
    return read;
  }

  std::optional<ApplicationField> read_field(const YamlNode& node, Place place) {
    const std::optional<std::string> written = loader_.read.text(node, "a value of the request");
    if (!written) return std::nullopt;
    const std::optional<SlotText> slots = read_slots(node, *written, place);
    if (!slots) return std::nullopt;
    ApplicationField field;
    field.value = *slots;
    if (place == Place::form) return field;
    for (std::size_t i = 0; i < field.value.size(); i += 2) {
      Result<std::string> expanded =
          expand_environment(field.value[i], loader_.options.environment);
      if (!expanded) {
        error(node, expanded.error().message);
        return std::nullopt;
      }
      field.is_private = field.is_private || *expanded != field.value[i];
      field.value[i] = std::move(*expanded);
      if (place == Place::header && field.value[i].find_first_of("\r\n") != std::string::npos) {
        error(node, "a header's value has a line break");
        return std::nullopt;
      }
    }
    return field;
  }

  void read_body(const Fields& fields) {
    const YamlNode* const body = fields.find("body");
    const YamlNode* const form = fields.find("form");
    const YamlNode* const either = body != nullptr ? body : form;
    if (either == nullptr) return;
    if (body != nullptr && form != nullptr)
      return error(*form, "a request has a 'body' or a 'form', not both");
    if (application_.method == "GET")
      return error(*either, "a GET request has no body: use 'query', or 'method: POST'");
    if (form != nullptr) {
      application_.form = read_fields(*form, "'form'", Place::form);
      if (form->is_map() && form->entries() == 0) error(*form, "'form' is empty");
      return;
    }
    if (check_body(*body)) application_.body = to_json(*body);
  }

  bool check_body(const YamlNode& node) {
    if (node.is_scalar()) return read_slots(node, node.text, Place::body).has_value();
    bool is_right = true;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const YamlNode& child = *node.children[i];
      const bool is_name = node.is_map() && i % 2 == 0;
      if (!is_name) is_right = check_body(child) && is_right;
      if (is_name && child.text.find("{{") != std::string_view::npos) {
        error(child, "the name of a field is sent as it stands, and has no '{{'");
        is_right = false;
      }
    }
    return is_right;
  }

  std::optional<SlotText> read_slots(const YamlNode& node, std::string_view written, Place place) {
    const bool is_kept = place == Place::body || place == Place::form || place == Place::path;
    if (is_kept && written.find("${") != std::string_view::npos) {
      error(node,
            "the environment goes into 'headers' and 'query' only: the rest of a request is "
            "kept with the run");
      return std::nullopt;
    }
    Result<SlotText> slots = parse_slots(written);
    if (!slots) {
      error(node, slots.error().message);
      return std::nullopt;
    }
    for (std::size_t i = 1; i < slots->size(); i += 2) {
      const std::string wrong = refusal_of((*slots)[i], *slots, place);
      if (wrong.empty()) continue;
      error(node, wrong);
      return std::nullopt;
    }
    return std::move(*slots);
  }

  std::string refusal_of(const std::string& name, const SlotText& text, Place place) const {
    if (!is_application_slot(name)) {
      const std::string meant = did_you_mean(name.substr(0, 60), application_slots());
      return fmt::format(
          "a request knows no '{{{{{0}}}}}'{1}", excerpt(name, 60),
          meant.empty()
              ? fmt::format("; a variable of the case is '{{{{vars.{}}}}}'", excerpt(name, 60))
              : meant);
    }
    if (name.starts_with(kVariablePrefix)) return "";
    if (asks_ == Asks::session && is_cell_slot(name))
      return fmt::format("'{{{{{}}}}}' is not there yet when a session is asked for", name);
    const bool is_long = name == "prompt" || name == "messages" || name == "system";
    if (place == Place::header && is_long)
      return fmt::format("'{{{{{}}}}}' may have several lines, and a header has one", name);
    const bool stands_alone = !only_slot(text).empty();
    if (name == "messages" && (place == Place::path || (place == Place::body && !stands_alone)))
      return "'{{messages}}' is a list and stands alone: \"{{messages}}\"";
    return "";
  }

  void check_asks(const YamlNode& node) {
    const std::vector<std::string> slots = slots_of(application_);
    const bool asks = std::any_of(slots.begin(), slots.end(), [](const std::string& name) {
      return name == "prompt" || name == "messages" || name.starts_with(kVariablePrefix);
    });
    if (asks || loader_.diagnostics.has_errors()) return;
    error(node,
          "the request has neither {{prompt}} nor {{messages}}, nor a {{vars.NAME}}: every case "
          "would be asked the same");
  }

  Loader& loader_;
  Asks asks_;
  Application& application_;
};

void read_ok_status(Loader& loader, const YamlNode& node, Application& application) {
  const auto read = [&](const YamlNode& each) {
    if (const auto status = loader.read.integer(each, "'ok_status'", {200, 599}))
      application.ok_status.push_back(static_cast<int>(*status));
  };
  if (!node.is_list()) return read(node);
  for (const YamlNode* const each : require_list(loader, node, "'ok_status'")) read(*each);
}

// Where `from` says that a reply names its session; nothing: it says nothing of the kind.
std::optional<SessionRules> rules_from(std::string_view from) {
  using From = SessionRules::From;
  if (from.starts_with('/')) return SessionRules{From::place, std::string(from)};
  constexpr std::array<std::pair<std::string_view, From>, 2> kPrefixes = {
      {{"header:", From::header}, {"cookie:", From::cookie}}};
  for (const auto& [prefix, kind] : kPrefixes) {
    const std::string_view name = from.substr(std::min(prefix.size(), from.size()));
    if (from.starts_with(prefix) && is_header_name(name))
      return SessionRules{kind, std::string(name)};
  }
  return std::nullopt;
}

// Why the session would be told and never used; "": it is.
std::string refusal_of_session(const Application& application, const SessionRules& rules) {
  const std::vector<std::string> slots = slots_of(application);
  const bool is_sent = std::find(slots.begin(), slots.end(), "session") != slots.end();
  if (!is_sent && rules.from != SessionRules::From::cookie)
    return "the session would be read and never sent: put \"{{session}}\" into 'request'";
  const bool has_places =
      application.stream ? application.stream->answer.has_value() : !application.reply_is_text;
  if (rules.from == SessionRules::From::place && !rules.request && !has_places)
    return "a reply that is all text has no places: the session is 'header:NAME' or 'cookie:NAME' "
           "there, or a 'request' asks for it";
  return "";
}

// Behind `request`, `reply` and `stream`.
void read_session(Loader& loader, const YamlNode& node, Application& application) {
  const Fields fields(node, {"session"}, {"from", "request"}, loader.diagnostics);
  if (!fields.is_map()) return;
  const YamlNode* const from = fields.require("from");
  if (from == nullptr) return;
  const std::optional<std::string> text = loader.read.text(*from, "'from'");
  if (!text) return;
  std::optional<SessionRules> rules = rules_from(*text);
  if (!rules)
    return loader.diagnostics.error(
        from->position(),
        "'from' says where a reply names its session: a JSON Pointer such as '/session/id', "
        "'header:NAME' or 'cookie:NAME'");
  if (const YamlNode* const request = fields.find("request")) {
    auto asked = std::make_shared<Application>();
    RequestReader(loader, Asks::session, *asked).read(*request);
    rules->request = std::move(asked);
  }
  if (const std::string why = refusal_of_session(application, *rules);
      !why.empty() && !loader.diagnostics.has_errors())
    loader.diagnostics.error(node.position(), why);
  application.session = std::move(rules);
}

std::vector<std::string> variables_of(const Application& application) {
  std::vector<std::string> names;
  for (const std::string& slot : slots_of(application)) {
    if (slot.starts_with(kVariablePrefix)) names.push_back(slot.substr(kVariablePrefix.size()));
  }
  return names;
}

// Keys have it: what is sent, and what is read of the reply. ${VARIABLES} are names in it.
std::string written_of(const Fields& fields) {
  Json written = Json::object();
  for (const std::string_view key : kKeys) {
    if (const YamlNode* const node = fields.find(key)) written[std::string(key)] = to_json(*node);
  }
  return dump_json(written);
}

}  // namespace

void load_application(Loader& loader, const Fields& fields, const Owner& owner,
                      Provider& provider) {
  const bool is_http = provider.dialect != nullptr && provider.dialect->name == kHttpDialect;
  if (!is_http) {
    if (is_program(provider)) return;
    for (const std::string_view key :
         {"request", "reply", "stream", "ok_status", "session", "retry"}) {
      if (const YamlNode* const node = fields.find(key))
        loader.diagnostics.error(node->position(),
                                 fmt::format("'{}' goes with 'dialect: http'{} only", key,
                                             is_of_both(key) ? " or 'exec'" : ""));
    }
    return;
  }
  auto application = std::make_shared<Application>();
  const YamlNode* const request = fields.find("request");
  if (request == nullptr) {
    loader.diagnostics.error(
        fields.position(),
        fmt::format("{} needs 'request: {{path: ..., body: ...}}'", to_string(owner)));
  } else {
    RequestReader(loader, Asks::question, *application).read(*request);
  }
  read_reply_places(loader, fields, owner, *application);
  if (const YamlNode* const node = fields.find("ok_status"))
    read_ok_status(loader, *node, *application);
  if (const YamlNode* const node = fields.find("session"))
    read_session(loader, *node, *application);
  application->vars = variables_of(*application);
  application->may_repeat = fields.boolean("retry").value_or(application->method == "GET");
  application->written = written_of(fields);
  provider.application = std::move(application);
}

}  // namespace assay
