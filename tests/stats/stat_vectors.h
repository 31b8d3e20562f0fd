// Reading a file of reference vectors so that nothing in it is overlooked.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "harness/stats/interval.h"

namespace assay::testing {

// One object of the file. Whoever makes it reads every field: a field that is
// left when it goes out of scope fails the test, as does one that is missing.
// Remarks ("src", "note", "_about") need not be read.
class Fields {
 public:
  Fields(const Json& object, std::string path) : object_(object), path_(std::move(path)) {}
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() {
    for (const auto& [key, value] : object_.items()) {
      if (key == "src" || key == "note" || key == "_about") continue;
      EXPECT_TRUE(read_.contains(key)) << path_ << "." << key << " is not tested";
    }
  }

  bool has(const std::string& key) const { return object_.contains(key); }
  const Json& operator[](const std::string& key) {
    read_.insert(key);
    static const Json kNothing;
    const auto found = object_.find(key);
    EXPECT_NE(found, object_.end()) << path_ << " has no " << key;
    return found == object_.end() ? kNothing : *found;
  }
  // Numbers of methods that assay does not have, because nothing calls them: a method
  // that comes takes its vectors from here.
  void leave_out(std::initializer_list<const char*> keys) {
    for (const char* key : keys) (*this)[key];
  }
  Fields fields(const std::string& key) { return Fields((*this)[key], path_ + "." + key); }
  double number(const std::string& key) { return (*this)[key].get<double>(); }
  std::int64_t integer(const std::string& key) { return (*this)[key].get<std::int64_t>(); }
  template <class List>
  List list(const std::string& key) {
    return (*this)[key].get<List>();
  }

 private:
  const Json& object_;
  std::string path_;
  std::set<std::string> read_;
};

// The file's own tolerance, where it gives no other.
inline constexpr double kVectorTolerance = 1e-6;

inline void expect_value(std::optional<double> actual, double expected,
                         double tolerance = kVectorTolerance) {
  ASSERT_TRUE(actual);
  EXPECT_NEAR(*actual, expected, tolerance);
}
// `bounds` is a list of two.
inline void expect_bounds(const std::optional<Interval>& actual, const Json& bounds,
                          double tolerance = kVectorTolerance) {
  ASSERT_TRUE(actual);
  EXPECT_NEAR(actual->low, bounds.at(0).get<double>(), tolerance);
  EXPECT_NEAR(actual->high, bounds.at(1).get<double>(), tolerance);
}

// A file that lies beside the checkout; nothing where it does not. The published numbers
// are in the tables of the other tests too: a checkout by itself still tests those.
std::optional<Json> vectors_beside_checkout(const std::string& name);

// One function a subject; each reads its own keys of the whole file.
void check_rate_vectors(Fields& all);
void check_paired_vectors(Fields& all);
void check_planning_vectors(Fields& all);  // and means, quantiles, resampling

}  // namespace assay::testing
