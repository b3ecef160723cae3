/** The predicates of conditional blocks (manual 2.4). They ask about the environment and the program, never about keywords. */
import type { Env } from '../words/env.js';
import { type FeatureSet, isOpensslAtLeast, isVersionAtLeast } from './feature-set.js';

/** What conditions are evaluated against. */
export interface PredicateFacts {
  readonly env: Env;
  readonly features: FeatureSet;
}

/** A predicate: how many arguments it takes, and its answer. */
export interface Predicate {
  readonly args: number;
  readonly test: (facts: PredicateFacts, args: readonly string[]) => boolean;
}

/** Predicates without their arguments: a missing argument is an empty string. */
export const PREDICATES: Readonly<Record<string, Predicate>> = {
  awslc_api_atleast: { args: 1, test: ({ features }, [api]) => (features.awslcApi ?? -1) >= Number(api) },
  awslc_api_before: {
    args: 1,
    test: ({ features }, [api]) => features.awslcApi !== undefined && features.awslcApi < Number(api),
  },
  defined: { args: 1, test: ({ env }, [name]) => env.get(name ?? '') !== undefined },
  enabled: { args: 1, test: ({ features }, [name]) => features.enabled.has(name ?? '') },
  feature: { args: 1, test: ({ features }, [name]) => features.features.has(name ?? '') },
  fips_mode: { args: 0, test: ({ features }) => features.fipsMode },
  openssl_version_atleast: {
    args: 1,
    test: ({ features }, [version]) => isOpensslAtLeast(features.sslLibrary.version, version ?? ''),
  },
  openssl_version_before: {
    args: 1,
    test: ({ features }, [version]) => !isOpensslAtLeast(features.sslLibrary.version, version ?? ''),
  },
  ssllib_name_startswith: { args: 1, test: ({ features }, [name]) => features.sslLibrary.name.startsWith(name ?? '') },
  streq: { args: 2, test: (_, [first, second]) => first === second },
  strneq: { args: 2, test: (_, [first, second]) => first !== second },
  strstr: { args: 2, test: (_, [first, second]) => (first ?? '').includes(second ?? '') },
  version_atleast: { args: 1, test: ({ features }, [version]) => isVersionAtLeast(features.version, version ?? '') },
  version_before: { args: 1, test: ({ features }, [version]) => !isVersionAtLeast(features.version, version ?? '') },
};
