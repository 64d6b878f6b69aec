/** Programs that a proxy is set for must reach this machine without it: the proxy would learn the address. */
const direct = '127.0.0.1,localhost';

/**
 * What is appended to the variables that name the hosts to reach without a proxy. Programs that know both spellings often heed only one, so
 * where one is not set, it begins with the value of the other.
 *
 * @param environment - what terminals inherit
 */
export function directVariables(environment: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const append = (name: string, other: string): readonly [string, string] => {
    const inherited = environment[name] === undefined ? (environment[other] ?? '') : '';
    return [name, `${inherited},${direct}`];
  };
  return new Map([append('NO_PROXY', 'no_proxy'), append('no_proxy', 'NO_PROXY')]);
}
