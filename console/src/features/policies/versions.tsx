import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { PolicyDetail, PolicyVersion } from "../../api/types";
import { Time } from "../../ui/labels";
import { Person } from "../../ui/party";
import { Loaded } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { Activate } from "./activate";
import styles from "./policies.module.css";

export function Versions({ policy }: { policy: PolicyDetail }) {
  const versions = api.useQuery("get", "/v1/policies/{name}/versions", {
    params: { path: { name: policy.name }, query: { limit: 100 } },
  });
  return (
    <Loaded query={versions}>
      {(data) => (
        <ul className={styles.versions}>
          {data.items.map((version) => (
            <li key={version.version}>
              <VersionRow policy={policy} version={version} />
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function VersionRow({ policy, version }: { policy: PolicyDetail; version: PolicyVersion }) {
  const texts = useTexts();
  return (
    <>
      <div>
        <strong>
          {policy.name}@{version.version}
        </strong>{" "}
        <span className={styles.versionState} data-state={version.state}>
          {texts.t(`version.${version.state}`)}
        </span>
        <div className={styles.sub}>
          {texts.rich("version.made", {
            person: <Person actor={version.created_by} />,
            when: <Time at={version.created_at} />,
          })}
          {version.activated_at !== null && (
            <>
              {" "}
              {texts.rich("version.activated", {
                person: <Person actor={version.activated_by ?? ""} />,
                when: <Time at={version.activated_at} />,
              })}
            </>
          )}
        </div>
        {version.activated_for !== null && (
          <p className={styles.ruleText}>“{version.activated_for}”</p>
        )}
        {version.comment !== "" && <p className={styles.ruleText}>{version.comment}</p>}
      </div>
      <span className={styles.versionActions}>
        <Button
          component={Link}
          {...({
            to: "/policies/$name/draft",
            params: { name: policy.name },
            search: { version: String(version.version) },
          } as object)}
          variant="subtle"
          size="compact-sm"
        >
          {texts.t("version.open")}
        </Button>
        {version.state === "draft" && <Activate policy={policy.name} version={version.version} />}
      </span>
    </>
  );
}
