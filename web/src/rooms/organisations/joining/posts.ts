interface Places {
  posts: { department: string; post: string | null }[];
  post: string | null;
}

/** The places offered, in a line: `数学系 · 教师 / 教务处`. */
export function postsOf({ posts, post }: Places): string {
  const said = posts.map((one) => [one.department, one.post].filter(Boolean).join(" · "));
  return said.join(" / ") || (post ?? "");
}
