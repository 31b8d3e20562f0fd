#include "harness/suite/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_in_name(char c) {
  return begins_name(c) || is_digit(c) || c == '.';
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_utf8(c); }));
}

}  // namespace

// By recursive descent, into the order in which a stack machine works. Every function
// leaves `at_` behind what it read, or an error.
class ArithmeticParser {
 public:
  explicit ArithmeticParser(std::string_view text) : text_(text) {}

  Result<Arithmetic> parse() {
    if (text_.size() > Arithmetic::kMaxBytes) {
      return usage_error(
          fmt::format("is longer than {} bytes", static_cast<std::size_t>(Arithmetic::kMaxBytes)));
    }
    ASSAY_CHECK(sum());
    skip_space();
    if (at_ < text_.size()) return wrong("expected + - * / or the end");
    return std::move(made_);
  }

 private:
  using Operation = Arithmetic::Operation;

  tl::unexpected<Error> wrong(std::string_view expected) const {
    const std::string seen =
        at_ >= text_.size() ? "the end" : fmt::format("'{}'", excerpt(text_.substr(at_), 20));
    return usage_error(fmt::format("at character {}: {}, and there is {}",
                                   code_points(text_.substr(0, at_)) + 1, expected, seen));
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  // The next character, if it is one of `wanted`; 0 if not, and it stays.
  char take(std::string_view wanted) {
    skip_space();
    if (at_ >= text_.size() || wanted.find(text_[at_]) == wanted.npos) return 0;
    return text_[at_++];
  }

  void put(Operation operation) { made_.steps_.push_back({operation}); }

  Result<void> sum() {
    ASSAY_CHECK(product());
    while (const char sign = take("+-")) {
      ASSAY_CHECK(product());
      put(sign == '+' ? Operation::add : Operation::subtract);
    }
    return {};
  }

  Result<void> product() {
    ASSAY_CHECK(factor());
    while (const char sign = take("*/")) {
      ASSAY_CHECK(factor());
      put(sign == '*' ? Operation::multiply : Operation::divide);
    }
    return {};
  }

  Result<void> factor() {
    if (++depth_ > Arithmetic::kMaxDepth) return wrong("too many parentheses in each other");
    ASSAY_CHECK(signed_value());
    --depth_;
    return {};
  }

  Result<void> signed_value() {
    if (const char sign = take("+-")) {
      ASSAY_CHECK(factor());
      if (sign == '-') put(Operation::negate);
      return {};
    }
    if (take("(") != 0) {
      ASSAY_CHECK(sum());
      return take(")") != 0 ? Result<void>() : wrong("expected ')'");
    }
    if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) return number();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) return quoted_name();
    if (at_ < text_.size() && begins_name(text_[at_])) return word();
    return wrong("expected a number, a name or '('");
  }

  Result<void> number() {
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc() || !std::isfinite(value)) return wrong("expected a number");
    at_ += static_cast<std::size_t>(end - begin);
    if (at_ < text_.size() && is_in_name(text_[at_])) return wrong("expected + - * / or the end");
    made_.steps_.push_back({Operation::number, value});
    return {};
  }

  Result<void> quoted_name() {
    const std::size_t begin = at_;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == text_.npos) return wrong("expected a closing quote behind the name");
    if (end == at_ + 1) return wrong("expected a name between the quotes");
    at_ = end + 1;
    name(text_.substr(begin + 1, end - begin - 1), begin);
    return {};
  }

  Result<void> word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_in_name(text_[at_])) ++at_;
    const std::string_view text = text_.substr(begin, at_ - begin);
    if ((text == "min" || text == "max") && take("(") != 0) return function(text);
    name(text, begin);
    return {};
  }

  Result<void> function(std::string_view name) {
    ASSAY_CHECK(sum());
    while (take(",") != 0) {
      ASSAY_CHECK(sum());
      put(name == "min" ? Operation::min : Operation::max);
    }
    return take(")") != 0 ? Result<void>() : wrong("expected ',' or ')'");
  }

  void name(std::string_view text, std::size_t begin) {
    std::vector<Arithmetic::Name>& names = made_.names_;
    const auto found = std::find_if(names.begin(), names.end(), [&](const Arithmetic::Name& each) {
      return each.text == text;
    });
    made_.steps_.push_back({Operation::name, 0, static_cast<std::size_t>(found - names.begin())});
    if (found == names.end())
      names.push_back({std::string(text), code_points(text_.substr(0, begin)) + 1});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Arithmetic made_;
};

Result<Arithmetic> Arithmetic::parse(std::string_view text) {
  return ArithmeticParser(text).parse();
}

std::optional<double> Arithmetic::of(std::span<const double> values) const {
  std::vector<double> stack;
  const auto pop = [&] {
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const Step& step : steps_) {
    if (step.operation == Operation::number || step.operation == Operation::name) {
      stack.push_back(step.operation == Operation::number ? step.number : values[step.name]);
      continue;
    }
    const double right = pop();
    if (step.operation == Operation::negate) {
      stack.push_back(-right);
      continue;
    }
    const double left = pop();
    switch (step.operation) {
      case Operation::add:
        stack.push_back(left + right);
        break;
      case Operation::subtract:
        stack.push_back(left - right);
        break;
      case Operation::multiply:
        stack.push_back(left * right);
        break;
      case Operation::divide:
        if (right == 0) return std::nullopt;
        stack.push_back(left / right);
        break;
      case Operation::min:
        stack.push_back(std::min(left, right));
        break;
      default:
        stack.push_back(std::max(left, right));
        break;
    }
  }
  const double result = stack.back();
  return std::isfinite(result) ? std::optional(result) : std::nullopt;
}

}  // namespace assay
