import { chooseLanguage } from "@/app/account-language";
import { useLanguage } from "@/app/i18n";
import { download } from "@/kit/download";
import { toastProblem } from "@/kit/toast";
import { VerifyPage } from "@/verify/page/VerifyPage";

/** The page that needs no server, as a screen of the product: for everybody, signed in or not. */
export default function Verify() {
  return (
    <VerifyPage
      language={useLanguage()}
      choose={(next) => void chooseLanguage(next).catch(toastProblem)}
      save={() => void download("/verify.html", "tocsin-verify.html").catch(toastProblem)}
    />
  );
}
