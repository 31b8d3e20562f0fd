// What expressions of javascript_tree.h are, where that can be said without running them.
// Internal to javascript_meaning.cc, javascript_value.cc and javascript_condition.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/import/promptfoo/javascript_place.h"
#include "harness/import/promptfoo/javascript_text.h"
#include "harness/import/promptfoo/javascript_tree.h"
#include "harness/import/promptfoo/verdict_formula.h"

namespace assay {

// The value of an expression, of the kinds that conditions are made of.
struct JavascriptValue {
  enum class Kind : std::uint8_t {
    text,          // the answer, in `form`
    place,         // a value of the document
    literal,       // node: a number, a text, true, false, null, undefined
    list,          // node: of literals
    regex,         // node
    text_length,   // of `form`
    place_length,  // of `place`, `is_optional` behind `?.`
    type_of,       // the name of the type of `place`, or of the answer
    found_at,      // an index: `condition` says whether it is not -1
    match,         // what match() gives: `condition` says whether it is not null
    count,         // how often `counted` occurs, plus `offset`
    pieces,        // what split() gives: as a count
  };
  Kind kind = Kind::literal;
  TextForm form = {};
  JavascriptPlace place = JavascriptPlace();
  const JavascriptNode* node = nullptr;
  bool is_optional = false;
  Condition condition = {};
  Json counted = {};
  int offset = 0;
  // Of a count: nothing at all throws (`match(...).length` of null).
  bool throws_at_none = false;
  bool is_never_none = false;  // "" is one piece
};

class JavascriptReader {
 public:
  JavascriptReader(bool answer_is_object, bool inverse)
      : answer_is_object_(answer_is_object), inverse_(inverse) {}

  // Of a body: when it returns what passes, and what fails without throwing.
  std::optional<Condition> body(const JavascriptBody& body);

  // A sentence on rare answers that are judged otherwise; "" for none.
  const std::string& note() const { return note_; }

 private:
  using Node = JavascriptNode;

  // javascript_meaning.cc
  std::optional<Condition> result(const Node& node);
  std::optional<Condition> joined_result(const Node& node);
  bool is_boolean(const Node& node) const;
  std::optional<Condition> evaluates(const Node& node);

  // javascript_condition.cc: whether it counts as true.
  std::optional<Condition> truth(const Node& node);
  std::optional<Condition> truth_unbounded(const Node& node);
  std::optional<Condition> truth_of(const JavascriptValue& value);
  std::optional<Condition> comparison(const Node& node);
  std::optional<Condition> compared(const JavascriptValue& left, std::string_view sign,
                                    const JavascriptValue& right, const Node& left_node);
  std::optional<Condition> place_compared(const JavascriptPlace& place, std::string_view sign,
                                          const Node& literal, const Node& left_node);
  std::optional<Condition> type_compared(const JavascriptValue& type, std::string_view sign,
                                         const Node& literal);
  std::optional<Condition> length_compared(const JavascriptValue& length, std::string_view sign,
                                           double number);
  std::optional<Condition> count_compared(const JavascriptValue& count, std::string_view sign,
                                          double number);
  std::optional<Condition> conjunction(const Node& node);
  void learn_numbers(const Node& node);
  bool is_known_number(const Node& node) const;

  // javascript_call.cc: calls that are true or false.
  std::optional<Condition> call(const Node& node);
  std::optional<Condition> static_call(const Node& node);
  std::optional<Condition> text_call(const TextForm& form, std::string_view method,
                                     const Node& argument);
  std::optional<Condition> place_call(const JavascriptPlace& place, std::string_view method,
                                      const Node& argument, bool is_optional);
  std::optional<Condition> list_call(const Node& list, std::string_view method,
                                     const Node& argument);
  std::optional<Condition> each_literal(const Node& list, bool all, const Node& arrow);
  std::optional<Condition> each_element(const JavascriptPlace& place, bool all, const Node& arrow);
  std::optional<Formula> pattern_found(const TextForm& form, const Node& regex);

  // javascript_value.cc
  std::optional<JavascriptValue> value(const Node& node);
  std::optional<JavascriptValue> named(const Node& node);
  std::optional<JavascriptValue> member(const Node& node);
  std::optional<JavascriptValue> index(const Node& node);
  std::optional<JavascriptValue> method_value(const Node& node);
  std::optional<JavascriptValue> changed_text(JavascriptValue of, std::string_view method);
  std::optional<JavascriptValue> matched(JavascriptValue of, std::string_view method,
                                         const Node& argument);
  std::optional<JavascriptValue> split(const TextForm& form, const Node& separator);
  std::optional<JavascriptValue> whole_answer() const;
  std::optional<JavascriptValue> matches_or_none(const Node& node);

  // What a name stands for: an expression, or an element of a list.
  struct Bound {
    std::string name;
    const Node* node = nullptr;
    int root = 0;  // of an element
  };
  const Bound* find(std::string_view name) const;
  // Binds a parameter; false for a name that hides another.
  bool bind(Bound bound);
  void add_note(std::string_view sentence);

  bool answer_is_object_;
  bool inverse_;
  std::vector<Bound> scope_;
  int roots_ = 0;          // elements that were given a root
  int root_ = 0;           // the document that schemas are of, now
  mutable int calls_ = 0;  // work: names stand for expressions that stand for expressions
  std::vector<const Node*> numbers_;  // places that are numbers where we are
  std::string note_;
};

// Whether two expressions are the same, word for word.
bool is_same_expression(const JavascriptNode& a, const JavascriptNode& b);

}  // namespace assay
