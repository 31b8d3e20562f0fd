#include "reporters/csv_columns.h"

#include <string>

namespace assay {
namespace {

// Numbers and booleans stay typed; the rest is text.
void write_value(const Json& value, CsvWriter& csv) {
  if (value.is_number() || value.is_boolean())
    csv.word(parameter_text(value));
  else
    csv.text(parameter_text(value));
}

}  // namespace

void write_identity_header(const Report& report, CsvWriter& csv) {
  for (const char* name : {"variant", "model", "prompt"}) csv.word(name);
  for (const std::string& axis : report.axes) csv.text(axis);
}

void write_identity(const Report& report, const VariantSummary& variant, CsvWriter& csv) {
  csv.text(variant.id);
  csv.text(variant.model);
  csv.text(variant.prompt);
  for (const std::string& axis : report.axes) {
    const auto value = variant.axes.find(axis);
    if (value == variant.axes.end() || value->second.is_null())
      csv.word("");
    else
      write_value(value->second, csv);
  }
}

void write_damage_header(const Report& report, CsvWriter& csv) {
  if (!report.run.damage.empty()) csv.word("damage");
}

void write_damage(const Report& report, CsvWriter& csv) {
  if (!report.run.damage.empty()) csv.text(damage_text(report.run));
}

}  // namespace assay
