// calibrate [SAMPLES] [SEED]: whether the statistics keep what they say, where the
// truth is known. Prints the tables of docs/statistics.md, "Calibration".
#include <fmt/format.h>

#include <cstdio>

#include "harness/base/text.h"
#include "tests/calibration/calibration.h"

int main(int argc, char** argv) {
  using namespace assay;
  calibration::Setting setting;
  const auto argument = [&](int i, long long usual) {
    return argc > i ? parse_integer(argv[i]).value_or(0) : usual;
  };
  setting.samples = static_cast<int>(argument(1, setting.samples));
  setting.seed = static_cast<std::uint64_t>(argument(2, 1));
  if (setting.samples < 1 || argc > 3) {
    fmt::print(stderr, "usage: calibrate [SAMPLES] [SEED]\n");
    return 2;
  }
  calibration::false_alarms(setting);
  calibration::coverage(setting);
  calibration::planned_power(setting);
  calibration::peeking(setting);
  calibration::derived(setting);
  calibration::judged(setting);
  calibration::marked(setting);
  return 0;
}
