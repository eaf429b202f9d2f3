import { Button } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import type { PolicySummary } from "../../api/types";
import { onlyObserves } from "../../ui/observe";
import { Page } from "../../ui/page";
import { useCan } from "../../ui/session";
import { Loaded, NothingYet } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { ModeDialog } from "./mode_dialog";
import { ModeList } from "./mode_list";
import styles from "./policies.module.css";

export function PoliciesPage() {
  const texts = useTexts();
  const policies = api.useQuery("get", "/v1/policies", { params: { query: { limit: 200 } } });
  return (
    <Page title={texts.t("policies.title")} lead={texts.t("policies.lead")}>
      <Loaded query={policies}>
        {(data) =>
          data.items.length === 0 ? (
            <NothingYet title={texts.t("policies.empty")}>
              {texts.t("policies.empty.text")}
            </NothingYet>
          ) : (
            <>
              <ObserveBanner policies={data.items} />
              <PolicyList policies={data.items} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function ObserveBanner({ policies }: { policies: PolicySummary[] }) {
  const texts = useTexts();
  const may_switch = useCan("policies.activate");
  const [asked, setAsked] = useState(false);
  const idle = policies.filter(onlyObserves);
  if (idle.length === 0) return null;
  const is_all = idle.length === policies.length;
  return (
    <aside
      className={styles.banner}
      data-quiet={!is_all || undefined}
      aria-label={texts.t("policies.observe.label")}
    >
      <IconEye size={22} stroke={1.6} aria-hidden />
      <div>
        <h2>
          {is_all
            ? texts.t("policies.observe.all")
            : texts.t("policies.observe.some", { count: idle.length })}
        </h2>
        <p>{texts.t("policies.observe.text", { count: idle.length })}</p>
        {is_all && (
          <ol>
            <li>
              {texts.rich("policies.observe.step_look", {
                overview: <Link to="/">{texts.t("nav.overview")}</Link>,
              })}
            </li>
            <li>
              {texts.rich("policies.observe.step_try", {
                try_it: <Link to="/try">{texts.t("nav.try")}</Link>,
              })}
            </li>
            <li>{texts.t("policies.observe.step_enforce")}</li>
          </ol>
        )}
        {may_switch && (
          <>
            <Button onClick={() => setAsked(true)}>
              {texts.t("policies.observe.action", { count: idle.length })}
            </Button>
            <ModeDialog
              opened={asked}
              onClose={() => setAsked(false)}
              policies={idle}
              suggested="enforce"
            />
          </>
        )}
      </div>
    </aside>
  );
}

function PolicyList({ policies }: { policies: PolicySummary[] }) {
  const texts = useTexts();
  return (
    <ul className={styles.policies}>
      {policies.map((policy) => (
        <li key={policy.name}>
          <div className={styles.policyHead}>
            <Link
              to="/policies/$name"
              params={{ name: policy.name }}
              className={styles.policyName}
              data-row-link
            >
              {policy.title}
            </Link>
            <span className={styles.sub}>
              {policy.active_version === null
                ? texts.t("policies.never_active")
                : `${policy.name}@${policy.active_version}`}
              {policy.latest_version > (policy.active_version ?? 0) &&
                ` · ${texts.t("policies.has_draft")}`}
            </span>
          </div>
          <p className={styles.policyText}>{policy.description}</p>
          <div className={styles.policyFoot}>
            <ModeList modes={policy.modes} />
            <span className={styles.sub}>
              {texts.t("policies.rules", { count: policy.rule_count })}
              {" · "}
              {texts.t("policies.tests", { count: policy.test_count })}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
