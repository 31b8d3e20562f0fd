// Expectations that this version does not have. Known by name, so that a suite that
// uses one learns why it is refused instead of "unknown expectation".
#include "harness/base/mark.h"
#include "harness/score/families.h"

namespace assay {
namespace {

// Never reached through the loader, which refuses these rows.
Result<Judge> compile_nothing(const Json&) {
  ASSAY_MARK("expectation.refused");
  return usage_error("this expectation is not available in this version");
}

constexpr ArgumentShape kExec[] = {
    {"command", ValueType::text_list, true, "a program that speaks JSON lines"},
};

constexpr ExpectationRow refuse(std::string_view name, std::string_view help,
                                std::string_view shorthand,
                                std::span<const ArgumentShape> arguments,
                                std::string_view refused) {
  ExpectationRow row = make_row<compile_nothing>(name, help, shorthand, arguments);
  row.shape.refused = refused;
  return row;
}

constexpr ExpectationRow kOutsideRows[] = {
    refuse("exec", "a program of yours marks the answer", "command", kExec,
           "'exec' would run a program from a suite, which this version does not do; use 'regex', "
           "'json_schema' or 'number', or mark the replies in cells.csv with your program"),
};

}  // namespace

std::span<const ExpectationRow> outside_rows() {
  return kOutsideRows;
}

}  // namespace assay
