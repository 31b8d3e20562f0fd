#include "harness/score/extract.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/normalise.h"
#include "harness/score/render.h"
#include "harness/score/words.h"

namespace assay {

const ExtractorRow* find_extractor(std::string_view name) {
  for (const ExtractorRow& row : extractor_rows()) {
    if (row.shape.name == name) return &row;
  }
  return nullptr;
}

std::span<const ExpectationShape> extractor_shapes() {
  static const std::vector<ExpectationShape> shapes = [] {
    std::vector<ExpectationShape> all;
    for (const ExtractorRow& row : extractor_rows()) all.push_back(row.shape);
    return all;
  }();
  return shapes;
}

namespace {

// As texts are compared: composed letters are decomposed ones.
void compose(Json& arguments) {
  for (Json& argument : arguments) {
    if (argument.is_string()) argument = normalise(argument.get_ref<const std::string&>());
  }
}

// On the text as it is; where that has nothing, with composed letters and without
// white space at the ends, so that `$` is the end of what was said.
Extracted run_step(const Extractor& step, std::string_view text) {
  Extracted taken = step(text);
  if (!taken && !taken.error().is_unable) {
    std::string storage;
    const std::string_view plain = trim_white_space(default_normaliser().apply(text, storage));
    if (plain != text) {
      if (Extracted again = step(plain)) taken = std::move(again);
    }
  }
  // What holds nothing would pass any `not`.
  if (taken && trim_white_space(*taken).empty()) {
    return tl::unexpected(
        NotExtracted{fmt::format("there is nothing in the place in {}", quote(text)), false});
  }
  return taken;
}

}  // namespace

Result<Extraction> Extraction::compile(std::span<const ExtractStep> steps, const Vars& vars) {
  Extraction made;
  for (const ExtractStep& step : steps) {
    const ExtractorRow* row = find_extractor(step.name);
    if (row == nullptr) return usage_error(fmt::format("nothing extracts {}", quote(step.name)));
    ASSAY_TRY(Json arguments, render_arguments(step.arguments, row->shape, vars));
    compose(arguments);
    ASSAY_TRY(made.steps_.emplace_back(), row->compile(arguments));
  }
  return made;
}

Extracted Extraction::apply(std::string_view text) const {
  std::string left;
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    Extracted next = run_step(steps_[step], text);
    if (!next) {
      const std::string where =
          steps_.size() == 1 ? "extract" : fmt::format("extract, step {}", step + 1);
      return tl::unexpected(
          NotExtracted{fmt::format("{}: {}", where, next.error().reason), next.error().is_unable});
    }
    left = std::move(*next);
    text = left;
  }
  return left;
}

}  // namespace assay
