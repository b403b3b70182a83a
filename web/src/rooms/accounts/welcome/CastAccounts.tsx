import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Skeleton from "antd/es/skeleton";
import Space from "antd/es/space";
import Typography from "antd/es/typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, queries } from "@/app/me";
import { List } from "@/kit/List";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { CastAccount } from "../calls";
import { Front } from "../front/Front";
import { useArrival } from "../front/useArrival";
import { useCastAccounts, useSignInByPassword } from "../queries";
import { useLeave } from "../settings/useLeave";
import styles from "./CastAccounts.module.css";

/** The people of the sample organisation one may sign in as; the table is gone after the first sign-in. */
export function CastAccounts() {
  const { t } = useTranslation("accounts");
  const cast = useCastAccounts();
  return (
    <Front title={t("welcome.sample.ready")} intro={cast.error ? null : t("welcome.sample.readyText")} wide>
      {cast.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {cast.error ? <Taken /> : null}
      <List className={styles.list}>
        {cast.data?.map((account) => (
          <Account key={account.login_name} account={account} />
        ))}
      </List>
    </Front>
  );
}

/** The way on where the table is gone: who came from inside is signed in already, as somebody else. */
function Taken() {
  const { t } = useTranslation("accounts");
  const { toSignIn, toOwn } = useArrival();
  const { leave, leaving } = useLeave();
  const [me] = useState(() => queries.getQueryData(meQuery.queryKey));
  if (!me) {
    const action = <Button onClick={toSignIn}>{t("signIn.title")}</Button>;
    return <Alert type="info" showIcon title={t("welcome.sample.taken")} action={action} />;
  }
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={t("welcome.sample.taken")}
        description={t("welcome.sample.inside", { name: me.name })}
      />
      <Space wrap style={{ marginTop: 16 }}>
        <Button type="primary" onClick={toOwn}>
          {t("welcome.sample.back")}
        </Button>
        <Button loading={leaving} onClick={leave}>
          {t("welcome.sample.change")}
        </Button>
      </Space>
    </>
  );
}

function Account({ account }: { account: CastAccount }) {
  const { t } = useTranslation("accounts");
  const words = useProblemWords();
  const { arrive } = useArrival();
  const signIn = useSignInByPassword();
  const enter = () =>
    signIn.mutate(
      { identifier: account.login_name, password: account.password },
      { onSuccess: arrive, onError: (problem) => toast(words(problem), { urgent: true }) },
    );
  return (
    <li className={styles.account}>
      <div className={styles.who}>
        <span className={styles.name}>{account.name}</span>
        <Typography.Text type="secondary">{account.post}</Typography.Text>
        <span className={styles.part}>{t(`welcome.sample.parts.${account.part}`)}</span>
      </div>
      <Typography.Text code copyable={{ tooltips: [t("welcome.sample.copy"), t("welcome.sample.copied")] }}>
        {account.login_name}
      </Typography.Text>
      <Typography.Text code copyable={{ tooltips: [t("welcome.sample.copy"), t("welcome.sample.copied")] }}>
        {account.password}
      </Typography.Text>
      <Button
        type="primary"
        loading={signIn.isPending}
        onClick={enter}
        aria-label={t("welcome.sample.signInAs", { name: account.name })}
      >
        {t("signIn.submit")}
      </Button>
    </li>
  );
}
