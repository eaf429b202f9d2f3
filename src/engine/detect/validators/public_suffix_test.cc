// Public suffixes: the list's own vectors, a plain reading of the list, and what stands in
// sentences.

#include "engine/detect/validators/public_suffix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace holdfast::detect {
namespace {

std::ifstream open(const std::string& name) {
  std::ifstream file(std::string(HOLDFAST_TESTDATA) + '/' + name);
  EXPECT_TRUE(file) << name;
  return file;
}

// The list read as publicsuffix.org describes it, with a set and nothing clever.
class PlainList {
 public:
  PlainList() {
    std::ifstream lines = open("../public_suffixes.txt");
    std::set<std::string>* section = nullptr;
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line[0] == '#') continue;
      if (line.starts_with("section ")) {
        section = line == "section icann" ? &internet_ : &private_;
      } else {
        section->insert(line);
      }
    }
  }

  std::vector<std::string> rules() const {
    std::vector<std::string> all(internet_.begin(), internet_.end());
    all.insert(all.end(), private_.begin(), private_.end());
    return all;
  }

  std::string registrable(const std::string& name, bool has_private) const {
    const std::vector<std::string> ends = ends_of(name);  // shortest first
    std::size_t suffix = 1;                               // labels
    for (std::size_t labels = 1; labels <= ends.size(); ++labels) {
      const std::string& end = ends[labels - 1];
      if (has('!' + end, has_private)) {
        suffix = labels - 1;
        break;
      }
      const bool is_wild = labels > 1 && has("*." + ends[labels - 2], has_private);
      if (is_wild || has(end, has_private)) suffix = labels;
    }
    return suffix < ends.size() ? ends[suffix] : "";
  }

 private:
  bool has(const std::string& rule, bool has_private) const {
    return internet_.contains(rule) || (has_private && private_.contains(rule)) ||
           (rule[0] == '!' && private_.contains(rule));
  }

  static std::vector<std::string> ends_of(const std::string& name) {
    std::vector<std::string> ends = {name};
    for (std::size_t dot = name.find('.'); dot != std::string::npos;
         dot = name.find('.', dot + 1)) {
      ends.push_back(name.substr(dot + 1));
    }
    std::ranges::reverse(ends);
    return ends;
  }

  std::set<std::string> internet_;
  std::set<std::string> private_;
};

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

TEST(PublicSuffix, TheListsOwnVectorsHold) {
  std::ifstream lines = open("public_suffix_vectors.tsv");
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos);
    const std::string name = line.substr(0, tab);
    EXPECT_EQ(lower_case(registrable_domain(name)), line.substr(tab + 1)) << name;
    ++count;
  }
  EXPECT_GT(count, 70);
}

// Names around every rule, and names of labels drawn from the rules.
TEST(PublicSuffix, ReadsTheListAsAPlainReaderDoes) {
  constexpr unsigned kSeed = 20261201;
  const PlainList plain;
  const std::vector<std::string> rules = plain.rules();
  std::vector<std::string> names;
  std::vector<std::string> labels = {"a", "www", "city", "shop"};
  for (const std::string& rule : rules) {
    const std::string name = rule.starts_with("*.") ? rule.substr(2)
                             : rule[0] == '!'       ? rule.substr(1)
                                                    : rule;
    labels.push_back(name.substr(0, name.find('.')));
    for (const char* before : {"", "a.", "b.a.", "www.b.a."}) names.push_back(before + name);
  }
  std::mt19937 random(kSeed);
  const auto any = [&random](const std::vector<std::string>& of) -> const std::string& {
    return of[random() % of.size()];
  };
  for (int i = 0; i < 50'000; ++i) {
    std::string name = any(labels);
    for (unsigned count = random() % 4; count > 0; --count) name += '.' + any(labels);
    names.push_back(std::move(name));
  }
  for (const std::string& name : names) {
    EXPECT_EQ(domain_parts(name).registrable, plain.registrable(name, true)) << name << kSeed;
    EXPECT_EQ(domain_parts(name, SuffixSection::Internet).registrable,
              plain.registrable(name, false))
        << name << kSeed;
  }
}

TEST(PublicSuffix, CompaniesSuffixesBelongToThemOnTheInternet) {
  EXPECT_EQ(domain_parts("me.github.io").registrable, "me.github.io");
  EXPECT_EQ(domain_parts("me.github.io", SuffixSection::Internet).registrable, "github.io");
  EXPECT_TRUE(is_domain("github.io"));
  EXPECT_FALSE(is_domain("co.uk"));
  EXPECT_FALSE(is_domain("com"));
  EXPECT_EQ(domain_parts("Shop.Example.CO.UK").registrable, "Example.CO.UK");
  EXPECT_EQ(domain_parts("shop.example.co.uk").suffix, "co.uk");
}

TEST(PublicSuffix, LettersBeyondAsciiAsTheyAreOrEncoded) {
  EXPECT_TRUE(is_domain("m\u00FCller.de"));
  EXPECT_TRUE(is_domain("xn--mller-kva.de"));
  EXPECT_TRUE(is_top_level_domain("\u0440\u0444"));
  EXPECT_TRUE(is_top_level_domain("xn--p1ai"));
  EXPECT_FALSE(is_top_level_domain("xn--zzzz"));
  EXPECT_EQ(registrable_domain("www.\u98DF\u72EE.\u516C\u53F8.cn"), "\u98DF\u72EE.\u516C\u53F8.cn");
}

TEST(PublicSuffix, NamesKeptForDocumentsAndOnesOwnNetworkCount) {
  for (const char* name : {"mail.example", "printer.local", "host.internal", "a.test"}) {
    EXPECT_TRUE(is_domain(name)) << name;
    EXPECT_FALSE(domain_parts(name).is_listed) << name;
  }
}

TEST(PublicSuffix, RefusesWhatIsNoName) {
  for (const char* name :
       {"", ".", ".com", "a..com", "a.com.", "-a.com", "a-.com", "a b.com", "a_b.com", "1.2.3.4",
        "example.unlisted", "node.js", "report.pdf", "readme.txt", "archive.tar", "photo.jpeg"}) {
    EXPECT_FALSE(is_domain(name)) << name;
  }
  EXPECT_FALSE(is_domain(std::string(64, 'a') + ".com"));
  std::string labels;
  while (labels.size() < 256) labels += "aaaaaaa.";
  EXPECT_FALSE(is_domain(labels + "com"));
}

TEST(PublicSuffix, ADomainEndsWhereASentenceBegins) {
  const auto domain = [](std::string_view text) { return text.substr(0, domain_size(text)); };
  EXPECT_EQ(domain("example.com"), "example.com");
  EXPECT_EQ(domain("example.com."), "example.com");
  EXPECT_EQ(domain("example.com.Thanks"), "example.com");
  EXPECT_EQ(domain("example.com.Call"), "example.com");
  EXPECT_EQ(domain("example.com.today"), "example.com");
  EXPECT_EQ(domain("example.co.uk.Please"), "example.co.uk");
  EXPECT_EQ(domain("Example.Com"), "Example.Com");
  EXPECT_EQ(domain("EXAMPLE.CO.UK"), "EXAMPLE.CO.UK");
  EXPECT_EQ(domain("shop.example.today"), "shop.example.today");
  EXPECT_EQ(domain("example.com\u201D"), "example.com");
  EXPECT_EQ(domain("example.com\u2026"), "example.com");
  EXPECT_EQ(domain("done.Please"), "");
  EXPECT_EQ(domain("home.Call"), "");
  EXPECT_EQ(domain("co.uk"), "");
}

}  // namespace
}  // namespace holdfast::detect
