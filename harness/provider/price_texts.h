// The table of prices as it stands in prices.tsv; cmake/embed.cmake makes its definition.
#pragma once

#include <string_view>

namespace assay::price_texts {

extern const std::string_view kPrices;

}  // namespace assay::price_texts
