#include "domain/access/permissions.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/access/credential_cache.h"
#include "domain/access/types.h"

namespace holdfast::access {
namespace {

TEST(Permissions, AreNounVerbAndSorted) {
  std::string_view before;
  for (const Permission& permission : all_permissions()) {
    EXPECT_LT(before, permission.name);
    before = permission.name;
    EXPECT_EQ(std::count(permission.name.begin(), permission.name.end(), '.'), 1);
    EXPECT_FALSE(permission.meaning.empty());
  }
}

TEST(Permissions, AdministratorsMayDoEverything) {
  const Role role = Role::Administrator;
  EXPECT_EQ(permissions_of({&role, 1}).size(), all_permissions().size());
}

TEST(Permissions, RolesAddUp) {
  const Role roles[] = {Role::Auditor, Role::Supervisor};
  const http::PermissionSet both = permissions_of(roles);
  EXPECT_TRUE(both.contains("audit.read"));
  EXPECT_TRUE(both.contains("held.decide"));
  EXPECT_FALSE(both.contains("people.manage"));
  EXPECT_TRUE(permissions_of({}).empty());
}

TEST(Permissions, OnlyAdministratorsGiveAccess) {
  for (const Role role : all_roles()) {
    if (role == Role::Administrator) continue;
    EXPECT_FALSE(permissions_of({&role, 1}).contains("people.manage")) << to_string(role);
    EXPECT_FALSE(permissions_of({&role, 1}).contains("keys.manage")) << to_string(role);
  }
}

TEST(Permissions, RolesReadBack) {
  for (const Role role : all_roles()) EXPECT_EQ(parse_role(to_string(role)), role);
  EXPECT_EQ(parse_role("root"), std::nullopt);
}

TEST(Types, EmailIsComparable) {
  EXPECT_EQ(*normal_email("  Amelia.Stone@Centre.Example "), "amelia.stone@centre.example");
  for (const char* wrong : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a\n@b"}) {
    EXPECT_FALSE(normal_email(wrong)) << wrong;
  }
  EXPECT_FALSE(normal_name("\x1b[2J"));
  EXPECT_EQ(*normal_name(" Amelia Stone "), "Amelia Stone");
}

// A look-up that read the row just before it was revoked must not bring it back.
TEST(CredentialCache, WhatWasRemovedStaysAway) {
  CredentialCache<int> cache;
  const Hash token{};
  const auto ticket = cache.ticket();
  cache.remove(token);
  cache.offer(token, std::make_shared<int>(1), ticket);
  EXPECT_EQ(cache.find(token), nullptr);
  cache.offer(token, std::make_shared<int>(2), cache.ticket());
  EXPECT_EQ(*cache.find(token), 2);
  cache.remove_if([](int value) { return value == 2; });
  EXPECT_EQ(cache.find(token), nullptr);
}

}  // namespace
}  // namespace holdfast::access
