// Text that somebody wrote, and places in it.
#pragma once

#include <string>
#include <string_view>

#include "harness/yaml/location.h"

namespace assay {

class Diagnostics;

// A file that was read. `text` may be empty when only its name is known any
// more (data sets are dropped once parsed); errors then show no source line.
struct SourceFile {
  std::string name;  // as the user named it
  std::string text;  // valid UTF-8, without a byte order mark
};

// Makes the bytes UTF-8 without a byte order mark, as decode_text() does. False, and
// an error that names encoding and place, when they are not text.
bool accept_text(SourceFile& file, Diagnostics& diagnostics);

// A place in a SourceFile, which outlives it.
struct Position {
  const SourceFile* file = nullptr;
  int line = 0;    // from 1; 0 when unknown
  int column = 0;  // in bytes, from 1
};

// "path:line:col", the column in code points.
std::string to_string(const Position& at);
// The text of its line, without the end; "" when that is not known.
std::string_view line_at(const Position& at);
Location to_location(const Position& at);

// What is wrong at a place of a text whose file the caller knows.
struct TextError {
  int line = 1;
  int column = 1;  // in bytes, from 1
  std::string message;
};

}  // namespace assay
