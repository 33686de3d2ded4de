import { checkKeys } from "../core/check";

/** What a study may be given: any part of its configuration; undefined is the default. */
export type Given<Config> = { readonly [K in keyof Config]?: Config[K] | undefined };

/** A study's configuration: the defaults with what is given; a field given as undefined keeps its default. @throws ArgumentError for an unknown field */
export function studyConfig<Config extends object>(where: string, defaults: Config, given: Given<Config>): Config {
  checkKeys(where, given, Object.keys(defaults));
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Object.freeze({ ...defaults, ...set });
}
