/** Programs that a proxy is set for must reach this machine without it: the proxy would learn the address. */
const direct = '127.0.0.1,localhost';

const spellings = ['NO_PROXY', 'no_proxy'] as const;

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

/**
 * The same variables for a program that gets whole values: what is in force, and this machine.
 *
 * @param own - what the user set for the program
 * @param inherited - what it has otherwise
 */
export function reachableWithoutProxy(
  own: Readonly<Record<string, unknown>>,
  inherited: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const inForce = (name: string): string | undefined => {
    const value = own[name] === undefined ? inherited[name] : own[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const other = inForce('NO_PROXY') ?? inForce('no_proxy');
  return new Map(
    spellings.map((name) => {
      const hosts = inForce(name) ?? other;
      return [name, hosts === undefined ? direct : `${hosts},${direct}`] as const;
    }),
  );
}
