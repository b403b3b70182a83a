/** What the shell and other rooms may use of this one. */
export { mayManage } from "./admin/places";
