#include "harness/judge/block.h"

namespace assay {

std::string block(std::string_view name, std::string_view text, std::string_view code) {
  std::string out;
  out.append("<<").append(name).append(" ").append(code).append(">>\n");
  out.append(text);
  out.append("\n<<end ").append(name).append(" ").append(code).append(">>\n");
  return out;
}

std::string delimiter_code(const KeyBuilder& fields) {
  return fields.finish().hex().substr(0, 24);
}

}  // namespace assay
