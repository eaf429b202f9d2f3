#include "engine/extract_formats/html.h"

#include <algorithm>
#include <array>
#include <memory_resource>
#include <vector>

#include <gumbo.h>

#include "base/utf8.h"
#include "engine/extract_formats/charset.h"
#include "engine/extract_formats/html_text.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMetaSampleBytes = 4096;
constexpr std::size_t kFrameDepthMax = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Lower case without white space: how styles and sets are compared.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > 0x20) out += lower(c);
  }
  return out;
}

// The character set that the page's own beginning names.
std::string meta_charset(std::string_view bytes) {
  const std::string head = squeezed(bytes.substr(0, kMetaSampleBytes));
  for (std::size_t meta = head.find("<meta"); meta != std::string::npos;
       meta = head.find("<meta", meta + 1)) {
    const std::string_view tag = std::string_view(head).substr(meta, head.find('>', meta) - meta);
    std::size_t at = tag.find("charset=");
    if (at == std::string_view::npos) continue;
    at += 8;
    while (at < tag.size() && (tag[at] == '"' || tag[at] == '\'')) ++at;
    return std::string(tag.substr(at, tag.find_first_of("\"';/", at) - at));
  }
  return {};
}

std::string page_text(std::string_view bytes, std::string_view charset) {
  const bool is_marked = bytes.starts_with("\xEF\xBB\xBF"sv) || bytes.starts_with("\xFF\xFE"sv) ||
                         bytes.starts_with("\xFE\xFF"sv);
  if (is_marked) return to_utf8(bytes, {});
  if (!charset.empty()) return to_utf8(bytes, charset);
  const std::string named = meta_charset(bytes);
  // A page that can name its set in ASCII is not in UTF-16 whatever it names.
  return to_utf8(bytes, named.starts_with("utf-16") ? "utf-8"sv : std::string_view(named));
}

// Gumbo frees a tree by recursion, as deep as the page is nested. From an arena nothing needs
// freeing.
class Tree {
 public:
  explicit Tree(std::string_view page) {
    GumboOptions options = kGumboDefaultOptions;
    options.userdata = &arena_;
    options.allocator = [](void* arena, std::size_t bytes) {
      return static_cast<std::pmr::monotonic_buffer_resource*>(arena)->allocate(bytes);
    };
    options.deallocator = [](void*, void*) {};
    options.max_errors = 0;
    output_ = gumbo_parse_with_options(&options, page.data(), page.size());
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  const GumboNode* document() const { return output_->document; }

 private:
  std::pmr::monotonic_buffer_resource arena_;
  GumboOutput* output_;
};

std::string_view attribute(const GumboElement& element, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_attribute(const GumboElement& element, const char* name) {
  return gumbo_get_attribute(&element.attributes, name) != nullptr;
}

bool is_skipped(GumboTag tag) { return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE; }

// Whether the element stands on lines of its own.
bool is_block(GumboTag tag) {
  static constexpr auto kBlocks = std::to_array<GumboTag>(
      {GUMBO_TAG_HTML,       GUMBO_TAG_HEAD,    GUMBO_TAG_BODY,     GUMBO_TAG_TITLE,
       GUMBO_TAG_ADDRESS,    GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,    GUMBO_TAG_BLOCKQUOTE,
       GUMBO_TAG_CENTER,     GUMBO_TAG_DD,      GUMBO_TAG_DETAILS,  GUMBO_TAG_DIR,
       GUMBO_TAG_DIV,        GUMBO_TAG_DL,      GUMBO_TAG_DT,       GUMBO_TAG_FIELDSET,
       GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,  GUMBO_TAG_FOOTER,   GUMBO_TAG_FORM,
       GUMBO_TAG_H1,         GUMBO_TAG_H2,      GUMBO_TAG_H3,       GUMBO_TAG_H4,
       GUMBO_TAG_H5,         GUMBO_TAG_H6,      GUMBO_TAG_HEADER,   GUMBO_TAG_HGROUP,
       GUMBO_TAG_HR,         GUMBO_TAG_LEGEND,  GUMBO_TAG_LI,       GUMBO_TAG_MAIN,
       GUMBO_TAG_MENU,       GUMBO_TAG_NAV,     GUMBO_TAG_OL,       GUMBO_TAG_OPTION,
       GUMBO_TAG_P,          GUMBO_TAG_PRE,     GUMBO_TAG_SECTION,  GUMBO_TAG_SUMMARY,
       GUMBO_TAG_TABLE,      GUMBO_TAG_TBODY,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_TFOOT,
       GUMBO_TAG_THEAD,      GUMBO_TAG_TR,      GUMBO_TAG_UL,       GUMBO_TAG_CAPTION,
       GUMBO_TAG_BUTTON,     GUMBO_TAG_SELECT,  GUMBO_TAG_BR});
  return std::ranges::find(kBlocks, tag) != kBlocks.end();
}

bool is_cell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }

bool keeps_space(GumboTag tag) { return tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_TEXTAREA; }

// What the element itself says about being shown. Style sheets are not followed: what they hide
// counts as shown, so nothing is missed.
bool is_hidden(const GumboElement& element) {
  if (element.tag == GUMBO_TAG_TEMPLATE || has_attribute(element, "hidden")) return true;
  const std::string style = squeezed(attribute(element, "style"));
  if (style.empty()) return false;
  for (const std::string_view hiding :
       {"display:none"sv, "visibility:hidden"sv, "mso-hide:all"sv}) {
    if (style.find(hiding) != std::string::npos) return true;
  }
  // "font-size:0" but not "font-size:0.9em".
  for (const std::string_view zero : {"font-size:0"sv, "opacity:0"sv, "max-height:0"sv}) {
    const std::size_t at = style.find(zero);
    if (at == std::string::npos) continue;
    const char next = at + zero.size() < style.size() ? style[at + zero.size()] : ';';
    if (next != '.' && !(next >= '0' && next <= '9')) return true;
  }
  return false;
}

class Reader {
 public:
  explicit Reader(DocumentBuilder& out) : out_(out) {}

  void read(std::string_view page, DocumentBuilder::Place place) {
    walk(page, {});
    DocumentBuilder::Place hidden = place;
    hidden.path += "/hidden";
    hidden.is_hidden = true;
    DocumentBuilder::Place embedded = place;
    embedded.path += "/embedded";
    embedded.media_type = MediaType::Unknown;
    DocumentBuilder::Place deep = place;
    deep.path += "/rest";
    out_.add_text(std::move(place), visible_.take());
    if (std::string text = hidden_.take(); !text.empty()) out_.add_text(hidden, std::move(text));
    if (has_embedded_) out_.add_unreadable(std::move(embedded), kNotRead);
    if (is_too_deep_)
      out_.add_unreadable(std::move(deep), "limit exceeded: elements nested too deep");
  }

 private:
  struct Step {
    const GumboNode* node = nullptr;
    std::size_t depth = 0;
    bool is_hidden = false;
    bool keeps_space = false;
    bool is_end = false;  // the element's end is reached
  };

  // Reads a page that stands where `from` is.
  void walk(std::string_view page, const Step& from) {
    const Tree tree(page);
    std::vector<Step> steps{{tree.document(), from.depth, from.is_hidden}};
    while (!steps.empty()) {
      const Step step = steps.back();
      steps.pop_back();
      visit(step, steps);
    }
  }

  void visit(const Step& step, std::vector<Step>& steps) {
    switch (step.node->type) {
      case GUMBO_NODE_DOCUMENT:
        push_children(step, step.node->v.document.children, steps);
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        text_of(step).append(step.node->v.text.text, step.keeps_space);
        break;
      case GUMBO_NODE_COMMENT:
        hidden_.append(step.node->v.text.text, false);
        hidden_.end_line();
        break;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        element(step, steps);
        break;
    }
  }

  void element(Step step, std::vector<Step>& steps) {
    const GumboElement& element = step.node->v.element;
    if (is_skipped(element.tag)) return;
    if (step.is_end) {
      boundary(step, element.tag);
      return;
    }
    step.is_hidden = step.is_hidden || extract::is_hidden(element);
    step.keeps_space = step.keeps_space || keeps_space(element.tag);
    if (is_block(element.tag)) text_of(step).end_line();
    attributes(step, element);
    if (step.depth >= out_.limits().nesting_max) {
      is_too_deep_ = true;
      return;
    }
    Step end = step;
    end.is_end = true;
    steps.push_back(end);
    push_children(step, element.children, steps);
  }

  void boundary(const Step& step, GumboTag tag) {
    if (is_block(tag)) text_of(step).end_line();
    if (is_cell(tag)) text_of(step).end_cell();
  }

  static void push_children(const Step& step, const GumboVector& children,
                            std::vector<Step>& steps) {
    for (unsigned i = children.length; i-- > 0;) {
      steps.push_back({static_cast<const GumboNode*>(children.data[i]), step.depth + 1,
                       step.is_hidden, step.keeps_space, false});
    }
  }

  // Text that attributes show, and where links lead.
  void attributes(const Step& step, const GumboElement& element) {
    HtmlText& text = text_of(step);
    for (const char* shown : {"alt", "title", "placeholder", "aria-label", "summary"}) {
      if (const std::string_view value = attribute(element, shown); !value.empty()) {
        text.append_apart(value);
      }
    }
    if (element.tag == GUMBO_TAG_INPUT || element.tag == GUMBO_TAG_DATA) {
      input_value(step, element);
    }
    if (element.tag == GUMBO_TAG_META) line(hidden_, attribute(element, "content"));
    if (const std::string_view target = attribute(element, "href"); !target.empty()) {
      line(hidden_, percent_decoded(target));
    }
    for (const char* source : {"src", "href", "data", "background", "xlink:href"}) {
      if (squeezed(attribute(element, source).substr(0, 16)).starts_with("data:")) {
        has_embedded_ = true;
      }
    }
    if (element.tag == GUMBO_TAG_IFRAME) frame(step, attribute(element, "srcdoc"));
  }

  void input_value(const Step& step, const GumboElement& element) {
    const bool is_shown = squeezed(attribute(element, "type")) != "hidden";
    HtmlText& text = is_shown ? text_of(step) : hidden_;
    text.append_apart(attribute(element, "value"));
    if (!is_shown) text.end_line();
  }

  // A page within the page, shown in its place.
  void frame(const Step& step, std::string_view page) {
    if (page.empty()) return;
    if (frame_depth_ >= kFrameDepthMax) {
      is_too_deep_ = true;
      return;
    }
    ++frame_depth_;
    text_of(step).end_line();
    walk(page, step);
    text_of(step).end_line();
    --frame_depth_;
  }

  static void line(HtmlText& text, std::string_view content) {
    if (content.empty()) return;
    text.append(content, false);
    text.end_line();
  }

  HtmlText& text_of(const Step& step) { return step.is_hidden ? hidden_ : visible_; }

  DocumentBuilder& out_;
  std::size_t frame_depth_ = 0;
  HtmlText visible_;
  HtmlText hidden_;
  bool has_embedded_ = false;
  bool is_too_deep_ = false;
};

}  // namespace

void read_html(std::string_view bytes, std::string_view charset, DocumentBuilder::Place place,
               DocumentBuilder& out) {
  place.media_type = MediaType::Html;
  Reader(out).read(page_text(bytes, charset), std::move(place));
}

}  // namespace holdfast::extract
