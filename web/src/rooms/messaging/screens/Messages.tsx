import { Skeleton } from "@/kit/states";

export default function Messages() {
  return <Skeleton />;
}
