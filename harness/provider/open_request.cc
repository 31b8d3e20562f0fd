#include "harness/provider/open_request.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kSession = "session";

std::string in_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : parameter_text(value);
}

// What a request is opened with.
struct OpenedWith {
  std::string_view model;
  const Params& params;
  bool stream;
  bool has_session = true;
};

// Fills in what is the same for every cell of a variant.
class Opening {
 public:
  Opening(const Provider& provider, const OpenedWith& with) : provider_(provider), with_(with) {}

  // What was written goes by `append_written`, what fills it by `append_as`. Nothing: it is one
  // slot that has no value.
  Result<std::optional<SlotText>> text(const SlotText& from, Append append_as,
                                       Append append_written) const {
    const std::string_view only = only_slot(from);
    if (!only.empty() && !is_of_cell(only) && !value_of(only)) return std::nullopt;
    SlotText filled = {""};
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (i % 2 == 0) {
        append_written(filled.back(), from[i]);
      } else if (is_of_cell(from[i])) {
        append_slot(filled, from[i]);
      } else {
        const std::optional<Json> value = value_of(from[i]);
        if (!value && from[i] == kSession) continue;
        if (!value) return without_value(from[i]);
        append_as(filled.back(), in_text(*value));
      }
    }
    return filled;
  }

  Result<std::vector<ApplicationField>> fields(const std::vector<ApplicationField>& from,
                                               Append append_as) const {
    std::vector<ApplicationField> filled;
    for (const ApplicationField& field : from) {
      ASSAY_TRY(std::optional<SlotText> value, text(field.value, append_as, append_as));
      if (!value) continue;
      ApplicationField& made = filled.emplace_back();
      append_as(made.name, field.name);
      made.value = std::move(*value);
      made.is_private = field.is_private;
    }
    return filled;
  }

  // False: it is one slot that has no value, and nothing was appended.
  Result<bool> json(const Json& value, SlotText& out) const {
    if (value.is_string()) return json_text(value.get_ref<const std::string&>(), out);
    if (value.is_object()) return json_object(value, out);
    if (value.is_array()) return json_array(value, out);
    append_text(out, dump_json(value));
    return true;
  }

 private:
  bool is_of_cell(std::string_view name) const {
    return is_cell_slot(name) && (name != kSession || with_.has_session);
  }

  std::optional<Json> value_of(std::string_view name) const {
    if (name == "model") return Json(with_.model);
    if (name == "stream") return Json(with_.stream);
    const auto found = with_.params.find(name);
    return found == with_.params.end() ? std::nullopt : std::optional(found->second);
  }

  tl::unexpected<Error> without_value(std::string_view name) const {
    return usage_error("the request of provider '" + provider_.name + "' has '{{" +
                       std::string(name) + "}}' within a text, and nothing sets it");
  }

  Result<bool> json_text(const std::string& written, SlotText& out) const {
    ASSAY_TRY(const SlotText parsed, parse_slots(written));
    const std::string_view only = only_slot(parsed);
    if (only == "messages") {
      append_slot(out, only);
      return true;
    }
    if (is_of_cell(only) && (only == kSession || only.starts_with(kVariablePrefix))) {
      append_slot(out, kTypedSlot + std::string(only));
      return true;
    }
    if (!only.empty() && !is_of_cell(only)) {
      const std::optional<Json> value = value_of(only);
      if (value) append_text(out, dump_json(*value));
      return value.has_value();
    }
    ASSAY_TRY(const std::optional<SlotText> content,
              text(parsed, append_json_content, append_json_content));
    append_text(out, "\"");
    append(out, *content);
    append_text(out, "\"");
    return true;
  }

  Result<bool> json_object(const Json& object, SlotText& out) const {
    append_text(out, "{");
    bool is_first = true;
    for (const auto& [name, value] : object.items()) {
      SlotText member = {is_first ? "" : ","};
      append_json_string(member.back(), name);
      append_text(member, ":");
      ASSAY_TRY(const bool is_there, json(value, member));
      if (!is_there) continue;
      append(out, member);
      is_first = false;
    }
    append_text(out, "}");
    return true;
  }

  Result<bool> json_array(const Json& array, SlotText& out) const {
    append_text(out, "[");
    bool is_first = true;
    for (const Json& value : array) {
      SlotText item = {is_first ? "" : ","};
      ASSAY_TRY(const bool is_there, json(value, item));
      if (!is_there) continue;
      append(out, item);
      is_first = false;
    }
    append_text(out, "]");
    return true;
  }

  const Provider& provider_;
  const OpenedWith& with_;
};

void set_header(std::vector<std::pair<std::string, SlotText>>& headers, std::string_view name,
                SlotText value) {
  for (auto& [known, text] : headers) {
    if (!equals_ignoring_ascii_case(known, name)) continue;
    text = std::move(value);
    return;
  }
  headers.emplace_back(name, std::move(value));
}

Result<void> open_headers(const Provider& provider, const Opening& opening, OpenRequest& open) {
  const bool is_own = find_header(provider.headers, "content-type") != nullptr;
  for (const Header& header : request_headers(provider)) {
    const bool is_type = equals_ignoring_ascii_case(header.name, "content-type") && !is_own;
    if (is_type && open.body_kind == OpenRequest::Body::none) continue;
    const bool is_form = is_type && open.body_kind == OpenRequest::Body::form;
    open.headers.emplace_back(
        header.name, SlotText{is_form ? "application/x-www-form-urlencoded" : header.value});
  }
  ASSAY_TRY(const std::vector<ApplicationField> own,
            opening.fields(open.application->headers, append_plain));
  for (const ApplicationField& header : own) set_header(open.headers, header.name, header.value);
  return {};
}

Result<void> open_json(const Provider& provider, const Opening& opening, OpenRequest& open) {
  const Json& written = *open.application->body;
  open.body_kind = OpenRequest::Body::json;
  open.body = {""};
  ASSAY_TRY(const bool is_there, opening.json(written, open.body));
  if (!is_there)
    return usage_error("the request of provider '" + provider.name +
                       "' has one slot as its body, and nothing sets it");
  std::string text;
  append_filled(text, open.body, [](std::string_view name, std::string& out) {
    if (name == "messages") out += "[]";
    if (name.front() == kTypedSlot) out += "null";
  });
  ASSAY_TRY(Json fields, parse_json(text));
  if (fields.is_object()) open.fields = std::move(fields);
  return {};
}

Result<void> open_form(const Opening& opening, OpenRequest& open) {
  open.body_kind = OpenRequest::Body::form;
  open.body = {""};
  ASSAY_TRY(const std::vector<ApplicationField> form,
            opening.fields(open.application->form, append_percent_encoded));
  for (const ApplicationField& field : form) {
    if (&field != &form.front()) append_text(open.body, "&");
    append_text(open.body, field.name + "=");
    append(open.body, field.value);
    open.fields[field.name] = field.value.size() == 1 ? Json(field.value.front()) : Json("");
  }
  return {};
}

// The key as the body's member `key`.
Result<void> add_key(const Provider& provider, OpenRequest& open) {
  if (provider.key_placement != KeyPlacement::body || provider.key.empty()) return {};
  const std::optional<Json>& body = open.application->body;
  if (!body || !body->is_object() || body->contains("key"))
    return usage_error("provider '" + provider.name +
                       "' puts its key into the body, which must be a map without 'key'");
  const bool is_empty = open.body.size() == 1 && open.body.front() == "{}";
  open.body.back().pop_back();
  open.body.back() += is_empty ? "\"key\":" : ",\"key\":";
  append_json_string(open.body.back(), provider.key);
  open.body.back() += '}';
  return {};
}

bool has_slot_in(const SlotText& text, std::string_view name) {
  for (std::size_t i = 1; i < text.size(); i += 2) {
    const std::string_view slot = text[i];
    if (slot.substr(slot.front() == kTypedSlot ? 1 : 0) == name) return true;
  }
  return false;
}

Result<OpenRequest> open_one(const Provider& provider, std::shared_ptr<const Application> asked,
                             const OpenedWith& with) {
  const Application& application = *asked;
  OpenRequest open;
  open.application = std::move(asked);
  const Opening opening(provider, with);
  ASSAY_TRY(const std::optional<SlotText> path,
            opening.text(application.path, append_percent_encoded, append_plain));
  open.url = {provider.base_url};
  if (path) append(open.url, *path);
  ASSAY_TRY(open.query, opening.fields(application.query, append_percent_encoded));
  if (application.body) ASSAY_CHECK(open_json(provider, opening, open));
  if (!application.form.empty()) ASSAY_CHECK(open_form(opening, open));
  ASSAY_CHECK(add_key(provider, open));
  ASSAY_CHECK(open_headers(provider, opening, open));
  return open;
}

}  // namespace

bool OpenRequest::has_slot(std::string_view name) const {
  return has_slot_in(url, name) || has_slot_in(body, name) ||
         std::any_of(
             query.begin(), query.end(),
             [&](const ApplicationField& field) { return has_slot_in(field.value, name); }) ||
         std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return has_slot_in(header.second, name); });
}

Result<OpenRequest> open_request(const Provider& provider, std::string_view model_id,
                                 const Params& params, bool stream) {
  const Application& application = *provider.application;
  ASSAY_CHECK(check_sent(provider.name, application, slots_of(application), params));
  const OpenedWith with{model_id, params, stream};
  ASSAY_TRY(OpenRequest open, open_one(provider, provider.application, with));
  open.is_of_conversation = application.holds_conversation();
  if (!application.session) return open;
  if (application.session->request) {
    ASSAY_TRY(OpenRequest opening, open_one(provider, application.session->request, with));
    open.opening = std::make_shared<const OpenRequest>(std::move(opening));
  } else if (open.has_slot(kSession)) {
    const OpenedWith without{model_id, params, stream, false};
    ASSAY_TRY(OpenRequest first, open_one(provider, provider.application, without));
    open.before_session = std::make_shared<const OpenRequest>(std::move(first));
  }
  return open;
}

}  // namespace assay
