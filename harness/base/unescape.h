// Text with one layer of escapes taken off, whatever wrote them: JSON and its kin (\n, \", \/,
// \x41, \u0041, pairs of surrogates), addresses (%41), HTML (&#65;, &#x41;, &sol;). For finding
// what is spelt in a way of its own; not for reading any of these formats.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class Unescaped {
 public:
  explicit Unescaped(std::string_view source);

  const std::string& text() const { return text_; }
  bool is_changed() const { return !escapes_.empty(); }

 private:
  // What an escape came to in the text, and what it was in the source.
  struct Escape {
    std::size_t begin;
    std::size_t source_begin;
    unsigned char size;
    unsigned char source_size;
  };

 public:
  // Where the text's bytes come from. Asked from left to right, it walks the escapes once.
  class Origin {
   public:
    explicit Origin(const Unescaped& unescaped) : escapes_(unescaped.escapes_) {}

    // Where in the source the byte at `at` begins and ends: a part of an escape is all of it.
    std::size_t begin_of(std::size_t at);
    std::size_t end_of(std::size_t at);

   private:
    const Escape* escape_before(std::size_t at);

    const std::vector<Escape>& escapes_;
    std::size_t passed_ = 0;  // escapes that begin at or before what was asked for
  };

 private:
  std::string text_;
  std::vector<Escape> escapes_;
};

}  // namespace assay
