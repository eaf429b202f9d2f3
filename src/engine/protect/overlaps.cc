#include "engine/protect/overlaps.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace holdfast::protect {
namespace {

std::vector<std::size_t> indexes_of(const std::vector<Claim>& claims) {
  std::vector<std::size_t> indexes(claims.size());
  std::iota(indexes.begin(), indexes.end(), std::size_t{0});
  return indexes;
}

std::vector<Claim> only(std::vector<Claim> claims, const std::vector<bool>& stays) {
  std::vector<Claim> kept;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (stays[i]) kept.push_back(std::move(claims[i]));
  }
  return kept;
}

// The later in the list takes in the earlier, so that it stands where its last piece stood.
void take_in(Claim& into, const Claim& other) {
  into.begin = std::min(into.begin, other.begin);
  into.end = std::max(into.end, other.end);
  into.score = std::max(into.score, other.score);
}

std::vector<Claim> merge_each_type(std::vector<Claim> claims) {
  std::vector<std::size_t> order = indexes_of(claims);
  std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    const Claim& a = claims[left];
    const Claim& b = claims[right];
    return std::tie(a.type_name, a.begin, a.end, left) <
           std::tie(b.type_name, b.begin, b.end, right);
  });
  std::vector<bool> stays(claims.size(), true);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t before = order[i - 1];
    const std::size_t here = order[i];
    const bool overlap = claims[before].type_name == claims[here].type_name &&
                         claims[here].begin < claims[before].end;
    if (!overlap) continue;
    const std::size_t later = std::max(before, here);
    const std::size_t earlier = std::min(before, here);
    take_in(claims[later], claims[earlier]);
    stays[earlier] = false;
    order[i] = later;
  }
  return only(std::move(claims), stays);
}

std::vector<Claim> drop_contained(std::vector<Claim> claims) {
  std::vector<std::size_t> order = indexes_of(claims);
  std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    const Claim& a = claims[left];
    const Claim& b = claims[right];
    if (a.begin != b.begin) return a.begin < b.begin;
    if (a.end != b.end) return a.end > b.end;
    if (a.score != b.score) return a.score > b.score;
    return left > right;
  });
  std::vector<bool> stays(claims.size(), true);
  std::size_t covered = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Claim& claim = claims[order[i]];
    if (i > 0 && claim.end <= covered) stays[order[i]] = false;
    covered = std::max(covered, claim.end);
  }
  return only(std::move(claims), stays);
}

bool are_spaces(std::string_view text) {
  return !text.empty() && text.find_first_not_of(' ') == std::string_view::npos;
}

}  // namespace

std::vector<Claim> resolve(std::vector<Claim> claims) {
  return drop_contained(merge_each_type(std::move(claims)));
}

std::vector<Claim> join_across_spaces(std::string_view text, std::vector<Claim> claims) {
  std::vector<Claim> joined;
  for (Claim& claim : claims) {
    if (!joined.empty() && joined.back().type_name == claim.type_name &&
        joined.back().end <= claim.begin &&
        are_spaces(text.substr(joined.back().end, claim.begin - joined.back().end))) {
      take_in(joined.back(), claim);
    } else {
      joined.push_back(std::move(claim));
    }
  }
  return joined;
}

std::string replace(std::string_view text, std::span<const Claim> claims,
                    std::span<Replacement> replacements) {
  CHECK(claims.size() == replacements.size());
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    CHECK(claim.begin <= claim.end && claim.end <= text.size());
    const bool is_in_order = i == 0 || claims[i - 1].begin <= claim.begin;
    CHECK(is_in_order);
    // Where the claim before reached in, it has already stood for these bytes.
    if (claim.begin > copied) out.append(text.substr(copied, claim.begin - copied));
    replacements[i].begin = out.size();
    out.append(replacements[i].text);
    replacements[i].end = out.size();
    copied = std::max(copied, claim.end);
  }
  out.append(text.substr(copied));
  return out;
}

}  // namespace holdfast::protect
