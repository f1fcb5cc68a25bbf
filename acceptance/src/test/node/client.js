'use strict';

// A device on MQTT.js that subscribes, as JavaScript clients do: `{topic}/+` before or after it publishes, one callback
// for success and one for failure. Reads steps from standard input as JSON, prints one line of JSON per result.
//
//   {"url": "mqtt://127.0.0.1:1883", "protocolVersion": 5, "version": "...", "token": "...",
//    "steps": [{"extension": "epmx", "resource": "get/keys/7", "payload": "", "order": "subscribe-first"}]}

const mqtt = require('mqtt');

const PATIENCE = 60000;

const topicOf = (version, token, { extension, resource }) => `kp1/${version}/${extension}/${token}/${resource}`;

function step(client, topic, { resource, payload, order }) {
  const subscribe = () => client.subscribeAsync(topic + '/+');
  const publish = () => client.publishAsync(topic, payload);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer on ' + topic)), PATIENCE);
    const listener = (heard, body) => {
      if (!heard.startsWith(topic)) return;
      clearTimeout(timer);
      client.removeListener('message', listener);
      const text = body.toString();
      resolve({
        resource,
        outcome: heard.slice(topic.length),
        payload: text === '' ? null : JSON.parse(text),
      });
    };
    client.on('message', listener);
    const [first, second] = order === 'publish-first' ? [publish, subscribe] : [subscribe, publish];
    first().then(second).catch(reject);
  });
}

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const { url, protocolVersion, version, token, steps } = JSON.parse(input);
  const topic = (each) => topicOf(version, token, each);
  const client = await mqtt.connectAsync(url, {
    protocolVersion,
    keepalive: 60,
    connectTimeout: PATIENCE,
    reconnectPeriod: 0,
  });
  for (const each of steps) console.log(JSON.stringify(await step(client, topic(each), each)));
  // The filters without /+ were never subscribed; the server has to acknowledge all the same.
  await client.unsubscribeAsync(steps.map(topic));
  await client.endAsync();
  console.log(JSON.stringify({ outcome: 'ended' }));
}

main().catch((failure) => {
  console.error(failure.message);
  process.exit(1);
});
