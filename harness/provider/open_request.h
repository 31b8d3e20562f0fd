// What an HTTP application is sent: all that is the same for each cell of a variant is filled in,
// the cell's own stays a slot.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/provider/application.h"
#include "harness/provider/http.h"
#include "harness/provider/provider.h"
#include "harness/provider/request.h"

namespace assay {

// A slot of a JSON body that is all of its text, by its name behind this.
inline constexpr char kTypedSlot = '=';

struct OpenRequest {
  enum class Body { none, json, form };

  std::shared_ptr<const Application> application;
  // Asks for a session, before the first question of a conversation; null: nothing does.
  std::shared_ptr<const OpenRequest> opening = {};
  // The same request where there is no session yet: members, fields and headers that are only
  // that are left out, and within a text it is empty. Null: there always is one.
  std::shared_ptr<const OpenRequest> before_session = {};
  SlotText url;                         // with the path; slots are filled percent-encoded
  std::vector<ApplicationField> query;  // likewise, names encoded
  std::vector<std::pair<std::string, SlotText>> headers;
  Body body_kind = Body::none;
  // Of JSON, `messages` is filled as the list, a name that begins with kTypedSlot as a value of its
  // own type, the others as the content of a string; of a form all are filled percent-encoded.
  SlotText body;
  bool is_of_conversation = false;  // Application::holds_conversation()
  Json fields = Json::object();     // the body's, for what bounds the cost; slots stand as texts

  bool has_slot(std::string_view name) const;
};

// A usage error names a parameter that is set and never sent, or a slot that has no value. A
// member that is one slot without a value is left out: nobody set it.
Result<OpenRequest> open_request(const Provider& provider, std::string_view model_id,
                                 const Params& params, bool stream);

// What slots stand for beside the messages.
struct SlotWords {
  SessionName session = {};
  std::string_view vars = {};  // JSON of an object: the case's variables by name; "": none
};

// Fills the slots of one cell. `request` has its method.
void fill_request(const OpenRequest& open, const Messages& messages, const SlotWords& words,
                  HttpRequest& request);

// The last message of the user, and all of the system's joined by a blank line.
std::string_view prompt_of(const Messages& messages);
std::string system_of(const Messages& messages);

// The name of a conversation: the Key of its cell, the run and the attempt, hashed, in the form of
// a random UUID.
std::string session_name(std::string_view key, std::string_view run, std::int64_t attempt);

}  // namespace assay
