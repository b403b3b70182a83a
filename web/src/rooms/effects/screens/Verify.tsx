import { useQuery } from "@tanstack/react-query";
import { chooseLanguage } from "@/app/account-language";
import { useLanguage } from "@/app/i18n";
import { deploymentQuery } from "@/app/me";
import { download } from "@/kit/download";
import { printProof } from "@/kit/proof";
import { toastProblem } from "@/kit/toast";
import { VerifyPage } from "@/verify/page/VerifyPage";

/** The page that needs no server, as a screen of the product: for everybody, signed in or not. Who is may have it printed. */
export default function Verify() {
  const { data: deployment } = useQuery(deploymentQuery);
  const print = (file: File) => printProof(file).catch(toastProblem);
  return (
    <VerifyPage
      language={useLanguage()}
      choose={(next) => void chooseLanguage(next).catch(toastProblem)}
      {...(deployment?.signed_in && { print })}
      save={() => void download("/verify.html", "tocsin-verify.html").catch(toastProblem)}
    />
  );
}
