/** A phone number as people read it: mainland mobile numbers without the country code, in groups. */
export function readable(number: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(number);
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : number;
}
