// stdout and stderr, written so that nothing is lost without a word: what could not be
// written is remembered, and the program's end says so (main.cc).
//
// A reader that leaves (`assay ... | head`) has read what it wanted: the rest is dropped
// and is no error. Secrets are redacted on the way.
#pragma once

namespace assay {

// Takes std::cout and std::cerr over, for as long as the program runs. Called first in main:
// a stream that came closed (`>&-`) is held by something that refuses every byte, so that no
// file opened later takes its number, and what was meant for a reader goes into that file.
void take_over_standard_streams();

// Whether everything that was said on stdout so far has got out. For commands whose first
// line is what the rest of the time depends on.
bool stdout_has_all();

// Whether stdout came closed: known before anything is spent.
bool stdout_is_closed();

// At the end: writes what is left of both. Whether all got out; if not, stderr says which
// stream failed and why, as far as that works.
bool end_standard_streams();

}  // namespace assay
