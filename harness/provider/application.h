// An HTTP application: what a provider of the dialect `http` says of its requests and replies
// (docs/http.md). Read from a suite, immutable from then on.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/provider/outcome.h"
#include "harness/provider/parameter.h"
#include "harness/provider/slot_text.h"

namespace assay {

// A value of the query or of a header, with its ${VARIABLES} replaced. Slots were found before
// that: what the environment holds has none.
struct ApplicationField {
  std::string name;
  SlotText value;
  bool is_private = false;  // some of it came from the environment
};

// JSON Pointers (RFC 6901) into a reply, or into each event of a stream; absent: not told.
struct ReplyPaths {
  std::optional<std::string> answer;
  std::optional<std::string> reasoning;
  std::optional<std::string> input_tokens;
  std::optional<std::string> output_tokens;
  std::optional<std::string> cost_usd;
  std::optional<std::string> model;
  std::optional<std::string> session;
  std::optional<std::string> error;
  std::optional<std::string> finish_reason;
  std::optional<std::string> tool_calls = {};
};

// What an event must have, all of it: values by pointer, or the event's name.
struct EventFilter {
  std::optional<std::string> event;
  std::vector<std::pair<std::string, Json>> values;

  bool empty() const { return !event && values.empty(); }
};

struct ApplicationStream {
  enum class Format { sse, ndjson, text };
  Format format = Format::sse;
  std::optional<std::string> answer;  // nothing: the event's data is the text
  std::optional<std::string> reasoning;
  EventFilter where;     // which events bring the answer; empty: those that have it
  std::string end_text;  // the data that ends the stream; "": none
  EventFilter end_when;  // or the event that does

  // Whether a reply whose first character that is no white space is this one may be such a stream.
  bool may_begin_with(char first) const;
  bool names_its_end() const { return !end_text.empty() || !end_when.empty(); }
};

// What an application calls a conversation: as it is told in a text, and where a JSON body has
// nothing else in its place.
struct SessionName {
  std::string text;
  std::string json;  // "": the text

  bool empty() const { return text.empty(); }
};

struct Application;

// Of an application that makes its sessions itself: where it says which. A reply to the first
// question of a conversation has it, or one to a request that is made for it before.
struct SessionRules {
  enum class From { place, header, cookie };
  From from = From::place;
  std::string name;                                 // a JSON Pointer, or of the header, the cookie
  std::shared_ptr<const Application> request = {};  // null: nothing is asked before
};

struct Application {
  std::string method = "POST";
  SlotText path = {""};  // below the base URL; slots are filled percent-encoded
  std::vector<ApplicationField> query;
  std::vector<ApplicationField> headers;
  std::optional<Json> body;            // a tree whose texts may have slots
  std::vector<ApplicationField> form;  // instead of a body
  ReplyPaths reply;
  bool reply_is_text = false;  // the whole body is the answer
  std::optional<ApplicationStream> stream;
  std::vector<int> ok_status;  // empty: 2xx
  // Whether a request that may have been acted on may be sent once more.
  bool may_repeat = false;
  // All of the above as it was written, for Keys. Variables of the environment are names in it.
  std::string written;

  std::optional<SessionRules> session = {};  // nothing: {{session}} is a name that assay makes
  std::vector<std::string> vars = {};        // of the cases, that the requests speak of

  bool accepts(int status) const;
  // Whether it keeps what was said: the turns of a dialogue are of one session then, with the
  // cookies that it sets, and only the session that was begun can go on.
  bool holds_conversation() const;
};

// What a request may speak of, beside the parameters: of each cell prompt, messages, system and
// session; of the variant model, and stream.
inline constexpr std::array<std::string_view, 4> kCellSlots = {"prompt", "messages", "system",
                                                               "session"};
// One of these, or a variable of the case.
bool is_cell_slot(std::string_view name);
bool is_application_slot(std::string_view name);
std::vector<std::string> application_slots();

// Names of all slots of the request, and of the one for its session, each once.
std::vector<std::string> slots_of(const Application& application);

// A usage error names a parameter that is set and never sent: variants that differ in it would
// be asked alike. `slots` are slots_of().
Result<void> check_sent(std::string_view provider, const Application& application,
                        const std::vector<std::string>& slots, const Params& params);

// Nothing is asked twice that may have been acted on: takes `retryable` from a failure after
// which nobody knows, and says so. Not of one that never left, or was refused by a rate limit.
void withhold_repeat(Failure& failure, bool may_repeat);
bool may_have_acted(const Failure& failure);

}  // namespace assay
