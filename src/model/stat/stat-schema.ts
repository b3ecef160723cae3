/** `show schema json`: what JSON output of `show info` and `show stat` looks like, as a JSON schema (draft 4). */

const integer = (minimum: number, maximum?: number) =>
  maximum === undefined ? { type: 'integer', minimum } : { type: 'integer', minimum, maximum };

const ref = (name: string) => ({ $ref: `#/definitions/${name}` });

const words = (...names: readonly string[]) => ({ type: 'string', enum: [...names, 'Unknown'] });

const INFO = {
  title: 'Info',
  type: 'array',
  items: {
    title: 'InfoItem',
    type: 'object',
    properties: {
      field: ref('field'),
      processNum: ref('processNum'),
      tags: ref('tags'),
      value: ref('typedValue'),
    },
    required: ['field', 'processNum', 'tags', 'value'],
  },
};

const STAT = {
  title: 'Stat',
  type: 'array',
  items: {
    title: 'InfoItem',
    type: 'object',
    properties: {
      objType: { enum: ['Frontend', 'Backend', 'Listener', 'Server', 'Unknown'] },
      proxyId: integer(0),
      id: integer(0),
      field: ref('field'),
      processNum: ref('processNum'),
      tags: ref('tags'),
      typedValue: ref('typedValue'),
    },
    required: ['objType', 'proxyId', 'id', 'field', 'processNum', 'tags', 'value'],
  },
};

const ERROR = {
  title: 'Error',
  type: 'object',
  properties: { errorStr: { type: 'string' } },
  required: ['errorStr'],
};

const valueOf = (type: string, value: unknown) => ({
  properties: { type: { type: 'string', enum: [type] }, value },
  required: ['type', 'value'],
});

const SAFE = Number.MAX_SAFE_INTEGER;

const VALUES = {
  s32Value: valueOf('s32', integer(-2_147_483_648, 2_147_483_647)),
  s64Value: valueOf('s64', integer(-SAFE, SAFE)),
  u32Value: valueOf('u32', integer(0, 4_294_967_295)),
  u64Value: valueOf('u64', integer(0, SAFE)),
  strValue: valueOf('str', { type: 'string' }),
};

const DEFINITIONS = {
  field: {
    type: 'object',
    pos: integer(0),
    name: { type: 'string' },
    required: ['pos', 'name'],
  },
  processNum: integer(1),
  tags: {
    type: 'object',
    origin: words('Metric', 'Status', 'Key', 'Config', 'Product'),
    nature: words(
      'Gauge',
      'Limit',
      'Min',
      'Max',
      'Rate',
      'Counter',
      'Duration',
      'Age',
      'Time',
      'Name',
      'Output',
      'Avg',
    ),
    scope: words('Cluster', 'Process', 'Service', 'System'),
    required: ['origin', 'nature', 'scope'],
  },
  typedValue: {
    type: 'object',
    oneOf: Object.keys(VALUES).map((name) => ref(`typedValue/definitions/${name}`)),
    definitions: VALUES,
  },
};

/** One line of JSON. */
export const STAT_SCHEMA = `${JSON.stringify({
  $schema: 'http://json-schema.org/draft-04/schema#',
  oneOf: [INFO, STAT, ERROR],
  definitions: DEFINITIONS,
})}\n`;
