// The page's parts, in reading order. Each writes one <section> of static HTML
// that reads and prints without scripting, or nothing when the run has nothing
// to show there.
#pragma once

#include "harness/report/report.h"
#include "reporters/html/labels.h"
#include "reporters/html/markup.h"
#include "reporters/html/sections/figures.h"

namespace assay::html {

void write_masthead(Markup& markup, const Report& report, const Labels& labels);
void write_gates(Markup& markup, const Report& report, const Labels& labels);
void write_worst_cases(Markup& markup, const Report& report, const Labels& labels);
void write_comparison(Markup& markup, const Report& report, const Labels& labels);
void write_changes(Markup& markup, const Report& report);
void write_judges(Markup& markup, const Report& report);
// Against cost, and against latency.
void write_tradeoffs(Markup& markup, const Report& report, const Labels& labels,
                     const Figures& figures);
void write_response_figures(Markup& markup, const Report& report, const Figures& figures);
void write_latency_figure(Markup& markup, const Report& report,
                          const std::vector<LatencyCurve>& curves);
// Of the likeliest pair, up to 50; the script draws those of any pair.
void write_flips(Markup& markup, const Report& report, const Labels& labels);
// Rows up to kStaticMatrixCases; the script draws all of them from the island.
void write_matrix(Markup& markup, const Report& report, const Labels& labels);
void write_provenance(Markup& markup, const Report& report, const Labels& labels);

inline constexpr std::size_t kStaticMatrixCases = 200;

// Which of these sections the report has, for the list of contents.
bool has_worst_cases(const Report& report);
bool has_flips(const Report& report);

}  // namespace assay::html
