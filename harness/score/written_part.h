// The parts of an answer that may be written in a language: XML, HTML, SQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The whole answer, without white space at its ends and without the one fence around
// all of it, whatever its label says.
std::string whole_part(std::string_view answer);

// The blocks that are labelled so (in any case), the blocks without a label, and the
// whole part, in this order.
std::vector<std::string> written_parts(std::string_view answer, std::string_view label);

}  // namespace assay
