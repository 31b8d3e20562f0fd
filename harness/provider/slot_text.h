// Text with slots, {{name}}, that are filled once and never read again: what is put in cannot
// become a slot, nor change what stands around it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

// Text and names of slots in turn, text first and last: {"Hello ", "prompt", "!"}.
using SlotText = std::vector<std::string>;

// A variable of the case is a slot of this prefix and its name: {{vars.city}}.
inline constexpr std::string_view kVariablePrefix = "vars.";

// A usage error says what is wrong with a slot: it is not closed, or no name of small letters,
// digits and '_', nor one of a variable, which may have any character but braces.
Result<SlotText> parse_slots(std::string_view written);

// The name, where all of the text is one slot; else "".
std::string_view only_slot(const SlotText& text);

void append_text(SlotText& to, std::string_view text);
void append_slot(SlotText& to, std::string_view name);
void append(SlotText& to, const SlotText& from);

// How a text is put where it belongs: as it is, percent-encoded, or as the content of a JSON string
// without its quotes.
using Append = void (*)(std::string& out, std::string_view text);
void append_plain(std::string& out, std::string_view text);
void append_percent_encoded(std::string& out, std::string_view text);
void append_json_content(std::string& out, std::string_view text);

// Appends the text with what `value_of` says of each slot.
void append_filled(std::string& out, const SlotText& text,
                   const std::function<void(std::string_view name, std::string& out)>& value_of);

}  // namespace assay
