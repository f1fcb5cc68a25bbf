'use strict';

// A device on MQTT.js that subscribes, as JavaScript clients do: `{topic}/+` before or after it publishes, one callback
// for success and one for failure. Reads steps from standard input as JSON, prints one line of JSON per result.
//
//   {"url": "mqtt://127.0.0.1:1883", "version": "...", "token": "...",
//    "steps": [{"resource": "get/keys/7", "payload": "", "order": "subscribe-first"}]}

const mqtt = require('mqtt');

const PATIENCE = 15000;

function step(client, base, { resource, payload, order }) {
  const topic = base + resource;
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
  const { url, version, token, steps } = JSON.parse(input);
  const base = `kp1/${version}/epmx/${token}/`;
  const client = await mqtt.connectAsync(url, { keepalive: 60, connectTimeout: PATIENCE, reconnectPeriod: 0 });
  for (const each of steps) console.log(JSON.stringify(await step(client, base, each)));
  // The filters without /+ were never subscribed; the server has to acknowledge all the same.
  await client.unsubscribeAsync(steps.map((each) => base + each.resource));
  await client.endAsync();
  console.log(JSON.stringify({ outcome: 'ended' }));
}

main().catch((failure) => {
  console.error(failure.message);
  process.exit(1);
});
