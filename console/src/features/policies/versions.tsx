import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import type { PolicyDetail, PolicyVersion } from "../../api/types";
import { Time } from "../../ui/labels";
import { Person } from "../../ui/party";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useCan } from "../../ui/session";
import { Loaded } from "../../ui/states";
import { useTexts } from "../../ui/text";
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

export function Activate({ policy, version }: { policy: string; version: number }) {
  const texts = useTexts();
  const client = useQueryClient();
  const may_activate = useCan("policies.activate");
  const [asked, setAsked] = useState(false);
  const activate = api.useMutation("post", "/v1/policies/{name}/versions/{version}:activate", {
    onSuccess: async () => {
      setAsked(false);
      await Promise.all(
        ["/v1/policies", "/v1/policies/{name}", "/v1/policies/{name}/versions"].map((path) =>
          client.invalidateQueries({ queryKey: ["get", path] }),
        ),
      );
    },
  });
  if (!may_activate) return null;
  return (
    <>
      <Button size="compact-sm" onClick={() => setAsked(true)}>
        {texts.t("version.activate")}
      </Button>
      <ReasonDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={texts.t("version.activate.title", { version: `${policy}@${version}` })}
        action={texts.t("version.activate")}
        is_busy={activate.isPending}
        error={activate.error}
        onConfirm={(reason) =>
          activate.mutate({ params: { path: { name: policy, version } }, body: { reason } })
        }
      >
        <p>{texts.t("version.activate.text")}</p>
      </ReasonDialog>
    </>
  );
}
