#include "engine/extract/rewrite.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "engine/extract/json_cursor.h"
#include "engine/extract/source_map.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

// Source bytes [begin, end) become `text`, not yet escaped or encoded.
struct Edit {
  std::size_t begin;
  std::size_t end;
  std::string_view text;
};

// Sorted and apart in the source.
std::vector<Edit> edits_of(const Part& part, std::span<const Replacement> replacements) {
  std::vector<Edit> edits;
  SourceMap map(part);
  for (const Replacement& replacement : replacements) {
    std::string_view text = replacement.text;
    for (const ByteRange& piece : map.pieces({replacement.begin, replacement.end})) {
      edits.push_back({piece.begin, piece.end, text});
      text = {};
    }
  }
  // Two findings may share a segment that maps only as a whole; the first one's text stands for it.
  std::ranges::sort(edits, [](const Edit& a, const Edit& b) {
    return std::tuple(a.begin, a.text.empty(), a.end) < std::tuple(b.begin, b.text.empty(), b.end);
  });
  std::vector<Edit> apart;
  for (const Edit& edit : edits) {
    if (!apart.empty() && edit.begin < apart.back().end) {
      apart.back().end = std::max(apart.back().end, edit.end);
    } else {
      apart.push_back(edit);
    }
  }
  return apart;
}

void append_escaped(std::string& out, std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  out.append(quoted, 1, quoted.size() - 2);
}

// Copies the source up to the edits and writes them.
class JsonRewriter {
 public:
  JsonRewriter(std::string_view source, std::span<const Edit> edits)
      : source_(source), edits_(edits) {}

  std::string run() {
    std::size_t at = source_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (next_ < edits_.size()) {
      at = source_.find_first_not_of(" \t\r\n", at);
      CHECK(at != std::string_view::npos);  // edits are left, so a value is
      at = value(at);
    }
    copy_to(source_.size());
    return std::move(out_);
  }

 private:
  std::size_t value(std::size_t begin) {
    JsonCursor cursor(source_, begin, source_.size());
    for (;;) {
      const JsonToken token = cursor.next();
      CHECK(token.kind <= JsonToken::Kind::Done);  // it was read from this source
      if (token.kind == JsonToken::Kind::Done) return token.begin;
      if (next_ == edits_.size() || edits_[next_].begin >= token.end) continue;
      if (token.kind == JsonToken::Kind::Number) {
        number(token);
      } else {
        apply_within(token);
      }
    }
  }

  // What is a number still stays one: another card number, not a mask.
  void number(const JsonToken& token) {
    copy_to(token.begin);
    const std::size_t begin = out_.size();
    apply_within(token);
    copy_to(token.end);
    if (is_json_number(std::string_view(out_).substr(begin))) return;
    out_.insert(begin, 1, '"');
    out_ += '"';
  }

  // Whole, without a sign: what values are.
  static bool is_json_number(std::string_view text) {
    return !text.empty() && (text[0] != '0' || text.size() == 1) &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
  }

  void apply_within(const JsonToken& token) {
    for (; next_ < edits_.size() && edits_[next_].begin < token.end; ++next_) {
      const Edit& edit = edits_[next_];
      CHECK(edit.begin >= token.begin && edit.end <= token.end);
      copy_to(edit.begin);
      append_escaped(out_, edit.text);
      copied_ = edit.end;
    }
  }

  void copy_to(std::size_t end) {
    out_.append(source_, copied_, end - copied_);
    copied_ = end;
  }

  std::string_view source_;
  std::span<const Edit> edits_;
  std::size_t next_ = 0;
  std::size_t copied_ = 0;
  std::string out_;
};

std::string rewrite_text(std::string_view source, TextEncoding encoding,
                         std::span<const Edit> edits) {
  std::string out;
  out.reserve(source.size());
  std::size_t copied = 0;
  for (const Edit& edit : edits) {
    out.append(source, copied, edit.begin - copied);
    out += encode_text(edit.text, encoding);
    copied = edit.end;
  }
  return out.append(source, copied);
}

}  // namespace

Result<std::string> rewrite(Bytes source, const Part& part,
                            std::span<const Replacement> replacements) {
  for (std::size_t i = 0; i < replacements.size(); ++i) {
    CHECK(replacements[i].begin < replacements[i].end);
    CHECK(i == 0 || replacements[i].begin >= replacements[i - 1].end);
  }
  const std::vector<Edit> edits = edits_of(part, replacements);
  switch (part.media_type) {
    case MediaType::PlainText:
      return rewrite_text(as_text(source), part.encoding, edits);
    case MediaType::Json:
    case MediaType::JsonLines:
      return JsonRewriter(as_text(source), edits).run();
    default:
      return Error{
          ErrorCode::InvalidInput,
          fmt::format("text of {} cannot be put back into its source", to_string(part.media_type))};
  }
}

}  // namespace holdfast::extract
