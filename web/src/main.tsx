import { startAppearance } from "./app/appearance";
import { startWords } from "./app/i18n";
import { render } from "./app/Root";
import "./app/global.css";

startAppearance();
void startWords().then(render);
