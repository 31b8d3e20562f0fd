// Whether a text is written in a language: yes, no, or it cannot be said.
#pragma once

#include <string>
#include <utility>

namespace assay {

struct SyntaxVerdict {
  enum class Kind { yes, no, unable } kind;
  std::string reason;  // short; empty for yes

  static SyntaxVerdict yes() { return {Kind::yes, {}}; }
  static SyntaxVerdict no(std::string reason) { return {Kind::no, std::move(reason)}; }
  static SyntaxVerdict unable(std::string reason) { return {Kind::unable, std::move(reason)}; }
  bool is(Kind which) const { return kind == which; }
};

}  // namespace assay
