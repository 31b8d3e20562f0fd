"""Fails where a file leans on the precompiled header: what a file uses of it, the
file includes, itself or through headers of assay. Without this, a build without
precompiled headers would be the only one to notice.

Usage: check_precompiled.py SOURCE_DIR
"""
import functools
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])

# What shows that a header is used, for each header that CMakeLists.txt precompiles.
signs = {
    "algorithm": r"std::(?:ranges::)?(?:sort|stable_sort|find|find_if|find_if_not|any_of|all_of|none_of|count|"
                 r"count_if|max_element|min_element|lower_bound|upper_bound|transform|copy|copy_n|fill|"
                 r"reverse|unique|remove|remove_if|min|max|minmax|clamp|equal|replace|nth_element|"
                 r"binary_search|for_each|search|mismatch|partition|partition_point|rotate)\s*[(<]",
    "chrono": r"std::chrono\b",
    "cmath": r"std::(?:isfinite|isnan|isinf|sqrt|pow|log|log1p|log2|log10|exp|floor|ceil|round|trunc|"
             r"lround|llround|fabs|hypot|lgamma|fmod|ldexp|nextafter|copysign)\s*\(",
    "cstdint": r"std::u?int(?:8|16|32|64|ptr)_t\b",
    "deque": r"std::deque\b",
    "filesystem": r"std::filesystem\b",
    "functional": r"std::(?:function|invoke|less|greater)\s*[<(]",
    "map": r"std::(?:multi)?map\b",
    "memory": r"std::(?:unique_ptr|shared_ptr|weak_ptr|make_unique|make_shared|enable_shared_from_this)\b",
    "optional": r"std::(?:optional|nullopt|make_optional)\b",
    "set": r"std::(?:multi)?set\b",
    "span": r"std::span\b",
    "string": r"std::(?:string|to_string|stoi|stod|getline)\b",
    "string_view": r"std::string_view\b",
    "unordered_map": r"std::unordered_map\b",
    "utility": r"std::(?:move|pair|exchange|swap|forward|make_pair|as_const)\b",
    "variant": r"std::(?:variant|visit|get_if|holds_alternative|monostate)\b",
    "vector": r"std::vector\b",
    "fmt/format.h": r"\bfmt::",
    "nlohmann/json.hpp": r"\bnlohmann::",
    "simdjson.h": r"\bsimdjson::",
    "tl/expected.hpp": r"\btl::",
}
# A header that promises another's names as well.
also = {"string": {"string_view"}, "string_view": set(), "map": {"utility"}, "unordered_map": {"utility"},
        "fmt/ostream.h": {"fmt/format.h"}, "fmt/ranges.h": {"fmt/format.h"}, "simdjson.h": {"string_view"}}

text_of = functools.cache(lambda path: path.read_text())


@functools.cache
def provided(path):
    """The headers of other people that `path` includes, itself or through assay's."""
    found, waiting, seen = set(), [path], set()
    while waiting:
        file = waiting.pop()
        if file in seen or not file.is_file():
            continue
        seen.add(file)
        for kind, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', text_of(file), re.M):
            if kind == '"':
                waiting.append(root / name)
            else:
                found |= {name} | also.get(name, set())
    return found


errors = []
precompiled = re.search(r"target_precompile_headers\(assay_pch PRIVATE ([^)]*)\)", text_of(root / "CMakeLists.txt"))
for header in re.findall(r"<([^>]+)>", precompiled[1]):
    if header not in signs:
        errors.append(f"CMakeLists.txt precompiles <{header}>: this test does not know its signs")

paths = [p for place in ("harness", "reporters") for p in sorted((root / place).rglob("*.[hc]*"))
         if p.suffix in (".h", ".cc") and "node_modules" not in p.parts]
for path in paths:
    code = re.sub(r"//[^\n]*", "", text_of(path))
    for header, sign in signs.items():
        if header not in provided(path) and re.search(sign, code):
            used = re.search(sign, code)
            line = code.count("\n", 0, used.start()) + 1
            errors.append(f"{path.relative_to(root)}:{line}: uses {used[0].rstrip('(< ')} without #include <{header}>")

if len(paths) < 20:
    errors.append(f"only {len(paths)} files were found: is {root} the source tree?")
print("\n".join(errors) if errors else f"{len(paths)} files include what they use of the precompiled header")
sys.exit(1 if errors else 0)
