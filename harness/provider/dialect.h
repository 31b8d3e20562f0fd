// How to ask: one wire format. To add one, write one .cc with these functions,
// one row in dialects/dialects.cc, and fixtures under tests/wire/<dialect>/.
//
// Facts of every format and what breaks clients: the rules that decide success
// are in docs/dialects.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/application.h"
#include "harness/provider/echo.h"
#include "harness/provider/http.h"
#include "harness/provider/open_request.h"
#include "harness/provider/outcome.h"
#include "harness/provider/parameter.h"
#include "harness/provider/program.h"
#include "harness/provider/provider.h"
#include "harness/provider/reasoning.h"
#include "harness/provider/reply.h"
#include "harness/provider/reply_bound.h"
#include "harness/provider/request.h"

namespace assay {

// Everything of a request that is the same for each cell of a variant, encoded
// once. The body of a cell is built by append_body().
struct PreparedRequest {
  const Dialect* dialect = nullptr;
  std::string url;
  std::string asked;   // the URL as failures name it
  Headers headers;     // with the key, where it travels in a header
  std::string prefix;  // JSON up to where the messages go
  std::string suffix;  // and after them
  bool stream = false;
  ReplyBound bound;                           // of what the reply may cost
  std::vector<ReasoningTags> reasoning_tags;  // the provider's own, for its replies
  std::string method = "POST";
  std::shared_ptr<const OpenRequest> open;      // where a suite says what is sent; else null
  std::shared_ptr<const Program> program = {};  // where a program is asked; else null
  bool returns_reasoning = false;               // of answers that called tools

  // Whether the suite's own application is asked, over HTTP or as a program: it may act on what
  // it is asked, and nobody bills by its errors.
  bool is_application() const { return open || program; }
  // Of one: whether it may be asked again after it may have acted.
  bool may_repeat() const;
};

// What a request says of its cell beside the messages.
struct CellWords {
  SessionName session;  // of a program a name of this attempt's own; of an application that makes
                        // its sessions "" before the first reply
  // Of a program the case's members, `"case":"a","vars":{}`; of an application the variables that
  // it is told, an object.
  std::string_view about = {};
};

struct SseEvent {
  std::string_view name;  // "" when the frame had none
  std::string_view data;
};

// What a stream has said so far. Owned by ReplyReader; dialects fill it.
struct StreamState {
  Reply reply;                                 // its answer and usage are settled at the end
  std::optional<Failure> failure;              // an error event; the first one stands
  bool saw_terminal = false;                   // a finish reason that is known, or message_stop
  bool saw_done = false;                       // [DONE] or message_stop: nothing follows
  bool finish_is_known = false;                // the reply's finish reason is of the table
  bool broke_off = false;                      // conclude(): the finish reason means a failure
  bool calls_end_in_stop = false;              // the format has no finish reason for tool calls
  bool prompt_was_blocked = false;             // nothing was generated: there is no output to count
  bool got_reasoning = false;                  // this event carried reasoning text
  bool got_answer = false;                     // this event carried answer text or a tool call
  bool retracted_answer = false;               // this event showed that what came as answer so far
                                               // was reasoning whose opening tag was missing
  InlineReasoning content;                     // answer text before inline <think> is taken out
  std::vector<std::int64_t> tool_indices;      // the wire's index of each reply.tool_calls
  std::optional<std::int64_t> uncached_input;  // where caches are counted apart from input
  std::span<const ReasoningTags> reasoning_tags;  // the provider's own pairs

  // One text may come by several carriers; these tell which of them count.
  struct Channels {
    bool answer = false;
    bool reasoning = false;
    bool refusal = false;
    bool tool_calls = false;
  };
  Channels told_by_delta;  // what messages can only repeat
  enum class Messages { unknown, whole_so_far, pieces };
  Messages messages = Messages::unknown;    // what they were where nothing else came
  bool chat_spoke = false;                  // a delta or a message brought answer text
  const char* reasoning_carrier = nullptr;  // the field that brought reasoning first
  Echo echo;                                // of an Anthropic block that began with its text
  bool block_thinks = false;                // it is a thinking block
  bool block_has_pieces = false;            // of a tool's input
  // An item of a Responses output that has begun.
  struct Item {
    std::int64_t index = -1;
    bool is_commentary = false;  // its text is no answer
    bool told = false;           // pieces of it came
    std::int64_t part = -1;      // that the last piece belonged to
  };
  std::vector<Item> items;
  std::string done_items;         // JSON of those that came whole, parted by commas
  bool wants_items_back = false;  // one of them has what only its provider can read

  const Application* application = nullptr;  // how its replies are read; else null
  bool found_answer = false;                 // of it: an event had the answer's place
  std::optional<SessionName> session;        // of it: what it calls the conversation

  // Appends to the answer or the reasoning and says so for this event.
  void take_text(std::string_view text);
  void take_reasoning(std::string_view text);
  // Keeps why the reply ended. A word that means a failure stands, and a known
  // one is not replaced by one that is not; what is no reason changes nothing.
  void take_finish(std::string_view native);
  // Whether the reply's end has been said: a known reason or message_stop, or any
  // reason and then [DONE].
  bool has_ended() const;
};

struct ListedModel {
  std::string id;
  std::string note;  // owner, display name, context length: whatever was said
};

struct Dialect {
  std::string_view name;
  std::string_view help;
  bool can_stream;
  bool servers_take_schema = false;  // those of no preset: Provider::takes_schema
  bool has_two_lengths = false;      // some models take max_completion_tokens for max_tokens
  KeyPlacement key_placement = KeyPlacement::bearer;  // of those of no preset
  std::string_view models_path;                       // appended to base_url; empty: has none
  std::string_view count_tokens_path;                 // likewise
  std::string_view tier_header = {};                  // of a reply: the tier that it was served in

  // Encodes what is constant; a usage error names a parameter this dialect
  // cannot carry (one is sent only if somebody set it).
  Result<PreparedRequest> (*prepare)(const Provider&, std::string_view model_id, const Params&);
  // Appends a cell's whole body. The page of a report asks for one without messages, too.
  void (*append_body)(const PreparedRequest&, const Messages&, std::string& body);
  // Decodes a body that did not stream, whatever its status was, by way of a fresh
  // `state`.
  tl::expected<Reply, Failure> (*decode_body)(std::string_view body, StreamState& state);
  // Takes one event of a stream into `state`.
  void (*on_event)(const SseEvent&, StreamState& state);

  // Writes URL, headers and body of a cell, where more than the messages is the cell's own; a
  // null one is append_body().
  void (*write_request)(const PreparedRequest&, const Messages&, const CellWords&,
                        HttpRequest& request) = nullptr;

  // list_models and decode_models are null when models_path is empty, the last two when
  // count_tokens_path is.
  HttpRequest (*list_models)(const Provider&);
  Result<std::vector<ListedModel>> (*decode_models)(std::string_view body);
  HttpRequest (*count_tokens)(const Provider&, std::string_view model_id, const Messages&);
  Result<std::int64_t> (*decode_token_count)(std::string_view body);

  // How the same providers are asked for embeddings (embedding.h): each message is a text,
  // and the reply's answer their vectors. Null: they are not. Why is in `no_embeddings`.
  const Dialect* embeddings = nullptr;
  std::string_view no_embeddings = {};

  // What goes beside text. Null: nothing does.
  const AttachmentRules* attachments = nullptr;
  // Of one that may be asked with several messages at once, such as those of embeddings: the
  // reply as a reply to each, in their order. What was counted and billed is divided by the
  // lengths of the texts, and adds up. A failure where it is not one for each.
  tl::expected<std::vector<Reply>, Failure> (*split)(const Reply&, const Messages&) = nullptr;
};

// What a provider may speak.
std::span<const Dialect* const> dialects();
// One of these, or of what they ask for embeddings in.
const Dialect* find_dialect(std::string_view name);

}  // namespace assay
