'use strict';

// Connections of MQTT.js, driven by lines of JSON on standard input:
//
//   {"order": 1, "connection": 7, "do": "connect", "url": "mqtt://127.0.0.1:1883", "options": {"protocolVersion": 5}}
//   {"order": 2, "connection": 7, "do": "publish", "topic": "...", "payload": "...", "options": {"qos": 1}}
//
// Each order is answered by a line with its number and the reason code; what happens by itself is told in lines without
// one. Ends when the input does.

const mqtt = require('mqtt');
const readline = require('readline');

const PATIENCE = 60000;
const clients = new Map();

const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n');

function open({ connection, url, options }) {
  const client = mqtt.connect(url, { connectTimeout: PATIENCE, reconnectPeriod: 0, ...options });
  clients.set(connection, client);
  client.on('message', (topic, payload, { qos, retain, properties = {} }) =>
    tell({
      connection,
      heard: {
        topic,
        payload: payload.toString(),
        qos,
        retain,
        correlation: properties.correlationData && properties.correlationData.toString(),
        responseTopic: properties.responseTopic,
        properties: properties.userProperties || {},
      },
    }),
  );
  client.on('disconnect', (packet) => tell({ connection, dismissed: packet.reasonCode }));
  client.on('connect', () => tell({ connection, connected: true }));
  client.on('close', () => tell({ connection, connected: false }));
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve({ reason: 0 }));
    client.once('error', reject);
    client.on('error', () => {});
  });
}

function publish(client, { topic, payload, options }) {
  const { correlationData } = options.properties || {};
  if (correlationData) options.properties.correlationData = Buffer.from(correlationData);
  return client.publishAsync(topic, payload, options).then(() => ({ reason: 0 }));
}

const work = {
  connect: (client, order) => open(order),
  publish,
  // Refused filters make MQTT.js fail; the codes of SUBACK are told in either case.
  subscribe: (client, { filters, options }) =>
    new Promise((resolve, reject) =>
      client.subscribe(filters, options, (failure, granted, packet) =>
        packet ? resolve({ reasons: packet.granted }) : reject(failure),
      ),
    ),
  unsubscribe: (client, { filters }) => client.unsubscribeAsync(filters).then(() => ({})),
  disconnect: (client) => (client.connected ? client.endAsync().then(() => ({})) : work.drop(client)),
  drop: (client) => {
    client.end(true);
    return {};
  },
};

async function handle(order) {
  try {
    const outcome = await work[order.do](clients.get(order.connection), order);
    tell({ order: order.order, ...outcome });
  } catch (failure) {
    tell({ order: order.order, reason: typeof failure.code === 'number' ? failure.code : undefined, failure: String(failure) });
  }
}

const input = readline.createInterface({ input: process.stdin });
input.on('line', (line) => handle(JSON.parse(line)));
input.on('close', () => process.exit(0));
