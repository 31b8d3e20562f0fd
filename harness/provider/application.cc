#include "harness/provider/application.h"

#include <algorithm>

namespace assay {
namespace {

// `extra` is a way around a body that assay writes: this one is the suite's own.
constexpr std::string_view kNoSlot = "extra";

// As run/transport.h names a request that never left.
constexpr std::string_view kNeverLeft = "not_sent";
constexpr int kTooManyRequests = 429;

void note_slots(const SlotText& text, std::vector<std::string>& names) {
  for (std::size_t i = 1; i < text.size(); i += 2) {
    if (std::find(names.begin(), names.end(), text[i]) == names.end()) names.push_back(text[i]);
  }
}

void note_slots(const Json& value, std::vector<std::string>& names) {
  if (value.is_string()) {
    if (const auto text = parse_slots(value.get_ref<const std::string&>()))
      note_slots(*text, names);
  } else if (value.is_structured()) {
    for (const Json& each : value) note_slots(each, names);
  }
}

void note_slots(const Application& application, std::vector<std::string>& names) {
  note_slots(application.path, names);
  for (const auto* fields : {&application.query, &application.headers, &application.form}) {
    for (const ApplicationField& field : *fields) note_slots(field.value, names);
  }
  if (application.body) note_slots(*application.body, names);
}

}  // namespace

// Of lines each begins like a document, and a text may begin like anything.
bool ApplicationStream::may_begin_with(char first) const {
  if (format == Format::text) return true;
  if (format == Format::ndjson) return first != '<';
  return first != '{' && first != '[' && first != '<';
}

bool Application::accepts(int status) const {
  if (ok_status.empty()) return status >= 200 && status < 300;
  return std::find(ok_status.begin(), ok_status.end(), status) != ok_status.end();
}

bool Application::holds_conversation() const {
  if (session) return true;
  const std::vector<std::string> slots = slots_of(*this);
  return std::find(slots.begin(), slots.end(), "session") != slots.end();
}

bool is_cell_slot(std::string_view name) {
  if (name.starts_with(kVariablePrefix)) return true;
  return std::find(kCellSlots.begin(), kCellSlots.end(), name) != kCellSlots.end();
}

bool is_application_slot(std::string_view name) {
  return is_cell_slot(name) || name == "model" ||
         (name != kNoSlot && find_parameter(name) != nullptr);
}

std::vector<std::string> application_slots() {
  std::vector<std::string> names(kCellSlots.begin(), kCellSlots.end());
  names.emplace_back("model");
  for (const ParameterRow& row : parameter_rows()) {
    if (row.name != kNoSlot) names.emplace_back(row.name);
  }
  return names;
}

std::vector<std::string> slots_of(const Application& application) {
  std::vector<std::string> names;
  note_slots(application, names);
  if (application.session && application.session->request)
    note_slots(*application.session->request, names);
  return names;
}

Result<void> check_sent(std::string_view provider, const Application& application,
                        const std::vector<std::string>& slots, const Params& params) {
  for (const auto& [name, value] : params) {
    if (std::find(slots.begin(), slots.end(), name) != slots.end()) continue;
    // `stream` chooses between two ways of asking, where there are two.
    if (name == "stream" && (application.stream || value == false)) continue;
    const std::string who = "the request of provider '" + std::string(provider) + "'";
    if (name == "stream") return usage_error("'stream' is set, but " + who + " has no 'stream'");
    if (name == kNoSlot)
      return usage_error("'extra' is set, but " + who + " is written out: put its fields there");
    return usage_error("'" + name + "' is set, but " + who + " never uses it: put \"{{" + name +
                       "}}\" where it belongs, or leave it out");
  }
  return {};
}

bool may_have_acted(const Failure& failure) {
  return failure.code != kNeverLeft && failure.http_status != kTooManyRequests;
}

void withhold_repeat(Failure& failure, bool may_repeat) {
  if (may_repeat || !failure.retryable || !may_have_acted(failure)) return;
  failure.retryable = false;
  failure.message += "; not asked again, since it may have been acted on ('retry: true' allows it)";
}

}  // namespace assay
