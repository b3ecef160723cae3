/** `mqtt_is_valid`, `mqtt_field_value` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import type { MqttType } from './mqtt-packet.js';
import { MQTT_PROPERTIES, parseMqtt } from './mqtt-packet.js';

const TYPES: ReadonlyMap<string, MqttType> = new Map([
  ['connect', 'connect'],
  ['1', 'connect'],
  ['connack', 'connack'],
  ['2', 'connack'],
]);

const FIELDS: Readonly<Record<MqttType, readonly string[]>> = {
  connect: [
    'flags',
    'protocol_name',
    'protocol_version',
    'client_identifier',
    'will_topic',
    'will_payload',
    'username',
    'password',
    'keepalive',
  ],
  connack: ['flags', 'protocol_version', 'reason_code'],
};

const packetType = kindOf('packettype', 'string', "'connect' (1) or 'connack' (2)", (text) =>
  TYPES.get(text.toLowerCase()),
);

export const entries: readonly Entry[] = [
  define.converter({
    name: 'mqtt_is_valid',
    doc: '7.3.1#mqtt_is_valid',
    brief: 'Whether the bytes are a valid MQTT packet of type CONNECT or CONNACK.',
    since: '2.4',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'bool',
    compile:
      () =>
      ({ bytes }) => {
        const packet = parseMqtt(bytes);
        return packet === undefined ? undefined : packet !== 'malformed';
      },
  }),
  define.converter({
    name: 'mqtt_field_value',
    doc: '7.3.1#mqtt_field_value',
    brief: 'A field or property of an MQTT packet of type CONNECT or CONNACK.',
    since: '2.4',
    support: 'full',
    args: [packetType, arg.any('field', 'the name of a field or the number of a property')],
    in: 'bin',
    out: 'str',
    compile: ([type, word], site) => {
      const field = word.value.toLowerCase();
      if (!FIELDS[type].includes(field) && !MQTT_PROPERTIES[type].has(Number(field))) {
        site.report('arg/invalid', word.range, `'${word.value}' is no field of MQTT packets of type '${type}'`);
        return undefined;
      }
      return ({ bytes }) => {
        const packet = parseMqtt(bytes);
        if (packet === undefined || packet === 'malformed' || packet.type !== type) return undefined;
        return packet.fields.get(field);
      };
    },
  }),
];
