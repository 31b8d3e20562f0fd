// Metrics that a suite names itself, and what is derived of them, as rows for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace assay {

// Of one metric and variant.
struct OwnRow {
  std::string_view metric;  // its name: anybody's text
  std::string_view variant;
  std::string value;     // "93.0% [87.1, 96.9]", "0.842 [0.801, 0.88]", or kAbsent
  std::string n;         // cases
  std::string left_out;  // "2 missing, 1 waiting"; "" for none
};

// By metric, then variant.
std::vector<OwnRow> own_rows(const Report& report);

// What repeats come to under a variant: "pass_all", ...; nothing in a run without repeats.
Estimated reduced_of(const VariantSummary& variant, std::string_view metric);

// "93.0% [87.1, 96.9] at n=12, 2 missing", of an own metric or a derived one.
std::string own_text(const NamedEstimate& estimate);
std::string derived_text(const NamedEstimate& estimate);

// What a reader must know of the rows, in one sentence; "" where there are none.
std::string_view own_note(const Report& report);

}  // namespace assay
