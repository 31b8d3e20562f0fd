// Parameters that a model does not take, as error replies say so: by the field that an error
// names, or by the vendors' words. Names of models say nothing, and are never looked at.
//
// The texts are rows of refused_parameter.cc; docs/protocols.md, "Refused parameters", is that
// table for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/provider/outcome.h"
#include "harness/provider/parameter.h"
#include "harness/provider/reply.h"

namespace assay {

// What an error says, wherever its envelope had it; "" for what it had not.
struct RefusalWords {
  std::string_view code;
  std::string_view param;
  std::string_view message;
};

// The field that is refused, as the wire spells it ("max_tokens", "thinking.type.disabled");
// "" where the error is about something else.
std::string refused_field(const RefusalWords& words);

// What Failure::code says of such an error, before the field's name: so the Store remembers it.
inline constexpr std::string_view kRefusedCode = "unsupported_parameter: ";
// That name; "" of any other failure.
std::string_view refused_field(const Failure& failure);
// The one value that the model does take, where the error says it: "Only the default (1) ...".
std::optional<Json> only_value(const Failure& failure);

// A parameter as somebody set it: "temperature", or of `extra` "extra.thinking".
struct SentParameter {
  std::string name;
  Json value;

  friend bool operator==(const SentParameter&, const SentParameter&) = default;
};
// The one of `params` that goes by `field` on some wire; nothing where none does, so that
// nobody is to blame for it.
std::optional<SentParameter> sent_parameter(const Params& params, std::string_view field);
// `params` less the one of that name.
Params without(Params params, std::string_view name);
// `params` with the length of the reply under its other name, of max_tokens and
// max_completion_tokens; nothing where `field` is neither, or both are set.
std::optional<Params> with_other_length(const Params& params, std::string_view field);

// What a reply remembers of a parameter that it was asked without, since its model refuses it:
// an oddity of its own (quirks.h), which stays with it wherever it is used again.
void note_dropped(Reply& reply, std::string_view name);
// The name in such an oddity; "" of any other.
std::string_view dropped_parameter(std::string_view quirk);

}  // namespace assay
