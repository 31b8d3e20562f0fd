// What the encoders of all dialects share. Inside provider/.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/provider/dialect.h"

namespace assay {

// Whether to ask for a stream: what somebody set, else whether the dialect can.
bool wants_stream(const Dialect& dialect, const Params& params);

// A usage error for a parameter that no table row declares, a provider without
// base URL, or an `extra` that is no object or sets what assay sets itself.
Result<void> check_params(const Provider& provider, const Params& params);

// Copies `extra`'s fields into `body`; a usage error for one that is there already.
Result<void> merge_extra(const Params& params, Json& body);

// PreparedRequest with its prefix up to and including `last_field`, which opens
// what append_body() continues, and the closing brace as its suffix.
PreparedRequest prepared_request(const Provider& provider, const Dialect& dialect,
                                 std::string_view path, const Json& body,
                                 std::string_view last_field, bool stream);

// Media types that most providers take.
inline constexpr std::array<std::string_view, 4> kCommonImages = {"image/png", "image/jpeg",
                                                                  "image/gif", "image/webp"};
inline constexpr std::array<std::string_view, 2> kCommonAudio = {"audio/wav", "audio/mpeg"};
inline constexpr std::array<std::string_view, 1> kPdf = {"application/pdf"};
inline constexpr std::array<std::string_view, 2> kPdfAndText = {"application/pdf", "text/plain"};

// Appends the content of a message in the order in which it is read, with commas between its
// pieces, which `text(std::string_view)` and `attachment(const Attachment&)` append. `body` ends
// in the list's opening bracket, or in a piece. Texts are not empty.
template <class Text, class Attached>
void append_pieces(std::string& body, const Message& message, const Text& text,
                   const Attached& attachment) {
  const std::string_view content = message.content;
  const auto separate = [&] {
    if (body.back() != '[') body += ',';
  };
  const auto append_text = [&](std::string_view piece) {
    if (piece.empty()) return;
    separate();
    text(piece);
  };
  std::size_t from = 0;
  for (const Attachment& each : message.attachments) {
    append_text(content.substr(from, each.at - from));
    from = each.at;
    separate();
    attachment(each);
  }
  append_text(content.substr(from));
}

// System messages, wherever they stand, joined by a blank line; nothing when there is none.
std::optional<std::string> system_text(const Messages& messages);

// The arguments of a call where the format wants an object; a model may have written anything,
// and what is none becomes {"arguments": "text"}.
void append_arguments_object(std::string& body, std::string_view arguments);

HttpRequest get_models(const Provider& provider, std::string_view path);

// {"data":[{"id":...}]}, a bare array of them (Together), or Anthropic's shape.
Result<std::vector<ListedModel>> decode_model_list(std::string_view body);

}  // namespace assay
